"$ORRERY" run --report none --root run/no-such-directory run/fall.s

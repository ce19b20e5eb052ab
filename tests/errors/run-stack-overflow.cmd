"$ORRERY" run --report none run/stack.s

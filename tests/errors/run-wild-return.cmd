for m in --functional "-m classic5" "-m classic5-dual" "-m picorv32" "-m hazard3"; do
	printf '1100000\n5\n' | "$ORRERY" run $m --report none run/wild-return.s 2>&1 | sed -n '1,/came from/p'
done >&2

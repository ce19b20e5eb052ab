for m in --functional "-m classic5"; do
	"$ORRERY" run $m --root run --report none run/wild-file.s 2>&1 | sed -n '1,/came from/p'
done >&2

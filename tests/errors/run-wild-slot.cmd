for m in --functional "-m classic5" "-m single-cycle"; do
	"$ORRERY" run -t mips1 $m --report none run/wild-slot.s 2>&1 | sed -n '1,/came from/p'
done >&2

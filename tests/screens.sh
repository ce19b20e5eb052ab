#!/bin/bash
# screens.sh - every layout at three sizes, as --screen draws it, compared with tests/screens/*.screen.
# `make update-screens` writes them anew: look at the difference before you commit it.
golden=$SRCDIR/tests/screens
work=$PWD/screens.tmp.$$
mkdir -p "$work" || exit 1
trap 'rm -rf "$work"' EXIT
export HOME=$work XDG_CONFIG_HOME=$work XDG_STATE_HOME=$work LC_ALL=C.UTF-8 INPUTRC=/dev/null
layouts='code pipe data mem cache bpred stats all cli points'
sizes='80x24 120x36 160x50'
cd "$SRCDIR" || exit 1

# One run for a size: a moment in a loop that misses, stalls and branches; what was changed; where it stopped.
script()
{
	echo 'tui new-layout points {-horizontal break 1 code 1} 3 console 2 cmd 2'
	echo 'break loop if $t0 > 5'
	echo 'watch *(int*)&total'
	echo 'continue'
	echo 'cycle 2'
	echo 'print/x $t0'
	for layout in $layouts; do
		echo "layout $layout"
		echo "save-display $work/$layout-$1.screen"
	done
	echo 'layout code'
	echo 'focus code'
	echo 'tui help'
	echo "save-display $work/help-$1.screen"
	echo 'tui help'
	echo 'set tui border-kind ascii'
	echo "save-display -elements $work/elements-$1.screen"
}

for size in $sizes; do
	script "$size" >"$work/$size.dbg"
	"$ORRERY" debug --screen "$size" -q -nx -batch -t rv32 -m classic5-predict -x "$work/$size.dbg" \
		tests/screens/sum.s >"$work/$size.out" 2>&1 || sed 's/^/# /' "$work/$size.out"
done
if [ "${UPDATE_SCREENS-}" ]; then
	cp "$work"/*.screen "$golden"
	exit
fi
number=0
echo 1..36
for layout in $layouts help elements; do
	for size in $sizes; do
		number=$((number + 1))
		if out=$(diff -u "$golden/$layout-$size.screen" "$work/$layout-$size.screen" 2>&1); then
			echo "ok $number - $layout $size"
		else
			echo "not ok $number - $layout $size"
			printf '%s\n' "$out" | sed 's/^/# /'
		fi
	done
done

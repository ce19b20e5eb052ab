#!/bin/bash
# reread.sh - a program that has been edited is read again when it begins anew, and points are set again by their places.
work=$PWD/reread.tmp.$$
mkdir -p "$work" || exit 1
trap 'rm -rf "$work"' EXIT
cp "$SRCDIR/programs/sum.s" "$work" && cd "$work" || exit 1
number=0

check() # NAME PATTERN
{
	number=$((number + 1))
	if grep -qe "$2" <<<"$out"; then
		echo "ok $number - $1"
	else
		echo "not ok $number - $1"
		sed 's/^/# /' <<<"$out"
	fi
}

debug()
{
	local arguments=()
	for command; do
		arguments+=(-ex "$command")
	done
	out=$("$ORRERY" debug -q -nx -batch "${arguments[@]}" sum.s 2>&1)
}

echo 1..11
debug 'break loop if $a0 >= 0' run "shell sed -i -e '/^loop:/i nop' -e 's/COUNT, 64/COUNT, 4/' sum.s" \
	run 'info breakpoints' 'delete' 'continue'
check 'said' '^`sum.s. has changed; re-reading symbols.$'
check 'a breakpoint goes with its label' '^1 .* in loop at sum.s:25$'
check 'and keeps its condition' '^.stop only if \$a0 >= 0$'
check 'and its hits' 'already hit 2 times'
check 'the new program runs' '^10$'
debug run run
out=$(grep -c re-reading <<<"$out")
check 'what has not changed is not read again' '^0$'
debug 'break loop' 'watch *(int*)&array' "shell sed -i 's/loop/round/g' sum.s" run 'info breakpoints'
check 'a label that is gone' '^Error in re-setting breakpoint 1: Function "loop" not defined'
check 'its breakpoint is disabled' '^1 .* keep n '
check 'a watch sees the new program' '^New value = 4$'
debug 'break round' run "shell echo bad >>sum.s" run 'continue'
check 'what cannot be read is told' '^sum.s:[0-9]*:1: error: unknown instruction'
check 'and the old one stays' '^Breakpoint 1, round () at sum.s:25$'

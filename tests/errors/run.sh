#!/bin/bash
# run.sh - what users are told. Each case NAME.cmd is a command line (it finds the program as $ORRERY, and may
# write below $OUT); it runs in this directory, and what it says on stderr, then its exit status, must equal
# NAME.err. If there is a NAME.out, stdout must equal that. UPDATE=1 writes the golden files anew: read them.
cd "$SRCDIR/tests/errors" || exit 1
OUT=$(mktemp -d "$BUILDDIR/errors.XXXXXX") || exit 1
export OUT
trap 'rm -rf "$OUT"' EXIT

cases=$(ls ./*.cmd 2>/dev/null | sed 's|^\./||; s|\.cmd$||')
echo "1..$(printf '%s' "$cases" | grep -c .)"
number=0
for c in $cases; do
	number=$((number + 1))
	timeout 60 bash "$c.cmd" </dev/null >"$OUT/.stdout" 2>"$OUT/.stderr"
	echo "[exit $?]" >>"$OUT/.stderr"
	if [ -n "$UPDATE" ]; then
		cp "$OUT/.stderr" "$c.err"
		[ ! -e "$c.out" ] || cp "$OUT/.stdout" "$c.out"
	fi
	if diff -u "$c.err" "$OUT/.stderr" >"$OUT/.diff" 2>&1 &&
		{ [ ! -e "$c.out" ] || diff -u "$c.out" "$OUT/.stdout" >"$OUT/.diff"; }; then
		echo "ok $number - $c"
	else
		echo "not ok $number - $c"
		sed 's/^/# /' "$OUT/.diff"
	fi
done

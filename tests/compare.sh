#!/bin/bash
# orrery compare: columns equal single runs, settings belong to their machine, results are compared. TAP.
n=0
dir=$(mktemp -d compare.XXXXXX) || exit 99
trap 'rm -rf "$dir"' EXIT

check()
{
    local name=$1
    shift
    n=$((n + 1))
    if "$@"; then
        echo "ok $n - $name"
    else
        echo "not ok $n - $name"
        echo "# status $status, failed: $*"
        sed 's/^/#   /' "$dir/out" "$dir/err"
    fi
}

is() { [ "$1" = "$2" ]; }
compare()
{
    "$ORRERY" compare "$@" >"$dir/out" 2>"$dir/err"
    status=$?
}
# A number of the JSON that the last comparison wrote: PATH in Python's manner.
value() { "${PYTHON:-python3}" -c "import json,sys; d=json.load(open('$dir/out')); print(d$1)"; }
alone()
{
    "$ORRERY" run --report json -o "$dir/one" "$@" >/dev/null 2>&1
    "${PYTHON:-python3}" -c "import json; print(json.load(open('$dir/one'))['cycles'])"
}
program=$SRCDIR/programs/branches.s

compare -m classic5 -m classic5-predict --set predict.ras.entries=0 -m classic5 --set l1d.size=256 --report json "$program"
check 'several machines: status 0' is "$status" 0
check 'the first is what a run gives' is "$(value "['machines'][0]['report']['cycles']")" "$(alone "$program")"
check 'a setting holds for the machine before it' is "$(value "['machines'][2]['report']['cycles']")" \
    "$(alone --set l1d.size=256 "$program")"
check 'and for no other' is "$(value "['machines'][1]['report']['cycles']")" \
    "$(alone -m classic5-predict --set predict.ras.entries=0 "$program")"
check 'the ratio of the first is 1' is "$(value "['machines'][0]['ratio']")" 1.0
check 'a column says what was set' is "$(value "['machines'][2]['name']")" "classic5 l1d.size=256"

compare --set l1d.size=256 -m classic5 -m classic5-predict --report json "$program"
check 'a setting before the first machine holds for all' is "$(value "['machines'][1]['report']['cycles']")" \
    "$(alone -m classic5-predict --set l1d.size=256 "$program")"

compare -m classic5 -m multi-cycle -m single-cycle -m classic5-nocache "$program"
check 'four machines fit 80 columns' is "$(awk 'NR > 1 && length > 80' "$dir/out")" ""
check 'each is a column' grep -qE 'single-cycle +classic5-nocache|multi-cycle +single-cycle' "$dir/out"

cat >"$dir/echo.s" <<'END'
_start: li   a7, 63
        li   a0, 0
        la   a1, buf
        li   a2, 16
        ecall
        mv   a2, a0
        li   a7, 64
        li   a0, 1
        ecall
        lw   a0, buf
        nop
        addi a1, zero, 5
        addi a1, a1, 1
        mv   a0, a1
        li   a7, 93
        ecall
        .bss
buf:    .space 16
END
echo one >"$dir/in"
compare --personality linux -i "$dir/in" -m classic5 -m multi-cycle "$dir/echo.s"
check 'input is read from its beginning on each machine' is "$status" 0
"$ORRERY" run --personality linux --report none -i "$dir/in" "$dir/echo.s" >"$dir/out" 2>"$dir/err"
check 'run takes --input' grep -qx one "$dir/out"
cat >"$dir/hazard.s" <<'END'
_start: addi a0, zero, 5
        addi a0, a0, 1
        addi a7, zero, 93
        nop
        nop
        nop
        ecall
END
compare -m classic5 -m classic5-nointerlock --set 'forward={}' "$dir/hazard.s"
check 'another result: status 1' is "$status" 1
check 'and the table says so' grep -q 'other result' "$dir/out"

compare "$program"
check 'machines must be named' is "$status" 125
compare -m clasic5 "$program"
check 'a wrong name gets a hint' grep -q "did you mean 'classic5'" "$dir/err"
compare -m classic5 --functional "$program"
check 'functional is refused' is "$status" 125
compare -m classic5 -i "$dir/none" "$program"
check 'a missing input is refused' grep -q 'cannot read' "$dir/err"
echo "1..$n"

#!/bin/bash
# Boards: console and marker, the region of interest counted from retirement to retirement, stores to ROM. TAP.
n=0
dir=$(mktemp -d board.XXXXXX) || exit 99
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
        echo "# failed: $*"
        sed 's/^/#   out: /' "$dir/out"
        sed 's/^/#   err: /' "$dir/err"
    fi
}
is() { [ "$1" = "$2" ]; }

# value KEY: an integer of the region in the JSON report
value() { sed -n '/"region"/,$p' "$dir/err" | sed -n "s/.*\"$1\": \\([0-9]*\\),\\{0,1\\}$/\\1/p" | head -n 1; }

board()
{
    cat >"$dir/$1.yaml" <<END
schema: 1
machine: $1
extends: $2
doc: "a board for tests"
board:
  ram: { at: 0x10000, size: 64KiB }
  rom: { at: 0x40000, size: 4KiB, kind: rom }
  marker: { at: 0xF0000000, device: marker }
  console: { at: 0xF0001000, device: console }
END
}
for machine in classic5-nocache classic5 single-cycle multi-cycle; do
    board "board-$machine" $machine
done

# Copies standard input to standard output in upper case; ten additions are the region of interest.
cat >"$dir/upper.s" <<'END'
        .equ    OUT, 0
        .equ    IN, 4
        .equ    STATUS, 8
main:   li      s0, 0xF0001000
        li      s1, 0xF0000000
        li      s2, 0
next:   lw      t0, STATUS(s0)
        andi    t0, t0, 1
        beqz    t0, done
        lw      t1, IN(s0)
        addi    s2, s2, 1
        li      t2, 'a'
        bltu    t1, t2, put
        li      t2, 'z'
        bgtu    t1, t2, put
        addi    t1, t1, -32
put:    sb      t1, OUT(s0)
        j       next
done:   sw      zero, 0(s1)
        .rept   10
        addi    t0, t0, 1
        .endr
        sw      zero, 4(s1)
        sw      s2, 8(s1)
loop:   j       loop
END
for machine in classic5-nocache classic5 single-cycle multi-cycle; do
    printf 'Some text.\n' |
        "$ORRERY" run -m "$dir/board-$machine.yaml" --report json --max-cycles 1M "$dir/upper.s" \
            >"$dir/out" 2>"$dir/err"
    status=$?
    check "$machine: the result is the exit status" is $status 11
    check "$machine: console" is "$(cat "$dir/out")" 'SOME TEXT.'
    check "$machine: instructions of the region" is "$(value instructions)" 11
    check "$machine: the region ended" grep -q '"ended": true' "$dir/err"
    case $machine in
        classic5-nocache | single-cycle) check "$machine: cycles of the region" is "$(value cycles)" 11 ;;
    esac
done
printf 'Some text.\n' |
    "$ORRERY" run --functional -m "$dir/board-classic5.yaml" --report none "$dir/upper.s" >"$dir/out" 2>"$dir/err"
check 'without a machine: result' is $? 11
check 'without a machine: console' is "$(cat "$dir/out")" 'SOME TEXT.'

cat >"$dir/rom.s" <<'END'
        li      t0, 0x40000
        lw      t1, 0(t0)
        sw      t1, 0(t0)
END
"$ORRERY" run -m "$dir/board-classic5.yaml" "$dir/rom.s" >"$dir/out" 2>"$dir/err"
check 'a store to ROM is a fault' is $? 139
check 'a store to ROM names the ROM' grep -q '0x40000 lies in rom, which is readable, not writable' "$dir/err"

cat >"$dir/far.s" <<'END'
        nop
        .org    0x20000
        nop
END
"$ORRERY" run -m "$dir/board-classic5.yaml" "$dir/far.s" >"$dir/out" 2>"$dir/err"
check 'a program that does not fit is refused' is $? 125
check 'a program that does not fit: why' grep -q 'does not lie in the memory of the board' "$dir/err"
echo "1..$n"

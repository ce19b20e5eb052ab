#!/bin/bash
# gdb drives programs through `orrery gdb`: breakpoints, steps in both directions, registers, memory, variables, the
# end. TAP. Skipped where there is no gdb that knows the program's machine.
set -u
gdb=${GDB:-gdb-multiarch}
command -v "$gdb" >/dev/null 2>&1 || { echo "1..0 # SKIP no $gdb"; exit 0; }
"$gdb" -nx -batch -ex 'set architecture riscv:rv64' 2>&1 | grep -q 'riscv:rv64' ||
    { echo "1..0 # SKIP $gdb does not know the machine"; exit 0; }
dir=$(mktemp -d gdb.XXXXXX) || exit 99
trap 'rm -rf "$dir"' EXIT
n=0

ok() # RESULT TITLE
{
    n=$((n + 1))
    if [ "$1" -eq 0 ]; then echo "ok $n - $2"; else
        echo "not ok $n - $2"
        sed 's/^/# /' "$dir/out"
    fi
}

has() # TITLE REGEX...: all are found in the output, each behind the one before
{
    local title=$1 at=1 line
    shift
    for want; do
        line=$(tail -n +"$at" "$dir/out" | grep -n -m1 -E -- "$want" | cut -d: -f1)
        [ -n "$line" ] || { echo "# missing: $want"; ok 1 "$title"; return; }
        at=$((at + line))
    done
    ok 0 "$title"
}

drive() # ELF ORRERY-OPTIONS... reads gdb's commands from standard input
{
    local elf=$1
    shift
    { echo "set pagination off"; echo "set confirm off"; echo "directory $SRCDIR/tests/debug/elf"; echo "file $elf"
      echo "target remote | '$ORRERY' gdb --stdio $* '$elf'"; cat; } >"$dir/script"
    timeout 300 "$gdb" -nx -batch -x "$dir/script" >"$dir/out" 2>&1 </dev/null
}

for bits in 32 64; do
    elf=$SRCDIR/tests/debug/elf/types-rv$bits-O0.elf
    drive "$elf" -m classic5 <<'EOF'
print $pc
break factorial
continue
print n
continue
print n
backtrace
disable
finish
print $a0
enable
reverse-continue
print n
delete
watch arr[1]
continue
x/2i $pc-2
reverse-continue
x/i $pc
delete
tbreak main
reverse-continue
next
step
reverse-step
reverse-next
info line
stepi
print $pc == (long)&main
reverse-stepi
print/x $sp
set var arr[2] = 0x55
x/4xw &arr
print $a5 = 7
print pt
monitor print 6*7
monitor info pipeline
set var arr[2] = 3
continue
EOF
    has "rv$bits: breaks, with arguments" "0x[0-9a-f]+ <_start>" "^Breakpoint 1, factorial \(n=3\)" '^\$2 = 3' \
        "^Breakpoint 1, factorial \(n=2\)" '^\$3 = 2' "#0 .*factorial \(n=2\)" "#1 .*factorial \(n=3\)" "#2 .*main \(\)"
    has "rv$bits: finishes a function" "in factorial \(n=3\)" "Value returned is .* = 2" '^\$5 = 2'
    has "rv$bits: goes back to a breakpoint" '^\$5 = ' "Breakpoint 1, factorial \(n=1\)" '^\$6 = 1'
    has "rv$bits: watches, in both directions" "^Hardware watchpoint 2: arr\[1\]" "Old value = 2" "New value = 6" \
        "sw.a4,4\(a5\)" "=> .*li.a1,3" "Hardware watchpoint 2: arr\[1\]" "Old value = 6" "New value = 2" "=> .*sw.a4,4\(a5\)"
    has "rv$bits: steps lines, there and back" "Temporary breakpoint 3" "main \(\) at .*types.c:" "fp = factorial" \
        "arr\[1\] = fp" "fp = factorial" "int local = 3" "Line [0-9]+ of"
    has "rv$bits: registers and memory, read and written" '^\$8 = 0x' "<arr>:.*0x00000055" '^\$9 = 7' \
        '^\$10 = \{x = 1, y = -2'
    has "rv$bits: monitor commands" "= 42" "IF|EX|stage"
    has "rv$bits: the end" "exited normally"
done

# Port and extended mode; an interrupt is tested by gdb_protocol.py.
elf=$SRCDIR/tests/debug/elf/types-rv32-O2.elf
"$ORRERY" gdb --port 0 "$elf" 2>"$dir/port" &
server=$!
until grep -q ':[0-9]' "$dir/port"; do kill -0 $server || break; sleep 0.1; done
port=$(sed 's/.*://' "$dir/port")
printf '%s\n' "set pagination off" "file $elf" "target remote 127.0.0.1:$port" "break main" "continue" "info registers pc" \
    "print arr" "detach" >"$dir/script"
timeout 300 "$gdb" -nx -batch -x "$dir/script" >"$dir/out" 2>&1 </dev/null
wait $server
ok $? "a port: orrery ends when gdb detaches"
has "a port: gdb was served" "Breakpoint 1, main" "pc .*<main" '\{1, 2, 3, 0 <repeats 17 times>\}' "detached"
echo "1..$n"

#!/bin/bash
# orrery run: exit statuses, reports of faults, limits, files, options that are wrong. TAP.
n=0
dir=$(mktemp -d run.XXXXXX) || exit 99
trap 'rm -rf "$dir"' EXIT

# What the last run gave.
run()
{
    "$ORRERY" run "$@" >"$dir/out" 2>"$dir/err"
    status=$?
}

# check NAME CONDITION...: the condition is a command
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
        sed 's/^/#   out: /' "$dir/out"
        sed 's/^/#   err: /' "$dir/err"
    fi
}

is() { [ "$1" = "$2" ]; }
out_is() { [ "$(cat "$dir/out")" = "$1" ]; }
err_has() { grep -qE -- "$1" "$dir/err"; }
err_lacks() { ! grep -qE -- "$1" "$dir/err"; }

# a program from standard input
program() { cat >"$dir/$1.s"; }

program exit <<'END'
        li   a0, 300
        li   a7, 93
        ecall
END
run "$dir/exit.s" </dev/null
check 'exit status is the low byte of the program'\''s' is $status 44
check 'the report names machine and sort' err_has 'exit.s on classic5 \(textbook\), rv32'
run --report none "$dir/exit.s" </dev/null
check '--report none prints nothing' is "$(cat "$dir/err")" ""
run --functional "$dir/exit.s" </dev/null
check '--functional gives the same status' is $status 44
run -o "$dir/report" "$dir/exit.s" </dev/null
check '-o leaves standard error alone' is "$(cat "$dir/err")" ""
check '-o writes the report' grep -q 'Where the cycles went' "$dir/report"
echo old >"$dir/report"
run -o "$dir/report" "$dir/missing.s" </dev/null
check '-o leaves the file alone if nothing runs' is "$(cat "$dir/report")" old
run -o "$dir/report" "$dir/exit.s" </dev/null
check '-o replaces the file' is "$(grep -c '^old' "$dir/report")" 0

# --- faults
program load <<'END'
        .globl main
main:   li   t0, 64
        lw   t1, 0(t0)
END
run "$dir/load.s" </dev/null
check 'a load without memory: status' is $status 139
check 'a load without memory: place' err_has 'load\.s:3: memory fault at pc 0x[0-9a-f]{8} <main\+0x'
check 'a load without memory: address' err_has 'value 0x00000040'
check 'a load without memory: registers' err_has 't0 00000040'
program store <<'END'
main:   la   t0, main
        sw   t0, 0(t0)
END
run "$dir/store.s" </dev/null
check 'a store into the text' is $status 139
check 'a store into the text: hint' err_has 'not writable'
program illegal <<'END'
        .word 0
END
run "$dir/illegal.s" </dev/null
check 'an illegal instruction' is $status 132
check 'an illegal instruction: data in .text has a line' err_has 'illegal\.s:1: illegal instruction'
program stack <<'END'
f:      addi sp, sp, -1024
        sw   ra, 0(sp)
        call f
END
run "$dir/stack.s" </dev/null
check 'endless recursion' is $status 139
check 'endless recursion: hint' err_has 'stack overflow'
program data <<'END'
main:   la   t0, word
        jr   t0
        .data
word:   .word 0x13
END
run "$dir/data.s" </dev/null
check 'a jump into data' is $status 139
program nothing <<'END'
        li   a7, 4242
        ecall
END
run "$dir/nothing.s" </dev/null
check 'an unknown service' is $status 159
check 'an unknown service: hint' err_has 'no host service 4242'

# --- limits
program loop <<'END'
loop:   j    loop
END
run --max-cycles 1000 "$dir/loop.s" </dev/null
check 'a limit in cycles' is $status 124
check 'a limit in cycles: said' err_has 'limit \(--max-cycles\)'
check 'a limit in cycles: exact' err_has 'cycles +1,000$'
run --max-instructions 1k "$dir/loop.s" </dev/null
check 'a limit in instructions' is $status 124
check 'a limit in instructions: exact' err_has 'instructions +1,000$'
run --functional --max-instructions 1_000 "$dir/loop.s" </dev/null
check 'a limit without machine' is $status 124
check 'a limit without machine: exact' err_has 'instructions +1,000$'

# --- Ctrl-C
"$ORRERY" run "$dir/loop.s" >"$dir/out" 2>"$dir/err" </dev/null &
pid=$!
sleep 1
kill -INT $pid
wait $pid
status=$?
check 'Ctrl-C: status' is $status 130
check 'Ctrl-C: report' err_has 'stopped by the user'

# --- what ends a run otherwise leaves its output there, too
program says <<'END'
        .text
        .globl main
main:   li   a0, 42
        li   a7, 1
        ecall
loop:   j    loop
END
for signal in TERM:143 HUP:129; do
	"$ORRERY" run "$dir/says.s" >"$dir/out" 2>"$dir/err" </dev/null &
	pid=$!
	sleep 1
	kill -${signal%:*} $pid
	wait $pid
	status=$?
	check "SIG${signal%:*}: status" is $status ${signal#*:}
	check "SIG${signal%:*}: output" is "$(cat "$dir/out")" 42
	check "SIG${signal%:*}: report" err_has 'stopped by the user'
done

# --- input, output, arguments
run -o "$dir/no/such/report" "$dir/says.s" </dev/null
check 'a report that cannot be written' is $status 125
check '... is noticed before the program runs' out_is ''
"$ORRERY" run --report none --max-cycles 1000 "$dir/says.s" >/dev/full 2>"$dir/err" </dev/null
status=$?
check 'output that is lost' is $status 125
check '... is reported' err_has "cannot write the program's output: No space left"

# --- services that fail
program read <<'END'
        li   a7, 5
        ecall
        nop
        li   a7, 10
        ecall
END
for mode in --report=json --functional; do
    run $mode "$dir/read.s" </dev/null
    check "$mode: a failed service is its instruction's" err_has 'read\.s:2: aborted at pc 0x00010002'
done
echo 99999999999 >"$dir/number"
run -i "$dir/number" "$dir/read.s"
check 'a number that is too big' err_has "read_int: '99999999999' does not fit in 32 bits"
echo -2147483648 >"$dir/number"
run -i "$dir/number" "$dir/read.s"
check 'the smallest number' is $status 0
sed -e 's/li   a7, 5/li   a7, 5555/' "$dir/read.s" >"$dir/unknown.s"
run "$dir/unknown.s" </dev/null
check 'an unknown service' err_has 'unknown\.s:2: bad host service at pc 0x[0-9a-f]+$'

program echo <<'END'
        .data
buf:    .space 64
        .text
main:   la   a0, buf
        li   a1, 64
        li   a7, 8
        ecall
        la   a0, buf
        li   a7, 4
        ecall
        li   a0, 0
        li   a7, 93
        ecall
END
run "$dir/echo.s" <<<'some text'
check 'input and output' out_is 'some text'
program args <<'END'
main:   lw   a0, 0(sp)
        li   a7, 1
        ecall
        lw   a0, 8(sp)
        li   a7, 4
        ecall
        li   a7, 10
        ecall
END
run "$dir/args.s" -- first --report </dev/null
check 'arguments after --' out_is '3first'

# --- files
program file <<'END'
        .data
name:   .asciz "data.txt"
buf:    .space 16
        .text
main:   la   a0, name
        li   a1, 0
        li   a7, 1024
        ecall
        bltz a0, fail
        la   a1, buf
        li   a2, 5
        li   a7, 63
        ecall
        la   a0, buf
        li   a7, 4
        ecall
        li   a7, 10
        ecall
fail:   li   a0, 9
        li   a7, 93
        ecall
END
mkdir "$dir/root"
echo hello >"$dir/root/data.txt"
run "$dir/file.s" </dev/null
check 'no files without --root' is $status 9
check 'no files without --root: hint' err_has 'only with --root DIR'
run --root "$dir/root" "$dir/file.s" </dev/null
check 'files below --root' out_is 'hello'
run --root "$dir/nowhere" "$dir/file.s" </dev/null
check '--root must exist' is $status 125

# --- several sources, entry, region, trace
program one <<'END'
        .globl main
main:   call two
        li   a7, 93
        ecall
END
program two <<'END'
        .globl two
two:    li   a0, 5
        ret
other:  li   a0, 6
        li   a7, 93
        ecall
END
run "$dir/one.s" "$dir/two.s" </dev/null
check 'several sources are linked' is $status 5
run --entry other "$dir/one.s" "$dir/two.s" </dev/null
check '--entry' is $status 6
run --entry othe "$dir/one.s" "$dir/two.s" </dev/null
check '--entry suggests' err_has "no symbol 'othe'; did you mean 'other'"
run --region two -m classic5-nocache "$dir/one.s" "$dir/two.s" </dev/null
check '--region' err_has 'region \(open\)'
run --trace "retire=$dir/trace" --trace "access=$dir/accesses" --report none "$dir/one.s" "$dir/two.s" </dev/null
check '--trace twice: retirements' grep -qE '^[0-9]+,[0-9a-f]{8},[0-9a-f]{8}$' "$dir/trace"
check '--trace twice: accesses' grep -q '^[0-9]*,l1i,read,' "$dir/accesses"
run --trace "retire=$dir/trace" --report json "$dir/one.s" "$dir/two.s" </dev/null
want=$(sed -n 's/^  "instructions": \([0-9]*\),/\1/p' "$dir/err")
check '--trace has a line for each retirement' is "$(wc -l <"$dir/trace")" "$want"
check '--trace: form' is "$(grep -cvE '^[0-9]+,[0-9a-f]{8},[0-9a-f]{8}$' "$dir/trace")" 0
check '--trace ends in the last cycle' is "$(tail -n 1 "$dir/trace" | cut -d, -f1)" \
    "$(sed -n 's/^  "cycles": \([0-9]*\),/\1/p' "$dir/err")"

# --- settings
run --set l1d.size=1KiB "$dir/one.s" "$dir/two.s" </dev/null
check '--set is reported' err_has '^with l1d\.size=1KiB$'
run --set l1d.sise=1KiB "$dir/one.s" "$dir/two.s" </dev/null
check '--set of an unknown key' is $status 125
check '--set of an unknown key: suggestion' err_has "did you mean 'size'|did you mean 'l1d.size'"

# --- refusals
refuse()
{
    local pattern=$1
    shift
    run "$@" </dev/null
    check "refused: $*" is $status 125
    check "refused with /$pattern/" err_has "$pattern"
}
refuse 'which program' 
refuse '--entry 0x10001: instructions stand at multiples of 2' --entry 0x10001 "$dir/exit.s"
refuse 'cannot (read|open)' "$dir/missing.s"
refuse "did you mean 'classic5'" -m clasic5 "$dir/exit.s"
refuse "did you mean 'rv32'" -t rv3 "$dir/exit.s"
refuse 'wants a number' --max-cycles many "$dir/exit.s"
refuse 'is one of text, json, none' --report xml "$dir/exit.s"
refuse "did you mean 'retire'" --trace retired=x "$dir/exit.s"
refuse '--trace needs a machine' --functional --trace "retire=$dir/trace" "$dir/exit.s"
refuse 'each --trace needs a file of its own' --trace retire=x --trace access=x "$dir/exit.s"
refuse '--region needs a machine' --functional --region main "$dir/exit.s"
refuse 'wants KEY=VALUE' --set l1d "$dir/exit.s"
refuse "no personality 'linus'; did you mean 'linux'" --personality linus "$dir/exit.s"
echo 'fnord' >"$dir/bad.s"
refuse 'bad\.s:1:1: error: .*fnord' "$dir/bad.s"
: >"$dir/empty.s"
refuse 'the program is empty' "$dir/empty.s"
head -c 100 /bin/sh >"$dir/truncated"
refuse '.' "$dir/truncated"
echo "1..$n"

#!/bin/bash
# The frame of the command line: help, version, and refusals that say what was wrong. TAP.
n=0
out=$(mktemp cli.XXXXXX) || exit 99
trap 'rm -f "$out"' EXIT

# expect STATUS PATTERN ARGUMENT...: exit status, and an extended regular expression found in all output
expect()
{
    local status=$1 pattern=$2 got
    shift 2
    n=$((n + 1))
    "$ORRERY" "$@" >"$out" 2>&1 </dev/null
    got=$?
    if [ $got -eq "$status" ] && grep -qE -- "$pattern" "$out"; then
        echo "ok $n - orrery $*"
    else
        echo "not ok $n - orrery $*"
        echo "# status $got, wanted $status; wanted /$pattern/ in:"
        sed 's/^/#   /' "$out"
    fi
}

# What is printed but cannot be written is no success.
full()
{
    n=$((n + 1))
    "$ORRERY" "$@" >/dev/full 2>"$out" </dev/null
    if [ $? -eq 125 ] && grep -q 'cannot write to standard output' "$out"; then
        echo "ok $n - orrery $* > /dev/full"
    else
        echo "not ok $n - orrery $* > /dev/full"
    fi
}

if [ -w /dev/full ]; then
    full --help
    full machine list
    full isa list
fi

expect 0 '^orrery [0-9]+\.[0-9]+' --version
expect 0 'Usage: orrery .*COMMAND' --help
expect 0 'Usage: orrery .*COMMAND' -h
expect 125 'Usage: orrery COMMAND'
expect 125 "unknown option '--verzion'; did you mean '--version'" --verzion
expect 125 "unknown option '-q'" -q
expect 125 "option '--data-dir' needs a value" --data-dir
expect 125 "option '--version' takes no value" --version=3
expect 125 "unknown command 'rum'" rum

expect 0 '^classic5 ' machine list
expect 0 'classic5: fine' machine check classic5
expect 0 'size: 8192' machine show classic5 --set l1d.size=8KiB
expect 125 "'shw'.*; did you mean 'show'" machine shw
expect 125 "no machine 'clasic5'; did you mean 'classic5'" machine show clasic5
expect 125 'which machine' machine check
expect 0 'else if XLEN == 32 .* fits_u\(v, 32\)' isa show rv32 li
expect 0 '^li.part ' isa show rv32 li
expect 0 'c.lui c.srli c.srai c.andi c.sub' isa show rv32

# every command that help lists has help of its own
for command in $("$ORRERY" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z-]*\) .*/\1/p'); do
    expect 0 "Usage: orrery $command" "$command" --help
    expect 125 "orrery $command: unknown option '--no-such-thing'" "$command" --no-such-thing
done
echo "1..$n"

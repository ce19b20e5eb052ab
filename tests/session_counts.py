#!/usr/bin/env python3
"""One clock: all front ends count as `orrery run` does, for programs and machines. Run straight, stepped, back and
forth again; at the debugger's prompt, on its screen (which draws, and thereby replays, at every command), and by
gdb's protocol."""
import json
import os
import re
import subprocess
import sys

from gdb_remote import Remote

src, orrery = os.environ["SRCDIR"], os.environ["ORRERY"]
quick = bool(os.environ.get("TESTS_QUICK"))
programs = ["hello", "gcd"] if quick else ["hello", "gcd", "strings", "branches", "fib-loop"]
machines = ["classic5", "classic5-dual", "single-cycle"] if quick else sorted(
    f[:-5] for f in os.listdir(os.path.join(src, "machines"))
    if f.endswith(".yaml") and not f.startswith("bare") and "nointerlock" not in f)  # wrong values need not end
report, typed, picture = "debug-counts.json", "debug-counts.in", "debug-counts.screen"
# Of keys, too: F7 is a cycle, F8 an instruction, with Shift back.
screen_only = ["tui key F8 F7 F7 S-F8 S-F7", "layout next", "tui key S-F9", "tui key F9"]
results = []


def run(args):
    return subprocess.run([orrery] + args, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, timeout=600).stdout.decode("utf-8", "replace")


def counts(text):
    return [tuple(map(int, m)) for m in re.findall(r"^Cycle (\d+), (\d+) instructions? retired", text, re.M)]


def check(ok, name, why):
    results.append(ok)
    print(f"{'ok' if ok else 'not ok'} {len(results)} - {name}" + ("" if ok else f"\n# {why}"))


def batch(args):
    """Cycles and instructions of `orrery run`; None: not a program for this machine."""
    run(["run", "--report", "json", "-o", report] + args)
    if not os.path.exists(report):
        return None
    with open(report) as f:
        r = json.load(f)
    os.remove(report)
    return r["cycles"], r["instructions"]


def prompt(args, want, more, extra):
    """At the prompt, or with more=--screen: at the end, half way, at the end after steps, begin, end."""
    half = want[0] // 2
    words = ["continue", "when", f"goto cycle {half}", "when", "stepi 3", "cycle 2", "reverse-stepi 2",
             "reverse-cycle", "next", *extra, "goto end", "when", "goto begin", "when", "cycle 1000000000", "when"]
    if more:  # pictures are what is drawn, and they draw
        words = [w for word in words for w in ([f"save-display {picture}", word] if word != "when" else [word])]
        words += [f"save-display {picture}"]
    got = counts(run(["debug", "-batch", "-nx", *more] + [a for w in words for a in ("-ex", w)] + args))
    ok = len(got) == 5 and got[0] == got[2] == got[4] == want and got[1][0] == half and got[3] == (0, 0)
    return ok, got


def screen(args, want):
    ok, got = prompt(args, want, ["--screen", "160x50"], screen_only)
    with open(picture, encoding="utf-8") as f:
        status = f.readline()
    os.remove(picture)
    return ok and f"| cycle {want[0]}  retired {want[1]}  " in status, (got, status)


def places(words, args):
    """Cycle, instructions and pc after each of the words."""
    text = run(["debug", "-batch", "-nx"] + [a for w in words for a in ("-ex", w)] + args)
    return re.findall(r"^Cycle (\d+), (\d+) instructions? retired\.\n(at [0-9a-f]+)", text, re.M)


def stops(args, want):
    """Breakpoints all over the beginning: each stop is what a journey to its cycle shows, and they cost nothing."""
    tell = ["when", 'printf "at %x\\n", $pc']
    words = ["starti"] + [f"break *($pc + {at})" for at in range(4, 84, 10)]
    words += [w for _ in range(12) for w in ("continue", *tell, "stepi", *tell)]
    met = places(words + ["delete", "goto end", *tell], args)
    back = places(["starti"] + [w for cycle, _, _ in met for w in (f"goto cycle {cycle}", *tell)], args)
    return len(met) > 10 and met == back and met[-1][:2] == tuple(map(str, want)), (met, back)


def gdb(args, want):
    """The end, half way back by instructions, the beginning, a few steps there and back, the end."""
    r = Remote("--stop-at-end", *args)
    there, got = [], []

    def when():
        got.extend(counts(r.monitor("when")[1]))

    there.append(r.ask("c"))
    when()
    for packet in ("bs", "bs", "s", "bc"):
        there.append(r.ask(packet))
    when()
    for packet in ("s", "s", "bs", "bs", "bs", "bs"):  # a step may retire two, and the beginning is the beginning
        there.append(r.ask(packet))
    when()
    there.append(r.ask("c"))
    when()
    stats = r.monitor("info stats")[1]
    r.close()
    return (got == [want, (0, 0), (0, 0), want] and there[0] == there[-1] and
            all(t.startswith("T") for t in there) and
            re.search(rf"\bcycles\D+{want[0]:,}\s", stats)), (got, there, stats)


with open(typed, "w") as f:
    f.write("84\n36\n")
ran = 0
for machine in machines:
    for program in programs:
        path = os.path.join(src, "programs", program + ".s")
        args = ["-m", machine, "--input", typed, path]
        want = batch(args)
        if want is None:
            continue  # a machine of a core for which this program is not
        ran += 1
        ok, got = prompt(args, want, [], [])
        check(ok, f"{program} on {machine}: prompt", f"run: {want}, debug: {got}")
        ok, got = screen(args, want)
        check(ok, f"{program} on {machine}: screen", f"run: {want}, debug: {got}")
        ok, got = stops(args, want)
        check(ok, f"{program} on {machine}: stops", f"run: {want}, stops: {got}")
        ok, got = gdb(args, want)
        check(ok, f"{program} on {machine}: gdb", f"run: {want}, gdb: {got}")
os.remove(typed)
check(ran >= len(programs) * len(machines) * 0.6, "most of them ran", f"{ran}")
print(f"1..{len(results)}")
sys.exit(not all(results))

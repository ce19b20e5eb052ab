#!/usr/bin/env python3
"""One clock: the debugger's counts are those of `orrery run`, for programs and machines; run straight, stepped,
after going back, and by cycles."""
import json, os, re, subprocess, sys

src, orrery = os.environ["SRCDIR"], os.environ["ORRERY"]
quick = bool(os.environ.get("TESTS_QUICK"))
programs = ["hello", "gcd"] if quick else ["hello", "gcd", "strings", "branches", "fib-loop"]
machines = ["classic5", "single-cycle"] if quick else sorted(
    f[:-5] for f in os.listdir(os.path.join(src, "machines"))
    if f.endswith(".yaml") and not f.startswith("bare") and "nointerlock" not in f)  # wrong values need not end
results = []


def run(args):
    return subprocess.run([orrery] + args, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, timeout=600).stdout.decode("utf-8", "replace")


def counts(text):
    return [tuple(map(int, m)) for m in re.findall(r"^Cycle (\d+), (\d+) instructions retired", text, re.M)]


def check(ok, name, why):
    results.append(ok)
    print(f"{'ok' if ok else 'not ok'} {len(results)} - {name}" + ("" if ok else f"\n# {why}"))


for machine in machines:
    for program in programs:
        path = os.path.join(src, "programs", program + ".s")
        if os.path.exists("debug-counts.json"):
            os.remove("debug-counts.json")
        run(["run", "-m", machine, "--report", "json", "-o", "debug-counts.json", path])
        if not os.path.exists("debug-counts.json"):
            continue  # a machine of a core for which this program is not
        r = json.load(open("debug-counts.json"))
        want = (r["cycles"], r["instructions"])
        half = want[0] // 2
        words = ["continue", "when", f"goto cycle {half}", "when", "stepi 3", "cycle 2", "reverse-stepi 2",
                 "reverse-cycle", "next", "goto end", "when", "goto begin", "when", "cycle 1000000000", "when"]
        got = counts(run(["debug", "-batch", "-nx", "-m", machine] + [a for w in words for a in ("-ex", w)] + [path]))
        ok = len(got) == 5 and got[0] == got[2] == got[4] == want and got[1][0] == half and got[3] == (0, 0)
        check(ok, f"{program} on {machine}", f"run: {want}, debug: {got}")
check(len(results) >= len(programs) * len(machines) * 0.6, "most of them ran", f"{len(results)}")
print(f"1..{len(results)}")
sys.exit(not all(results))

#!/usr/bin/env python3
"""Machines of real cores on programs that were never measured: each retirement where the core's rules put it.

tests/models/core_rules.py states for each core when an instruction retires, given the instructions alone; the rules were found
in the cores' RTL and are themselves compared here with the measured traces (tests/exact). Then ten programs
(tests/exact/rules, sources beside the images) run on the machine of each core: every retirement must come with the pc, the word and
the distance to the one before it that the rule and a separate instruction-set simulator (tests/models/rv32.py) say.
TESTS_QUICK=1 takes three programs.
"""
import concurrent.futures
import csv
import os
import subprocess
import sys
import tempfile

ORRERY, SRC = os.environ["ORRERY"], os.environ["SRCDIR"]
QUICK = os.environ.get("TESTS_QUICK", "") != ""
sys.path.insert(0, f"{SRC}/tests/models")
import core_rules  # noqa: E402
import rv32  # noqa: E402

START, STOP = 0xF0000000, 0xF0000004


def rows(path):
    with open(f"{SRC}/tests/exact/{path}.csv") as f:
        return list(csv.DictReader(f))


def words(path):
    with open(path) as f:
        return [int(line, 16) for line in f]


def measured_wrong(rule, core, runs):
    """The rule against what the core's RTL took: the marked region of each program."""
    wrong = []
    for row in rows("cycles"):
        if row["core"] != core:
            continue
        name = f"{row['program']}.{row['isa']}"
        if name not in runs:
            image = words(f"{SRC}/tests/cores/{name}.hex")
            runs[name] = rv32.run(image), image
        run, image = runs[name]
        at = rule(run, image)
        region = [at[k] for k, e in enumerate(run) if e.address in (START, STOP)]
        if region[1] - region[0] != int(row["cycles"]):
            wrong.append(f"{name}: the rule says {region[1] - region[0]} cycles, the core took {row['cycles']}")
    return wrong


def retirements(machine, image, trace):
    p = subprocess.run([ORRERY, "run", "-t", "rv32", "-m", machine, "--base", "0", "--report", "none", "--max-cycles", "20M",
                        "--trace", f"retire={trace}", image], capture_output=True, text=True, timeout=600,
                       stdin=subprocess.DEVNULL)
    with open(trace) as f:
        got = [(int(c), int(pc, 16), int(w, 16)) for c, pc, w in (line.split(",") for line in f)]
    return got, p


def program_wrong(machine, rule, run, image, path, trace):
    got, p = retirements(machine, path, trace)
    at = rule(run, image)
    first = next((k for k, e in enumerate(run) if got and e.pc == got[1][1]), None)
    if first is None:
        return f"does not run: exit {p.returncode}: {p.stderr[:200]}"
    elder = None
    for k, (cycle, pc, word) in zip(range(first, len(run)), got[1:]):
        if (run[k].pc, run[k].word) != (pc, word):
            return f"retirement {k}: {word:08x} at {pc:x}, not {run[k].word:08x} at {run[k].pc:x}"
        if elder and cycle - elder[0] != at[k] - at[k - 1]:
            return f"retirement {k}: {pc:x} comes {cycle - elder[0]} cycles after {elder[1]:x}, not {at[k] - at[k - 1]}"
        elder = cycle, pc
    missing = len(run) - first - (len(got) - 1)
    result = run[-1].b & 0xFF
    if missing or p.returncode != result:
        return f"{missing} retirements missing; exit status {p.returncode}, not {result}"
    return None


def check(machine, core, runs, tmp):
    rule, wrong = core_rules.RULES[core], []
    for name, (run, image, path) in runs.items():
        bad = program_wrong(machine, rule, run, image, path, f"{tmp}/{machine}.trace")
        wrong += [f"{name}: {bad}"] if bad else []
    return wrong


def main():
    folder = f"{SRC}/tests/exact/rules"
    names = sorted(f[:-4] for f in os.listdir(folder) if f.endswith(".hex"))
    runs = {}
    for name in names[::4] if QUICK else names:
        image = words(f"{folder}/{name}.hex")
        runs[name] = rv32.run(image), image, f"{folder}/{name}.hex"
    table, measured, n, failed = rows("machines"), {}, 0, 0
    retired = sum(len(r[0]) for r in runs.values())
    print(f"1..{len(core_rules.RULES) + len(table)}")

    def result(wrong, what):
        nonlocal n, failed
        n, failed = n + 1, failed + bool(wrong)
        print("not ok" if wrong else "ok", n, "-", what)
        for w in wrong:
            print("#", w)

    for core, rule in core_rules.RULES.items():
        result(measured_wrong(rule, core, measured), f"the rule of {core} gives the measured cycles")
    with tempfile.TemporaryDirectory(dir=".") as tmp, concurrent.futures.ThreadPoolExecutor(2) as pool:
        for t, wrong in zip(table, pool.map(lambda t: check(t["machine"], t["core"], runs, tmp), table)):
            result(wrong, f"{t['machine']}: {len(runs)} programs, {retired} retirements")
    sys.exit(failed > 0)


main()

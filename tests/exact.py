#!/usr/bin/env python3
"""Machines that name a real core count its cycles: every program, every retirement.

tests/exact/machines.csv says which machine file stands for which core. tests/exact/cycles.csv holds what the cores'
RTL took for the programs of tests/cores (flat images at 0), tests/exact/PROGRAM.csv the cycle of every retirement of
the small ones, one column for each core. There cycles count from 0, ours from 1; the first retirement is at the
address that the core starts from. TESTS_QUICK=1 takes the small programs only.

Arguments: cores or machines to look at, else all. `exact.py --other NAME=MACHINE`: the columns of core NAME against
machine MACHINE, listed or not.
"""
import concurrent.futures
import csv
import json
import os
import subprocess
import sys
import tempfile

ORRERY, SRC = os.environ["ORRERY"], os.environ["SRCDIR"]
QUICK = os.environ.get("TESTS_QUICK", "") != ""
HERE = f"{SRC}/tests/exact"


def rows(name):
    with open(f"{HERE}/{name}.csv") as f:
        return list(csv.DictReader(f))


def run(image, machine, out, trace=None):
    cmd = [ORRERY, "run", "-t", "rv32", "-m", machine, "--base", "0", "--report", "json", "-o", out]
    cmd += ["--max-cycles", "2000000"] + (["--trace", f"retire={trace}"] if trace else []) + [image]
    p = subprocess.run(cmd, capture_output=True, text=True, timeout=300, stdin=subprocess.DEVNULL)
    try:
        with open(out) as f:
            return json.load(f), ""
    except (OSError, ValueError):
        return None, f"exit {p.returncode}: {p.stderr.strip().splitlines()[:1]}"


def window_wrong(report, row):
    """What the region of interest and the result say against a row of cycles.csv."""
    region = report["region"] or {}
    got = (region.get("instructions"), region.get("cycles"), report["end"].get("result", 0) & 0xFFFFFFFF)
    want = (int(row["instructions"]), int(row["cycles"]), int(row["result"], 0))
    return [] if got == want else [f"instructions, cycles, result {got}, not {want}"]


def trace_wrong(trace, core, program, row):
    """The first retirement that differs."""
    with open(trace) as f:
        got = [(int(t[0]) - 1, t[1]) for t in (line.split(",") for line in f)]
    if not got:
        return ["nothing retires"]
    start = next((c for c, pc in got if pc == "00000180"), None)
    wrong = []
    if (got[0][0], start) != (int(row["first_retire_cycle"]), int(row["start_marker_cycle"])):
        wrong.append(f"first retirement, start marker {got[0][0], start}, not "
                     f"({row['first_retire_cycle']}, {row['start_marker_cycle']})")
    want = [(int(r[core]), r["pc"]) for r in rows(program)] if os.path.exists(f"{HERE}/{program}.csv") else []
    for n, ((cycle, pc), (cycle2, pc2)) in enumerate(zip(want, got)):
        if (cycle, pc) != (cycle2, pc2 if n else "reset"):
            after = f" after {got[n - 1][1]} at {got[n - 1][0]}" if n else ""
            wrong.append(f"retirement {n}: {pc2} in cycle {cycle2}, not {pc} in {cycle}{after}")
            break
    if len(got) < len(want):
        wrong.append(f"{len(got)} retirements, not {len(want)}")
    return wrong


def check(core, machine, tmp):
    """Compares one machine; returns (programs, retirements, what is wrong)."""
    wrong, programs, retirements = [], 0, 0
    for row in rows("cycles"):
        program = f"{row['program']}.{row['isa']}"
        traced = os.path.exists(f"{HERE}/{program}.csv")
        if row["core"] != core or (QUICK and not traced):
            continue
        image, out = f"{SRC}/tests/cores/{program}.hex", f"{tmp}/{core}.json"
        for trace in [f"{tmp}/{core}.trace"] + ([] if QUICK else [None]):  # watched and not
            report, error = run(image, machine, out, trace)
            if report is None:
                wrong.append(f"{program}: {error}")
                continue
            bad = window_wrong(report, row)
            if trace:
                bad += trace_wrong(trace, core, program, row)
            wrong += [w for w in (f"{program}: {b}" for b in bad) if w not in wrong]
            os.remove(out)
        programs += 1
        retirements += len(rows(program)) if traced else int(row["instructions"])
    return programs, retirements, wrong


def unlisted(table):
    """Machine files that call themselves exact and stand in no row."""
    names = {t["machine"] for t in table}
    exact = [f[:-5] for f in sorted(os.listdir(f"{SRC}/machines")) if f.endswith(".yaml")
             and '\nmodels: "exact: ' in open(f"{SRC}/machines/{f}", encoding="utf-8").read()]
    return [f"machines/{f}.yaml is exact, but no core stands for it" for f in exact if f not in names] + \
           [f"machines/{f}.yaml does not say `models: \"exact: ...\"`" for f in sorted(names) if f not in exact]


def main():
    table = rows("machines")
    only = sys.argv[1:]
    if only[:1] == ["--other"]:
        jobs = [tuple(a.split("=", 1)) for a in only[1:]]
    else:
        jobs = [(t["core"], t["machine"]) for t in table if not only or t["core"] in only or t["machine"] in only]
    print(f"1..{len(jobs) + 1}")
    problems = unlisted(table)
    print("not ok" if problems else "ok", 1, "- the table and the machine files")
    failed = len(problems)
    for w in problems:
        print("#", w)
    with tempfile.TemporaryDirectory(dir=".") as tmp, concurrent.futures.ThreadPoolExecutor(2) as pool:
        for n, ((core, machine), (programs, retirements, wrong)) in enumerate(
                zip(jobs, pool.map(lambda j: check(*j, tmp), jobs)), 2):
            failed += bool(wrong) or not programs
            print("not ok" if wrong or not programs else "ok", n,
                  f"- {core} = {machine}: {programs} programs, {retirements} retirements")
            for w in wrong[:12] + ["..."] * (len(wrong) > 12):
                print("#", w)
    sys.exit(failed > 0)


main()

#!/usr/bin/env python3
"""Bare-metal images on a board: every shipped machine computes the right result and retires the right instructions.

The images (tests/cores/*.hex, their sources beside them) start at address 0, mark their region of interest and end by
storing a result to the marker device. tests/cores/results.csv holds what real cores computed and retired.
"""
import csv
import json
import os
import subprocess
import sys
import tempfile

ORRERY, SRC = os.environ["ORRERY"], os.environ["SRCDIR"]
BOARD = """schema: 1
machine: {name}-board
doc: "{name} on a board with 64 KiB of RAM and a marker"
extends: {name}
board:
  ram: {{ at: 0, size: 64KiB }}
  marker: {{ device: marker, at: 0xF0000000 }}
"""


def run(image, machine, out):
    p = subprocess.run([ORRERY, "run", "-t", "rv32", "-m", machine, "--base", "0", "--report", "json", "-o", out, image],
                       capture_output=True, text=True, timeout=600)
    try:
        return json.load(open(out)), p
    except (OSError, ValueError):
        return None, p


def exact(machine):
    """Machines that stand for real cores are on that board anyway, and exact.py compares them more closely."""
    return '\nmodels: "exact: ' in open(f"{SRC}/machines/{machine}.yaml", encoding="utf-8").read()


def main():
    machines = [os.path.splitext(f)[0] for f in sorted(os.listdir(f"{SRC}/machines")) if f.endswith(".yaml")]
    machines = [m for m in machines if m != "classic5-nointerlock" and not exact(m)]
    rows = list(csv.DictReader(open(f"{SRC}/tests/cores/results.csv")))
    print(f"1..{len(machines)}")
    failed = 0
    with tempfile.TemporaryDirectory(dir=".") as tmp:
        for n, name in enumerate(machines, 1):
            machine = f"{tmp}/{name}-board.yaml"
            with open(machine, "w") as f:
                f.write(BOARD.format(name=name))
            wrong = []
            for row in rows:
                report, p = run(f"{SRC}/tests/cores/{row['program']}.hex", machine, f"{tmp}/report.json")
                if report is None:
                    wrong.append(f"{row['program']}: exit {p.returncode}: {p.stderr.strip()[:300]}")
                    continue
                got = (report["end"].get("result", 0) & 0xFFFFFFFF, (report["region"] or {}).get("instructions"))
                want = int(row["result"], 0), int(row["instructions"])
                if got != want:
                    wrong.append(f"{row['program']}: result, instructions {got}, not {want}")
            print("not ok" if wrong else "ok", n, "-", name)
            for w in wrong:
                print("#", w)
            failed += bool(wrong)
    sys.exit(failed > 0)


main()

#!/usr/bin/env python3
"""Every shipped program on every shipped machine. TAP.

Each must print and return what its .expect file says, whatever the machine (machines without interlock are
wrong on purpose and have tests of their own); the CPI stack must sum to the cycles; a second run must give
the same bytes but for the `host` object; the JSON report must fit its schema. TESTS_QUICK=1 takes all
programs on the default machine and three programs on the others.
"""
import glob
import json
import os
import subprocess
import sys

ORRERY = os.environ["ORRERY"]
SRCDIR = os.environ["SRCDIR"]
QUICK = os.environ.get("TESTS_QUICK", "") != ""
DEFAULT_MACHINE = "classic5"
REPORT = "programs-report.%d.json" % os.getpid()

try:
    import jsonschema
except ImportError:
    jsonschema = None


def read_expect(path):
    """NAME.expect: `exit: STATUS`, then parts `stdin:` and `stdout:`, each line of them behind "| "."""
    want = {"exit": 0, "stdin": "", "stdout": ""}
    part = None
    for line in open(path, encoding="utf-8"):
        line = line.rstrip("\n")
        if line.startswith("|"):
            want[part] += line[2:] + "\n"
        elif line.startswith("exit:"):
            want["exit"] = int(line.split(":")[1])
        elif line.rstrip(":") in ("stdin", "stdout") and line.endswith(":"):
            part = line[:-1]
        elif line.strip() and not line.startswith("#"):
            raise ValueError("%s: '%s'?" % (path, line))
    return want


def keys_of(name):
    """Top-level text of a machine file and of those that it extends."""
    text = open(os.path.join(SRCDIR, "machines", name + ".yaml"), encoding="utf-8").read()
    for line in text.splitlines():
        if line.startswith("extends:"):
            text += keys_of(line.split(":")[1].split("#")[0].strip())
    return text


def machines():
    names = sorted(os.path.basename(p)[:-5] for p in glob.glob(os.path.join(SRCDIR, "machines", "*.yaml")))
    return [n for n in names if "interlock: false" not in keys_of(n) and "\nboard:" not in keys_of(n)]


def run(program, machine, want, *more):
    command = [ORRERY, "run", "-m", machine, "--report", "json", "-o", REPORT, *more, program]
    done = subprocess.run(command, input=want["stdin"].encode(), capture_output=True, timeout=600)
    return done


def same(a, b):
    return {k: v for k, v in a.items() if k != "host"} == {k: v for k, v in b.items() if k != "host"}


def check(program, machine, want, schema, twice):
    """What is wrong, or None; and the number of instructions."""
    done = run(program, machine, want)
    out = done.stdout.decode(errors="replace")
    if done.returncode != want["exit"]:
        return "exit status %d, not %d: %s" % (done.returncode, want["exit"], done.stderr.decode()[:300]), None
    if out.rstrip("\n") != want["stdout"].rstrip("\n"):
        return "printed %r, not %r" % (out[:200], want["stdout"][:200]), None
    report = json.load(open(REPORT, encoding="utf-8"))
    if sum(report["cpi_stack"].values()) != report["cycles"]:
        return "the CPI stack sums to %d, not %d" % (sum(report["cpi_stack"].values()), report["cycles"]), None
    if sum(report["mix"].values()) != report["instructions"]:
        return "the mix sums to %d, not %d" % (sum(report["mix"].values()), report["instructions"]), None
    for cache in report["caches"]:
        misses = cache["compulsory"] + cache["capacity"] + cache["conflict"]
        if misses != cache["read_misses"] + cache["write_misses"]:
            return "%s: classes sum to %d" % (cache["name"], misses), None
    if jsonschema:
        try:
            jsonschema.validate(report, schema)
        except jsonschema.ValidationError as e:
            return "schema: " + e.message[:200], None
    if twice:
        again = run(program, machine, want)
        if again.stdout != done.stdout or again.stderr != done.stderr:
            return "a second run printed something else", None
        if not same(report, json.load(open(REPORT, encoding="utf-8"))):
            return "a second run reported something else", None
    return None, report["instructions"]


def main():
    schema = json.load(open(os.path.join(SRCDIR, "docs", "schema", "run.schema.json"), encoding="utf-8"))
    programs = sorted(glob.glob(os.path.join(SRCDIR, "programs", "*.expect")))
    count = 0
    if len(programs) < 12 or DEFAULT_MACHINE not in machines():
        print("Bail out! programs or machines are missing")
        return 1
    for p, expect in enumerate(programs):
        source = expect[:-7] + ".s"
        want = read_expect(expect)
        instructions = set()
        for machine in machines():
            if QUICK and machine != DEFAULT_MACHINE and p % 7 != 0:
                continue
            problem, n = check(source, machine, want, schema, not QUICK or p % 7 == 0)
            count += 1
            if n is not None:
                instructions.add(n)
            name = "%s on %s" % (os.path.basename(source), machine)
            print("%s %d - %s" % ("not ok" if problem else "ok", count, name))
            if problem:
                print("# " + problem.replace("\n", "\n# "))
        count += 1
        print("%s %d - %s retires the same instructions everywhere"
              % ("ok" if len(instructions) == 1 else "not ok", count, os.path.basename(source)))
    print("1..%d" % count)
    if os.path.exists(REPORT):
        os.remove(REPORT)
    return 0


sys.exit(main())

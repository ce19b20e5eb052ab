#!/usr/bin/env python3
"""Every program of programs/ on every machine: it prints and returns what NAME.expect says, whatever the machine; a second
run gives the same report, byte for byte, apart from what depends on the host; the cycles are the sum of their causes.

With TESTS_QUICK=1 only three machines, each program once on the others than the first."""
import glob, json, os, subprocess, sys

SRC, ORRERY = os.environ["SRCDIR"], os.environ["ORRERY"]
QUICK = os.environ.get("TESTS_QUICK") == "1"
# No interlock: wrong results are that machine's purpose; tests of its own say which.
EXCEPT = {"classic5-nointerlock"}


def expectation(path):
    """{'exit': status, 'stdin': bytes, 'stdout': bytes} of a NAME.expect file."""
    e, part = {"exit": 0, "stdin": b"", "stdout": b""}, None
    for line in open(path, "rb"):
        if line.startswith(b"| ") or line == b"|\n":
            e[part] += line[2:]
        elif line.startswith(b"exit:"):
            e["exit"] = int(line[5:])
        else:
            part = line.strip().rstrip(b":").decode()
    return e


def run(program, e, *options):
    p = subprocess.run([ORRERY, "run", *options, program], input=e["stdin"], stdout=subprocess.PIPE,
                       stderr=subprocess.PIPE, timeout=600)
    return p.returncode, p.stdout, p.stderr


def complaint(e, result):
    status, out, err = result
    if (status, out) == (e["exit"], e["stdout"]):
        return ""
    return f"status {status}, expected {e['exit']}\nprinted {out!r}\nexpected {e['stdout']!r}\n" + err.decode("utf-8", "replace")


def report(program, e, machine):
    """The JSON report of a run, without what depends on the host; and what is wrong with the run."""
    result = run(program, e, "-m", machine, "--report", "json", "-o", "programs-report.json")
    wrong = complaint(e, result)
    if wrong:
        return None, wrong
    with open("programs-report.json", encoding="utf-8") as f:
        r = json.load(f)
    r.pop("host", None)
    return r, ""


def check(program, machine, twice):
    e = expectation(program[:-2] + ".expect")
    r, wrong = report(program, e, machine)
    if wrong:
        return wrong
    if sum(r["cpi_stack"].values()) != r["cycles"]:
        return f"the causes add up to {sum(r["cpi_stack"].values())}, the run took {r['cycles']} cycles"
    if r["cycles"] < r["instructions"]:
        return f"{r['instructions']} instructions in {r['cycles']} cycles"
    if twice:
        again, wrong = report(program, e, machine)
        return wrong or ("" if again == r else "the second run differs from the first")
    return ""


programs = sorted(p for p in glob.glob(os.path.join(SRC, "programs", "*.s")))
machines = sorted(os.path.basename(m)[:-5] for m in glob.glob(os.path.join(SRC, "machines", "*.yaml")))
machines = [m for m in machines if m not in EXCEPT]
if QUICK:
    machines = [m for m in ("classic5", "single-cycle", "classic5-predict") if m in machines]
count = failed = 0


def tell(wrong, what):
    global count, failed
    count += 1
    failed += bool(wrong)
    print(f"{'not ok' if wrong else 'ok'} {count} - {what}")
    for line in wrong.split("\n")[:20]:
        if line:
            print("#   " + line)
    sys.stdout.flush()


for program in programs:
    name = os.path.basename(program)
    e = expectation(program[:-2] + ".expect")
    tell(complaint(e, run(program, e, "--functional", "--report", "none")), f"{name} functional")
    for i, machine in enumerate(machines):
        tell(check(program, machine, i == 0 or not QUICK), f"{name} on {machine}")
print(f"1..{count}")
sys.exit(failed > 0)

#!/usr/bin/env python3
"""Caches and predictors against independent models: five programs, every policy, every predictor.

Each run writes the accesses (or lookups and updates) in the order in which they were made; tests/models/ replays them and
must find the same hits, misses, victims, write-backs, directions and targets.
"""
import json
import os
import subprocess
import sys
import tempfile

ORRERY, SRC = os.environ["ORRERY"], os.environ["SRCDIR"]
QUICK = os.environ.get("TESTS_QUICK")
PROGRAMS = ["branches", "crc32", "hanoi", "quicksort", "strings"]
MODELS = f"{SRC}/tests/models"

# Small, so that lines are thrown out: sizes in bytes.
BACK = {"write": "back", "allocate": True}
THROUGH = {"write": "through", "allocate": False}
CACHES = [(policy, write) for policy in ("lru", "plru", "fifo", "random", "nru") for write in (BACK, THROUGH)]
CACHES += [("lru", {"write": "through", "allocate": True}), ("lru", {"write": "back", "allocate": False})]

PREDICTORS = [
    {"kind": "taken"},
    {"kind": "btfn"},
    {"kind": "one_bit", "entries": 16},
    {"kind": "two_bit", "entries": 16, "initial": 1},
    {"kind": "gshare", "entries": 64, "history": 5, "initial": 1},
    {"kind": "two_bit", "entries": 16, "initial": 1, "btb": {"entries": 4, "ways": 2}},
    {"kind": "gshare", "entries": 64, "history": 5, "initial": 1, "btb": {"entries": 16, "ways": 4}, "ras": {"entries": 4}},
    {"kind": "local", "entries": 64, "history": 5, "histories": 8, "initial": 1},
    {"kind": "tournament", "entries": 32, "history": 5, "histories": 16, "initial": 2, "btb": {"entries": 16, "ways": 4}},
    {"kind": "perceptron", "entries": 8, "history": 12},
    {"kind": "tage", "entries": 16, "tagged": 16, "history": 16, "initial": 1},
    {"kind": "tage", "entries": 64, "tagged": 32, "history": 64, "initial": 1, "btb": {"entries": 32, "ways": 2},
     "ras": {"entries": 8}},
]

count = failed = 0


def result(ok, what, why=""):
    global count, failed
    count += 1
    failed += not ok
    print("ok" if ok else "not ok", count, "-", what)
    for line in why.strip().splitlines():
        print("#", line)


def run(cmd):
    p = subprocess.run(cmd, capture_output=True, text=True, timeout=900, stdin=subprocess.DEVNULL)
    return p.returncode, p.stdout + p.stderr


def machine_file(path, text):
    with open(path, "w") as f:
        f.write("schema: 1\n" + text)


def compare(what, machine, kind, model, config, program, tmp):
    trace, report = f"{tmp}/trace.csv", f"{tmp}/report.json"
    source = f"{SRC}/programs/{program}.s"
    status, out = run([ORRERY, "run", "-m", machine, "--seed", "7", "--trace", f"{kind}={trace}",
                       "--report", "json", "-o", report, source])
    if status not in (0, 1) or not os.path.exists(report):
        return result(False, what, f"exit {status}\n{out}")
    if json.load(open(report))["end"].get("status") != status:
        return result(False, what, "the report does not give the exit status")
    with open(f"{tmp}/config.json", "w") as f:
        json.dump(config, f)
    cmd = [sys.executable, "-B", f"{MODELS}/{model}", f"{tmp}/config.json", trace]
    status, out = run(cmd + ([report] if kind == "access" else []))
    if status == 0 and int(out.split()[0]) < 50:
        status, out = 1, f"only {out}"
    result(status == 0, what, out)


def caches(tmp):
    for policy, write in CACHES:
        shape = {"replace": policy, **write}
        l1 = {"size": 256, "line": 16, "ways": 2, **shape}
        l2 = {"size": 1024, "line": 32, "ways": 4, **shape}
        config = {"seed": 7, "caches": [{"name": "l1i", **l1, "write": "back"}, {"name": "l1d", **l1}, {"name": "l2", **l2}]}
        text = f"machine: m\ndoc: test\nextends: classic5\ncaches:\n"
        for c in config["caches"]:
            text += "  %s: { size: %d, line: %d, ways: %d, replace: %s, hit: 1" % (
                c["name"], c["size"], c["line"], c["ways"], c["replace"])
            if c["name"] != "l1i":
                text += ", write: %s, allocate: %s" % (c["write"], str(c["allocate"]).lower())
            text += " }\n"
        text += "  path: { fetch: [l1i, l2, memory], data: [l1d, l2, memory] }\n"
        machine_file(f"{tmp}/m.yaml", text)
        for program in PROGRAMS[:2] if QUICK else PROGRAMS:
            compare(f"{policy} write-{write['write']}{'' if write['allocate'] else ' without allocation'}: {program}",
                    f"{tmp}/m.yaml", "access", "cache_model.py", config, program, tmp)


def tlbs(tmp):
    """A TLB is a cache whose lines are pages."""
    for policy in ("lru", "plru", "fifo", "random", "nru"):
        sizes = {"itlb": (2, 2), "dtlb": (2, 2), "stlb": (8, 2)}
        caches = [{"name": f"l1{c}", "size": 1024, "line": 32, "ways": 2, "replace": "lru", **BACK} for c in "id"]
        caches += [{"name": name, "size": 256 * n, "line": 256, "ways": ways, "replace": policy, **BACK}
                   for name, (n, ways) in sizes.items()]
        text = "machine: m\ndoc: test\nextends: classic5\ncaches:\n"
        text += "".join(f"  l1{c}: {{ size: 1KiB, line: 32, ways: 2 }}\n" for c in "id") + "tlb:\n  page: 256\n"
        for name, (n, ways) in sizes.items():
            text += f"  {name}: {{ entries: {n}, ways: {ways}, replace: {policy} }}\n"
        machine_file(f"{tmp}/m.yaml", text)
        for program in PROGRAMS[:2] if QUICK else PROGRAMS:
            compare(f"{policy} tlb: {program}", f"{tmp}/m.yaml", "access", "cache_model.py",
                    {"seed": 7, "caches": caches}, program, tmp)


# What only some hierarchies have: (what, extra keys of l1i, of l1d, of l2)
NEXT = {"kind": "next_line", "degree": 1}
EXTRAS = [
    ("victim buffer", {"victim": 2}, {"victim": 4, "ways": 1}, {}),
    ("victim buffer, write-through", {"victim": 2, "replace": "fifo"}, {"victim": 3, "write": "through", "allocate": False}, {"victim": 1}),
    ("next line", {"prefetch": NEXT}, {"prefetch": NEXT}, {}),
    ("next lines", {"prefetch": {"kind": "next_line", "degree": 3}}, {"prefetch": {"kind": "next_line", "degree": 2}, "replace": "plru"}, {"prefetch": NEXT}),
    ("stride", {}, {"prefetch": {"kind": "stride", "degree": 2, "entries": 16}, "victim": 2}, {}),
    ("stride in the second level", {}, {}, {"prefetch": {"kind": "stride", "degree": 4, "entries": 8}}),
    ("non-blocking", {}, {"mshrs": 4}, {}),
    ("non-blocking, prefetching", {}, {"mshrs": 2, "victim": 2, "prefetch": NEXT}, {}),
    ("inclusive", {"replace": "random"}, {"victim": 2}, {"inclusion": "inclusive", "size": 512}),
    ("inclusive, prefetching", {"prefetch": NEXT}, {"prefetch": NEXT}, {"inclusion": "inclusive", "size": 512, "ways": 1, "victim": 2}),
    ("exclusive", {}, {}, {"inclusion": "exclusive", "line": 16, "size": 512}),
    ("exclusive, prefetching", {"prefetch": NEXT}, {"victim": 2, "prefetch": {"kind": "stride", "degree": 1, "entries": 64}},
     {"inclusion": "exclusive", "line": 16, "replace": "plru"}),
]


DRAM = {"banks": 4, "row": 256}


def inline(value):
    """A JSON value as YAML on one line."""
    return json.dumps(value).replace('"', "")


def extras(tmp):
    for what, i, d, l2 in EXTRAS:
        l1 = {"size": 256, "line": 16, "ways": 2, "replace": "lru", "write": "back", "allocate": True}
        caches = [{"name": "l1i", **l1, **i}, {"name": "l1d", **l1, **d}, {"name": "l2", **l1, "size": 1024, "line": 32, "ways": 4, **l2}]
        config = {"seed": 7, "caches": caches, "dram": DRAM, "path": {"fetch": ["l1i", "l2"], "data": ["l1d", "l2"]}}
        text = "machine: m\ndoc: test\nextends: classic5\ncaches:\n"
        for c in caches:
            keys = {k: {"entries": v} if k == "victim" else v for k, v in c.items() if k != "name"}
            text += f"  {c['name']}: {inline(keys)}\n"
        text += "  path: { fetch: [l1i, l2, memory], data: [l1d, l2, memory] }\n"
        text += f"memory: {{ latency: 10, dram: {inline(DRAM)} }}\n"
        machine_file(f"{tmp}/m.yaml", text)
        for program in PROGRAMS[:2] if QUICK else PROGRAMS:
            compare(f"{what}: {program}", f"{tmp}/m.yaml", "access", "hierarchy_model.py", config, program, tmp)


def predictors(tmp):
    for p in PREDICTORS:
        machine_file(f"{tmp}/m.yaml", "machine: m\ndoc: test\nextends: classic5-nocache\npipeline:\n  predict: "
                     + json.dumps(p).replace('"', "") + "\n")
        name = p["kind"] + (" btb" if "btb" in p else "") + (" ras" if "ras" in p else "")
        for program in PROGRAMS[:2] if QUICK else PROGRAMS:
            # addresses are indexed in units of the smallest instruction: two bytes with compressed ones
            compare(f"{name}: {program}", f"{tmp}/m.yaml", "predict", "predict_model.py", {**p, "shift": 1}, program, tmp)


with tempfile.TemporaryDirectory(dir=".") as tmp:
    caches(tmp)
    tlbs(tmp)
    extras(tmp)
    predictors(tmp)
print(f"1..{count}")
sys.exit(failed > 0)

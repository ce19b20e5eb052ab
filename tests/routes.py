#!/usr/bin/env python3
"""However a run is made, it counts the same: random programs, watched and not, on every machine.

A plain run takes the shortest way that there is (blocks, moments, streams, ticks); one with a trace ticks every cycle. Their
reports must be equal, what the program computes must be what --functional computes, and every cycle must have one cause.
TESTS_QUICK=1 takes fewer programs. routes.py SEED [SEEDS [MACHINE]] looks further: other programs, machines with settings drawn
from SETTINGS; it prints what differs.
"""
import json
import os
import random
import subprocess
import sys
import tempfile

ORRERY, SRC = os.environ["ORRERY"], os.environ["SRCDIR"]
PROGRAMS = 2 if os.environ.get("TESTS_QUICK") else 6
MACHINES = sorted(f[:-5] for f in os.listdir(f"{SRC}/machines") if f.endswith(".yaml"))
MACHINES = [m for m in MACHINES if m not in ("bare-board", "classic5-nointerlock")]

# Settings of the five-stage pipeline that some way of running treats by itself, or leaves alone.
SETTINGS = [
    ["pipeline.place.branch=MEM"], ["pipeline.place.branch=ID"], ["place.resolve=MEM"], ["place.resolve=EX"],
    ["predict.kind=taken"], ["predict.kind=btfn"], ["predict={kind: one_bit, entries: 4}"],
    ["predict={kind: two_bit, entries: 1, btb: {entries: 1}}"], ["predict={kind: gshare, entries: 16, btb: {entries: 4}, ras: {entries: 2}}"],
    ["predict={kind: tage, entries: 16, tagged: 16, history: 16}"],
    ["forward={}"], ["write_before_read=false"], ["hazards.waw=true"], ["hazards.zero=true"], ["squeeze=false"],
    ["units.div={latency: 'if b > a then 3 else 9'}"], ["units.div={latency: 20, pause: true}"], ["units.div={latency: 7, holds: pipeline}"],
    ["units.sh={latency: 'max(1, b % 16)', pause: true}", "place.alu.shift={unit: sh, from: EX}"],
    ["units.m={latency: 3, interval: 1}", "place.mul={unit: m, from: EX}"],
    ["units.m={latency: 20}", "place.mul={unit: m, from: EX}"],
    ["place.store_data=EX"], ["place.tags=ID"], ["ports.memory=shared"], ["issue={width: 2}"],
    ["caches.l1d={size: 128, line: 16, ways: 1}"], ["caches.l1i={size: 64, line: 16, ways: 1}"],
    ["caches.l1d={size: 256, line: 16, mshrs: 2}"], ["caches.l1d={size: 128, line: 32, ways: 4, allocate: false, write: through}"],
    ["memory.store_buffer=1"], ["memory.store_buffer=2"], ["memory={latency: 0, bytes_per_cycle: 16}"], ["memory.latency=3"],
    ["tlb={page: 256, itlb: {entries: 1}, dtlb: {entries: 2}}"], ["caches.l2={size: 2KiB, ways: 4, hit: 3}"],
]

# These compare fields of the encoding, and the ISA with delay slots does not say which.
COMPARE_RAW = ("harris", "ultraembedded")

# Machines that the shipped ones are not, run beside them.
VARIANTS = [
    ("classic5", ["units.sh={latency: 'max(1, b % 16)', pause: true}", "place.alu.shift={unit: sh, from: EX}"]),
    ("classic5-id-branch", ["place.resolve=EX", "predict.kind=btfn"]),
    ("classic5-id-branch", ["place.resolve=MEM", "predict={kind: two_bit, entries: 1, btb: {entries: 1}}"]),
    ("classic5-dual", ["predict.kind=taken"]),
    ("classic5-dual", ["predict={kind: two_bit, entries: 16}"]),
    ("classic5-nocache", ["issue={width: 2}", "predict.kind=btfn"]),
]

# ---- programs ------------------------------------------------------------------------------------------------------------

WORK = ["t0", "t1", "t2", "t3", "a1", "a2", "a3", "a4"]
ALU = ["add", "sub", "xor", "and", "or", "slt", "sltu"]
SHIFTS = ["sll", "srl", "sra"]
MULTIPLY = ["mul", "mulh", "mulhu", "mulhsu"]
DIVIDE = ["div", "divu", "rem", "remu"]
LOADS = [("lw", 4), ("lh", 2), ("lhu", 2), ("lb", 1), ("lbu", 1)]
STORES = [("sw", 4), ("sh", 2), ("sb", 1)]
ATOMICS = ["amoadd.w", "amoswap.w", "amomax.w", "amoand.w"]
BRANCHES = ["beq", "bne", "blt", "bge", "bltu", "bgeu"]


class Program:
    """Loops of random instructions, with data in 256 bytes at s0, and a sum of the registers at the end."""

    def __init__(self, seed):
        self.r, self.lines, self.labels = random.Random(seed), [], 0
        self.parts = [(self.alu, 30), (self.shift, 8), (self.multiply, 6), (self.divide, 3), (self.load, 16), (self.load_use, 8),
                      (self.store, 10), (self.atomic, 5), (self.branch, 12), (self.call, 4), (self.chase, 3), (self.nothing, 2)]

    def reg(self):
        return self.r.choice(WORK)

    def emit(self, *lines):
        self.lines += [f"        {line}" for line in lines]

    def label(self):
        self.labels += 1
        return f".L{self.labels}"

    def alu(self):
        if self.r.random() < 0.5:
            self.emit(f"{self.r.choice(ALU)} {self.reg()}, {self.reg()}, {self.reg()}")
        else:
            self.emit(f"{self.r.choice(['addi', 'xori', 'andi', 'slti'])} {self.reg()}, {self.reg()}, {self.r.randint(-64, 63)}")

    def shift(self):
        self.emit(f"{self.r.choice(SHIFTS)} {self.reg()}, {self.reg()}, {self.reg()}")

    def multiply(self):
        self.emit(f"{self.r.choice(MULTIPLY)} {self.reg()}, {self.reg()}, {self.reg()}")

    def divide(self):
        self.emit(f"{self.r.choice(DIVIDE)} {self.reg()}, {self.reg()}, {self.reg()}")

    def place(self, size):
        return f"{self.r.randrange(0, 256 // size) * size}(s0)"

    def load(self, to=None):
        name, size = self.r.choice(LOADS)
        self.emit(f"{name} {to or self.reg()}, {self.place(size)}")

    def load_use(self):
        to = self.reg()
        self.load(to)
        self.emit(f"{self.r.choice(ALU + SHIFTS + MULTIPLY[:1] + DIVIDE[:1])} {self.reg()}, {to}, {self.reg()}")

    def store(self):
        name, size = self.r.choice(STORES)
        self.emit(f"{name} {self.reg()}, {self.place(size)}")

    def atomic(self):
        self.emit(f"addi a5, s0, {self.r.randrange(0, 64) * 4}", f"{self.r.choice(ATOMICS)} {self.reg()}, {self.reg()}, (a5)")

    def chase(self):
        """A load whose address was loaded."""
        to = self.reg()
        self.load(to)
        self.emit(f"andi {to}, {to}, 252", f"add {to}, {to}, s0", f"lw {self.reg()}, 0({to})")

    def branch(self):
        end = self.label()
        self.emit(f"{self.r.choice(BRANCHES)} {self.reg()}, {self.reg()}, {end}")
        for _ in range(self.r.randint(0, 3)):
            self.r.choice([self.alu, self.shift, self.load, self.store])()
        self.lines.append(f"{end}:")

    def call(self):
        self.emit(f"call f{self.r.randint(0, 1)}")

    def nothing(self):
        self.emit(self.r.choice(["nop", "fence", "auipc t0, 0", f"lui {self.reg()}, {self.r.randint(0, 7)}"]))

    def text(self):
        parts, weights = zip(*self.parts)
        for _ in range(self.r.randint(2, 4)):
            top = self.label()
            self.emit(f"li s1, {self.r.choice([3, 60, 120])}")
            self.lines.append(f"{top}:")
            for part in self.r.choices(parts, weights, k=self.r.randint(4, 18)):
                part()
            self.emit("addi s1, s1, -1", f"bnez s1, {top}")
        self.emit(*(f"add a0, a0, {reg}" for reg in WORK), "li a7, 93", "andi a0, a0, 127", "ecall")
        begin = [f"        li {reg}, {self.r.randint(-2000, 2000)}" for reg in WORK]
        functions = ["f0:     addi a1, a1, 3", "        ret", "f1:     lw a2, 8(s0)", "        add a2, a2, a1", "        ret"]
        data = ["        .data", "buf:    .word " + ", ".join(str(self.r.randint(-999, 999)) for _ in range(64))]
        return "\n".join(["main:   la s0, buf"] + begin + self.lines + functions + data) + "\n"


class Delayed(Program):
    """The same with delay slots and loads that are seen one instruction later."""

    REGS = [f"$t{i}" for i in range(8)]

    def __init__(self, seed):
        super().__init__(seed)
        self.parts = [(self.alu, 30), (self.shift, 8), (self.multiply, 6), (self.divide, 3), (self.load, 16), (self.load_use, 8),
                      (self.store, 10), (self.branch, 16), (self.call, 5), (self.chase, 3)]

    def reg(self):
        return self.r.choice(self.REGS)

    def alu(self):
        if self.r.random() < 0.5:
            self.emit(f"{self.r.choice(['addu', 'subu', 'xor', 'and', 'or', 'slt', 'sltu'])} {self.reg()}, {self.reg()}, {self.reg()}")
        else:
            self.emit(f"{self.r.choice(['addiu', 'xori', 'andi', 'slti'])} {self.reg()}, {self.reg()}, {self.r.randint(0, 63)}")

    def shift(self):
        self.emit(f"{self.r.choice(['sllv', 'srlv', 'srav'])} {self.reg()}, {self.reg()}, {self.reg()}")

    def multiply(self):
        self.emit(f"{self.r.choice(['mult', 'multu'])} {self.reg()}, {self.reg()}", f"{self.r.choice(['mflo', 'mfhi'])} {self.reg()}")

    def divide(self):
        divisor = self.reg()
        self.emit(f"ori {divisor}, {divisor}, 1", f"divu $0, {self.reg()}, {divisor}", f"mflo {self.reg()}")

    def place(self, size):
        return f"{self.r.randrange(0, 256 // size) * size}($s0)"

    def load_use(self):
        to = self.reg()
        self.load(to)
        self.emit(*["nop"] * self.r.randint(0, 1), f"addu {self.reg()}, {to}, {self.reg()}")

    def chase(self):
        to = self.reg()
        self.load(to)
        self.emit("nop", f"andi {to}, {to}, 252", f"addu {to}, {to}, $s0", f"lw {self.reg()}, 0({to})")

    def slot(self):
        self.r.choice([self.alu, self.alu, self.shift, self.load, self.store, lambda: self.emit("nop")])()

    def branch(self):
        end = self.label()
        test = self.r.choice([f"beq {self.reg()}, {self.reg()}", f"bne {self.reg()}, {self.reg()}", f"bltz {self.reg()}",
                              f"bgez {self.reg()}", f"blez {self.reg()}", f"bgtz {self.reg()}", "b"])
        self.emit(f"{test}, {end}" if test != "b" else f"b {end}")
        for _ in range(self.r.randint(1, 4)):
            self.slot()
        self.lines.append(f"{end}:")

    def call(self):
        self.emit(f"jal f{self.r.randint(0, 1)}")
        self.slot()

    def text(self):
        parts, weights = zip(*self.parts)
        for _ in range(self.r.randint(2, 4)):
            top = self.label()
            self.emit(f"li $s1, {self.r.choice([3, 60, 120])}")
            self.lines.append(f"{top}:")
            for part in self.r.choices(parts, weights, k=self.r.randint(4, 18)):
                part()
            self.emit("addiu $s1, $s1, -1", f"bnez $s1, {top}")
            self.slot()
        self.emit("move $a0, $0", *(f"addu $a0, $a0, {reg}" for reg in self.REGS), "andi $a0, $a0, 127", "li $v0, 17", "syscall")
        begin = [f"        li {reg}, {self.r.randint(-2000, 2000)}" for reg in self.REGS]
        functions = ["f0:     jr $ra", "        addiu $t1, $t1, 3", "f1:     lw $t2, 8($s0)", "        nop", "        jr $ra",
                     "        addu $t2, $t2, $t1"]
        data = ["        .data", "buf:    .word " + ", ".join(str(self.r.randint(-999, 999)) for _ in range(64))]
        return "\n".join(["main:   la $s0, buf"] + begin + self.lines + functions + data) + "\n"


# ---- runs ----------------------------------------------------------------------------------------------------------------


def run(machine, program, tmp, *more):
    """The report, without what depends on the host; or what was printed instead."""
    report = f"{tmp}/report.json"
    if os.path.exists(report):
        os.remove(report)
    cmd = [ORRERY, "run", "-m", machine, "--max-cycles", "3000000", "--report", "json", "-o", report, *more, program]
    p = subprocess.run(cmd, capture_output=True, text=True, timeout=600, stdin=subprocess.DEVNULL)
    if not os.path.exists(report):
        return {"failed": p.stderr or f"exit {p.returncode}"}
    with open(report) as f:
        told = json.load(f)
    del told["host"]
    return told


def wrong(machine, program, tmp, options, values):
    """What does not hold; an empty list: all does. values: what --functional came to."""
    plain = run(machine, program, tmp, *options)
    if "failed" in plain:
        return [plain["failed"]]
    watched = run(machine, program, tmp, *options, "--trace", f"retire={tmp}/trace.csv")
    said = [f"{key}: {plain[key]}, watched {watched.get(key)}" for key in plain if plain[key] != watched.get(key)]
    if (plain["end"], plain["instructions"]) != (values["end"], values["instructions"]):
        said.append(f"{plain['end']}, {plain['instructions']} instructions; --functional {values['end']}, {values['instructions']}")
    if sum(plain["cpi_stack"].values()) != plain["cycles"]:
        said.append(f"causes sum to {sum(plain['cpi_stack'].values())}, not {plain['cycles']}")
    places = (plain.get("issue") or {}).get("places")
    if places and sum(places.values()) != plain["issue"]["width"] * plain["cycles"]:
        said.append(f"places sum to {sum(places.values())} in {plain['cycles']} cycles")
    return said


def program_file(seed, tmp, kind=Program):
    path = f"{tmp}/{kind.__name__.lower()}{seed}.s"
    with open(path, "w") as f:
        f.write(kind(seed).text())
    return path


def look_further(seed, seeds, machine, tmp):
    r = random.Random(seed)
    for n in range(seed, seed + seeds):
        kind, target = (Program, []) if n % 4 else (Delayed, ["-t", "mips1"])
        program = program_file(n, tmp, kind)
        sets = [s for group in r.sample(SETTINGS, r.randint(0, 4)) for s in group]
        options = [o for s in sets for o in ("--set", s)]
        name = machine or r.choice(["classic5", "classic5-nocache", "classic5-dual", "classic5-nonblocking"] + MACHINES)
        options = target + (options if name.startswith("classic5") else [])
        for said in wrong(name, program, tmp, options, run(name, program, tmp, *target, "--functional")):
            if ": error: " in said:
                continue  # a contradiction
            print(n, name, *target, *(f"--set '{s}'" for s in sets), "\n    ", said[:400], flush=True)


def main():
    with tempfile.TemporaryDirectory() as tmp:
        if len(sys.argv) > 1:
            more = sys.argv[2:] + ["1", None][len(sys.argv) - 2:]
            return look_further(int(sys.argv[1]), int(more[0]), more[1], tmp)
        machines = [(m, []) for m in MACHINES] + VARIANTS
        programs = [(program_file(seed, tmp), []) for seed in range(PROGRAMS)]
        delayed = [(program_file(seed, tmp, Delayed), ["-t", "mips1"]) for seed in range(PROGRAMS)]
        failed = 0
        print(f"1..{len(machines)}")
        for n, (machine, sets) in enumerate(machines, 1):
            options = [o for s in sets for o in ("--set", s)]
            said = [f"{os.path.basename(program)}: {s}" for program, target in programs + delayed
                    if not (target and machine.startswith(COMPARE_RAW))
                    for s in wrong(machine, program, tmp, target + options, run(machine, program, tmp, *target, "--functional"))]
            print("not ok" if said else "ok", n, "-", machine, *sets)
            print("".join(f"# {s[:300]}\n" for s in said), end="")
            failed += bool(said)
        return failed != 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""An independent model of the branch predictors, fed with the lookups and updates that a run made.

usage: predict_model.py CONFIG.json PREDICTIONS.csv

CONFIG: "kind", "entries", "history", "histories", "tagged", "initial", "btb": {"entries", "ways"}, "ras": {"entries"},
"shift".
PREDICTIONS is what `orrery run --trace predict=FILE` wrote: cycle,event,pc,from,transfer,taken,target,index
  lookup: a prediction made from the target buffer (from=btb) or in the decoding stage (from=decode)
  update: the outcome of a control transfer, in program order
Directions and the target buffer's contents must come out the same; so must targets, but for those that a return stack
gave (transfer=return), which are checked against the calls of the correct path only in the project's unit tests.
"""
import csv
import json
import sys


def bits(past, n):
    """The last n outcomes as a number, the newest in bit 0."""
    return sum(taken << i for i, taken in enumerate(reversed(past[-n:])))


def step(value, up, top):
    return max(0, min(top, value + (1 if up else -1)))


class Counters:
    """one_bit, two_bit, gshare: a table of counters."""

    def __init__(self, c):
        self.kind, self.entries, self.n = c["kind"], c.get("entries", 1), c.get("history", 0)
        self.table, self.initial = {}, c.get("initial", 0)
        self.top = 1 if self.kind == "one_bit" else 3

    def ask(self, pc, past):
        i = (pc ^ bits(past, self.n) if self.kind == "gshare" else pc) % self.entries
        return self.table.get(i, self.initial) > self.top // 2, i

    def learn(self, pc, past, taken, index):
        self.table[index] = step(self.table.get(index, self.initial), taken, self.top)


class Local:
    """Yeh and Patterson: the branch's own past selects a counter."""

    def __init__(self, c):
        self.entries, self.n, self.rows = c["entries"], c["history"], c["histories"]
        self.own, self.table, self.initial = {}, {}, c["initial"]

    def ask(self, pc, past):
        own = bits(self.own.get(pc % self.rows, []), self.n)
        i = (pc * 2**self.n + own) % self.entries
        return self.table.get(i, self.initial) >= 2, i

    def learn(self, pc, past, taken, index):
        self.table[index] = step(self.table.get(index, self.initial), taken, 3)
        self.own.setdefault(pc % self.rows, []).append(taken)


class Tournament:
    """McFarling: two predictors, and for each address a counter that says which of them was right more often."""

    def __init__(self, c):
        self.parts = [Local(c), Counters({**c, "kind": "gshare"})]
        self.chooser, self.entries = {}, c["entries"]

    def ask(self, pc, past):
        said = [p.ask(pc, past) for p in self.parts]
        return said[self.chooser.get(pc % self.entries, 1) // 2][0], said

    def learn(self, pc, past, taken, said):
        for p, (_, index) in zip(self.parts, said):
            p.learn(pc, past, taken, index)
        if said[0][0] != said[1][0]:
            i = pc % self.entries
            self.chooser[i] = step(self.chooser.get(i, 1), said[1][0] == bool(taken), 3)


class Perceptron:
    """Jimenez and Lin: a weighted sum of past outcomes, +1 or -1 each."""

    def __init__(self, c):
        self.entries, self.n, self.rows = c["entries"], c["history"], {}

    def inputs(self, past):
        signs = [1 if taken else -1 for taken in reversed(past[-self.n:])]
        return [1] + signs + [-1] * (self.n - len(signs))

    def sum(self, pc, past):
        return sum(w * x for w, x in zip(self.rows.get(pc % self.entries, [0] * (self.n + 1)), self.inputs(past)))

    def ask(self, pc, past):
        return self.sum(pc, past) >= 0, None

    def learn(self, pc, past, taken, _):
        total, t = self.sum(pc, past), 1 if taken else -1
        if (total >= 0) != bool(taken) or abs(total) <= int(1.93 * self.n + 14):
            w = self.rows.setdefault(pc % self.entries, [0] * (self.n + 1))
            for i, x in enumerate(self.inputs(past)):
                w[i] = max(-128, min(127, w[i] + t * x))


class Tage:
    """Seznec and Michaud: a base table and four tagged ones that look at longer and longer pasts."""

    def __init__(self, c):
        self.c, self.base, self.branches = c, {}, 0
        self.lengths = [c["history"] // 8, c["history"] // 4, c["history"] // 2, c["history"]]
        self.tables = [{} for _ in self.lengths]  # row -> [tag, counter, useful]

    @staticmethod
    def fold(past, n, width):
        out = 0
        for i, taken in enumerate(reversed(past[-n:])):
            out ^= taken << i % width
        return out

    def places(self, pc, past):
        width = self.c["tagged"].bit_length() - 1
        for n in self.lengths:
            tag = pc ^ self.fold(past, n, 9) ^ self.fold(past, n, 8) * 2
            yield (pc ^ pc >> width ^ self.fold(past, n, width)) % self.c["tagged"], tag % 512

    def opinions(self, pc, past):
        """(part, taken) of all that know the branch, the base first."""
        i = pc % self.c["entries"]
        out = [(0, self.base.get(i, self.c["initial"]) >= 2)]
        for t, (row, tag) in enumerate(self.places(pc, past)):
            e = self.tables[t].get(row)
            if e and e[0] == tag:
                out.append((t + 1, e[1] >= 4))
        return out

    def ask(self, pc, past):
        return self.opinions(pc, past)[-1][1], None

    def learn(self, pc, past, taken, _):
        known, places = self.opinions(pc, past), list(self.places(pc, past))
        part, said = known[-1]
        if part:
            e = self.tables[part - 1][places[part - 1][0]]
            if said != known[-2][1]:
                e[2] = step(e[2], said == bool(taken), 3)
            e[1] = step(e[1], taken, 7)
        else:
            i = pc % self.c["entries"]
            self.base[i] = step(self.base.get(i, self.c["initial"]), taken, 3)
        if said != bool(taken):
            longer = [(self.tables[t], *places[t]) for t in range(part, 4)]
            for table, row, tag in longer:
                if not table.get(row, [0, 0, 0])[2]:
                    table[row] = [tag, 4 if taken else 3, 0]
                    break
            else:
                for table, row, tag in longer:
                    table[row][2] -= 1
        if self.branches and self.branches % 2**18 == 0:
            for table in self.tables:
                for e in table.values():
                    e[2] &= 1 if self.branches // 2**18 % 2 else 2
        self.branches += 1


FIXED = {"not_taken": lambda pc, target: False, "taken": lambda pc, target: True, "btfn": lambda pc, target: target < pc}
TABLES = {"local": Local, "tournament": Tournament, "perceptron": Perceptron, "tage": Tage}


class Predictor:
    def __init__(self, c):
        self.kind, self.shift = c["kind"], c.get("shift", 0)
        self.fixed = FIXED.get(self.kind)
        self.table = None if self.fixed else TABLES.get(self.kind, Counters)(c)
        self.stamped = self.kind in TABLES  # look-ups are known by the number of branches decided before
        self.past = []
        btb = c.get("btb") or {"entries": 0, "ways": 1}
        self.sets = btb["entries"] // btb["ways"] if btb["entries"] else 0
        self.ways = btb["ways"]
        self.btb = {}

    def direction(self, pc, target):
        """Taken or not, the number that the look-up is known by, and what it was made from."""
        if self.fixed:
            return self.fixed(pc, target), 0, None
        taken, used = self.table.ask(pc >> self.shift, self.past)
        return taken, len(self.past) % 2**22 if self.stamped else used, (list(self.past[-64:]), used)

    def train(self, pc, taken, made):
        if made:
            self.table.learn(pc >> self.shift, made[0], taken, made[1])
        self.past.append(int(taken))

    # the target buffer: each set a list of [pc, target, transfer], least recently used first
    def find(self, pc):
        if not self.sets:
            return None
        for e in self.btb.get((pc >> self.shift) % self.sets, []):
            if e[0] == pc:
                return e
        return None

    def use(self, e):
        s = self.btb[(e[0] >> self.shift) % self.sets]
        s.remove(e)
        s.append(e)

    def learn(self, pc, target, transfer):
        if not self.sets:
            return
        s = self.btb.setdefault((pc >> self.shift) % self.sets, [])
        old = self.find(pc)
        if old:
            s.remove(old)
        elif len(s) == self.ways:
            s.pop(0)
        s.append([pc, target, transfer])


def lookup(p, row, pc, taken, target, where, made):
    entry = p.find(pc)
    if row["from"] == "btb":
        if not entry:
            sys.exit(f"{where}: the model's target buffer does not know it")
        p.use(entry)
        if entry[2] != "return" and entry[1] != target:
            sys.exit(f"{where}: the model's target is {entry[1]:#x}")
        branch, target = entry[2] == "branch", entry[1]
    else:
        if entry:
            sys.exit(f"{where}: the model's target buffer knows it")
        branch = row["transfer"] == "branch"
    want, number, used = p.direction(pc, target) if branch else (True, 0, None)
    if want != taken:
        sys.exit(f"{where}: the model predicts {'taken' if want else 'not taken'}")
    made[pc, number] = used


def update(p, row, pc, taken, target, where, made):
    if row["transfer"] == "branch":
        # what was used is known from the look-up, if there was one: it travels with the instruction
        if p.fixed or row["from"] == "none":
            used = p.direction(pc, target)[2]
        else:
            if (pc, int(row["index"])) not in made:
                sys.exit(f"{where}: no look-up made this prediction")
            used = made[pc, int(row["index"])]
        p.train(pc, taken, used)
    if taken:
        p.learn(pc, target, row["transfer"])


def main():
    p = Predictor(json.load(open(sys.argv[1])))
    made = {}  # look-ups by pc and number; the same number means the same tables were asked
    n = 0
    for row in csv.DictReader(open(sys.argv[2])):
        n += 1
        where = f"row {n + 1}: {row}"
        pc, taken, target = int(row["pc"], 0), row["taken"] == "1", int(row["target"], 0)
        (lookup if row["event"] == "lookup" else update)(p, row, pc, taken, target, where, made)
    print(f"{n} predictor events equal")


main()

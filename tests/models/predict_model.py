#!/usr/bin/env python3
"""An independent model of the branch predictors, fed with the lookups and updates that a run made.

usage: predict_model.py CONFIG.json PREDICTIONS.csv

CONFIG: "kind", "entries", "history", "initial", "btb": {"entries", "ways"}, "ras": {"entries"}, "shift".
PREDICTIONS is what `orrery run --trace predict=FILE` wrote: cycle,event,pc,from,transfer,taken,target
  lookup: a prediction made from the target buffer (from=btb) or in the decoding stage (from=decode)
  update: the outcome of a control transfer, in program order
Directions and the target buffer's contents must come out the same; so must targets, but for those that a return stack
gave (transfer=return), which are checked against the calls of the correct path only in the project's unit tests.
"""
import csv
import json
import sys


class Predictor:
    def __init__(self, c):
        self.kind = c["kind"]
        self.entries = c.get("entries", 1)
        self.bits = c.get("history", 0)
        self.shift = c.get("shift", 0)
        self.one = self.kind == "one_bit"
        self.table = {}
        self.initial = c.get("initial", 0)
        self.past = []
        btb = c.get("btb") or {"entries": 0, "ways": 1}
        self.sets = btb["entries"] // btb["ways"] if btb["entries"] else 0
        self.ways = btb["ways"]
        self.btb = {}

    def index(self, pc):
        i = pc >> self.shift
        if self.kind == "gshare":
            history = 0
            for outcome in self.past[-self.bits:]:
                history = history * 2 + outcome
            i ^= history
        return i % self.entries

    def direction(self, pc, target):
        if self.kind == "not_taken":
            return False
        if self.kind == "taken":
            return True
        if self.kind == "btfn":
            return target <= pc
        return self.table.get(self.index(pc), self.initial) >= (1 if self.one else 2)

    def train(self, index, taken):
        top = 1 if self.one else 3
        v = self.table.get(index, self.initial) + (1 if taken else -1)
        self.table[index] = max(0, min(top, v))
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


def main():
    p = Predictor(json.load(open(sys.argv[1])))
    made = {}  # lookups of a pc that wait for their update, with the counter they used
    n = 0
    for row in csv.DictReader(open(sys.argv[2])):
        n += 1
        where = f"row {n + 1}: {row}"
        pc, taken, target = int(row["pc"], 0), row["taken"] == "1", int(row["target"], 0)
        entry = p.find(pc)
        if row["event"] == "lookup":
            if row["from"] == "btb":
                if not entry:
                    sys.exit(f"{where}: the model's target buffer does not know it")
                p.use(entry)
                if entry[2] != "return" and entry[1] != target:
                    sys.exit(f"{where}: the model's target is {entry[1]:#x}")
                want = entry[2] != "branch" or p.direction(pc, entry[1])
            else:
                if entry:
                    sys.exit(f"{where}: the model's target buffer knows it")
                want = row["transfer"] != "branch" or p.direction(pc, target)
            if want != taken:
                sys.exit(f"{where}: the model predicts {'taken' if want else 'not taken'}")
            made.setdefault(pc, []).append(p.index(pc))
        else:
            if row["transfer"] == "branch":
                # the counter is the one of the lookup, if there was one: it travels with the instruction
                used = p.index(pc)
                if row["from"] != "none":
                    used = int(row["index"])
                    if used not in made.get(pc, []):
                        sys.exit(f"{where}: no lookup used counter {used}")
                    made[pc] = made[pc][made[pc].index(used):]
                p.train(used, taken)
            if taken:
                p.learn(pc, target, row["transfer"])
    print(f"{n} predictor events equal")


main()

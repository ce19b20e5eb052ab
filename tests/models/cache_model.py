#!/usr/bin/env python3
"""An independent model of the caches, fed with the accesses that a run made.

usage: cache_model.py CONFIG.json ACCESSES.csv [STATS.json]

CONFIG holds "caches": [{"name", "size", "line", "ways", "replace", "write", "allocate"}], "seed".
ACCESSES is what `orrery run --trace access=FILE` wrote: cycle,cache,event,address,detail
  read|write: detail = hit, compulsory, capacity or conflict;  evict: detail = clean or dirty
Every outcome, every victim and every write-back must come out the same. Written to be obvious, not fast: a set is a
Python list, the fully associative shadow an OrderedDict.
"""
import collections
import csv
import json
import sys


class Random:
    """xorshift64*"""

    def __init__(self, seed):
        self.x = seed or 0x2545F4914F6CDD1D

    def next(self):
        x = self.x
        x ^= x >> 12
        x = (x ^ (x << 25)) & (2**64 - 1)
        x ^= x >> 27
        self.x = x
        return ((x * 0x2545F4914F6CDD1D) & (2**64 - 1)) >> 32


class Way:
    def __init__(self):
        self.line = None
        self.dirty = False
        self.used = 0
        self.filled = 0


class Tree:
    """Tree pseudo-LRU as a recursive structure: each node remembers which half was used last."""

    def __init__(self, ways):
        self.ways = ways
        self.last_right = {}

    def touch(self, way):
        lo, hi = 0, self.ways
        while hi - lo > 1:
            mid = (lo + hi) // 2
            right = way >= mid
            self.last_right[(lo, hi)] = right
            lo, hi = (mid, hi) if right else (lo, mid)

    def victim(self):
        lo, hi = 0, self.ways
        while hi - lo > 1:
            mid = (lo + hi) // 2
            # never used: the victim is on the left
            go_right = not self.last_right.get((lo, hi), True)
            lo, hi = (mid, hi) if go_right else (lo, mid)
        return lo


class Cache:
    def __init__(self, c, random):
        self.line, self.ways = c["line"], c["ways"]
        self.sets = c["size"] // (self.line * self.ways)
        self.policy = c["replace"]
        self.back, self.allocate = c["write"] == "back", c["allocate"]
        self.random = random
        self.data = [[Way() for _ in range(self.ways)] for _ in range(self.sets)]
        self.trees = [Tree(self.ways) for _ in range(self.sets)]
        self.recent = [set() for _ in range(self.sets)]
        self.shadow = collections.OrderedDict()
        self.lines = c["size"] // self.line
        self.seen = set()
        self.clock = 0
        self.stats = collections.Counter()

    def touch(self, s, w, fill):
        way = self.data[s][w]
        way.used = self.clock
        if fill:
            way.filled = self.clock
        self.trees[s].touch(w)
        self.recent[s].add(w)
        if len(self.recent[s]) == self.ways:
            self.recent[s] = {w}

    def victim(self, s):
        ways = self.data[s]
        for w, way in enumerate(ways):
            if way.line is None:
                return w
        if self.policy == "lru":
            return min(range(self.ways), key=lambda w: ways[w].used)
        if self.policy == "fifo":
            return min(range(self.ways), key=lambda w: ways[w].filled)
        if self.policy == "plru":
            return self.trees[s].victim()
        if self.policy == "nru":
            return next((w for w in range(self.ways) if w not in self.recent[s]), 0)
        return self.random.next() % self.ways

    def in_shadow(self, line, takes):
        there = line in self.shadow
        if there:
            self.shadow.move_to_end(line)
        elif takes:
            if len(self.shadow) == self.lines:
                self.shadow.popitem(last=False)
            self.shadow[line] = True
        return there

    def access(self, write, addr):
        """-> (detail, evictions that follow)"""
        self.clock += 1
        line = addr // self.line
        s = line % self.sets
        shadow = self.in_shadow(line, not write or self.allocate)
        for w, way in enumerate(self.data[s]):
            if way.line == line:
                self.touch(s, w, False)
                if write and self.back:
                    way.dirty = True
                return "hit", []
        detail = "compulsory" if line not in self.seen else "conflict" if shadow else "capacity"
        self.seen.add(line)
        if write and not self.allocate:
            return detail, []
        w = self.victim(s)
        way = self.data[s][w]
        out = []
        if way.line is not None:
            out.append((way.line * self.line, "dirty" if way.dirty else "clean"))
        way.line, way.dirty = line, write and self.back
        self.touch(s, w, True)
        return detail, out


def main():
    config = json.load(open(sys.argv[1]))
    random = Random(config.get("seed", 0))
    caches = {c["name"]: Cache(c, random) for c in config["caches"]}
    expected = {name: [] for name in caches}
    checked = 0
    for row in csv.DictReader(open(sys.argv[2])):
        c, addr = caches[row["cache"]], int(row["address"], 0)
        where = f"row {checked + 2}: {row}"
        if row["event"] == "evict":
            if not expected[row["cache"]]:
                sys.exit(f"{where}: the model evicts nothing here")
            want = expected[row["cache"]].pop(0)
            if want != (addr, row["detail"]):
                sys.exit(f"{where}: the model evicts {want[0]:#x} {want[1]}")
            c.stats["evictions"] += 1
            c.stats["write_backs"] += row["detail"] == "dirty"
        else:
            if expected[row["cache"]]:
                sys.exit(f"{where}: the model expected the eviction of {expected[row['cache']][0]}")
            detail, out = c.access(row["event"] == "write", addr)
            if detail != row["detail"]:
                sys.exit(f"{where}: the model says {detail}")
            expected[row["cache"]] = out
            c.stats["reads" if row["event"] == "read" else "writes"] += 1
            if detail != "hit":
                c.stats[detail] += 1
        checked += 1
    if len(sys.argv) > 3:
        for got in json.load(open(sys.argv[3]))["caches"]:
            s = caches[got["name"]].stats
            want = {k: s[k] for k in ("reads", "writes", "compulsory", "capacity", "conflict", "evictions", "write_backs")}
            have = {k: got[k] for k in want}
            if want != have:
                sys.exit(f"{got['name']}: the report says {have}, the model {want}")
    print(f"{checked} cache events equal")


if __name__ == "__main__":
    main()

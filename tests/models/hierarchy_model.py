#!/usr/bin/env python3
"""An independent model of whole memory hierarchies: victim buffers, prefetchers, inclusion and exclusion.

usage: hierarchy_model.py CONFIG.json ACCESSES.csv [STATS.json]

CONFIG: "caches": [{"name", "size", "line", "ways", "replace", "write", "allocate"} and where wanted "victim": entries,
"prefetch": {"kind", "degree", "entries"}, "inclusion"}], "path": {"fetch": [names], "data": [names]}, "seed", and "dram": {"banks", "row"} if memory has rows.
The rows of the first cache of each path that are accesses are what the program did; everything else in the trace, row by
row, must be what the model says comes of it. Whether a prefetched line came in time is not modelled ("late" counts as
"useful").
"""
import collections
import csv
import json
import sys

from cache_model import Cache, Random

PAGE = 4096  # prefetching stays within it


class Level(Cache):
    def __init__(self, c, random):
        super().__init__(c, random)
        self.name = c["name"]
        self.inclusion = c.get("inclusion", "none")
        self.entries = c.get("victim", 0)
        self.prefetch = c.get("prefetch")
        self.aside = collections.OrderedDict()  # line -> dirty, oldest first
        self.strides = {}  # row of the table -> [pc, last address, stride]
        self.unused = set()  # lines that were prefetched and not used yet

    def where(self, line):
        return next((w for w, way in enumerate(self.data[line % self.sets]) if way.line == line), None)

    def place(self, line, w, dirty):
        way = self.data[line % self.sets][w]
        way.line, way.dirty = line, dirty
        self.touch(line % self.sets, w, True)


class Hierarchy:
    def __init__(self, config):
        random = Random(config.get("seed", 0))
        self.stats = collections.Counter()
        self.level = {c["name"]: Level(c, random) for c in config["caches"]}
        self.path = {port: [self.level[n] for n in names] for port, names in config["path"].items()}
        self.rows = []
        self.dram = config.get("dram")
        self.open = {}  # bank -> row

    def open_row(self, event, addr):
        number = addr // self.dram["row"]
        bank, row = number % self.dram["banks"], number // self.dram["banks"]
        detail = "row-hit" if self.open.get(bank) == row else "row-conflict" if bank in self.open else "row-miss"
        self.open[bank] = row
        self.stats[detail] += 1
        self.rows.append(("memory", event, addr, detail))

    def row(self, c, event, addr, detail):
        self.rows.append((c.name, event, addr, detail))

    # ---- lines come and go

    def drop(self, c, line):
        """Out of a cache in front of one that includes it. -> was it dirty?"""
        w = c.where(line)
        if w is not None:
            way = c.data[line % c.sets][w]
            dirty, way.line, way.dirty = way.dirty, None, False
            c.stats["prefetch_useless"] += line in c.unused
            c.unused.discard(line)
        elif line in c.aside:
            dirty = c.aside.pop(line)
        else:
            return False
        c.stats["invalidations"] += 1
        self.row(c, "invalidate", line * c.line, "dirty" if dirty else "clean")
        return dirty

    def leave(self, port, i, line, dirty):
        c = self.path[port][i]
        if c.inclusion == "inclusive":
            for path in (self.path["fetch"], self.path["data"]):
                if c in path:
                    for above in path[:path.index(c)]:
                        for a in range(line * c.line // above.line, (line + 1) * c.line // above.line):
                            dirty |= self.drop(above, a)
        c.stats["evictions"] += 1
        c.stats["write_backs"] += dirty
        self.row(c, "evict", line * c.line, "dirty" if dirty else "clean")
        below = self.path[port][i + 1:i + 2]
        if below and below[0].inclusion == "exclusive":
            self.access(port, i + 1, True, line * c.line, down=dirty)
        elif dirty:
            self.access(port, i + 1, True, line * c.line)

    def room(self, port, i, way):
        """Empties a way for a line to come."""
        c = self.path[port][i]
        old, dirty = way.line, way.dirty
        if old is None:
            return
        way.line, way.dirty = None, False
        c.stats["prefetch_useless"] += old in c.unused
        c.unused.discard(old)
        if not c.entries:
            self.leave(port, i, old, dirty)
            return
        out = c.aside.popitem(last=False) if len(c.aside) == c.entries else None
        c.aside[old] = dirty
        self.row(c, "spill", old * c.line, "dirty" if dirty else "clean")
        if out:
            self.leave(port, i, *out)

    def bring(self, port, i, line, w, prefetch):
        """From the next level. An exclusive one gives the line before it gets another."""
        c = self.path[port][i]
        way = c.data[line % c.sets][w]
        swap = any(below.inclusion == "exclusive" for below in self.path[port][i + 1:i + 2])
        if not swap:
            self.room(port, i, way)
        dirty = self.access(port, i + 1, False, line * c.line, prefetch=prefetch)
        if swap:
            self.room(port, i, way)
        c.place(line, w, dirty)

    def fill(self, port, i, line, prefetch):
        c = self.path[port][i]
        w = c.victim(line % c.sets)
        way = c.data[line % c.sets][w]
        if line in c.aside:
            dirty = c.aside.pop(line)
            c.stats["victim_hits"] += 1
            self.row(c, "swap", line * c.line, "dirty" if dirty else "clean")
            self.room(port, i, way)
            c.place(line, w, dirty)
        else:
            self.bring(port, i, line, w, prefetch)
        return way

    # ---- accesses

    def access(self, port, i, write, addr, pc=None, prefetch=False, down=None):
        """down: a whole line comes down, dirty or not. -> was what is read dirty in an exclusive cache?"""
        if i == len(self.path[port]):
            if self.dram:
                self.open_row("write" if write else "read", addr)
            return False
        c = self.path[port][i]
        line = addr // c.line
        event = "write" if write else "read"
        c.clock += 1
        c.stats[event + "s"] += 1
        shadow = c.in_shadow(line, not write or c.allocate or line in c.aside)
        w = c.where(line)
        if w is None:
            detail = "compulsory" if line not in c.seen else "conflict" if shadow else "capacity"
            c.stats[detail] += 1
        else:
            detail = "useful" if line in c.unused else "hit"
            c.stats["prefetch_useful"] += line in c.unused
            c.unused.discard(line)
            c.touch(line % c.sets, w, False)
        c.seen.add(line)
        self.row(c, event, addr, detail)
        if c.inclusion == "exclusive":
            return self.exclusive(port, i, write, addr, w, prefetch, down)
        if w is not None:
            c.data[line % c.sets][w].dirty |= write and c.back
        elif not write or c.allocate or line in c.aside:
            way = self.fill(port, i, line, prefetch)
            way.dirty |= write and c.back
        if write and (not c.back or c.where(line) is None):
            self.access(port, i + 1, True, addr, pc)
        if c.prefetch and not prefetch:
            self.look_ahead(port, i, addr, detail != "hit", self.pc)
        return False

    def exclusive(self, port, i, write, addr, w, prefetch, down):
        c = self.path[port][i]
        line = addr // c.line
        if w is not None:
            way = c.data[line % c.sets][w]
            way.dirty |= write and down is not False
            if write:
                return False
            dirty, way.line, way.dirty = way.dirty, None, False
            return dirty
        if down is None:
            return self.access(port, i + 1, write, addr, prefetch=prefetch)
        w = c.victim(line % c.sets)
        self.room(port, i, c.data[line % c.sets][w])
        c.place(line, w, down)
        return False

    def look_ahead(self, port, i, addr, first, pc):
        c = self.path[port][i]
        step = c.line
        if c.prefetch["kind"] == "stride":
            row = (pc >> 1) % c.prefetch["entries"]
            e = c.strides.get(row)
            if not e or e[0] != pc:
                c.strides[row] = [pc, addr, 0]
                return
            step, again = addr - e[1], addr - e[1] == e[2]
            c.strides[row] = [pc, addr, step]
            first = again and step != 0
        if not first:
            return
        before = addr // c.line
        for k in range(1, c.prefetch["degree"] + 1):
            target = addr + k * step
            if target // PAGE != addr // PAGE:
                return
            line = target // c.line
            if line != before and c.where(line) is None and line not in c.aside:
                c.stats["prefetches"] += 1
                self.row(c, "prefetch", line * c.line, "clean")
                self.bring(port, i, line, c.victim(line % c.sets), True)
                c.unused.add(line)
            before = line

    def program(self, port, write, addr, pc):
        self.rows = []
        self.pc = pc
        self.access(port, 0, write, addr)
        return self.rows


def main():
    config = json.load(open(sys.argv[1]))
    h = Hierarchy(config)
    ports = {h.path[p][0].name: p for p in ("data", "fetch")}
    rows = list(csv.DictReader(open(sys.argv[2])))
    at = 0
    while at < len(rows):
        r = rows[at]
        if r["cache"] not in ports or r["event"] not in ("read", "write"):
            sys.exit(f"row {at + 2}: {r}: nothing in the model leads to this")
        for want in h.program(ports[r["cache"]], r["event"] == "write", int(r["address"], 0), int(r["pc"], 0)):
            r = rows[at] if at < len(rows) else {"cache": "", "event": "end", "address": "0", "detail": ""}
            have = (r["cache"], r["event"], int(r["address"], 0), r["detail"].replace("late", "useful"))
            if have != want:
                sys.exit(f"row {at + 2}: {r}: the model says {want[0]},{want[1]},{want[2]:#x},{want[3]}")
            at += 1
    if len(sys.argv) > 3 and h.dram:
        got = json.load(open(sys.argv[3]))["memory"]
        have = {k: got[k.replace("-", "_").replace("hit", "hits").replace("miss", "misses").replace("conflict", "conflicts")]
                for k in ("row-hit", "row-miss", "row-conflict")}
        if have != {k: h.stats[k] for k in have}:
            sys.exit(f"memory: the report says {have}, the model {dict(h.stats)}")
    if len(sys.argv) > 3:
        for got in json.load(open(sys.argv[3]))["caches"]:
            s = h.level[got["name"]].stats
            want = {k: s[k] for k in ("reads", "writes", "compulsory", "capacity", "conflict", "evictions", "write_backs",
                                      "victim_hits", "invalidations", "prefetches", "prefetch_useful", "prefetch_useless")}
            have = {k: got[k] for k in want}
            if want != have:
                sys.exit(f"{got['name']}: the report says {have}, the model {want}")
    print(f"{at} cache events equal")


if __name__ == "__main__":
    main()

"""Rules of VexRiscv's three configurations: see core_rules.py. Letters as in its pipeline: F D E M W.

What makes them long is the wrong path: instructions that were fetched behind a mispredicted branch are real, start
refills of the instruction cache and may be stuck when the branch is decided.
"""
from rv32 import Decoded, branch_offset, jump_offset

NEVER = 10**9
LINE = 5  # log2 of the bytes of a line


def word(words, pc):
    return words[pc >> 2] if pc >> 2 < len(words) else 0


def sources(d):
    return [r for r in (d.rs1, d.rs2) if r]


def bare(run, words):
    """No bypass, no prediction, branch decided in M, no caches."""
    out, ready, memory, t, penalty, x = [], [-99] * 32, -99, 0, 0, [0] * 32
    for e in run:
        n, penalty = t + 1 + penalty, 0
        n = max([n] + [ready[r] + 5 for r in sources(e)])
        if e.kind in ("load", "store"):
            memory = n = max(n, memory + 2)
        if e.kind == "shift":
            n += max(0, (e.b & 31) - 1)
        if e.kind in ("load", "store"):
            memory = n
        t = n
        out.append(t)
        if e.rd:
            ready[e.rd], x[e.rd] = t, e.result
        if e.taken:
            first, second = Decoded(word(words, e.pc + 4)), Decoded(word(words, e.pc + 8))
            first_at = max([t + 1] + [ready[r] + 5 for r in sources(first)])
            stuck = first_at > t + 2
            if first_at == t + 1:
                second_at = max([t + 2] + [ready[r] + 5 for r in sources(second)] +
                                [t + 6 for r in sources(second) if r == first.rd])
                if first.kind == "shift":
                    amount = x[first.rs2] & 31 if first.register_shift else first.raw2
                    stuck = amount > 1
                stuck = stuck or second_at > t + 2
            penalty = 4 if stuck else 3
    return out


class Fetch:
    """The instruction cache: direct-mapped, one refill at a time, fetch waits until the whole line is in."""

    def __init__(self, lines, wait):
        self.lines, self.tags, self.until, self.miss = lines, {}, -1, 4 + 8 * (1 + wait)

    def look(self, pc, cycle):
        """True: there. Else a refill begins; the tag is checked on entering D, in `cycle`."""
        line = pc >> LINE
        if self.tags.get(line % self.lines) == line:
            return True
        self.tags[line % self.lines], self.until = line, cycle + self.miss - 1
        return False


def held_back(cycle, stages):
    """Nothing moves while a later stage holds its instruction, be the stage before that empty: without squeezing of bubbles.
    stages: pairs of cycles, from entering one to entering the next."""
    for entered, left in stages:
        if entered < cycle < left:
            cycle = left
    return cycle


def follow(d, pc, entered_e):
    """Where the fetch goes on behind a wrong-path instruction, and from when (0: at once)."""
    if d.kind == "jal":
        return pc + jump_offset(d.word) & 0xFFFFFFFF, entered_e
    if d.kind == "branch" and d.word >> 31:
        return pc + branch_offset(d.word) & 0xFFFFFFFF, entered_e
    return pc + 4, 0


def lite(wait):
    """Bypassed; static prediction in D; instruction cache of 64 lines; iterative shifter, multiplier, divider."""
    spacing = 2 + wait

    def wrong_path(words, fetch, pc, redirect, decided, at, ready, memory, x):
        """What is fetched until the branch is decided. True: something is stuck then."""
        d_at, e_at, m_at, w_at = at
        own, stuck = {}, False
        while True:
            start = max(redirect or d_at, fetch.until)
            if start >= decided:
                break
            to_d = max(start + 1, e_at)
            if to_d >= decided or not fetch.look(pc, to_d):
                break
            d = Decoded(word(words, pc))
            if d.kind == "illegal":
                break
            to_e = max([to_d + 1, m_at] + [own.get(r, ready[r]) for r in sources(d)])
            to_m = max(to_e + 1, w_at)
            if d.kind in ("load", "store"):
                memory = to_m = max(to_m, memory + spacing)
            if d.kind == "shift":
                amount = x[d.rs2] & 31 if d.register_shift else d.raw2
                to_m = max(to_m, to_e + max(1, amount))
            stuck = stuck or to_e > decided or to_e < decided < to_m
            if d.rd:
                own[d.rd] = to_m + {"load": 2, "jal": 2, "jalr": 2, "mul": 33, "mulh": 33, "div": 34}.get(d.kind, 0)
            pc, redirect = follow(d, pc, to_e)
            d_at, e_at, m_at, w_at = to_d, to_e, to_m, to_m + 1
        return stuck

    def rule(run, words):
        fetch, out, ready, x = Fetch(64, wait), [], [-99] * 32, [0] * 32
        memory, redirect, at = -99, 0, (-10, -10, -10, -10)
        for e in run:
            d_at, e_at, m_at, w_at = at
            later = ((e_at, m_at), (m_at, w_at))
            start = redirect or d_at
            if fetch.until > start:
                start = held_back(fetch.until, later)
            to_d = max(start + 1, e_at)
            if redirect:
                to_d = held_back(to_d, later)
            if not fetch.look(e.pc, to_d):
                to_d = held_back(held_back(fetch.until, later) + 1, later)
            to_e = held_back(max([to_d + 1, m_at] + [ready[r] for r in sources(e)]), later[1:])
            to_m = max(to_e + 1, w_at)
            if e.kind in ("load", "store"):
                to_m = max(to_m, memory + spacing)
            if e.kind == "shift":
                to_m = max(to_m, max(to_e, w_at - 1) + max(1, e.b & 31))
            to_w = to_m + 1 + {"mul": 32, "mulh": 32, "div": 33, "load": wait}.get(e.kind, 0)
            if e.kind in ("load", "store"):
                memory = to_m
            if e.rd:
                ready[e.rd] = to_w + 1 if e.kind in ("load", "jal", "jalr") else \
                    to_w if e.kind in ("mul", "mulh", "div") else to_m
            out.append(to_w)
            guess = e.kind == "jal" or (e.kind == "branch" and e.offset < 0)
            redirect, at = 0, (to_d, to_e, to_m, to_w)
            if guess and e.taken:
                redirect = to_e
            elif guess or e.taken:
                wrong = e.pc + (e.offset if guess else 4) & 0xFFFFFFFF
                stuck = wrong_path(words, fetch, wrong, to_e if guess else 0, to_m + 1, at, ready, memory, x)
                redirect = to_m + 1 + stuck
            if e.rd:
                x[e.rd] = e.result
        return out
    return rule


def lanes(e):
    """The bytes of its word that an access touches."""
    return (1, 3, 15, 0, 1, 3)[e.funct3] << (e.address & 3)


def standard(wait):
    """Both caches of 128 lines; barrel shifter, pipelined multiplier; a miss of a load replays it."""

    class Core:
        def __init__(self, words):
            self.words, self.fetch, self.data = words, Fetch(128, wait), {}
            self.ready, self.stores = [-99] * 32, []
            self.drained = -99  # when the bus has taken all stores

        def younger(self, pc, redirect, at, decided):
            """What is fetched behind an instruction that will redirect the fetch. True: something is stuck then."""
            d_at, e_at, m_at, w_at, r_at = at
            own, stuck = {}, False
            while True:
                start = max(redirect or d_at, self.fetch.until)
                if start >= decided:
                    break
                to_d = max(start + 1, e_at)
                if to_d >= decided or not self.fetch.look(pc, to_d):
                    break
                d = Decoded(word(self.words, pc))
                to_e = max([to_d + 1, m_at] + [own.get(r, self.ready[r]) for r in sources(d)])
                to_m = max(to_e + 1, w_at)
                if d.kind == "illegal":
                    break
                stuck = stuck or to_e > decided or to_e < decided < to_m
                if d.rd:
                    own[d.rd] = to_m + (2 if d.kind in ("load", "mul", "mulh", "div") else d.kind == "shift")
                pc, redirect = follow(d, pc, to_e)
                r_at = max(to_m + 1, r_at + 1)
                d_at, e_at, m_at, w_at = to_d, to_e, to_m, r_at
            return stuck

        def replays(self, e, to_e, to_w):
            """None: the load is done; else from when it may leave E again (0: at once)."""
            line = e.address >> LINE
            if e.address >> 31:
                return None
            if self.data.get(line % 128) != line:
                self.data[line % 128] = line
                return max(to_w, self.drained) + 3 + 8 * (1 + wait)
            for when, address, hit, touched in self.stores[-2:]:
                if hit and (address ^ e.address) & 0xFFC == 0 and touched & lanes(e) and to_e <= when < to_w:
                    return 0
            return None

        def again(self, e, at, until):
            """The load comes again: everything behind it was flushed."""
            d_at, e_at, m_at, w_at, r_at = at
            if e.rd:
                self.ready[e.rd] = NEVER if until else w_at + 1
            stuck = self.younger(e.pc + 4, 0, at, w_at + 1)
            start = max(w_at + 1 + (stuck and not until), self.fetch.until)
            to_d = start + 1
            if not self.fetch.look(e.pc, to_d):
                to_d = self.fetch.until + 1
            to_m = max(to_d + 2, until)
            return to_d, to_d + 1, to_m, to_m + 1, to_m + 1

    def rule(run, words):
        c, out, redirect, at = Core(words), [], 0, (-10,) * 5
        for e in run:
            d_at, e_at, m_at, w_at, r_at = at
            later = ((e_at, m_at), (m_at, w_at), (w_at, r_at + 1))
            start = redirect or d_at
            if c.fetch.until > start:
                start = held_back(c.fetch.until, later)
            to_d = max(start + 1, e_at)
            if redirect:
                to_d = held_back(to_d, later)
            if not c.fetch.look(e.pc, to_d):
                to_d = held_back(held_back(c.fetch.until, later) + 1, later)
            to_e = held_back(max([to_d + 1, m_at] + [c.ready[r] for r in sources(e)]), later[1:])
            to_m = held_back(max(to_e + 1, w_at), later[2:])
            to_w = max(to_m + 1, r_at + 1, to_m + 34 if e.kind == "div" else 0)
            at = (to_d, to_e, to_m, to_w, to_w)
            if e.kind == "load":
                until = c.replays(e, to_e, to_w)
                if until is not None:
                    at = c.again(e, at, until)
            to_d, to_e, to_m, to_w, retired = at
            if e.kind == "store":
                line = e.address >> LINE
                c.stores = c.stores[-3:] + [(to_w, e.address, c.data.get(line % 128) == line, lanes(e))]
                if wait:
                    retired = max(retired, c.drained - wait)
                    c.drained = max(c.drained, retired) + 1 + wait
                    at = (to_d, to_e, to_m, to_w, retired)
            if e.rd:
                c.ready[e.rd] = retired + 1 if e.kind in ("load", "mul", "mulh") else \
                    to_w if e.kind in ("shift", "div", "jal", "jalr") else to_m
            out.append(retired)
            guess = e.kind == "jal" or (e.kind == "branch" and e.offset < 0)
            redirect = 0
            if guess and e.taken:
                redirect = to_e
            elif guess or e.taken:
                wrong = e.pc + (e.offset if guess else 4) & 0xFFFFFFFF
                redirect = to_w + c.younger(wrong, to_e if guess else 0, at, to_w)
        return out
    return rule

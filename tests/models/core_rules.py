"""When each instruction retires on real cores, from the instructions alone: rules found out from their RTL.

Each rule takes the executed instructions (rv32.Executed) and the program's words, and gives the cycle of each retirement, from any
origin. They know no stages; that a machine with stages, hazards and caches comes to the same is what rules.py tests. `wait` is the
number of wait states of the memory.
"""
import vex_rules


def pico(fast=False, wait=0):
    """Not pipelined: a table of costs."""
    costs = {"alu": 3, "lui": 3, "auipc": 3, "jal": 3, "jalr": 6, "load": 5, "store": 5, "mul": 40, "mulh": 72, "div": 40}
    if wait:
        costs.update({"alu": 4, "lui": 4, "auipc": 4, "jal": 4, "jalr": 7, "load": 7, "store": 7})
    branch = (4, 7) if wait else (3, 5)

    def rule(run, words):
        t, out = 0, []
        for e in run:
            if e.kind == "branch":
                t += branch[e.taken]
            elif e.kind == "shift":
                t += costs["alu"] if fast else 4 + (e.b & 31) // 4 + (e.b & 3)
            elif e.kind in ("mul", "mulh") and fast:
                t += 6
            else:
                t += costs[e.kind]
            out.append(t)
        return out
    return rule


def one_by_one(extra):
    """A rule of the form: one cycle each, and extra(state, elder, e) more; elder is the one before, state a dictionary."""
    def rule(run, words):
        t, out, state, elder = 0, [], {}, None
        for e in run:
            t += 1 + extra(state, elder, e)
            out.append(t)
            elder = e
        return out
    return rule


def harris(state, elder, e):
    if not elder:
        return 0
    loaded = elder.kind == "load" and elder.raw_rd in (e.raw1, e.raw2)
    return 2 * elder.taken + loaded


def ultra(redirect=2, bypass=True):
    """Two steps: the order of things without divisions, then the whole pipeline freezes for each."""
    def rule(run, words):
        t, issue, freezes, made, elder = 0, [], [], [], None
        for e in run:
            n = 1
            if elder:
                slow = elder.kind in ("load", "mul", "mulh")
                if elder.taken:
                    n += redirect
                elif slow and bypass and elder.raw_rd in (e.raw1, e.raw2, e.raw_rd):
                    n += 1
                elif elder.kind in ("load", "store") and e.kind in ("mul", "mulh", "div"):
                    n += 1
                if elder.kind == "div":
                    n += 1
            t += n
            if not bypass:
                for when, rd in made[-2:]:
                    if rd in (e.raw1, e.raw2, e.raw_rd):
                        t = max(t, when + 3)
            if e.kind in ("load", "mul", "mulh"):
                made.append((t, e.raw_rd))
            issue.append(t + 3)
            if e.kind == "div":
                freezes.append(t + 1)
            elder = e
        out, k, frozen = [], 0, 0
        for t in issue:
            while k < len(freezes) and freezes[k] <= t:
                frozen, k = frozen + 33, k + 1
            out.append(t + frozen)
        return out
    return rule


def sequential(e, only_divides, unroll):
    """Cycles of Hazard3's sequential multiplier and divider: sign adjustments before and after, a carry."""
    f3, divides = e.funct3, only_divides or e.funct3 >= 4
    negative_a, negative_b = f3 in (1, 2, 4, 6) and e.a >> 31, f3 in (1, 4, 6) and e.b >> 31
    n = 1 + 32 // unroll + bool(negative_a or bool(negative_b) != divides)
    differ = bool(negative_a) != bool(negative_b)
    if divides:
        return n + bool(differ and e.b or negative_a)
    if differ:
        a, b = (-e.a if negative_a else e.a) % 2**32, (-e.b if negative_b else e.b) % 2**32
        n += 1 + (a * b % 2**32 == 0)
    return n


def hazard3(fast, unroll, buffer):
    def extra(state, elder, e):
        redirected = state.pop("penalty", 0)
        n = redirected
        if elder and elder.kind == "load" and elder.rd and elder.rd in (e.rs1, 0 if e.kind == "store" else e.rs2):
            n += 1
        if e.kind in ("mul", "mulh") and not fast:
            n += sequential(e, False, unroll)
        if e.kind == "div":
            n += sequential(e, fast, unroll)
        if e.kind == "branch":
            predicted = buffer and state.get("entry") == e.pc and not redirected
            state["penalty"] = int(predicted != e.taken)
            if e.taken and not predicted and e.offset < 0:
                state["entry"] = e.pc
            elif predicted and not e.taken:
                state["entry"] = None
        elif e.taken:
            state["penalty"] = 1
        return n
    return extra


def ibex_small(state, elder, e):
    n = int(bool(elder and elder.taken and elder.kind == "branch"))
    n += e.kind in ("load", "store") or e.taken
    return n + {"mul": 2, "mulh": 3, "div": 36 if e.b else 1}.get(e.kind, 0)


def ibex(predicts):
    def extra(state, elder, e):
        n = {"mulh": 1, "div": 36 if e.b else 1}.get(e.kind, 0)
        if elder:
            guess = predicts and (elder.kind == "jal" or (elder.kind == "branch" and elder.offset < 0))
            n += elder.taken != guess
            n += elder.kind == "load" and elder.rd and elder.rd in (e.rs1, e.rs2)
        return n
    return extra


RULES = {
    "hh": one_by_one(harris),
    "ultra": ultra(),
    "ultra_xd": ultra(redirect=3),
    "ultra_nobyp": ultra(bypass=False),
    "hz3": one_by_one(hazard3(False, 1, False)),
    "hz3rp": one_by_one(hazard3(True, 2, True)),
    "ibex_small": one_by_one(ibex_small),
    "ibex_max": one_by_one(ibex(False)),
    "ibex_bp": one_by_one(ibex(True)),
    "pico": pico(),
    "pico_bs": pico(fast=True),
    "pico_lat1": pico(wait=1),
    "vexmin": vex_rules.bare,
    "vexlite": vex_rules.lite(0),
    "vexlite_lat1": vex_rules.lite(1),
    "vexstd": vex_rules.standard(0),
    "vexstd_lat1": vex_rules.standard(1),
}

"""RV32IM, small and slow: runs a flat image at 0 and lists what every instruction was and read. For rules.py."""

MASK = 0xFFFFFFFF
MARKER_END = 0xF0000008
KINDS = {0x13: "alu", 0x33: "alu", 0x37: "lui", 0x17: "auipc", 0x6F: "jal", 0x67: "jalr", 0x63: "branch", 0x03: "load",
         0x23: "store"}


def signed(v, width=32):
    return v - (1 << width) if v >> (width - 1) & 1 else v


def field(w, hi, lo):
    return w >> lo & (1 << (hi - lo + 1)) - 1


def jump_offset(w):
    return signed(field(w, 31, 31) << 20 | field(w, 19, 12) << 12 | field(w, 20, 20) << 11 | field(w, 30, 21) << 1, 21)


def branch_offset(w):
    return signed(field(w, 31, 31) << 12 | field(w, 7, 7) << 11 | field(w, 30, 25) << 5 | field(w, 11, 8) << 1, 13)


class Decoded:
    """kind, rs1 and rs2 (registers read, 0: none), rd (written, 0: none), and the raw fields."""

    def __init__(self, w):
        op, f3, f7 = w & 127, field(w, 14, 12), w >> 25
        self.word, self.funct3 = w, f3
        self.raw1, self.raw2, self.raw_rd = field(w, 19, 15), field(w, 24, 20), field(w, 11, 7)
        self.kind = KINDS.get(op, "illegal")
        if op == 0x33 and f7 == 1:
            self.kind = "mul" if f3 == 0 else "mulh" if f3 < 4 else "div"
        elif op in (0x13, 0x33) and f3 in (1, 5):
            self.kind = "shift"
        self.register_shift = self.kind == "shift" and op == 0x33
        self.rs1 = self.raw1 if op in (0x13, 0x33, 0x67, 0x63, 0x03, 0x23) else 0
        self.rs2 = self.raw2 if op in (0x33, 0x63, 0x23) else 0
        self.rd = self.raw_rd if self.kind not in ("branch", "store", "illegal") else 0


class Executed(Decoded):
    """One that ran: pc, operand values a and b (b: shift amount of a constant shift), result, taken, address, offset."""

    def __init__(self, w, pc, x):
        super().__init__(w)
        self.pc, self.a, self.b = pc, x[self.raw1], x[self.raw2]
        self.result, self.taken, self.address, self.offset = None, False, None, None
        if w & 127 == 0x13 and self.kind == "shift":
            self.b = self.raw2


def divide(a, b, f3):
    sa, sb = signed(a), signed(b)
    if b == 0:
        return MASK if f3 < 6 else a
    if f3 in (5, 7):
        return a // b if f3 == 5 else a % b
    quotient = abs(sa) // abs(sb) * (1 if (sa < 0) == (sb < 0) else -1)
    return quotient if f3 == 4 else sa - quotient * sb


def arithmetic(e, w):
    a, b, f3 = e.a, e.b, e.funct3
    if w & 127 == 0x13 and e.kind == "alu":
        b = signed(w >> 20, 12) & MASK
    if e.kind == "mul":
        return a * b
    if e.kind == "mulh":
        return (a if f3 == 3 else signed(a)) * (signed(b) if f3 == 1 else b) >> 32
    if e.kind == "div":
        return divide(a, b, f3)
    if f3 == 5:
        return (signed(a) if w >> 30 & 1 else a) >> (b & 31)
    return [a - b if w & 127 == 0x33 and w >> 30 & 1 else a + b, a << (b & 31), signed(a) < signed(b), a < b, a ^ b, 0,
            a | b, a & b][f3]


def compare(a, b, f3):
    return (a == b, a != b, 0, 0, signed(a) < signed(b), signed(a) >= signed(b), a < b, a >= b)[f3]


def run(words, limit=1_000_000):
    """From reset at 0 to the store that ends the program. Returns the list of Executed."""
    memory = words + [0] * (16384 - len(words))
    x, pc, out = [0] * 32, 0, []
    for _ in range(limit):
        w = memory[pc >> 2]
        e, following = Executed(w, pc, x), pc + 4
        if e.kind in ("alu", "shift", "mul", "mulh", "div"):
            e.result = arithmetic(e, w)
        elif e.kind in ("lui", "auipc"):
            e.result = (w & 0xFFFFF000) + (pc if e.kind == "auipc" else 0)
        elif e.kind in ("jal", "jalr"):
            e.result, e.taken = following, True
            e.offset = jump_offset(w) if e.kind == "jal" else None
            following = pc + e.offset if e.kind == "jal" else (e.a + signed(w >> 20, 12)) & ~1
        elif e.kind == "branch":
            e.taken, e.offset = bool(compare(e.a, e.b, e.funct3)), branch_offset(w)
            following = pc + e.offset if e.taken else following
        elif e.kind == "load":
            e.address = (e.a + signed(w >> 20, 12)) & MASK
            v = memory[e.address >> 2] >> 8 * (e.address & 3)
            e.result = (signed(v & 255, 8), signed(v & 65535, 16), v, 0, v & 255, v & 65535)[e.funct3]
        elif e.kind == "store":
            e.address = (e.a + signed(w >> 25 << 5 | e.raw_rd, 12)) & MASK
            mask, by = (255, 65535, MASK)[e.funct3], 8 * (e.address & 3)
            if e.address < 65536:
                memory[e.address >> 2] = memory[e.address >> 2] & ~(mask << by) & MASK | (e.b & mask) << by
        else:
            raise ValueError(f"illegal word {w:08x} at {pc:08x}")
        if e.result is not None:
            e.result &= MASK
            if e.rd:
                x[e.rd] = e.result
        out.append(e)
        if e.address == MARKER_END:
            return out
        pc = following & MASK
    raise ValueError("does not end")

#!/usr/bin/env python3
"""Writes a mixture of instructions in which everything depends on everything: mix.py SEED [mul] >mix.S

mix.S is `mix.py 1`, mixm.S `mix.py 2 mul`, linked behind tests/cores/crt0.S and flattened as the programs there are.
Loads into x0, immediates that look like registers, branches to what comes next, loops, jumps through registers.
"""
import random
import sys

MUL = sys.argv[2:] == ["mul"]
REGISTERS = ["x0", "x5", "x6", "x7", "x10", "x11", "x12", "x13"]
OPERATIONS = {  # relative frequency: how it is written
    "add sub xor or and slt sltu": (25, "{op} {d}, {a}, {b}"),
    "addi xori andi ori": (15, "{op} {d}, {a}, {imm}"),
    "slli srli srai": (8, "{op} {d}, {a}, {amount}"),
    "sll srl sra": (6, "{op} {d}, {a}, {b}"),
    "lui": (4, "{op} {d}, {upper}"),
    "lw lh lhu lb lbu": (20, "{op} {d}, {at}({base})"),
    "sw sh sb": (12, "{op} {b}, {at}({base})"),
    "mul mulh mulhsu mulhu div divu rem remu": (10 if MUL else 0, "{op} {d}, {a}, {b}"),
}
label = 0


def register():
    return random.choice(REGISTERS)


def plain(least, most):
    for _ in range(random.randint(least, most)):
        names = random.choices(list(OPERATIONS), [w for w, _ in OPERATIONS.values()])[0]
        text = OPERATIONS[names][1].format(
            op=random.choice(names.split()), d=register(), a=register(), b=register(), imm=random.randrange(-2048, 2048),
            amount=random.randrange(32), upper=random.randrange(1 << 20), at=4 * random.randrange(64),
            base=random.choice(["x8", "x8", "x8", "x9"]))
        print("    " + text)


def branch():
    print(f"    {random.choice(['beq', 'bne', 'blt', 'bge', 'bltu', 'bgeu'])} {register()}, {register()}, L{label}")
    plain(0, 3)
    print(f"L{label}:")


def jump():
    print(f"    jal {random.choice(['x0', 'x1'])}, L{label}")
    plain(0, 2)
    print(f"L{label}:")


def indirect():
    print(f"    lui x15, %hi(L{label})\n    addi x15, x15, %lo(L{label})")
    print(f"    jalr {random.choice(['x0', 'x1', 'x5'])}, 0(x15)")
    plain(0, 2)
    print(f"L{label}:")


def loop():
    print(f"    addi x16, x0, {random.randint(1, 4)}\nL{label}:")
    plain(0, 3)
    if random.random() < .4:
        print(f"    lw x17, 0(x8)\n    beq x17, {register()}, M{label}")
        plain(1, 1)
        print(f"M{label}:")
    print(f"    addi x16, x16, -1\n    bne x16, x0, L{label}")


random.seed(int(sys.argv[1]))
print(f"""# Written by mix.py{" (rv32im)" if MUL else ""}.
    .globl main
main:
    addi x18, x1, 0
    lui x8, %hi(area)
    addi x8, x8, %lo(area)
    addi x9, x8, 128
    addi x14, x0, 6
again:""")
for label in range(110):
    plain(1, 5)
    random.choices([branch, jump, indirect, loop], [55, 10, 10, 20])[0]()
print("""    addi x14, x14, -1
    beq x14, x0, done
    lui x15, %hi(again)
    addi x15, x15, %lo(again)
    jalr x0, 0(x15)
done:
    xor x10, x10, x11
    xor x10, x10, x12
    lui x8, 0xF0000
    jalr x0, 0(x18)
    .bss
area: .space 512""")

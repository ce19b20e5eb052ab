# branches.s - four branches that predictors find easy or hard, 400 rounds each.
#
#   loop   a loop that runs four times: taken, taken, taken, not taken, and again
#   flip   taken every second time
#   biased taken unless a number is divisible by 8: seven times in eight
#   random taken at the toss of a coin
#
# Run it with `-m classic5-predict` and `--set` other predictors, and look which line costs what: static prediction
# takes every loop iteration or none; two-bit counters get `loop` and `biased` nearly right; only a predictor with
# history sees through `flip` and `loop`; `random` costs everybody the same.
# Prints how often each was taken. Classroom system calls: 1 print_int(a0), 11 print_char(a0), 93 exit(a0).

        .equ    ROUNDS, 400

        .text
        .globl  main
main:
        # loop: 400 rounds of four iterations
        li      s0, 0
        li      s1, ROUNDS
round:
        li      t0, 4
inner:
        addi    s0, s0, 1
        addi    t0, t0, -1
        bnez    t0, inner               # T T T N
        addi    s1, s1, -1
        bnez    s1, round
        mv      a0, s0
        call    print_line

        # flip
        li      s0, 0
        li      s1, ROUNDS
flip:
        andi    t0, s1, 1
        bnez    t0, odd                 # N T N T
        addi    s0, s0, 1
odd:
        addi    s1, s1, -1
        bnez    s1, flip
        mv      a0, s0
        call    print_line

        # biased
        li      s0, 0
        li      s1, ROUNDS
biased:
        andi    t0, s1, 7
        bnez    t0, not_eighth          # T seven times in eight
        addi    s0, s0, 1
not_eighth:
        addi    s1, s1, -1
        bnez    s1, biased
        mv      a0, s0
        call    print_line

        # random: bit 31 of a xorshift generator
        li      s0, 0
        li      s1, ROUNDS
        li      s2, 2463534242
random:
        slli    t0, s2, 13
        xor     s2, s2, t0
        srli    t0, s2, 17
        xor     s2, s2, t0
        slli    t0, s2, 5
        xor     s2, s2, t0
        bgez    s2, heads               # ?
        addi    s0, s0, 1
heads:
        addi    s1, s1, -1
        bnez    s1, random
        mv      a0, s0
        call    print_line

        li      a0, 0
        li      a7, 93
        ecall

print_line:
        li      a7, 1
        ecall
        li      a0, '\n'
        li      a7, 11
        ecall
        ret

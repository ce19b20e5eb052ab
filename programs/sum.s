# sum.s - the sum of 64 numbers.
#
# Worth watching: the addition needs what the load before it is still fetching, so on a five-stage pipeline it waits
# in every round. docs/TUTORIAL.md finds that wait and takes it away.
# Classroom system calls: 1 print_int(a0), 11 print_char(a0), 93 exit(a0).

        .equ    COUNT, 64

        .data
array:  .zero   4 * COUNT

        .text
        .globl  main
main:   la      s0, array
        li      t1, COUNT
fill:   sw      t1, 0(s0)               # 64, 63, ... 1
        addi    s0, s0, 4
        addi    t1, t1, -1
        bnez    t1, fill

        la      s0, array
        addi    s1, s0, 4 * COUNT       # behind the last
        li      a0, 0
loop:   lw      t0, 0(s0)
        add     a0, a0, t0
        addi    s0, s0, 4
        bne     s0, s1, loop

        li      a7, 1
        ecall
        li      a0, '\n'
        li      a7, 11
        ecall
        li      a0, 0
        li      a7, 93
        ecall

# sum.s - the sum of four numbers; the program of the drawings in tests/screens.
        .data
arr:    .word   3, 5, 7, 11
total:  .word   0

        .text
        .globl  _start
_start: la      a0, arr
        addi    a2, a0, 16
        li      a1, 0
loop:   lw      t0, 0(a0)       # the next number
        add     a1, a1, t0
        addi    a0, a0, 4
        bne     a0, a2, loop
        sw      a1, 0(a2)
        li      a7, 93          # exit
        ecall

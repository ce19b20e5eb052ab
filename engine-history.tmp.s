        .globl _start
_start:
        la s1, words
        li s0, 300000
1:      andi t0, s0, 2047
        slli t0, t0, 4
        add t0, t0, s1
        sw s0, 0(t0)
        addi s0, s0, -1
        bnez s0, 1b
        li a0, 0
        li a7, 93
        ecall
        .data
words:  .space 32768


# Data for the tests of expressions.
    .data
arr:    .word 1, 2, 3, 0, 0, 0
msg:    .asciz "hi there"
    .balign 4
half:   .half 0x8001, 5
ptr:    .word msg
    .text
    .globl main
main:
    la   a0, arr
    lw   a1, 4(a0)
    addi a1, a1, 40
    sw   a1, 8(a0)
    li   a0, 0
    li   a7, 93
    ecall

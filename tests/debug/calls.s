# Calls three deep, without call frame information, for the tests of frames.
    .text
    .globl main
main:
    li   s0, 77
    li   a0, 3
    jal  fact
    call last
    li   a7, 93
    ecall
fact:
    addi sp, sp, -16
    sw   ra, 12(sp)
    sw   s0, 8(sp)
    mv   s0, a0
    li   t0, 2
    blt  a0, t0, base
    addi a0, a0, -1
    jal  fact
    mul  a0, a0, s0
    j    out
base:
    li   a0, 1
out:
    lw   s0, 8(sp)
    lw   ra, 12(sp)
    addi sp, sp, 16
    ret
last:
    li   a0, 0
    ret

# bitwise CRC-32 over a 4096-byte LCG buffer, s11 = repetitions
.text
.globl _start
_start:
    li   s11, 5
    li   t0, -4096
    add  sp, sp, t0
    mv   s0, sp
    li   t0, 4096
    add  s2, s0, t0
    mv   t0, s0
    li   t1, 1
    li   t3, 1664525
    li   t4, 1013904223
fill:
    mul  t1, t1, t3
    add  t1, t1, t4
    srli t2, t1, 24
    sb   t2, 0(t0)
    addi t0, t0, 1
    bne  t0, s2, fill
    li   s1, -306674912  # 0xEDB88320
    li   a0, -1
rep:
    mv   t0, s0
byte:
    lbu  t1, 0(t0)
    xor  a0, a0, t1
    li   t2, 8
bit:
    andi t3, a0, 1
    srli a0, a0, 1
    beq  t3, zero, skip
    xor  a0, a0, s1
skip:
    addi t2, t2, -1
    bne  t2, zero, bit
    addi t0, t0, 1
    bne  t0, s2, byte
    addi s11, s11, -1
    bne  s11, zero, rep
    srli t1, a0, 16
    xor  a0, a0, t1
    andi a0, a0, 127
    li   a7, 93
    ecall

# 48x48 int32 matrix multiply, s11 = repetitions
.text
.globl _start
_start:
    li   s11, 1
    li   t0, -32768
    add  sp, sp, t0
    mv   s0, sp          # A
    li   t0, 9216
    add  s1, s0, t0      # B
    add  s2, s1, t0      # C
    # init A[i]=i*3+1, B[i]=i^5
    li   t0, 0
    li   t1, 2304
    mv   t2, s0
    mv   t3, s1
init:
    slli t4, t0, 1
    add  t4, t4, t0
    addi t4, t4, 1
    sw   t4, 0(t2)
    xori t5, t0, 5
    sw   t5, 0(t3)
    addi t2, t2, 4
    addi t3, t3, 4
    addi t0, t0, 1
    bne  t0, t1, init
rep:
    mv   s3, s0          # row pointer of A
    mv   s4, s2          # C pointer
    li   s5, 48          # i
iloop:
    mv   s6, s1          # column pointer of B
    li   s7, 48          # j
jloop:
    mv   t0, s3
    mv   t1, s6
    addi t2, s3, 192
    li   t3, 0
kloop:
    lw   t4, 0(t0)
    lw   t5, 0(t1)
    mul  t4, t4, t5
    add  t3, t3, t4
    addi t0, t0, 4
    addi t1, t1, 192
    bne  t0, t2, kloop
    sw   t3, 0(s4)
    addi s4, s4, 4
    addi s6, s6, 4
    addi s7, s7, -1
    bne  s7, zero, jloop
    addi s3, s3, 192
    addi s5, s5, -1
    bne  s5, zero, iloop
    # feed one element back so that repetitions differ
    lw   t0, 400(s2)
    lw   t1, 0(s0)
    xor  t1, t1, t0
    sw   t1, 0(s0)
    addi s11, s11, -1
    bne  s11, zero, rep
    # checksum
    li   t0, 2304
    mv   t1, s2
    li   a0, 0
sum:
    lw   t2, 0(t1)
    add  a0, a0, t2
    addi t1, t1, 4
    addi t0, t0, -1
    bne  t0, zero, sum
    srli t1, a0, 16
    xor  a0, a0, t1
    andi a0, a0, 127
    li   a7, 93
    ecall

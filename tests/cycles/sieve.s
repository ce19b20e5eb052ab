# sieve of Eratosthenes over 65536 bytes, s11 = repetitions
.text
.globl _start
_start:
    li   s11, 1
    li   t0, -65536
    add  sp, sp, t0
    mv   s0, sp
    li   s1, 65536
    add  s2, s0, s1      # end
rep:
    mv   t0, s0
    li   t1, 16843009    # 0x01010101
clr:
    sw   t1, 0(t0)
    addi t0, t0, 4
    bne  t0, s2, clr
    li   s3, 2           # p
outer:
    mul  t2, s3, s3
    bgeu t2, s1, count
    add  t3, s0, s3
    lbu  t4, 0(t3)
    beq  t4, zero, next
    add  t3, s0, t2
mark:
    sb   zero, 0(t3)
    add  t3, t3, s3
    bltu t3, s2, mark
next:
    addi s3, s3, 1
    j    outer
count:
    addi t0, s0, 2
    li   a0, 0
cnt:
    lbu  t1, 0(t0)
    add  a0, a0, t1
    addi t0, t0, 1
    bne  t0, s2, cnt
    addi s11, s11, -1
    bne  s11, zero, rep
    # 6542 primes below 65536; exit code 6542 & 127 = 14
    andi a0, a0, 127
    li   a7, 93
    ecall

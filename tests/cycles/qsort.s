# recursive quicksort of 4096 LCG words, s11 = repetitions
.text
.globl _start
_start:
    li   s11, 2
    li   t0, -32768
    add  sp, sp, t0
    mv   s0, sp
    addi sp, sp, -16
    li   s10, 12345      # seed
    li   s9, 1103515245
    li   s8, 0           # checksum
rep:
    mv   t0, s0
    li   t1, 4096
fill:
    mul  s10, s10, s9
    li   t2, 12345
    add  s10, s10, t2
    srli t2, s10, 8
    sw   t2, 0(t0)
    addi t0, t0, 4
    addi t1, t1, -1
    bne  t1, zero, fill
    mv   a0, s0
    li   t0, 16380
    add  a1, s0, t0
    jal  ra, quick
    # check order and add up
    mv   t0, s0
    li   t1, 4095
chk:
    lw   t2, 0(t0)
    lw   t3, 4(t0)
    bltu t3, t2, bad
    xor  s8, s8, t2
    addi t0, t0, 4
    addi t1, t1, -1
    bne  t1, zero, chk
    addi s11, s11, -1
    bne  s11, zero, rep
    andi a0, s8, 127
    li   a7, 93
    ecall
bad:
    li   a0, 255
    li   a7, 93
    ecall
# quick(a0 = low pointer, a1 = high pointer), inclusive; Hoare partition
quick:
    bgeu a0, a1, qret
    addi sp, sp, -16
    sw   ra, 12(sp)
    sw   a1, 8(sp)
    sub  t0, a1, a0
    srli t0, t0, 3
    slli t0, t0, 2
    add  t0, t0, a0
    lw   t1, 0(t0)       # pivot
    addi t2, a0, -4
    addi t3, a1, 4
part:
    addi t2, t2, 4
    lw   t4, 0(t2)
    bltu t4, t1, part
down:
    addi t3, t3, -4
    lw   t5, 0(t3)
    bltu t1, t5, down
    bgeu t2, t3, split
    sw   t5, 0(t2)
    sw   t4, 0(t3)
    j    part
split:
    addi t6, t3, 4
    sw   t6, 4(sp)
    mv   a1, t3
    jal  ra, quick
    lw   a0, 4(sp)
    lw   a1, 8(sp)
    jal  ra, quick
    lw   ra, 12(sp)
    addi sp, sp, 16
qret:
    jalr zero, 0(ra)

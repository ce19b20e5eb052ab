        .globl _start
_start:
        addi t0, zero, 5
        addi t1, t0, 1
        addi sp, sp, -16
        sw t1, 0(sp)
        lw t2, 0(sp)
        addi t3, t2, 1
        li a0, 0
        li a7, 93
        ecall


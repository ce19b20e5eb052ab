        .globl _start
_start:
li t0, 500
1: addi t0, t0, -1
 bnez t0, 1b
behind: li a0, 3
 li a7, 93
 ecall


        .data
buf:    .space 16
n:      .word 5
        .text
main:   li a7, 8
        la a0, buf
        li a1, 16
        ecall
        la t0, n
        lw t1, 0(t0)
        addi t1, t1, 1
        sw t1, 0(t0)
        la t2, buf
        lb a0, 0(t2)
        lb a0, 0(t2)
        li a7, 10
        ecall

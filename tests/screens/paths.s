# paths.s - two values on their way into one stage, and a division that everybody waits for.
        .globl  main
main:   li      t0, 5
        add     t1, t0, t0
        add     t2, t1, t0
        div     a0, t2, t0
        add     a1, a0, t2
        beq     a1, a0, main
        li      a0, 0
        li      a7, 93
        ecall

main:   li      a7, 4711
        ecall

main:   li      a7, 5                   # read_int
        ecall

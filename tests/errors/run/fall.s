main:   li      a0, 1                   # and then?
        nop

        .globl  main
main:   li      a0, 0
        lw      a1, 8(a0)               # nothing is there

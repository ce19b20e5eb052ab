        .data
name:   .asciz  "../run.sh"
        .text
main:   la      a0, name
        li      a1, 0
        li      a7, 1024                # open: -EACCES = -13
        ecall
        neg     a0, a0
        li      a7, 93
        ecall

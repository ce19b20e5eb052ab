# echo.s - gives back what it is told, once.
        .data
buf:    .space  64
        .text
main:   li      a0, 0
        la      a1, buf
        li      a2, 64
        li      a7, 63          # read
        ecall
        mv      a2, a0
        li      a0, 1
        la      a1, buf
        li      a7, 64          # write
        ecall
        li      a0, 0
        li      a7, 93          # exit
        ecall

        .globl  main, deeper
main:   call    deeper
deeper: addi    sp, sp, -16
        sw      ra, 12(sp)
        call    deeper

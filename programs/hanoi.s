# hanoi.s - the towers of Hanoi: moves four disks one by one, then counts the moves for ten.
#
# Recursion with four arguments: the disk number and three pegs.
# Classroom system calls: 1 print_int(a0), 4 print_string(a0), 11 print_char(a0), 93 exit(a0).

        .text
        .globl  main
main:
        li      s11, 1                  # 1: print the moves
        li      s10, 0                  # moves so far
        li      a0, 4
        li      a1, 'A'
        li      a2, 'C'
        li      a3, 'B'
        call    hanoi

        li      s11, 0
        li      s10, 0
        li      a0, 10
        li      a1, 'A'
        li      a2, 'C'
        li      a3, 'B'
        call    hanoi
        la      a0, ten
        li      a7, 4
        ecall
        mv      a0, s10
        li      a7, 1
        ecall
        li      a0, '\n'
        li      a7, 11
        ecall

        li      a0, 0
        li      a7, 93
        ecall

# hanoi(a0 = disks, a1 = from, a2 = to, a3 = via)
hanoi:
        beqz    a0, nothing
        addi    sp, sp, -32
        sw      ra, 28(sp)
        sw      s0, 24(sp)
        sw      s1, 20(sp)
        sw      s2, 16(sp)
        sw      s3, 12(sp)
        mv      s0, a0
        mv      s1, a1
        mv      s2, a2
        mv      s3, a3

        addi    a0, s0, -1              # the smaller ones out of the way: from -> via
        mv      a1, s1
        mv      a2, s3
        mv      a3, s2
        call    hanoi

        addi    s10, s10, 1             # the largest one: from -> to
        beqz    s11, quiet
        mv      a0, s0
        li      a7, 1
        ecall
        la      a0, colon
        li      a7, 4
        ecall
        mv      a0, s1
        li      a7, 11
        ecall
        la      a0, arrow
        li      a7, 4
        ecall
        mv      a0, s2
        li      a7, 11
        ecall
        li      a0, '\n'
        li      a7, 11
        ecall
quiet:
        addi    a0, s0, -1              # the smaller ones on top of it: via -> to
        mv      a1, s3
        mv      a2, s2
        mv      a3, s1
        call    hanoi

        lw      ra, 28(sp)
        lw      s0, 24(sp)
        lw      s1, 20(sp)
        lw      s2, 16(sp)
        lw      s3, 12(sp)
        addi    sp, sp, 32
nothing:
        ret

        .section .rodata
colon:  .asciz  ": "
arrow:  .asciz  " -> "
ten:    .asciz  "moves for 10 disks: "

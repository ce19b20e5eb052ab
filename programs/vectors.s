# vectors.s - c[i] = a[i] + b[i] for vectors of 512 words.
#
# Worth watching: a[i], b[i] and c[i] are 4096 bytes apart, so in a cache of 4 KiB with two ways all three belong into
# the same set, and each throws out what the next round needs. docs/TUTORIAL.md sees it and moves the vectors apart.
# Prints c[511]. Classroom system calls: 1 print_int(a0), 11 print_char(a0), 93 exit(a0).

        .equ    COUNT, 512
        .equ    GAP, 0                  # bytes between the vectors

        .data
        .balign 4096
a:      .zero   4096 + GAP
b:      .zero   4096 + GAP
c:      .zero   4096

        .text
        .globl  main
main:   la      s0, a
        la      s1, b
        la      s2, c
        li      s3, 0
fill:   sw      s3, 0(s0)               # a[i] = i
        slli    t0, s3, 1
        sw      t0, 0(s1)               # b[i] = 2 i
        addi    s0, s0, 4
        addi    s1, s1, 4
        addi    s3, s3, 1
        li      t1, COUNT
        bne     s3, t1, fill

        la      s0, a
        la      s1, b
next:   lw      t0, 0(s0)
        lw      t1, 0(s1)
        addi    s3, s3, -1
        add     t0, t0, t1
        sw      t0, 0(s2)
        addi    s0, s0, 4
        addi    s1, s1, 4
        addi    s2, s2, 4
        bnez    s3, next

        lw      a0, -4(s2)
        li      a7, 1
        ecall
        li      a0, '\n'
        li      a7, 11
        ecall
        li      a0, 0
        li      a7, 93
        ecall

# matmul.s - C = A * B for 48 x 48 matrices of words, the three loops as everybody writes them.
#
# Compare its cache misses with those of matmul-blocked.s, which computes the same: the inner loop here walks down a
# column of B, 192 bytes further each time, so every access touches another cache line.
# Prints the sum of C's diagonal. Classroom system calls: 1 print_int(a0), 11 print_char(a0), 93 exit(a0).

        .equ    N, 48

        .text
        .globl  main
main:
        call    fill

        la      s0, C                   # s0 -> C[i][j], moves on by one element each time
        la      s1, A                   # s1 -> row i of A
        li      s2, N                   # rows left
row:
        la      s3, B                   # s3 -> column j of B
        li      s4, N                   # columns left
column:
        mv      t0, s1
        mv      t1, s3
        li      t2, N
        li      t3, 0                   # the sum
dot:
        lw      t4, 0(t0)               # A[i][k]
        lw      t5, 0(t1)               # B[k][j]
        mul     t4, t4, t5
        add     t3, t3, t4
        addi    t0, t0, 4               # next element of the row
        addi    t1, t1, 4 * N           # next element of the column: a whole row further
        addi    t2, t2, -1
        bnez    t2, dot

        sw      t3, 0(s0)
        addi    s0, s0, 4
        addi    s3, s3, 4
        addi    s4, s4, -1
        bnez    s4, column

        addi    s1, s1, 4 * N
        addi    s2, s2, -1
        bnez    s2, row

        # Sum of the diagonal: a step of one row and one column.
        la      t0, C
        li      t1, N
        li      a0, 0
trace:
        lw      t2, 0(t0)
        add     a0, a0, t2
        addi    t0, t0, 4 * N + 4
        addi    t1, t1, -1
        bnez    t1, trace
        li      a7, 1
        ecall
        li      a0, '\n'
        li      a7, 11
        ecall
        li      a0, 0
        li      a7, 93
        ecall

# A[i][j] = (i + 2j) mod 8, B[i][j] = (3i + j) mod 16
fill:
        la      t0, A
        la      t1, B
        li      t2, 0                   # i
fill_row:
        li      t3, 0                   # j
        mv      t4, t2                  # i + 2j
        slli    t5, t2, 1
        add     t5, t5, t2              # 3i + j
fill_element:
        andi    t6, t4, 7
        sw      t6, 0(t0)
        andi    t6, t5, 15
        sw      t6, 0(t1)
        addi    t4, t4, 2
        addi    t5, t5, 1
        addi    t0, t0, 4
        addi    t1, t1, 4
        addi    t3, t3, 1
        li      t6, N
        bne     t3, t6, fill_element
        addi    t2, t2, 1
        bne     t2, t6, fill_row
        ret

        .bss
        .align  6
A:      .space  4 * N * N
B:      .space  4 * N * N
C:      .space  4 * N * N

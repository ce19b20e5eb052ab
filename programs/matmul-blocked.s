# matmul-blocked.s - C = A * B for 48 x 48 matrices of words, in blocks of 8 x 8.
#
# The same sums as matmul.s in another order: while one 8 x 8 block of each matrix (256 bytes) is being used, it stays
# in the cache. Look at the misses of l1d, not only at the cycles: the inner loop is also unrolled here.
#
#     for jj in 0, 8 .. 40: for kk in 0, 8 .. 40: for i in 0 .. 47: for j in jj .. jj+7:
#         C[i][j] += sum of A[i][k] * B[k][j] for k in kk .. kk+7
#
# Prints the sum of C's diagonal. Classroom system calls: 1 print_int(a0), 11 print_char(a0), 93 exit(a0).

        .equ    N, 48
        .equ    BLOCK, 8                # divides N

        .text
        .globl  main
main:
        call    fill

        li      s0, 0                   # jj, in bytes: 4 * jj
block_column:
        li      s1, 0                   # kk, in bytes
        la      s2, B                   # s2 -> B[kk][jj]
        add     s2, s2, s0
block:
        la      s3, A                   # s3 -> A[i][kk]
        add     s3, s3, s1
        la      s4, C                   # s4 -> C[i][jj]
        add     s4, s4, s0
        li      s5, N                   # rows left
row:
        mv      s6, s2                  # s6 -> B[kk][j]
        mv      s7, s4                  # s7 -> C[i][j]
        li      s8, BLOCK
column:
        mv      t1, s6
        lw      t3, 0(s7)
        .set    k, 0
        .rept   BLOCK                   # the dot product, unrolled by the assembler
        lw      t4, 4 * k(s3)
        lw      t5, 4 * N * k(t1)
        mul     t4, t4, t5
        add     t3, t3, t4
        .set    k, k + 1
        .endr
        sw      t3, 0(s7)
        addi    s6, s6, 4
        addi    s7, s7, 4
        addi    s8, s8, -1
        bnez    s8, column

        addi    s3, s3, 4 * N
        addi    s4, s4, 4 * N
        addi    s5, s5, -1
        bnez    s5, row

        li      t0, 4 * N * BLOCK       # next block of B: BLOCK rows down
        add     s2, s2, t0
        addi    s1, s1, 4 * BLOCK       # and of A: BLOCK columns to the right
        li      t0, 4 * N
        bne     s1, t0, block

        addi    s0, s0, 4 * BLOCK
        bne     s0, t0, block_column

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

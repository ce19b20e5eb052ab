# bubblesort.s - sorts 16 words in place and prints them.
#
# Every comparison is a conditional branch whose outcome depends on the data, after two loads it needs at once:
# both kinds of stall stand next to each other here.
# Classroom system calls: 1 print_int(a0), 11 print_char(a0), 10 exit.

        .equ    COUNT, 16

        .text
        .globl  main
main:
        la      s0, array
        li      s1, COUNT - 1           # pairs left in this pass

pass:
        mv      t0, s0                  # t0 -> the pair at hand
        mv      t1, s1
        li      t2, 0                   # nothing swapped yet
pair:
        lw      t3, 0(t0)
        lw      t4, 4(t0)
        ble     t3, t4, in_order        # t4 was loaded just before: load-use
        sw      t4, 0(t0)
        sw      t3, 4(t0)
        li      t2, 1
in_order:
        addi    t0, t0, 4
        addi    t1, t1, -1
        bnez    t1, pair

        addi    s1, s1, -1              # the largest has sunk to the end
        beqz    s1, print
        bnez    t2, pass                # a pass without a swap: sorted

print:
        li      s1, COUNT
print_next:
        lw      a0, 0(s0)
        li      a7, 1
        ecall
        li      a0, ' '
        addi    s1, s1, -1
        bnez    s1, separator
        li      a0, '\n'
separator:
        li      a7, 11
        ecall
        addi    s0, s0, 4
        bnez    s1, print_next

        li      a7, 10
        ecall

        .data
        .align  2
array:  .word   170, -45, 75, 90, 802, 24, 2, 66, 0, -1, 33, 512, -999, 7, 7, 100

# linkedlist.s - builds a list of 200 nodes, reverses it in place, sums it up.
#
# Following a pointer is the purest load-use dependence: the address of the next node is what the load brings, so
# the walk goes at the speed of the cache and never faster. The nodes lie in memory in an order that jumps about (each
# index is the last one plus 77, modulo 200). Compare `-m single-cycle` and `-m classic5`, and look at the line profile.
# A node is two words: value, address of the next (0 at the end).
# Classroom system calls: 1 print_int(a0), 11 print_char(a0), 93 exit(a0).

        .equ    COUNT, 200
        .equ    STEP, 77                # has no factor in common with COUNT: visits every place once

        .text
        .globl  main
main:
        # Build: node number n (1 ..) goes in front of the list.
        la      s0, nodes
        li      s1, 0                   # head
        li      t0, 0                   # place
        li      t1, 1                   # value
        li      t2, COUNT
build:
        slli    t3, t0, 3
        add     t3, t3, s0              # t3 -> node
        sw      t1, 0(t3)
        sw      s1, 4(t3)
        mv      s1, t3
        addi    t0, t0, STEP
        bltu    t0, t2, placed
        sub     t0, t0, t2
placed:
        addi    t1, t1, 1
        bleu    t1, t2, build

        # Reverse: every arrow turns round.
        li      t0, 0                   # what is behind us
reverse:
        lw      t1, 4(s1)               # what lies ahead
        sw      t0, 4(s1)
        mv      t0, s1
        mv      s1, t1
        bnez    s1, reverse
        mv      s1, t0

        lw      a0, 0(s1)               # the first node is number 1 again
        call    print_line

        # Sum of value * position: an answer that depends on the order.
        li      a0, 0
        li      t0, 1
sum:
        lw      t1, 0(s1)
        mul     t1, t1, t0
        add     a0, a0, t1
        addi    t0, t0, 1
        lw      s1, 4(s1)
        bnez    s1, sum                 # needs the word just loaded
        call    print_line

        li      a0, 0
        li      a7, 93
        ecall

print_line:
        li      a7, 1
        ecall
        li      a0, '\n'
        li      a7, 11
        ecall
        ret

        .bss
        .align  3
nodes:  .space  8 * COUNT

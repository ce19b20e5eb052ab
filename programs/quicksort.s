# quicksort.s - fills an array with pseudo-random words, sorts it recursively, checks the order.
#
# Prints the smallest, the median and the largest element, and exits with 0 if every element is at most its successor,
# else with 1. Classroom system calls: 1 print_int(a0), 11 print_char(a0), 93 exit(a0).

        .equ    COUNT, 500

        .text
        .globl  main
main:
        # A linear congruential generator: x = x * 1103515245 + 12345, of which 16 middle bits are used.
        la      t0, array
        li      t1, COUNT
        li      t2, 2026                # the seed
        li      t3, 1103515245
        li      t4, 12345
fill:
        mul     t2, t2, t3
        add     t2, t2, t4
        srli    t5, t2, 16
        slli    t5, t5, 16              # 16 bits,
        srai    t5, t5, 16              # as a signed number
        sw      t5, 0(t0)
        addi    t0, t0, 4
        addi    t1, t1, -1
        bnez    t1, fill

        la      a0, array
        la      a1, array + 4 * (COUNT - 1)
        call    quicksort

        # Check the order.
        la      t0, array
        li      t1, COUNT - 1
        li      s0, 0                   # exit status
check:
        lw      t2, 0(t0)
        lw      t3, 4(t0)
        ble     t2, t3, ordered
        li      s0, 1
ordered:
        addi    t0, t0, 4
        addi    t1, t1, -1
        bnez    t1, check

        la      s1, array
        lw      a0, 0(s1)
        call    print_line
        lw      a0, 4 * (COUNT / 2)(s1)
        call    print_line
        lw      a0, 4 * (COUNT - 1)(s1)
        call    print_line

        mv      a0, s0
        li      a7, 93
        ecall

print_line:
        li      a7, 1
        ecall
        li      a0, '\n'
        li      a7, 11
        ecall
        ret

# quicksort(a0 = address of the first element, a1 = address of the last one)
quicksort:
        bgeu    a0, a1, done            # no or one element

        # Partition (Hoare): elements <= pivot to the left, >= pivot to the right.
        sub     t0, a1, a0              # pivot = the middle element
        srli    t0, t0, 3
        slli    t0, t0, 2
        add     t0, t0, a0
        lw      t0, 0(t0)
        mv      t1, a0                  # t1 moves up, t2 moves down
        mv      t2, a1
up:
        lw      t3, 0(t1)
        bge     t3, t0, down
        addi    t1, t1, 4
        j       up
down:
        lw      t4, 0(t2)
        ble     t4, t0, meet
        addi    t2, t2, -4
        j       down
meet:
        bgtu    t1, t2, split
        sw      t4, 0(t1)
        sw      t3, 0(t2)
        addi    t1, t1, 4
        addi    t2, t2, -4
        bleu    t1, t2, up
split:
        addi    sp, sp, -16
        sw      ra, 12(sp)
        sw      t1, 8(sp)               # start of the right part
        sw      a1, 4(sp)               # its end
        mv      a1, t2
        call    quicksort               # left part: a0 .. t2
        lw      a0, 8(sp)
        lw      a1, 4(sp)
        lw      ra, 12(sp)
        addi    sp, sp, 16
        j       quicksort               # right part: the last call needs no frame
done:
        ret

        .bss
        .align  2
array:  .space  4 * COUNT

# gcd.s - reads two numbers and prints their greatest common divisor, by Euclid's division.
#
# Each step waits for a division: watch the long unit. Classroom system calls: 4 print_string(a0), 5 read_int -> a0,
# 1 print_int(a0), 11 print_char(a0), 93 exit(a0).

        .text
        .globl  main
main:
        la      a0, prompt
        li      a7, 4
        ecall
        li      a7, 5                   # read_int
        ecall
        mv      s0, a0
        li      a7, 5
        ecall
        mv      s1, a0

euclid:                                 # while b != 0: a, b = b, a mod b
        beqz    s1, done
        remu    t0, s0, s1
        mv      s0, s1
        mv      s1, t0
        j       euclid
done:
        mv      a0, s0
        li      a7, 1
        ecall
        li      a0, '\n'
        li      a7, 11
        ecall
        li      a0, 0
        li      a7, 93
        ecall

        .section .rodata
prompt: .asciz  "Two numbers, each on a line: "

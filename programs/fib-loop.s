# fib-loop.s - the first 20 Fibonacci numbers, by a loop.
#
# Classroom system calls: 1 print_int(a0), 11 print_char(a0), 10 exit.
# Worth watching: each new number needs the one just computed. With forwarding that costs nothing; try
# `-m classic5-noforward`.

        .text
        .globl  main
main:
        li      s0, 0                   # s0 = F(n)
        li      s1, 1                   # s1 = F(n+1)
        li      s2, 20                  # how many are left

next:
        mv      a0, s0
        li      a7, 1                   # print_int
        ecall
        li      a0, '\n'
        li      a7, 11                  # print_char
        ecall

        add     t0, s0, s1              # F(n+2)
        mv      s0, s1
        mv      s1, t0

        addi    s2, s2, -1
        bnez    s2, next

        li      a7, 10                  # exit
        ecall

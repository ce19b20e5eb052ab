# fib-recursive.s - F(18) by the definition: F(n) = F(n-1) + F(n-2), F(0) = 0, F(1) = 1.
#
# Shows the calling convention: who saves what, and what a stack frame looks like. 8361 calls of fib; every one
# returns through `ret`, which a machine without a return-address stack mispredicts.
# Classroom system calls: 1 print_int(a0), 11 print_char(a0), 93 exit(a0).

        .text
        .globl  main
main:
        li      a0, 18
        call    fib

        li      a7, 1                   # print_int(F(18))
        ecall
        li      a0, '\n'
        li      a7, 11
        ecall
        li      a0, 0
        li      a7, 93                  # exit(0)
        ecall

# a0 = fib(a0)
fib:
        li      t0, 2
        blt     a0, t0, base            # F(0) = 0, F(1) = 1: n itself, no frame needed

        addi    sp, sp, -16             # the stack pointer stays a multiple of 16
        sw      ra, 12(sp)              # the call below overwrites ra
        sw      s0, 8(sp)               # s registers belong to our caller: give them back as they were
        sw      s1, 4(sp)

        mv      s0, a0                  # n survives the calls in s0
        addi    a0, a0, -1
        call    fib
        mv      s1, a0                  # F(n-1) survives the second call in s1
        addi    a0, s0, -2
        call    fib
        add     a0, s1, a0

        lw      ra, 12(sp)
        lw      s0, 8(sp)
        lw      s1, 4(sp)
        addi    sp, sp, 16
base:
        ret

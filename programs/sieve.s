# sieve.s - how many primes are below 10000? The sieve of Eratosthenes, one byte per number.
#
# The inner loop writes every p-th byte: with a small p several stores fall into one cache line, with a large p each
# touches another. Classroom system calls: 1 print_int(a0), 11 print_char(a0), 93 exit(a0).

        .equ    LIMIT, 10000

        .text
        .globl  main
main:
        la      s0, composite           # composite[n] = 1: n is no prime
        li      s1, LIMIT
        li      s2, 2                   # the candidate
        li      s3, 0                   # primes found

candidate:
        add     t0, s0, s2
        lbu     t1, 0(t0)
        bnez    t1, not_prime
        addi    s3, s3, 1

        mul     t2, s2, s2              # smaller multiples have a smaller factor: already marked
        bgeu    t2, s1, not_prime
        li      t3, 1
mark:
        add     t0, s0, t2
        sb      t3, 0(t0)
        add     t2, t2, s2
        bltu    t2, s1, mark

not_prime:
        addi    s2, s2, 1
        bne     s2, s1, candidate

        mv      a0, s3
        li      a7, 1
        ecall
        li      a0, '\n'
        li      a7, 11
        ecall
        li      a0, 0
        li      a7, 93
        ecall

        .bss
composite:
        .space  LIMIT

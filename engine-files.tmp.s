        .globl _start
_start:
        la a0, name
        li a1, 0
        li a7, 1024
        ecall
        mv s0, a0
        la a1, word
        li a2, 4
        li a7, 63
        ecall
        mv a0, s0
        li a7, 57
        ecall
        la a0, word
        li a7, 4
        ecall
        la a0, name
        li a1, 1
        li a7, 1024
        ecall
        mv s0, a0
        la a1, other
        li a2, 3
        li a7, 64
        ecall
        mv a0, s0
        li a7, 57
        ecall
        li a0, 0
        li a7, 93
        ecall
        .data
name:   .asciz "engine-file.tmp"
other:  .ascii "new"
word:   .space 8


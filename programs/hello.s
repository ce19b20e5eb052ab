# hello.s - the smallest program that says something.
#
# Calls used here have the same numbers under Linux and in the classroom personality: 64 write, 93 exit.
# A system call takes its number in a7, its arguments in a0, a1, ..., and returns its result in a0.

        .data
message:
        .ascii  "Hello, world!\n"
        .equ    LENGTH, . - message     # the dot is the address of the next byte

        .text
        .globl  _start
_start:
        li      a7, 64                  # write(
        li      a0, 1                   #   1 = standard output,
        la      a1, message             #   address of the text,
        li      a2, LENGTH              #   number of bytes)
        ecall

        li      a7, 93                  # exit(0)
        li      a0, 0
        ecall

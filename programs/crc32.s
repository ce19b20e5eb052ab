# crc32.s - the CRC-32 of Ethernet, zip and PNG, with a table that the program makes itself.
#
# The table is 1 KiB: it fits into a first-level cache, and every byte of input is one look-up in it, whose address
# depends on the last one. Prints the CRCs of "123456789" (the customary check value, 0xcbf43926) and of 4096 bytes
# 0, 1, 2, ... 255, 0, ... Classroom system calls: 34 print_hex(a0), 11 print_char(a0), 93 exit(a0).

        .equ    SIZE, 4096

        .text
        .globl  main
main:
        # table[n] = what eight steps of the shift register make of the byte n
        la      t0, table
        li      t1, 0                   # n
        li      t2, 0xedb88320          # the polynomial, lowest bit first
        li      t5, 256
make:
        mv      t3, t1
        li      t4, 8
bit:
        andi    t6, t3, 1
        srli    t3, t3, 1
        beqz    t6, zero_out
        xor     t3, t3, t2
zero_out:
        addi    t4, t4, -1
        bnez    t4, bit
        sw      t3, 0(t0)
        addi    t0, t0, 4
        addi    t1, t1, 1
        bne     t1, t5, make

        la      a0, check
        li      a1, 9
        call    crc32
        call    print_line

        la      t0, data
        li      t1, 0
        li      t2, SIZE
fill:
        sb      t1, 0(t0)
        addi    t0, t0, 1
        addi    t1, t1, 1
        bne     t1, t2, fill

        la      a0, data
        li      a1, SIZE
        call    crc32
        call    print_line

        li      a0, 0
        li      a7, 93
        ecall

# a0 = CRC-32 of the a1 bytes at a0
crc32:
        la      t0, table
        add     a1, a0, a1              # end
        li      t1, -1                  # the register starts with all ones
1:      lbu     t2, 0(a0)
        xor     t2, t2, t1
        andi    t2, t2, 255
        slli    t2, t2, 2
        add     t2, t2, t0
        lw      t2, 0(t2)
        srli    t1, t1, 8
        xor     t1, t1, t2
        addi    a0, a0, 1
        bne     a0, a1, 1b
        not     a0, t1
        ret

print_line:
        li      a7, 34                  # print_hex
        ecall
        li      a0, '\n'
        li      a7, 11
        ecall
        ret

        .section .rodata
check:  .ascii  "123456789"

        .bss
        .align  2
table:  .space  1024
data:   .space  SIZE

# strings.s - strlen, strcpy, strcmp, reversing and upper case, byte by byte.
#
# Prints: the length of a text, the text reversed, the text in capitals, and the result of three comparisons.
# Classroom system calls: 1 print_int(a0), 4 print_string(a0), 11 print_char(a0), 93 exit(a0).

        .text
        .globl  main
main:
        la      a0, text
        call    strlen
        call    print_number

        la      a0, buffer
        la      a1, text
        call    strcpy
        la      a0, buffer
        call    reverse
        la      a0, buffer
        call    print_text

        la      a0, buffer
        la      a1, text
        call    strcpy
        la      a0, buffer
        call    capitals
        la      a0, buffer
        call    print_text

        la      a0, apple
        la      a1, apricot
        call    strcmp
        call    print_number
        la      a0, apricot
        la      a1, apple
        call    strcmp
        call    print_number
        la      a0, apple
        la      a1, apple
        call    strcmp
        call    print_number

        li      a0, 0
        li      a7, 93
        ecall

# a0 = number of bytes before the NUL of string a0
strlen:
        mv      t0, a0
1:      lbu     t1, 0(t0)
        addi    t0, t0, 1
        bnez    t1, 1b
        sub     a0, t0, a0
        addi    a0, a0, -1
        ret

# Copies the string a1, NUL included, to a0.
strcpy:
1:      lbu     t0, 0(a1)
        sb      t0, 0(a0)
        addi    a0, a0, 1
        addi    a1, a1, 1
        bnez    t0, 1b
        ret

# a0 = -1, 0 or 1 as string a0 is before, equal to or after string a1
strcmp:
1:      lbu     t0, 0(a0)
        lbu     t1, 0(a1)
        bne     t0, t1, 2f
        addi    a0, a0, 1
        addi    a1, a1, 1
        bnez    t0, 1b
        li      a0, 0                   # both ended
        ret
2:      sltu    t2, t1, t0              # 1 if a0's byte is the larger one
        sltu    t3, t0, t1
        sub     a0, t2, t3
        ret

# Reverses the string a0 in place.
reverse:
        addi    sp, sp, -16
        sw      ra, 12(sp)
        sw      s0, 8(sp)
        mv      s0, a0
        call    strlen
        add     t1, s0, a0
        addi    t1, t1, -1              # t1 -> last byte, s0 -> first
1:      bgeu    s0, t1, 2f
        lbu     t2, 0(s0)
        lbu     t3, 0(t1)
        sb      t3, 0(s0)
        sb      t2, 0(t1)
        addi    s0, s0, 1
        addi    t1, t1, -1
        j       1b
2:      lw      s0, 8(sp)
        lw      ra, 12(sp)
        addi    sp, sp, 16
        ret

# Turns a .. z of string a0 into A .. Z.
capitals:
        li      t1, 'a'
        li      t2, 'z'
1:      lbu     t0, 0(a0)
        beqz    t0, 3f
        bltu    t0, t1, 2f
        bgtu    t0, t2, 2f
        addi    t0, t0, 'A' - 'a'
        sb      t0, 0(a0)
2:      addi    a0, a0, 1
        j       1b
3:      ret

print_number:
        li      a7, 1
        j       finish_line
print_text:
        li      a7, 4
finish_line:
        ecall
        li      a0, '\n'
        li      a7, 11
        ecall
        ret

        .section .rodata
text:   .asciz  "Turn it by hand, one tick at a time."
apple:  .asciz  "apple"
apricot:
        .asciz  "apricot"

        .bss
buffer: .space  64

# Data, sections, symbols, alignment.
	.file "directives.c"
	.file 1 "other.c"
	.option nopic
	.option norelax
	.attribute stack_align, 16
	.ident "corpus"
	.text
	.globl _start
	.type _start, @function
_start:
	.cfi_startproc
	.loc 1 2 3
	la a0, bytes
	.cfi_endproc
	.size _start, .-_start
	.section .text.other,"ax",@progbits
other:	ret
	.section .rodata.str1.4,"a",@progbits
	.align 2
str:
	.string "abc"
	.asciz "with \"quotes\", \t tab, \\ and \101\x42\n"
	.ascii "no", "zero", ""
	.string "a", "b"
	.ascii "x" "y"
	.section .srodata.cst4,"a",@progbits
	.word 0x12345678
	.data
bytes:
	.byte 1, -1, 255, 'a', '\n', '\\', ' ', '#', ';', 0x7f, 0b101, 017, 1+2*3
	.half 1, -1, 0xffff
	.short 2
	.2byte 0x1234
	.word 1, -1, 0xffffffff, bytes, bytes + 4, end - bytes
	.long 5, .
	.int 6
	.4byte 0x89abcdef
	.dword 0x123456789abcdef0, -1
	.quad 1
	.8byte 2
	.zero 3
	.space 5, 0xaa
	.skip 2
	.fill 3, 2, 0x1234
	.fill 2, 4, -1
	.fill 4
	.fill 2, 8, 0x12345678
	.balign 8
	.byte 1
	.p2align 2
	.byte 2
	.align 3
	.byte 3
	.balign 16, 0x55
	.byte 4
	.p2align 3, 0x11, 2
	.byte 5
	.p2align 4,,15
	.byte 6
	.uleb128 0
	.uleb128 127
	.uleb128 128
	.uleb128 300
	.uleb128 0xffffffff
	.sleb128 0
	.sleb128 -1
	.sleb128 63
	.sleb128 64
	.sleb128 -64
	.sleb128 -65
	.sleb128 1000
	.equ five, 5
	.set six, five + 1
	seven = six + 1
	.byte five, six, seven
	.set six, 60
	.byte six
	.byte (1 << 4) | 3, 7 & 5, 6 ^ 3, ~0 & 0xff, -(-3), !0, 10 / 3, 10 % 3
	.byte 1 == 1, 2 < 1, 3 >= 3, 1 && 2, 0 || 0, 5 - 2 - 1, 100 / 5 / 2, 2 * (3 + 4)
	.half end - bytes
	.float 1.5, -2.25, 0.1
	.double 1.5, -1e10, 3.14159
end:
	.org end + 8
	.byte 9
	.pushsection .rodata
	.byte 77
	.popsection
	.byte 10
	.section .sdata,"aw"
	.word 11
	.previous
	.byte 12
	.local buf
	.comm buf, 40, 8
	.comm shared, 12, 4
	.lcomm mine, 8
	.bss
area:	.zero 100
	.data
	.balign 4
	.word buf, shared, mine, area, str, other
	.weak nowhere
	.word nowhere
	.word after - before
before:	.byte 1,2,3
after:
	.globl six

	.macro inner r
	addi \r, \r, 9999
	.endm
	.macro outer r
	nop
	inner \r
	.endm
main:
	outer a0
main:
	.byte 300
	.word 1 +
	.word (1
	.ascii "abc
	.string abc
	lw a0, %lw(main)(a1)
	lw a0, %pcrel_lo(main)(a0)
	b 1f
	j 1f
	csrr a0, foo
	.if foo
	.endif
	.equ x, 1/0
	.word x
	.align 40
	.include "nofile.s"
	.endif
	.section .foo,"q"
	beq a0, a1, far
	.space 10000
	addi a0, a0, %hi(main
	call

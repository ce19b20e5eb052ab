# Aliases and pseudo-instructions.
	.option norelax
	.text
	.globl _start
_start:
	nop
	mv a0, a1
	move a0, a1
	not a0, a1
	neg a0, a1
	seqz a0, a1
	snez a0, a1
	sltz a0, a1
	sgtz a0, a1
	sgt a0, a1, a2
	sgtu a0, a1, a2
	zext.b a0, a1
	sext.b a0, a1
	sext.h a0, a1
	zext.h a0, a1
	slt a0, a1, 5
	sltu a0, a1, 5
	xor a0, a1, 5
	or a0, a1, 5
	and a0, a1, -5
	sll a0, a1, 5
	srl a0, a1, 5
	sra a0, a1, 5
	add a0, a1, -5
	la a0, word
	la a1, far
	la a2, _start
	lla a3, word + 4
	lla a4, 1f
	lb a0, word
	lh a0, word
	lw a0, word
	lbu a0, word
	lhu a0, word + 2
	sb a0, word, t0
	sh a0, word, t0
	sw a0, word + 4, t0
	call func
	call t0, func
	tail func
	jump func, t1
	j func
	jal func
	call _start
1:	auipc a0, %pcrel_hi(word)
	addi a0, a0, %pcrel_lo(1b)
	lw a1, %pcrel_lo(1b)(a0)
	sw a1, %pcrel_lo(1b)(a0)
	lui a0, %hi(word)
	addi a0, a0, %lo(word)
	lw a0, %lo(word)(a0)
	sw a0, %lo(word + 4)(a0)
	lui a0, %hi(word + 0x1800)
	addi a0, a0, %lo(word + 0x1800)
	lui a0, %hi(0x12345fff)
	addi a0, a0, %lo(0x12345fff)
	pause
	li a0, 0
	li a1, 1
	li a1, -1
	li a1, 31
	li a2, 32
	li a1, 2047
	li a2, 2048
	li a2, -2048
	li a3, -2049
	li a3, 4095
	li a4, 4096
	li a0, 0x12345678
	li a1, 0x7fffffff
	li a2, -0x80000000
	li a3, 0xfffff
	li a2, 2048
	li a1, 2047
	li a3, 4095
	li a0, 0x1800
	li a2, 0x12345800
	li a3, 0x12345fff
	li a0, 0x7ffff800
	li a4, -4096
	li a4, 0x10000
	li a0, -0x21525000
func:
	ret
	.section .rodata
ro:
	.word 1, func, word
	.data
word:
	.word 1, 2
	.word word, func
	.space 4096
far:
	.word ro
	.bss
	.space 16

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

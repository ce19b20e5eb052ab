# long enough that the end is repeated from the middle, and with input before that
	.text
main:	li a7, 5
	ecall
	mv s0, a0
1:	addi s0, s0, -1
	bnez s0, 1b
	li a7, 1
	li a0, 7
	ecall
	call f
	nop
f:	li ra, 0
	li a7, 5
	ecall
	ret

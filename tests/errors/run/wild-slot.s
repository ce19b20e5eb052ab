# the jump is the one before its delay slot
	.text
main:	la $t0, here
	jr $t0
	addiu $a0, $a0, 1
	nop
here:	.word 0xffffffff

# addresses where numbers stand, registers where addresses stand
	.data
text:	.word 1
	.text
main:
	li	a0, text
	addi	a0, a0, text
	lw	a0, text(a1)
	lw	a0, a1
	la	a0, txet
	call	exti
	addi	a0, a1, a2
	add	a0, a1, r2
exit:	nop

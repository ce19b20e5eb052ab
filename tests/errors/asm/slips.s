# slips: something is missing, too much or in another order
	.data
text:	.string hello
more:	.asciz 'hello'
open:	.string "hello
	.text
main:
	sw	4(a1), a0
	add	a0, a1 a2
	addi	a0, 5
	addi	a0, a1, a2, 4
	beq	a0, a1
	sw	a0, text
	jr	main
	li	a0, 1.5
	li	a1, 0x
	li	a2, 'ab'
	mul	a0, a1, 3
	call	main()
loop
	j	loop

# what one writes who knows another instruction set
	.data
count:	.word 1
	.text
main:
	mov	a0, a1
	mov	%eax, %ebx
	syscall
	addiu	a0, a0, 1
	subi	sp, sp, 16
	push	ra
	inc	a0
	cmp	a0, a1
	jmp	main
	b	main
	ldr	a0, [a1]
	add	$t0, $t1, $t2
	lw	$t0, 0($sp)
	lw	a0, 4[a1]
	halt

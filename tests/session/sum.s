# Adds up four numbers, twice: once in a loop, once by calling a function.
	.text
	.globl	_start
_start:	la	a0, arr
	addi	a2, a0, 16
	li	a1, 0
loop:	lw	t0, 0(a0)
	add	a1, a1, t0
	addi	a0, a0, 4
	bne	a0, a2, loop
	la	a3, total
	sw	a1, 0(a3)
	li	a0, 3
	call	twofold
	call	twofold
	la	a3, total
	sw	a0, 4(a3)
	la	a1, msg
	li	a2, 5
	li	a0, 1
	li	a7, 64
	ecall
	li	a0, 7
	li	a7, 93
	ecall

	.type	twofold, @function
twofold:	addi	sp, sp, -16
	sw	ra, 12(sp)
	add	a0, a0, a0
	lw	ra, 12(sp)
	addi	sp, sp, 16
	ret
	.size	twofold, . - twofold

	.data
arr:	.word	3, 5, 7, 11
total:	.word	0, 0
msg:	.ascii	"done\n"

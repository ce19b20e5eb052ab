# Branches near and far: small ones grow only where they must.
	.option norelax
	.text
_start:
	beqz a0, near
	bnez a1, near
	beq a0, a1, near
	bltu a0, a1, far1
	beqz a0, far1
	bnez a0, mid
	beqz t0, far1
	bgt a0, a1, far1
	blez a2, far1
	bge a0, a1, mid
	j near
	j mid
	j far1
	jal far1
near:
	.rept 60
	add t0, t1, t2
	.endr
	beqz a0, _start
	bnez a0, near
	j mid
	.rept 500
	add t0, t1, t2
	.endr
mid:
	j near
	beqz a0, near
	bne a0, a1, _start
	.rept 1000
	add t0, t1, t2
	.endr
	j _start
	.rept 1000
	add t0, t1, t2
	.endr
far1:
	bne a0, a1, _start
	beqz a0, _start
	bnez s0, near
	bgtz a5, near
	bltz a5, near
	bgez t5, near
	ble a0, a1, near
	bgtu a0, a1, near
	bleu a0, a1, near
	j _start
	la a0, _start
	ret

	.text
main:
	adddi a0, a1, 5
	addi a0, a1, 5000
	addi a0, 5
	addi a0, a1
	addi a0, a1, a2
	add a0, a1, b2
	add a0, a1, a22
	lw a0, 4(b1)
	lw a0, 4[a1]
	li a0
	li a0, foo
	lui a0, 0x100000
	slli a0, a1, 32
	beq a0, a1, nowhere
	j mian
	.wrod 5
	.octa 5
	c.lw t0, 4(a0)
	fence x, y

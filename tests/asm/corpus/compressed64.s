# Compressed instructions: written as such, and chosen for the long ones; and what stays long.
	.option norelax
	.text
start:
	c.nop
	c.addi a0, 1
	c.addi t6, -32
	c.li a0, 0
	c.li t0, 31
	c.li s11, -32
	c.lui a0, 1
	c.lui t0, 31
	c.lui a5, 0xfffe0
	c.addi16sp sp, -512
	c.addi16sp sp, 496
	c.addi4spn a0, sp, 4
	c.addi4spn s1, sp, 1020
	c.lw a0, 0(a1)
	c.lw s0, 124(a5)
	c.lw s0, (a5)
	c.sw a0, 4(a1)
	c.sw s0, 64(a5)
	c.lwsp a0, 0(sp)
	c.lwsp ra, 252(sp)
	c.swsp ra, 128(sp)
	c.swsp zero, 0(sp)
	c.srli a0, 1
	c.srai a5, 31
	c.andi s0, -32
	c.andi s1, 31
	c.slli t0, 31
	c.sub a0, a1
	c.xor s0, s1
	c.or a2, a3
	c.and a4, a5
	c.mv t0, s11
	c.add t0, s11
	c.jr t0
	c.jalr a0
	c.ebreak
	c.j start
	c.j 1f
	c.beqz a0, start
	c.bnez s1, 1f
1:
	addi a0, a0, 1
	addi a0, a0, 31
	addi a0, a0, 32
	addi a0, a0, -32
	addi a0, a0, -33
	addi a0, a1, 0
	addi a0, zero, 5
	addi a0, zero, 32
	addi zero, zero, 0
	addi sp, sp, 16
	addi sp, sp, -16
	addi sp, sp, 32
	addi sp, sp, 496
	addi sp, sp, 512
	addi sp, sp, -512
	addi sp, sp, 8
	addi a0, sp, 4
	addi a0, sp, 2
	addi a0, sp, 1020
	addi a0, sp, 1024
	addi t0, sp, 4
	addi a0, sp, 0
	nop
	li a0, 0
	li a0, 31
	li a0, 32
	li a0, -32
	li a0, 0x1000
	li a0, 0x1f000
	li a0, 0x20000
	li sp, 0x1000
	lui a0, 1
	lui a0, 0
	lui sp, 1
	lui a0, 32
	lui a0, 0xfffff
	lui a0, 0xfffe0
	lui a0, 0xfffdf
	mv a0, a1
	mv sp, a0
	not a0, a0
	neg a0, a0
	add a0, a0, a1
	add a0, a1, a0
	add a0, a1, a2
	add a0, zero, a1
	add a0, a1, zero
	add a0, a0, 7
	add t0, t0, t1
	sub a0, a0, a1
	sub a0, a1, a0
	sub t0, t0, a1
	xor a0, a0, a1
	xor a0, a1, a0
	xor a0, a1, a2
	or s0, s0, s1
	or s0, s1, s0
	and a5, a5, a4
	and a5, a4, a5
	and a5, a5, 15
	andi a0, a0, 31
	andi a0, a0, 32
	andi t0, t0, 1
	slli a0, a0, 1
	slli t0, t0, 31
	slli a0, a1, 1
	sll a0, a0, 3
	srli a0, a0, 31
	srl a0, a0, 3
	srli t0, t0, 1
	srai s1, s1, 7
	sra s1, s1, 7
	lw a0, 0(a1)
	lw a0, 124(a1)
	lw a0, 128(a1)
	lw a0, 2(a1)
	lw a0, -4(a1)
	lw t0, 4(a1)
	lw a0, 4(t0)
	lw t0, 4(sp)
	lw a0, 252(sp)
	lw a0, 256(sp)
	lw zero, 0(sp)
	lw a0, (s0)
	sw a0, 0(a1)
	sw a0, 124(a1)
	sw a0, 128(a1)
	sw t0, 4(sp)
	sw zero, 252(sp)
	sw a0, 256(sp)
	sw a0, 4(t0)
	lb a0, 0(a1)
	beqz a0, start
	beqz t0, start
	beq a0, zero, start
	beq zero, a0, start
	beq a0, a1, start
	bnez s0, start
	bne s0, zero, start
	blez a0, start
	bgez a0, start
	bltz a0, start
	bgtz a0, start
	bgt a0, a1, start
	ble a0, a1, start
	bgtu a0, a1, start
	bleu a0, a1, start
	j start
	jal start
	jal zero, start
	jal ra, start
	jr a0
	jr ra
	jr 4(a0)
	jr a0, 4
	jalr a0
	jalr ra, a0
	jalr ra, 0(a0)
	jalr zero, 0(ra)
	ret
	ebreak
	unimp
	.option push
	.option norvc
	addi a0, a0, 1
	mv a0, a1
	ret
	nop
	j start
	beqz a0, start
	.option pop
	addi a0, a0, 1
	.option norvc
	nop
	.option rvc
	nop
	.p2align 3
	nop
	.p2align 4
	.balign 32
	add a0, a0, a1
	.align 2
	add a0, a0, a1
	.align 3
	.half 1
	.balign 4
	.byte 1
	.balign 8
	nop
	lw a0, %lo(data)(a1)
	addi a0, a0, %lo(4)
	lui a0, %hi(4096)
	la a0, data
	c.addiw a0, 0
	c.addiw t0, -32
	c.ld a0, 8(a1)
	c.ld a0, (a1)
	c.sd a0, 248(a1)
	c.ldsp ra, 504(sp)
	c.sdsp ra, 8(sp)
	c.subw a0, a1
	c.addw s0, s1
	c.slli a0, 63
	c.srli a0, 32
	c.srai a0, 63
	addiw a0, a0, 0
	addiw a0, a0, 31
	addiw a0, a0, 32
	addiw a0, a1, 1
	addw a0, a0, a1
	addw a0, a1, a0
	addw a0, a1, a2
	addw a0, a0, 5
	subw a0, a0, a1
	subw a0, a1, a0
	sext.w a0, a0
	sext.w a0, a1
	negw a0, a1
	ld a0, 0(a1)
	ld a0, 248(a1)
	ld a0, 256(a1)
	ld a0, 4(a1)
	ld ra, 8(sp)
	ld ra, 504(sp)
	ld ra, 512(sp)
	sd a0, 0(a1)
	sd a0, 248(a1)
	sd ra, 8(sp)
	sd ra, 504(sp)
	sd s0, 512(sp)
	slli a0, a0, 40
	srli a0, a0, 63
	srai a0, a0, 63
	.data
data:
	.word 1

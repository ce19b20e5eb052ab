# Every instruction of RV64I M A Zicsr Zifencei, uncompressed.
	.option norelax
	.option norvc
	.text
start:
	add a0, a1, a2
	add s0, t6, x31
	sub a0, a1, a2
	sub s0, t6, x31
	sll a0, a1, a2
	sll s0, t6, x31
	slt a0, a1, a2
	slt s0, t6, x31
	sltu a0, a1, a2
	sltu s0, t6, x31
	xor a0, a1, a2
	xor s0, t6, x31
	srl a0, a1, a2
	srl s0, t6, x31
	sra a0, a1, a2
	sra s0, t6, x31
	or a0, a1, a2
	or s0, t6, x31
	and a0, a1, a2
	and s0, t6, x31
	mul a0, a1, a2
	mul s0, t6, x31
	mulh a0, a1, a2
	mulh s0, t6, x31
	mulhsu a0, a1, a2
	mulhsu s0, t6, x31
	mulhu a0, a1, a2
	mulhu s0, t6, x31
	div a0, a1, a2
	div s0, t6, x31
	divu a0, a1, a2
	divu s0, t6, x31
	rem a0, a1, a2
	rem s0, t6, x31
	remu a0, a1, a2
	remu s0, t6, x31
	addw a0, a1, a2
	addw t3, fp, x1
	subw a0, a1, a2
	subw t3, fp, x1
	sllw a0, a1, a2
	sllw t3, fp, x1
	srlw a0, a1, a2
	srlw t3, fp, x1
	sraw a0, a1, a2
	sraw t3, fp, x1
	mulw a0, a1, a2
	mulw t3, fp, x1
	divw a0, a1, a2
	divw t3, fp, x1
	divuw a0, a1, a2
	divuw t3, fp, x1
	remw a0, a1, a2
	remw t3, fp, x1
	remuw a0, a1, a2
	remuw t3, fp, x1
	addi a0, a1, 0
	addi t0, s11, 2047
	addi x17, x18, -2048
	addi a0, a0, 0x7f
	slti a0, a1, 0
	slti t0, s11, 2047
	slti x17, x18, -2048
	slti a0, a0, 0x7f
	sltiu a0, a1, 0
	sltiu t0, s11, 2047
	sltiu x17, x18, -2048
	sltiu a0, a0, 0x7f
	xori a0, a1, 0
	xori t0, s11, 2047
	xori x17, x18, -2048
	xori a0, a0, 0x7f
	ori a0, a1, 0
	ori t0, s11, 2047
	ori x17, x18, -2048
	ori a0, a0, 0x7f
	andi a0, a1, 0
	andi t0, s11, 2047
	andi x17, x18, -2048
	andi a0, a0, 0x7f
	addiw a0, a1, -1
	addiw a0, a1, 2047
	lwu a0, -4(s0)
	ld t0, 2040(sp)
	sd t0, -2048(tp)
	ld a0, (a1)
	sd a0, (a1)
	slli a0, a1, 1
	slli t4, t5, 63
	srli a0, a1, 1
	srli t4, t5, 63
	srai a0, a1, 1
	srai t4, t5, 63
	slliw a0, a1, 1
	slliw t4, t5, 31
	srliw a0, a1, 1
	srliw t4, t5, 31
	sraiw a0, a1, 1
	sraiw t4, t5, 31
	lui a0, 0
	lui t0, 1
	lui a7, 0xfffff
	lui s3, 0x80000
	auipc a0, 0
	auipc t0, 1
	auipc a7, 0xfffff
	auipc s3, 0x80000
	lb a0, 0(a1)
	lb t0, -2048(sp)
	lb x31, 2047(x30)
	lb a0, (s0)
	lb a0, (4*3)(s0)
	lh a0, 0(a1)
	lh t0, -2048(sp)
	lh x31, 2047(x30)
	lh a0, (s0)
	lh a0, (4*3)(s0)
	lw a0, 0(a1)
	lw t0, -2048(sp)
	lw x31, 2047(x30)
	lw a0, (s0)
	lw a0, (4*3)(s0)
	lbu a0, 0(a1)
	lbu t0, -2048(sp)
	lbu x31, 2047(x30)
	lbu a0, (s0)
	lbu a0, (4*3)(s0)
	lhu a0, 0(a1)
	lhu t0, -2048(sp)
	lhu x31, 2047(x30)
	lhu a0, (s0)
	lhu a0, (4*3)(s0)
	sb a0, 0(a1)
	sb t0, -2048(sp)
	sb x31, 2047(x30)
	sb a0, (s0)
	sh a0, 0(a1)
	sh t0, -2048(sp)
	sh x31, 2047(x30)
	sh a0, (s0)
	sw a0, 0(a1)
	sw t0, -2048(sp)
	sw x31, 2047(x30)
	sw a0, (s0)
	beq a0, a1, start
	beq s2, zero, 1f
	bne a0, a1, start
	bne s2, zero, 1f
	blt a0, a1, start
	blt s2, zero, 1f
	bge a0, a1, start
	bge s2, zero, 1f
	bltu a0, a1, start
	bltu s2, zero, 1f
	bgeu a0, a1, start
	bgeu s2, zero, 1f
1:
	jal ra, start
	jal t0, 1b
	jal start
	j 1f
	jalr ra, 0(a0)
	jalr zero, -4(t1)
	jalr a0, a1, 12
	jalr a0, (a1)
	jalr a0, a1
1:
	fence
	fence iorw, iorw
	fence rw, w
	fence r, rw
	fence i, o
	fence.tso
	fence.i
	ecall
	ebreak
	unimp
	csrrw a0, cycle, a1
	csrrw zero, 0x7c0, t0
	csrrwi a0, instret, 0
	csrrwi t0, 0xfff, 31
	csrrs a0, cycle, a1
	csrrs zero, 0x7c0, t0
	csrrsi a0, instret, 0
	csrrsi t0, 0xfff, 31
	csrrc a0, cycle, a1
	csrrc zero, 0x7c0, t0
	csrrci a0, instret, 0
	csrrci t0, 0xfff, 31
	csrr a0, time
	csrw 0x340, a0
	csrs 0x340, a1
	csrc 0x340, a2
	csrwi 0x340, 5
	csrsi 0x340, 6
	csrci 0x340, 7
	rdcycle a0
	rdtime a1
	rdinstret t6
	lr.w a0, (a1)
	sc.w a0, a2, (a1)
	amoswap.w t0, t1, (s1)
	amoadd.w t0, t1, (s1)
	amoxor.w t0, t1, (s1)
	amoand.w t0, t1, (s1)
	amoor.w t0, t1, (s1)
	amomin.w t0, t1, (s1)
	amomax.w t0, t1, (s1)
	amominu.w t0, t1, (s1)
	amomaxu.w t0, t1, (s1)
	lr.w.aq a0, (a1)
	sc.w.aq a0, a2, (a1)
	amoswap.w.aq t0, t1, (s1)
	amoadd.w.aq t0, t1, (s1)
	amoxor.w.aq t0, t1, (s1)
	amoand.w.aq t0, t1, (s1)
	amoor.w.aq t0, t1, (s1)
	amomin.w.aq t0, t1, (s1)
	amomax.w.aq t0, t1, (s1)
	amominu.w.aq t0, t1, (s1)
	amomaxu.w.aq t0, t1, (s1)
	lr.w.rl a0, (a1)
	sc.w.rl a0, a2, (a1)
	amoswap.w.rl t0, t1, (s1)
	amoadd.w.rl t0, t1, (s1)
	amoxor.w.rl t0, t1, (s1)
	amoand.w.rl t0, t1, (s1)
	amoor.w.rl t0, t1, (s1)
	amomin.w.rl t0, t1, (s1)
	amomax.w.rl t0, t1, (s1)
	amominu.w.rl t0, t1, (s1)
	amomaxu.w.rl t0, t1, (s1)
	lr.w.aqrl a0, (a1)
	sc.w.aqrl a0, a2, (a1)
	amoswap.w.aqrl t0, t1, (s1)
	amoadd.w.aqrl t0, t1, (s1)
	amoxor.w.aqrl t0, t1, (s1)
	amoand.w.aqrl t0, t1, (s1)
	amoor.w.aqrl t0, t1, (s1)
	amomin.w.aqrl t0, t1, (s1)
	amomax.w.aqrl t0, t1, (s1)
	amominu.w.aqrl t0, t1, (s1)
	amomaxu.w.aqrl t0, t1, (s1)
	lr.w a0, 0(a1)
	amoadd.w a0, a1, 0(a2)
	lr.d a0, (a1)
	sc.d a0, a2, (a1)
	amoswap.d t0, t1, (s1)
	amoadd.d t0, t1, (s1)
	amoxor.d t0, t1, (s1)
	amoand.d t0, t1, (s1)
	amoor.d t0, t1, (s1)
	amomin.d t0, t1, (s1)
	amomax.d t0, t1, (s1)
	amominu.d t0, t1, (s1)
	amomaxu.d t0, t1, (s1)
	lr.d.aq a0, (a1)
	sc.d.aq a0, a2, (a1)
	amoswap.d.aq t0, t1, (s1)
	amoadd.d.aq t0, t1, (s1)
	amoxor.d.aq t0, t1, (s1)
	amoand.d.aq t0, t1, (s1)
	amoor.d.aq t0, t1, (s1)
	amomin.d.aq t0, t1, (s1)
	amomax.d.aq t0, t1, (s1)
	amominu.d.aq t0, t1, (s1)
	amomaxu.d.aq t0, t1, (s1)
	lr.d.rl a0, (a1)
	sc.d.rl a0, a2, (a1)
	amoswap.d.rl t0, t1, (s1)
	amoadd.d.rl t0, t1, (s1)
	amoxor.d.rl t0, t1, (s1)
	amoand.d.rl t0, t1, (s1)
	amoor.d.rl t0, t1, (s1)
	amomin.d.rl t0, t1, (s1)
	amomax.d.rl t0, t1, (s1)
	amominu.d.rl t0, t1, (s1)
	amomaxu.d.rl t0, t1, (s1)
	lr.d.aqrl a0, (a1)
	sc.d.aqrl a0, a2, (a1)
	amoswap.d.aqrl t0, t1, (s1)
	amoadd.d.aqrl t0, t1, (s1)
	amoxor.d.aqrl t0, t1, (s1)
	amoand.d.aqrl t0, t1, (s1)
	amoor.d.aqrl t0, t1, (s1)
	amomin.d.aqrl t0, t1, (s1)
	amomax.d.aqrl t0, t1, (s1)
	amominu.d.aqrl t0, t1, (s1)
	amomaxu.d.aqrl t0, t1, (s1)
	lr.d a0, 0(a1)
	amoadd.d a0, a1, 0(a2)

	.file	"life.c"
	.option nopic
	.attribute arch, "rv32i2p1_m2p0_a2p1_c2p0_zicsr2p0_zifencei2p0"
	.attribute unaligned_access, 0
	.attribute stack_align, 16
	.text
	.section	.rodata.str1.4,"a",@progbits
	.align	2
.LC0:
	.string	"generation "
	.align	2
.LC1:
	.string	": "
	.align	2
.LC2:
	.string	" alive\n"
	.section	.text.startup,"ax",@progbits
	.align	1
	.globl	main
	.type	main, @function
main:
	lui	t5,%hi(.LANCHOR0)
	addi	t5,t5,%lo(.LANCHOR0)
	li	a4,256
	addi	sp,sp,-32
	li	a5,1
	sh	a4,0(t5)
	li	a4,257
	sw	s0,28(sp)
	sw	s1,24(sp)
	sw	s2,20(sp)
	sw	s3,16(sp)
	sw	s4,12(sp)
	sw	s5,8(sp)
	sw	s6,4(sp)
	sb	zero,2(t5)
	sh	zero,16(t5)
	sb	a5,18(t5)
	sh	a4,32(t5)
	sb	a5,34(t5)
	li	t0,1
	li	t2,0
	li	t6,0
	li	a6,2
	li	t4,3
	li	t3,16
	lui	s3,%hi(.LC0)
	lui	s2,%hi(.LC1)
	lui	s1,%hi(.LC2)
	li	s0,65
.L13:
	xori	t2,t2,1
	add	s4,t5,t6
	slli	t6,t2,8
	add	a0,t5,t6
	mv	s5,s4
	li	t1,0
	li	a7,0
.L2:
	li	a3,0
.L11:
	li	a2,0
	li	a4,-1
.L9:
	add	a5,a4,a7
	andi	a5,a5,15
	slli	a5,a5,4
	add	a5,s4,a5
	li	a1,-1
.L4:
	or	s6,a1,a4
	bne	s6,zero,.L3
	li	a1,1
.L3:
	add	s6,a1,a3
	andi	s6,s6,15
	add	s6,a5,s6
	lbu	s6,0(s6)
	addi	a1,a1,1
	add	a2,a2,s6
	bne	a1,a6,.L4
	addi	a4,a4,1
	bne	a4,a6,.L9
	beq	a2,t4,.L25
	li	a5,0
	bne	a2,a6,.L7
	add	a5,s5,a3
	lbu	a5,0(a5)
	snez	a5,a5
	add	t1,t1,a5
.L7:
	add	a4,a0,a3
	sb	a5,0(a4)
	addi	a3,a3,1
	bne	a3,t3,.L11
	addi	a7,a7,1
	addi	a0,a0,16
	addi	s5,s5,16
	bne	a7,t3,.L2
	andi	a5,t0,15
	bne	a5,zero,.L12
	li	a7,4
	addi	a0,s3,%lo(.LC0)
 #APP
# 38 "programs/classroom.h" 1
	ecall
# 0 "" 2
 #NO_APP
	li	a7,1
	mv	a0,t0
 #APP
# 38 "programs/classroom.h" 1
	ecall
# 0 "" 2
 #NO_APP
	li	a7,4
	addi	a0,s2,%lo(.LC1)
 #APP
# 38 "programs/classroom.h" 1
	ecall
# 0 "" 2
 #NO_APP
	li	a7,1
	mv	a0,t1
 #APP
# 38 "programs/classroom.h" 1
	ecall
# 0 "" 2
 #NO_APP
	li	a7,4
	addi	a0,s1,%lo(.LC2)
 #APP
# 38 "programs/classroom.h" 1
	ecall
# 0 "" 2
 #NO_APP
.L12:
	addi	t0,t0,1
	bne	t0,s0,.L13
	addi	a4,t5,16
	addi	a5,t5,272
	add	a4,a4,t6
	add	a5,a5,t6
.L14:
	addi	a3,a4,-16
.L16:
	lbu	a0,0(a3)
	li	a7,11
	seqz	a0,a0
	neg	a0,a0
	andi	a0,a0,11
	addi	a0,a0,35
 #APP
# 38 "programs/classroom.h" 1
	ecall
# 0 "" 2
 #NO_APP
	addi	a3,a3,1
	bne	a4,a3,.L16
	li	a0,10
 #APP
# 38 "programs/classroom.h" 1
	ecall
# 0 "" 2
 #NO_APP
	addi	a4,a4,16
	bne	a5,a4,.L14
	lw	s0,28(sp)
	lw	s1,24(sp)
	lw	s2,20(sp)
	lw	s3,16(sp)
	lw	s4,12(sp)
	lw	s5,8(sp)
	lw	s6,4(sp)
	li	a0,0
	addi	sp,sp,32
	jr	ra
.L25:
	addi	t1,t1,1
	li	a5,1
	j	.L7
	.size	main, .-main
	.text
	.align	1
	.globl	_start
	.type	_start, @function
_start:
	addi	sp,sp,-16
	sw	ra,12(sp)
	call	main
	li	a7,93
 #APP
# 38 "programs/classroom.h" 1
	ecall
# 0 "" 2
 #NO_APP
	.size	_start, .-_start
	.bss
	.align	2
	.set	.LANCHOR0,. + 0
	.type	board, @object
	.size	board, 512
board:
	.zero	512
	.ident	"GCC: (12.2.0-14+deb12u1+11+b2) 12.2.0"

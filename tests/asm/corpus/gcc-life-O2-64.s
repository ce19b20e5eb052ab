	.file	"life.c"
	.option nopic
	.attribute arch, "rv64i2p1_m2p0_a2p1_c2p0_zicsr2p0_zifencei2p0"
	.attribute unaligned_access, 0
	.attribute stack_align, 16
	.text
	.section	.rodata.str1.8,"a",@progbits
	.align	3
.LC0:
	.string	"generation "
	.align	3
.LC1:
	.string	": "
	.align	3
.LC2:
	.string	" alive\n"
	.section	.text.startup,"ax",@progbits
	.align	1
	.globl	main
	.type	main, @function
main:
	addi	sp,sp,-64
	lui	t6,%hi(.LANCHOR0)
	addi	t6,t6,%lo(.LANCHOR0)
	li	a4,256
	sd	s0,56(sp)
	sd	s1,48(sp)
	lui	s0,%hi(.LC1)
	lui	s1,%hi(.LC0)
	lui	t2,%hi(.LC2)
	li	a5,1
	sh	a4,0(t6)
	addi	s1,s1,%lo(.LC0)
	li	a4,257
	addi	s0,s0,%lo(.LC1)
	addi	t2,t2,%lo(.LC2)
	sd	s2,40(sp)
	sd	s3,32(sp)
	sd	s4,24(sp)
	sd	s5,16(sp)
	sd	s6,8(sp)
	sd	s7,0(sp)
	sb	zero,2(t6)
	sh	zero,16(t6)
	sb	a5,18(t6)
	sh	a4,32(t6)
	sb	a5,34(t6)
	li	s2,1
	li	s3,0
	li	t0,0
	li	a6,2
	li	t4,3
	li	t3,16
	sext.w	s1,s1
	sext.w	s0,s0
	sext.w	t2,t2
	li	s4,65
.L13:
	xori	s3,s3,1
	add	t5,t6,t0
	slli	t0,s3,8
	add	a0,t6,t0
	mv	s5,t5
	li	t1,0
	li	s6,0
.L2:
	sext.w	a7,s6
	li	a3,0
.L11:
	li	a2,0
	li	a4,-1
.L9:
	addw	a5,a4,a7
	andi	a5,a5,15
	slli	a5,a5,4
	add	a5,t5,a5
	li	a1,-1
.L4:
	or	s7,a1,a4
	bne	s7,zero,.L3
	li	a1,1
.L3:
	addw	s7,a1,a3
	andi	s7,s7,15
	add	s7,a5,s7
	lbu	s7,0(s7)
	addiw	a1,a1,1
	addw	a2,s7,a2
	bne	a1,a6,.L4
	addiw	a4,a4,1
	bne	a4,a6,.L9
	beq	a2,t4,.L26
	li	a5,0
	bne	a2,a6,.L7
	add	a5,s5,a3
	lbu	a5,0(a5)
	snez	a5,a5
	addw	t1,a5,t1
.L7:
	add	a4,a0,a3
	sb	a5,0(a4)
	addi	a3,a3,1
	bne	a3,t3,.L11
	addiw	s6,s6,1
	addi	a0,a0,16
	addi	s5,s5,16
	bne	s6,t3,.L2
	andi	a5,s2,15
	bne	a5,zero,.L12
	li	a7,4
	mv	a0,s1
 #APP
# 38 "programs/classroom.h" 1
	ecall
# 0 "" 2
 #NO_APP
	li	a7,1
	mv	a0,s2
 #APP
# 38 "programs/classroom.h" 1
	ecall
# 0 "" 2
 #NO_APP
	li	a7,4
	mv	a0,s0
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
	mv	a0,t2
 #APP
# 38 "programs/classroom.h" 1
	ecall
# 0 "" 2
 #NO_APP
.L12:
	addiw	s2,s2,1
	bne	s2,s4,.L13
	addi	a4,t6,16
	addi	a5,t6,272
	add	a4,a4,t0
	add	a5,a5,t0
.L14:
	addi	a3,a4,-16
.L16:
	lbu	a2,0(a3)
	li	a7,11
	li	a0,46
	beq	a2,zero,.L15
	li	a0,35
.L15:
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
	ld	s0,56(sp)
	ld	s1,48(sp)
	ld	s2,40(sp)
	ld	s3,32(sp)
	ld	s4,24(sp)
	ld	s5,16(sp)
	ld	s6,8(sp)
	ld	s7,0(sp)
	li	a0,0
	addi	sp,sp,64
	jr	ra
.L26:
	addiw	t1,t1,1
	li	a5,1
	j	.L7
	.size	main, .-main
	.text
	.align	1
	.globl	_start
	.type	_start, @function
_start:
	addi	sp,sp,-16
	sd	ra,8(sp)
	call	main
	li	a7,93
 #APP
# 38 "programs/classroom.h" 1
	ecall
# 0 "" 2
 #NO_APP
	.size	_start, .-_start
	.bss
	.align	3
	.set	.LANCHOR0,. + 0
	.type	board, @object
	.size	board, 512
board:
	.zero	512
	.ident	"GCC: (12.2.0-14+deb12u1+11+b2) 12.2.0"

	.file	"mandelbrot.c"
	.option nopic
	.attribute arch, "rv32i2p1_m2p0"
	.attribute unaligned_access, 0
	.attribute stack_align, 16
	.text
	.section	.text.startup,"ax",@progbits
	.align	2
	.globl	main
	.type	main, @function
main:
	addi	sp,sp,-16
	sw	s0,12(sp)
	lui	s0,%hi(.LANCHOR0)
	sw	s1,8(sp)
	sw	s2,4(sp)
	sw	s3,0(sp)
	li	s1,-40960
	li	s3,9
	li	t2,20
	li	t1,48
	li	t4,16384
	addi	s0,s0,%lo(.LANCHOR0)
	li	t6,4096
	li	t0,73728
	li	s2,45056
.L6:
	div	t3,s1,s3
	li	t5,-172032
.L5:
	li	a1,0
	li	a3,0
	li	a4,0
	li	a5,0
	li	a2,0
	div	a6,t5,t2
.L2:
	sub	a5,a5,a3
	addi	a1,a1,1
	mul	a4,a2,a4
	add	a2,a5,a6
	srai	a4,a4,11
	add	a4,t3,a4
	beq	a1,t1,.L12
	mul	a5,a2,a2
	mul	a3,a4,a4
	srai	a5,a5,12
	srai	a3,a3,12
	add	a0,a5,a3
	ble	a0,t4,.L2
	slli	a5,a1,3
	add	a5,a5,a1
	div	a5,a5,t1
	add	a5,s0,a5
	lbu	a0,0(a5)
.L3:
	li	a7,11
 #APP
# 38 "classroom.h" 1
	ecall
# 0 "" 2
 #NO_APP
	add	t5,t5,t6
	bne	t5,t0,.L5
	li	a0,10
 #APP
# 38 "classroom.h" 1
	ecall
# 0 "" 2
 #NO_APP
	add	s1,s1,t6
	bne	s1,s2,.L6
	lw	s0,12(sp)
	lw	s1,8(sp)
	lw	s2,4(sp)
	lw	s3,0(sp)
	li	a0,0
	addi	sp,sp,16
	jr	ra
.L12:
	li	a0,35
	j	.L3
	.size	main, .-main
	.text
	.align	2
	.globl	_start
	.type	_start, @function
_start:
	addi	sp,sp,-16
	sw	ra,12(sp)
	call	main
	li	a7,93
 #APP
# 38 "classroom.h" 1
	ecall
# 0 "" 2
 #NO_APP
	.size	_start, .-_start
	.section	.rodata
	.align	2
	.set	.LANCHOR0,. + 0
	.type	shade.0, @object
	.size	shade.0, 11
shade.0:
	.string	" .:-=+*%@#"
	.ident	"GCC: (12.2.0-14+deb12u1+11+b2) 12.2.0"

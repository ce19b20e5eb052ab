	.file	"mandelbrot.c"
	.option nopic
	.attribute arch, "rv32i2p1_m2p0_a2p1_c2p0_zicsr2p0_zifencei2p0"
	.attribute unaligned_access, 0
	.attribute stack_align, 16
	.text
	.align	1
	.type	call1, @function
call1:
	addi	sp,sp,-32
	sw	s0,28(sp)
	addi	s0,sp,32
	sw	a0,-20(s0)
	sw	a1,-24(s0)
	lw	a7,-20(s0)
	lw	a0,-24(s0)
 #APP
# 38 "programs/classroom.h" 1
	ecall
# 0 "" 2
 #NO_APP
	mv	a5,a0
	mv	a0,a5
	lw	s0,28(sp)
	addi	sp,sp,32
	jr	ra
	.size	call1, .-call1
	.align	1
	.type	print_char, @function
print_char:
	addi	sp,sp,-32
	sw	ra,28(sp)
	sw	s0,24(sp)
	addi	s0,sp,32
	sw	a0,-20(s0)
	lw	a1,-20(s0)
	li	a0,11
	call	call1
	nop
	lw	ra,28(sp)
	lw	s0,24(sp)
	addi	sp,sp,32
	jr	ra
	.size	print_char, .-print_char
	.align	1
	.globl	_start
	.type	_start, @function
_start:
	addi	sp,sp,-16
	sw	ra,12(sp)
	sw	s0,8(sp)
	addi	s0,sp,16
	call	main
	mv	a5,a0
	mv	a1,a5
	li	a0,93
	call	call1
	.size	_start, .-_start
	.align	1
	.type	iterations, @function
iterations:
	addi	sp,sp,-64
	sw	s0,60(sp)
	addi	s0,sp,64
	sw	a0,-52(s0)
	sw	a1,-56(s0)
	sw	zero,-20(s0)
	sw	zero,-24(s0)
	sw	zero,-28(s0)
	j	.L6
.L9:
	lw	a5,-20(s0)
	mul	a5,a5,a5
	srai	a5,a5,12
	sw	a5,-32(s0)
	lw	a5,-24(s0)
	mul	a5,a5,a5
	srai	a5,a5,12
	sw	a5,-36(s0)
	lw	a4,-32(s0)
	lw	a5,-36(s0)
	add	a4,a4,a5
	li	a5,16384
	bgt	a4,a5,.L11
	lw	a4,-20(s0)
	lw	a5,-24(s0)
	mul	a5,a4,a5
	srai	a5,a5,11
	lw	a4,-56(s0)
	add	a5,a4,a5
	sw	a5,-24(s0)
	lw	a4,-32(s0)
	lw	a5,-36(s0)
	sub	a5,a4,a5
	lw	a4,-52(s0)
	add	a5,a4,a5
	sw	a5,-20(s0)
	lw	a5,-28(s0)
	addi	a5,a5,1
	sw	a5,-28(s0)
.L6:
	lw	a4,-28(s0)
	li	a5,47
	ble	a4,a5,.L9
	j	.L8
.L11:
	nop
.L8:
	lw	a5,-28(s0)
	mv	a0,a5
	lw	s0,60(sp)
	addi	sp,sp,64
	jr	ra
	.size	iterations, .-iterations
	.align	1
	.globl	main
	.type	main, @function
main:
	addi	sp,sp,-32
	sw	ra,28(sp)
	sw	s0,24(sp)
	addi	s0,sp,32
	sw	zero,-20(s0)
	j	.L13
.L16:
	lw	a5,-20(s0)
	addi	a5,a5,-10
	slli	a4,a5,12
	li	a5,9
	div	a5,a4,a5
	sw	a5,-28(s0)
	sw	zero,-24(s0)
	j	.L14
.L15:
	lw	a5,-24(s0)
	addi	a5,a5,-42
	slli	a4,a5,12
	li	a5,20
	div	a5,a4,a5
	sw	a5,-32(s0)
	lw	a1,-28(s0)
	lw	a0,-32(s0)
	call	iterations
	mv	a4,a0
	mv	a5,a4
	slli	a5,a5,3
	add	a4,a5,a4
	li	a5,48
	div	a5,a4,a5
	lui	a4,%hi(shade.0)
	addi	a4,a4,%lo(shade.0)
	add	a5,a4,a5
	lbu	a5,0(a5)
	mv	a0,a5
	call	print_char
	lw	a5,-24(s0)
	addi	a5,a5,1
	sw	a5,-24(s0)
.L14:
	lw	a4,-24(s0)
	li	a5,59
	ble	a4,a5,.L15
	li	a0,10
	call	print_char
	lw	a5,-20(s0)
	addi	a5,a5,1
	sw	a5,-20(s0)
.L13:
	lw	a4,-20(s0)
	li	a5,20
	ble	a4,a5,.L16
	li	a5,0
	mv	a0,a5
	lw	ra,28(sp)
	lw	s0,24(sp)
	addi	sp,sp,32
	jr	ra
	.size	main, .-main
	.section	.rodata
	.align	2
	.type	shade.0, @object
	.size	shade.0, 11
shade.0:
	.string	" .:-=+*%@#"
	.ident	"GCC: (12.2.0-14+deb12u1+11+b2) 12.2.0"

	.file	"mandelbrot.c"
	.option nopic
	.attribute arch, "rv64i2p1_m2p0_a2p1_c2p0_zicsr2p0_zifencei2p0"
	.attribute unaligned_access, 0
	.attribute stack_align, 16
	.text
	.align	1
	.type	call1, @function
call1:
	addi	sp,sp,-32
	sd	s0,24(sp)
	addi	s0,sp,32
	mv	a5,a0
	mv	a4,a1
	sw	a5,-20(s0)
	mv	a5,a4
	sw	a5,-24(s0)
	lw	a5,-20(s0)
	mv	a7,a5
	lw	a5,-24(s0)
	mv	a0,a5
 #APP
# 38 "programs/classroom.h" 1
	ecall
# 0 "" 2
 #NO_APP
	sext.w	a5,a0
	mv	a0,a5
	ld	s0,24(sp)
	addi	sp,sp,32
	jr	ra
	.size	call1, .-call1
	.align	1
	.type	print_char, @function
print_char:
	addi	sp,sp,-32
	sd	ra,24(sp)
	sd	s0,16(sp)
	addi	s0,sp,32
	mv	a5,a0
	sw	a5,-20(s0)
	lw	a5,-20(s0)
	mv	a1,a5
	li	a0,11
	call	call1
	nop
	ld	ra,24(sp)
	ld	s0,16(sp)
	addi	sp,sp,32
	jr	ra
	.size	print_char, .-print_char
	.align	1
	.globl	_start
	.type	_start, @function
_start:
	addi	sp,sp,-16
	sd	ra,8(sp)
	sd	s0,0(sp)
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
	sd	s0,56(sp)
	addi	s0,sp,64
	mv	a5,a0
	mv	a4,a1
	sw	a5,-52(s0)
	mv	a5,a4
	sw	a5,-56(s0)
	sw	zero,-20(s0)
	sw	zero,-24(s0)
	sw	zero,-28(s0)
	j	.L6
.L9:
	lw	a5,-20(s0)
	mulw	a5,a5,a5
	sext.w	a5,a5
	sraiw	a5,a5,12
	sw	a5,-32(s0)
	lw	a5,-24(s0)
	mulw	a5,a5,a5
	sext.w	a5,a5
	sraiw	a5,a5,12
	sw	a5,-36(s0)
	lw	a5,-32(s0)
	mv	a4,a5
	lw	a5,-36(s0)
	addw	a5,a4,a5
	sext.w	a5,a5
	mv	a4,a5
	li	a5,16384
	bgt	a4,a5,.L11
	lw	a5,-20(s0)
	mv	a4,a5
	lw	a5,-24(s0)
	mulw	a5,a4,a5
	sext.w	a5,a5
	sraiw	a5,a5,11
	sext.w	a5,a5
	lw	a4,-56(s0)
	addw	a5,a4,a5
	sw	a5,-24(s0)
	lw	a5,-32(s0)
	mv	a4,a5
	lw	a5,-36(s0)
	subw	a5,a4,a5
	sext.w	a5,a5
	lw	a4,-52(s0)
	addw	a5,a4,a5
	sw	a5,-20(s0)
	lw	a5,-28(s0)
	addiw	a5,a5,1
	sw	a5,-28(s0)
.L6:
	lw	a5,-28(s0)
	sext.w	a4,a5
	li	a5,47
	ble	a4,a5,.L9
	j	.L8
.L11:
	nop
.L8:
	lw	a5,-28(s0)
	mv	a0,a5
	ld	s0,56(sp)
	addi	sp,sp,64
	jr	ra
	.size	iterations, .-iterations
	.align	1
	.globl	main
	.type	main, @function
main:
	addi	sp,sp,-32
	sd	ra,24(sp)
	sd	s0,16(sp)
	addi	s0,sp,32
	sw	zero,-20(s0)
	j	.L13
.L16:
	lw	a5,-20(s0)
	addiw	a5,a5,-10
	sext.w	a5,a5
	slliw	a5,a5,12
	sext.w	a5,a5
	mv	a4,a5
	li	a5,9
	divw	a5,a4,a5
	sw	a5,-28(s0)
	sw	zero,-24(s0)
	j	.L14
.L15:
	lw	a5,-24(s0)
	addiw	a5,a5,-42
	sext.w	a5,a5
	slliw	a5,a5,12
	sext.w	a5,a5
	mv	a4,a5
	li	a5,20
	divw	a5,a4,a5
	sw	a5,-32(s0)
	lw	a4,-28(s0)
	lw	a5,-32(s0)
	mv	a1,a4
	mv	a0,a5
	call	iterations
	mv	a5,a0
	mv	a4,a5
	mv	a5,a4
	slliw	a5,a5,3
	addw	a5,a5,a4
	sext.w	a5,a5
	mv	a4,a5
	li	a5,48
	divw	a5,a4,a5
	sext.w	a5,a5
	lui	a4,%hi(shade.0)
	addi	a4,a4,%lo(shade.0)
	add	a5,a4,a5
	lbu	a5,0(a5)
	sext.w	a5,a5
	mv	a0,a5
	call	print_char
	lw	a5,-24(s0)
	addiw	a5,a5,1
	sw	a5,-24(s0)
.L14:
	lw	a5,-24(s0)
	sext.w	a4,a5
	li	a5,59
	ble	a4,a5,.L15
	li	a0,10
	call	print_char
	lw	a5,-20(s0)
	addiw	a5,a5,1
	sw	a5,-20(s0)
.L13:
	lw	a5,-20(s0)
	sext.w	a4,a5
	li	a5,20
	ble	a4,a5,.L16
	li	a5,0
	mv	a0,a5
	ld	ra,24(sp)
	ld	s0,16(sp)
	addi	sp,sp,32
	jr	ra
	.size	main, .-main
	.section	.rodata
	.align	3
	.type	shade.0, @object
	.size	shade.0, 11
shade.0:
	.string	" .:-=+*%@#"
	.ident	"GCC: (12.2.0-14+deb12u1+11+b2) 12.2.0"

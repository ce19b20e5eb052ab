	.file	"wordcount.c"
	.option nopic
	.attribute arch, "rv32i2p1_m2p0"
	.attribute unaligned_access, 0
	.attribute stack_align, 16
	.text
	.align	2
	.type	report, @function
report:
	mv	a5,a0
	li	a7,1
	mv	a0,a1
 #APP
# 38 "classroom.h" 1
	ecall
# 0 "" 2
 #NO_APP
	li	a7,11
	li	a0,32
 #APP
# 38 "classroom.h" 1
	ecall
# 0 "" 2
 #NO_APP
	li	a7,4
	mv	a0,a5
 #APP
# 38 "classroom.h" 1
	ecall
# 0 "" 2
 #NO_APP
	li	a7,11
	li	a0,10
 #APP
# 38 "classroom.h" 1
	ecall
# 0 "" 2
 #NO_APP
	ret
	.size	report, .-report
	.section	.rodata.str1.4,"aMS",@progbits,1
	.align	2
.LC0:
	.string	"lines"
	.align	2
.LC1:
	.string	"words"
	.align	2
.LC2:
	.string	"characters"
	.align	2
.LC3:
	.string	"most frequent: "
	.align	2
.LC4:
	.string	", "
	.align	2
.LC5:
	.string	" times\n"
	.section	.text.startup,"ax",@progbits
	.align	2
	.globl	main
	.type	main, @function
main:
	addi	sp,sp,-16
	sw	ra,12(sp)
	sw	s0,8(sp)
	sw	s1,4(sp)
	sw	s2,0(sp)
	li	a7,12
	li	a0,0
 #APP
# 38 "classroom.h" 1
	ecall
# 0 "" 2
 #NO_APP
	lui	s0,%hi(.LANCHOR0)
	blt	a0,zero,.L11
	li	a5,0
	li	s1,0
	li	s2,0
	li	a1,0
	addi	s0,s0,%lo(.LANCHOR0)
	li	a2,10
	li	a6,32
	li	t3,9
	li	t1,25
.L8:
	addi	s1,s1,1
	beq	a0,a2,.L18
	bne	a0,a6,.L19
.L13:
	li	a5,0
.L6:
	li	a7,12
	li	a0,0
 #APP
# 38 "classroom.h" 1
	ecall
# 0 "" 2
 #NO_APP
	bge	a0,zero,.L8
.L4:
	lui	a0,%hi(.LC0)
	addi	a0,a0,%lo(.LC0)
	call	report
	lui	a0,%hi(.LC1)
	mv	a1,s2
	addi	a0,a0,%lo(.LC1)
	call	report
	lui	a0,%hi(.LC2)
	mv	a1,s1
	addi	a0,a0,%lo(.LC2)
	call	report
	addi	a3,s0,4
	li	a5,1
	li	a6,0
	li	a1,0
	li	a0,26
.L10:
	add	a4,s0,a1
	lw	a2,0(a3)
	lw	a4,0(a4)
	addi	a3,a3,4
	bge	a4,a2,.L9
	mv	a6,a5
	slli	a1,a5,2
.L9:
	addi	a5,a5,1
	bne	a5,a0,.L10
	lui	a0,%hi(.LC3)
	li	a7,4
	addi	a0,a0,%lo(.LC3)
 #APP
# 38 "classroom.h" 1
	ecall
# 0 "" 2
 #NO_APP
	li	a7,11
	addi	a0,a6,97
 #APP
# 38 "classroom.h" 1
	ecall
# 0 "" 2
 #NO_APP
	lui	a0,%hi(.LC4)
	li	a7,4
	addi	a0,a0,%lo(.LC4)
 #APP
# 38 "classroom.h" 1
	ecall
# 0 "" 2
 #NO_APP
	add	s0,s0,a1
	lw	a0,0(s0)
	li	a7,1
 #APP
# 38 "classroom.h" 1
	ecall
# 0 "" 2
 #NO_APP
	lui	a0,%hi(.LC5)
	li	a7,4
	addi	a0,a0,%lo(.LC5)
 #APP
# 38 "classroom.h" 1
	ecall
# 0 "" 2
 #NO_APP
	lw	ra,12(sp)
	lw	s0,8(sp)
	lw	s1,4(sp)
	lw	s2,0(sp)
	li	a0,0
	addi	sp,sp,16
	jr	ra
.L19:
	ori	a4,a0,32
	addi	a4,a4,-97
	slli	a3,a4,2
	seqz	a5,a5
	add	a3,s0,a3
	beq	a0,t3,.L13
	add	s2,s2,a5
	bgtu	a4,t1,.L14
	lw	a4,0(a3)
	li	a5,1
	addi	a4,a4,1
	sw	a4,0(a3)
	j	.L6
.L18:
	addi	a1,a1,1
	li	a5,0
	j	.L6
.L11:
	li	s1,0
	li	s2,0
	li	a1,0
	addi	s0,s0,%lo(.LANCHOR0)
	j	.L4
.L14:
	li	a5,1
	j	.L6
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
	.bss
	.align	2
	.set	.LANCHOR0,. + 0
	.type	letters, @object
	.size	letters, 104
letters:
	.zero	104
	.ident	"GCC: (12.2.0-14+deb12u1+11+b2) 12.2.0"

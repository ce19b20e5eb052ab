	.file	"wordcount.c"
	.option nopic
	.attribute arch, "rv32i2p1_m2p0_a2p1_c2p0_zicsr2p0_zifencei2p0"
	.attribute unaligned_access, 0
	.attribute stack_align, 16
	.text
	.align	1
	.type	report, @function
report:
	mv	a5,a0
	li	a7,1
	mv	a0,a1
 #APP
# 38 "programs/classroom.h" 1
	ecall
# 0 "" 2
 #NO_APP
	li	a7,11
	li	a0,32
 #APP
# 38 "programs/classroom.h" 1
	ecall
# 0 "" 2
 #NO_APP
	li	a7,4
	mv	a0,a5
 #APP
# 38 "programs/classroom.h" 1
	ecall
# 0 "" 2
 #NO_APP
	li	a7,11
	li	a0,10
 #APP
# 38 "programs/classroom.h" 1
	ecall
# 0 "" 2
 #NO_APP
	ret
	.size	report, .-report
	.section	.rodata.str1.4,"a",@progbits
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
	.text
	.align	1
	.globl	main
	.type	main, @function
main:
	addi	sp,sp,-16
	sw	ra,12(sp)
	sw	s0,8(sp)
	sw	s1,4(sp)
	li	a7,12
	li	a0,0
 #APP
# 38 "programs/classroom.h" 1
	ecall
# 0 "" 2
 #NO_APP
	blt	a0,zero,.L11
	li	a5,0
	li	s0,0
	li	s1,0
	li	a1,0
	li	a6,10
	li	a3,0
	li	t1,32
	li	a2,1
	li	t4,25
	lui	t3,%hi(.LANCHOR0)
	addi	t3,t3,%lo(.LANCHOR0)
	j	.L8
.L19:
	addi	a1,a1,1
.L5:
	mv	a5,a3
	j	.L7
.L20:
	slli	a5,a5,2
	add	a5,t3,a5
	lw	a4,0(a5)
	addi	a4,a4,1
	sw	a4,0(a5)
	mv	a5,a2
.L7:
	li	a7,12
	mv	a0,a3
 #APP
# 38 "programs/classroom.h" 1
	ecall
# 0 "" 2
 #NO_APP
	blt	a0,zero,.L3
.L8:
	addi	s0,s0,1
	beq	a0,a6,.L19
	beq	a0,t1,.L5
	addi	a4,a0,-9
	bleu	a4,a2,.L5
	seqz	a5,a5
	add	s1,s1,a5
	ori	a0,a0,32
	addi	a5,a0,-97
	bleu	a5,t4,.L20
	li	a5,1
	j	.L7
.L11:
	li	s0,0
	li	s1,0
	li	a1,0
.L3:
	lui	a0,%hi(.LC0)
	addi	a0,a0,%lo(.LC0)
	call	report
	mv	a1,s1
	lui	a0,%hi(.LC1)
	addi	a0,a0,%lo(.LC1)
	call	report
	mv	a1,s0
	lui	a0,%hi(.LC2)
	addi	a0,a0,%lo(.LC2)
	call	report
	lui	a3,%hi(.LANCHOR0+4)
	addi	a3,a3,%lo(.LANCHOR0+4)
	li	a4,1
	li	a1,0
	lui	a0,%hi(.LANCHOR0)
	addi	a0,a0,%lo(.LANCHOR0)
	li	a6,26
	j	.L10
.L9:
	addi	a4,a4,1
	addi	a3,a3,4
	beq	a4,a6,.L21
.L10:
	slli	a5,a1,2
	add	a5,a0,a5
	lw	a2,0(a3)
	lw	a5,0(a5)
	ble	a2,a5,.L9
	mv	a1,a4
	j	.L9
.L21:
	li	a7,4
	lui	a0,%hi(.LC3)
	addi	a0,a0,%lo(.LC3)
 #APP
# 38 "programs/classroom.h" 1
	ecall
# 0 "" 2
 #NO_APP
	li	a7,11
	addi	a0,a1,97
 #APP
# 38 "programs/classroom.h" 1
	ecall
# 0 "" 2
 #NO_APP
	li	a7,4
	lui	a0,%hi(.LC4)
	addi	a0,a0,%lo(.LC4)
 #APP
# 38 "programs/classroom.h" 1
	ecall
# 0 "" 2
 #NO_APP
	slli	a1,a1,2
	lui	a5,%hi(.LANCHOR0)
	addi	a5,a5,%lo(.LANCHOR0)
	add	a5,a5,a1
	li	a7,1
	lw	a0,0(a5)
 #APP
# 38 "programs/classroom.h" 1
	ecall
# 0 "" 2
 #NO_APP
	li	a7,4
	lui	a0,%hi(.LC5)
	addi	a0,a0,%lo(.LC5)
 #APP
# 38 "programs/classroom.h" 1
	ecall
# 0 "" 2
 #NO_APP
	li	a0,0
	lw	ra,12(sp)
	lw	s0,8(sp)
	lw	s1,4(sp)
	addi	sp,sp,16
	jr	ra
	.size	main, .-main
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
	.type	letters, @object
	.size	letters, 104
letters:
	.zero	104
	.ident	"GCC: (12.2.0-14+deb12u1+11+b2) 12.2.0"

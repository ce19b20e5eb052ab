	.file	"wordcount.c"
	.option nopic
	.attribute arch, "rv64i2p1_m2p0_a2p1_c2p0_zicsr2p0_zifencei2p0"
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
	.section	.rodata.str1.8,"a",@progbits
	.align	3
.LC0:
	.string	"lines"
	.align	3
.LC1:
	.string	"words"
	.align	3
.LC2:
	.string	"characters"
	.align	3
.LC3:
	.string	"most frequent: "
	.align	3
.LC4:
	.string	", "
	.align	3
.LC5:
	.string	" times\n"
	.text
	.align	1
	.globl	main
	.type	main, @function
main:
	addi	sp,sp,-32
	sd	ra,24(sp)
	sd	s0,16(sp)
	sd	s1,8(sp)
	li	a7,12
	li	a0,0
 #APP
# 38 "programs/classroom.h" 1
	ecall
# 0 "" 2
 #NO_APP
	sext.w	a0,a0
	blt	a0,zero,.L11
	li	a5,0
	li	s0,0
	li	s1,0
	li	a1,0
	li	a2,10
	li	t4,0
	li	a6,32
	li	a3,1
	li	t3,25
	lui	t1,%hi(.LANCHOR0)
	addi	t1,t1,%lo(.LANCHOR0)
	j	.L8
.L19:
	addiw	a1,a1,1
.L5:
	mv	a5,t4
	j	.L7
.L6:
	ori	a0,a0,32
	addiw	a0,a0,-97
	sext.w	a5,a0
	bgtu	a5,t3,.L12
	slli	a5,a5,2
	add	a5,t1,a5
	lw	a4,0(a5)
	addiw	a4,a4,1
	sw	a4,0(a5)
	mv	a5,a3
.L7:
	li	a7,12
	li	a0,0
 #APP
# 38 "programs/classroom.h" 1
	ecall
# 0 "" 2
 #NO_APP
	sext.w	a0,a0
	blt	a0,zero,.L3
.L8:
	addiw	s0,s0,1
	beq	a0,a2,.L19
	beq	a0,a6,.L5
	addiw	a4,a0,-9
	bleu	a4,a3,.L5
	bne	a5,zero,.L6
	addiw	s1,s1,1
	j	.L6
.L12:
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
	addiw	a4,a4,1
	addi	a3,a3,4
	beq	a4,a6,.L20
.L10:
	slli	a5,a1,2
	add	a5,a0,a5
	lw	a2,0(a3)
	lw	a5,0(a5)
	ble	a2,a5,.L9
	mv	a1,a4
	j	.L9
.L20:
	li	a7,4
	lui	a0,%hi(.LC3)
	addi	a0,a0,%lo(.LC3)
 #APP
# 38 "programs/classroom.h" 1
	ecall
# 0 "" 2
 #NO_APP
	li	a7,11
	addiw	a0,a1,97
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
	ld	ra,24(sp)
	ld	s0,16(sp)
	ld	s1,8(sp)
	addi	sp,sp,32
	jr	ra
	.size	main, .-main
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
	.type	letters, @object
	.size	letters, 104
letters:
	.zero	104
	.ident	"GCC: (12.2.0-14+deb12u1+11+b2) 12.2.0"

# Capitals, numbers as addresses, calls through a table that a static program has not, symbols defined once.
.TEXT
.MACRO Load3 reg
	Li \reg, 3
.ENDM
	.Globl _start
_start:
	ADD a0, a1, a2
	LOAD3 a0
	load3 a1
	.IF 1
	NOP
	.ELSE
	.byte 1
	.ENDIF
	.REPT 2
	Mv a0, a1
	.ENDR
	LUI a0, %HI(_start)
	ADDI a0, a0, %Lo(_start)
	la t0, 0xF0000000
	la t0, 5
	la a0, 0x12345000
	lla t2, 0x12345678
	la t1, _start
	call _start@plt
	tail _start@plt
	.eqv number, 1 + 2
	li a0, number
	.Eqv later, number * 2
.DATA
	.WORD number, later, 7 # a /* in a comment
	.byte 1 # "and /* here
	.ascii "/* no # comment */" /* a comment # */
	.byte 2

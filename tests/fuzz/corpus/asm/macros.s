# Macros, repetitions, conditionals.
	.option norelax
	.text
	.macro push reg
	addi sp, sp, -8
	sw \reg, 0(sp)
	.endm
	.macro pop reg, off=0
	lw \reg, \off(sp)
	addi sp, sp, 8
	.endm
	.macro three a:req, b=7, c
	.byte \a
	.byte \b
	.ifb \c
	.byte 0xee
	.else
	.byte \c
	.endif
	.endm
	.macro loop n
	li t0, \n
again\@:
	addi t0, t0, -1
	bnez t0, again\@
	.endm
	.macro all first, rest:vararg
	.byte \first
	.ifnb \rest
	all \rest
	.endif
	.endm
	.macro count from, to
	.byte \from
	.if \to - \from
	count "(\from + 1)", \to
	.endif
	.endm
	.macro name prefix, suffix
\prefix\()_\suffix:
	.word \prefix\()_\suffix
	.endm
	.macro early x
	.byte \x
	.if \x == 3
	.exitm
	.endif
	.byte 0x99
	.endm
_start:
	push ra
	push reg=s0
	pop s0
	pop ra, 4
	pop off=8, reg=a0
	loop 10
	loop 5
	ret
	.data
	three 1
	three 1, 2
	three 1, 2, 3
	three a=4, c=5
	three 1 2 3
	all 1, 2, 3, 4
	count 1, 5
	name foo, bar
	early 1
	early 3
	early 2 + 2
	.rept 3
	.byte 1, 2
	.endr
	.rept 2
	.rept 2
	.byte 7
	.endr
	.byte 8
	.endr
	.irp x, 1, 2, 3
	.byte \x, \x * 2
	.endr
	.irp r, a b c
	.ascii "\r"
	.endr
	.irpc d, 1234
	.byte \d
	.endr
	.set DEBUG, 1
	.ifdef DEBUG
	.byte 0x10
	.else
	.byte 0x11
	.endif
	.ifndef DEBUG
	.byte 0x12
	.else
	.byte 0x13
	.endif
	.if DEBUG == 1 && 1
	.byte 0x14
	.elseif 1
	.byte 0x15
	.endif
	.if 0
	.byte 0x16
	.elseif DEBUG
	.byte 0x17
	.else
	.byte 0x18
	.endif
	.if 0
	.if 1
	.byte 0x19
	.else
	.byte 0x1a
	.endif
	.endif
	.ifc abc, abc
	.byte 0x1b
	.endif
	.ifnc abc, abd
	.byte 0x1c
	.endif
	.ifeq 0
	.byte 0x1d
	.endif
	.ifgt 1
	.byte 0x1e
	.endif
	.byte 1; .byte 2 # a comment; not a statement
	.byte 3 /* a comment
	over lines */
	.byte 4
	.purgem three
	.macro three
	.byte 0x33
	.endm
	three
_d:
	.byte 1, 2
	.if . - _d == 2
	.byte 0x44
	.endif

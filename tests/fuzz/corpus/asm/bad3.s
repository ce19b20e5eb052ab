	.macro rec
	rec
	.endm
	rec

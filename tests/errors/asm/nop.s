main:
	nop

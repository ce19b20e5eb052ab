# where it jumps to comes out of a file
	.data
name:	.asciz "bad.hex"
buf:	.space 16
	.text
main:	la a0, name
	li a1, 0
	li a7, 1024
	ecall
	la a1, buf
	li a2, 4
	li a7, 63
	ecall
	lw t1, buf
	jr t1

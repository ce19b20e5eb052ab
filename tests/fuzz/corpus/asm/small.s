	.globl _start
_start:	li a0, 93
	beqz a0, 1f
1:	j _start
	.data
x:	.word x-1b, (1<<3)|2

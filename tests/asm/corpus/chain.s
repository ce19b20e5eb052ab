# Branches whose reach depends on the size of others.
	.option norelax
	.text
_start:
l0:
	beqz a0, l8
	bnez s1, l0
	.rept 14
	add t0, t1, t2
	.endr
	j l3
l1:
	beqz a0, l9
	bnez s1, l0
	.rept 15
	add t0, t1, t2
	.endr
	j l10
l2:
	beqz a0, l10
	bnez s1, l0
	.rept 16
	add t0, t1, t2
	.endr
	j l17
l3:
	beqz a0, l11
	bnez s1, l0
	.rept 17
	add t0, t1, t2
	.endr
	j l4
l4:
	beqz a0, l12
	bnez s1, l0
	.rept 18
	add t0, t1, t2
	.endr
	j l11
l5:
	beqz a0, l13
	bnez s1, l0
	.rept 19
	add t0, t1, t2
	.endr
	j l18
l6:
	beqz a0, l14
	bnez s1, l0
	.rept 20
	add t0, t1, t2
	.endr
	j l5
l7:
	beqz a0, l15
	bnez s1, l1
	.rept 21
	add t0, t1, t2
	.endr
	j l12
l8:
	beqz a0, l16
	bnez s1, l2
	.rept 22
	add t0, t1, t2
	.endr
	j l19
l9:
	beqz a0, l17
	bnez s1, l3
	.rept 23
	add t0, t1, t2
	.endr
	j l6
l10:
	beqz a0, l18
	bnez s1, l4
	.rept 24
	add t0, t1, t2
	.endr
	j l13
l11:
	beqz a0, l19
	bnez s1, l5
	.rept 25
	add t0, t1, t2
	.endr
	j l0
l12:
	beqz a0, l3
	.rept 216
	mul t0, t1, t2
	.endr
	j l1
	blt a0, a1, l16
l13:
	beqz a0, l4
	.rept 229
	mul t0, t1, t2
	.endr
	j l6
	blt a0, a1, l19
l14:
	beqz a0, l5
	.rept 242
	mul t0, t1, t2
	.endr
	j l11
	blt a0, a1, l2
l15:
	beqz a0, l6
	.rept 255
	mul t0, t1, t2
	.endr
	j l16
	blt a0, a1, l5
l16:
	beqz a0, l7
	.rept 268
	mul t0, t1, t2
	.endr
	j l1
	blt a0, a1, l8
l17:
	beqz a0, l8
	.rept 281
	mul t0, t1, t2
	.endr
	j l6
	blt a0, a1, l11
l18:
	beqz a0, l9
	.rept 294
	mul t0, t1, t2
	.endr
	j l11
	blt a0, a1, l14
l19:
	beqz a0, l10
	.rept 307
	mul t0, t1, t2
	.endr
	j l16
	blt a0, a1, l17
l20:
	beqz a0, l11
	.rept 320
	mul t0, t1, t2
	.endr
	j l1
	blt a0, a1, l0
	ret

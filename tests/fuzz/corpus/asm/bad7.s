.set a, b
.set b, a
.word a
.macro dbl x
 dbl \x\x
.endm
dbl x

main:   .word   0xffffffff

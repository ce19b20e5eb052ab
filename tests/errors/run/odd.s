main:   la      t0, word
        lw      t1, 1(t0)
        .data
word:   .word   1, 2

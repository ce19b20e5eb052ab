main:   la      t0, table
        jr      t0
        .data
table:  .word   1, 2, 3

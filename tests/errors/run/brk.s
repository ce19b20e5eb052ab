main:   ebreak

main:   la      t0, main
        sw      zero, 0(t0)

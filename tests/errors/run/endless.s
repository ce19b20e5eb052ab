main:   j       main

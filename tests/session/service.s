# A host service that no personality has.
main:   li a0, 1
        li a7, 9999
        ecall

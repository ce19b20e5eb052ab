        irmovq  arr, %rdi
        irmovq  4, %rsi
        irmovq  8, %r8
        irmovq  1, %r9
        xorq    %rax, %rax
loop:   mrmovq  (%rdi), %r10
        addq    %r10, %rax
        addq    %r8, %rdi
        subq    %r9, %rsi
        jne     loop
        halt
        .align  8
arr:    .quad   3, 5, 7, 11

        .set noreorder
        .set noat
        .set answer, 3
        li   $a0, answer
        .set reorder
        li   $v0, 17
        syscall
        nop

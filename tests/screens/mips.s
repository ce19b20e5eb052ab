        .data
arr:    .word   3, 5, 7, 11
        .text
        .globl  main
main:   la      $a0, arr
        addiu   $a2, $a0, 16
        li      $v0, 0
loop:   lw      $t0, 0($a0)
        addiu   $a0, $a0, 4
        addu    $v0, $v0, $t0
        bne     $a0, $a2, loop
        nop
        li      $v0, 10
        syscall

# Random loops for an ISA with delay slots and delayed loads: branches, calls, units, loads and stores.
        .globl _start
_start:
main:   la $s0, buf
        li $t0, 1834
        li $t1, -754
        li $t2, -211
        li $t3, 1300
        li $t4, -915
        li $t5, 139
        li $t6, -1649
        li $t7, 1373
        li $s1, 120
.L1:
        lhu $t6, 242($s0)
        lhu $t7, 192($s0)
        andi $t2, $t1, 7
        xori $t6, $t4, 30
        multu $t6, $t3
        mflo $t0
        lh $t0, 4($s0)
        bne $t1, $t7, .L2
        subu $t2, $t7, $t2
        sllv $t0, $t7, $t0
.L2:
        srlv $t6, $t4, $t2
        jal f1
        sb $t4, 202($s0)
        addiu $t2, $t4, 48
        lb $t4, 69($s0)
        nop
        addu $t3, $t4, $t7
        andi $t3, $t5, 16
        slt $t0, $t6, $t3
        andi $t7, $t3, 34
        lw $t6, 236($s0)
        nop
        andi $t6, $t6, 252
        addu $t6, $t6, $s0
        lw $t1, 0($t6)
        sb $t6, 62($s0)
        lw $t0, 28($s0)
        addiu $s1, $s1, -1
        bnez $s1, .L1
        sh $t4, 62($s0)
        li $s1, 3
.L3:
        jal f1
        lw $t2, 144($s0)
        lb $t4, 160($s0)
        lbu $t0, 185($s0)
        lw $t1, 200($s0)
        addu $t4, $t1, $t5
        srlv $t0, $t2, $t4
        lb $t2, 221($s0)
        blez $t6, .L4
        and $t5, $t2, $t4
        sllv $t5, $t6, $t6
        nop
.L4:
        addiu $s1, $s1, -1
        bnez $s1, .L3
        srlv $t1, $t4, $t5
        li $s1, 120
.L5:
        lb $t2, 31($s0)
        slt $t2, $t1, $t1
        addiu $t4, $t2, 42
        addu $t7, $t4, $t5
        slti $t2, $t4, 11
        sw $t6, 100($s0)
        lhu $t5, 230($s0)
        nop
        addu $t7, $t5, $t4
        mult $t4, $t3
        mflo $t3
        jal f0
        lhu $t4, 88($s0)
        mult $t1, $t4
        mflo $t5
        sltu $t7, $t3, $t6
        ori $t5, $t5, 1
        divu $0, $t2, $t5
        mflo $t6
        addiu $s1, $s1, -1
        bnez $s1, .L5
        sw $t4, 224($s0)
        li $s1, 60
.L6:
        ori $t7, $t7, 1
        divu $0, $t2, $t7
        mflo $t3
        sb $t7, 250($s0)
        jal f0
        addiu $t5, $t2, 29
        sh $t5, 114($s0)
        lb $t4, 51($s0)
        lw $t7, 172($s0)
        bgez $t4, .L7
        slti $t7, $t4, 54
        andi $t3, $t1, 39
        nop
.L7:
        andi $t4, $t1, 38
        sh $t5, 254($s0)
        b .L8
        sb $t5, 88($s0)
        srlv $t2, $t1, $t1
        srav $t6, $t0, $t3
.L8:
        multu $t6, $t0
        mfhi $t7
        ori $t6, $t6, 1
        divu $0, $t1, $t6
        mflo $t0
        multu $t3, $t5
        mfhi $t5
        addiu $s1, $s1, -1
        bnez $s1, .L6
        addiu $t3, $t0, 12
        move $a0, $0
        addu $a0, $a0, $t0
        addu $a0, $a0, $t1
        addu $a0, $a0, $t2
        addu $a0, $a0, $t3
        addu $a0, $a0, $t4
        addu $a0, $a0, $t5
        addu $a0, $a0, $t6
        addu $a0, $a0, $t7
        andi $a0, $a0, 127
        li $v0, 17
        syscall
f0:     jr $ra
        addiu $t1, $t1, 3
f1:     lw $t2, 8($s0)
        nop
        jr $ra
        addu $t2, $t2, $t1
        .data
buf:    .word -59, 275, 846, -822, 951, -202, -164, 375, 415, 271, -930, -120, -374, 526, 695, -48, 821, 756, 334, -365, -459, 904, -84, 241, -583, 6, -893, -835, 135, -980, 453, -78, -131, -170, -771, -215, 744, -926, 759, -267, -158, -294, -892, 600, -334, 316, 40, -861, -802, 50, 652, 776, -995, -920, 955, 328, 428, -902, -801, 0, 875, -835, -257, 647

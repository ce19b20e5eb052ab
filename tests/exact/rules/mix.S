# Written by mix.py.
    .globl main
main:
    addi x18, x1, 0
    lui x8, %hi(area)
    addi x8, x8, %lo(area)
    addi x9, x8, 128
    addi x14, x0, 6
again:
    sll x10, x5, x13
    srli x12, x0, 14
    bgeu x0, x12, L0
    sb x13, 116(x8)
L0:
    sw x6, 216(x8)
    ori x12, x0, -60
    sra x11, x5, x13
    lb x0, 4(x8)
    bltu x7, x12, L1
    sb x10, 104(x9)
    sh x12, 176(x8)
L1:
    sra x11, x13, x0
    slt x5, x5, x0
    and x6, x11, x10
    lhu x13, 156(x9)
    xori x10, x5, -336
    beq x6, x13, L2
    sll x13, x7, x0
    sub x0, x10, x5
    sll x0, x0, x7
L2:
    and x12, x7, x13
    ori x10, x0, -403
    slt x5, x12, x11
    bne x7, x10, L3
    lui x11, 493228
    sll x11, x0, x12
L3:
    lui x5, 619818
    addi x16, x0, 1
L4:
    addi x16, x16, -1
    bne x16, x0, L4
    lui x5, 502547
    bne x7, x6, L5
L5:
    sh x13, 160(x8)
    sltu x10, x11, x13
    sb x10, 132(x8)
    srl x7, x7, x11
    jal x1, L6
L6:
    sw x11, 48(x8)
    add x7, x12, x5
    andi x13, x13, -1222
    lh x11, 72(x8)
    lui x15, %hi(L7)
    addi x15, x15, %lo(L7)
    jalr x5, 0(x15)
    sb x10, 124(x8)
    lb x12, 172(x8)
L7:
    srai x12, x0, 8
    sh x6, 0(x8)
    srai x13, x7, 31
    bltu x10, x7, L8
L8:
    lhu x6, 84(x9)
    jal x0, L9
    sb x6, 24(x9)
    lhu x12, 136(x8)
L9:
    sb x7, 84(x8)
    ori x7, x5, 1296
    bltu x0, x7, L10
    sll x7, x10, x7
    andi x13, x6, 1972
    sltu x5, x0, x5
L10:
    lb x11, 176(x8)
    srl x13, x5, x12
    sh x6, 0(x9)
    srl x11, x5, x13
    lui x10, 554871
    blt x13, x6, L11
    srli x5, x12, 4
    slli x5, x12, 13
    add x11, x13, x0
L11:
    sll x13, x10, x11
    ori x7, x10, -1454
    slli x6, x6, 19
    lhu x5, 48(x8)
    bltu x0, x7, L12
L12:
    lbu x13, 112(x9)
    or x12, x6, x7
    srli x11, x13, 5
    lhu x12, 12(x8)
    bgeu x0, x12, L13
    or x10, x0, x0
    xori x0, x13, 239
L13:
    sb x0, 28(x8)
    sra x7, x12, x5
    sub x12, x0, x0
    bltu x0, x13, L14
    sb x10, 40(x8)
L14:
    lw x10, 152(x8)
    bne x7, x11, L15
    srli x13, x5, 1
    andi x5, x12, -1013
L15:
    andi x10, x11, -1050
    srl x10, x13, x13
    or x10, x7, x11
    srl x6, x0, x6
    lui x15, %hi(L16)
    addi x15, x15, %lo(L16)
    jalr x5, 0(x15)
    add x10, x5, x7
    lui x12, 461236
L16:
    andi x7, x13, 53
    srli x5, x12, 22
    addi x16, x0, 1
L17:
    addi x16, x16, -1
    bne x16, x0, L17
    sb x12, 152(x8)
    srai x6, x6, 27
    addi x5, x5, 1092
    lui x11, 743433
    sub x10, x11, x6
    lui x15, %hi(L18)
    addi x15, x15, %lo(L18)
    jalr x1, 0(x15)
    lb x7, 64(x8)
L18:
    add x5, x10, x6
    and x0, x7, x12
    addi x16, x0, 3
L19:
    srai x0, x7, 7
    addi x16, x16, -1
    bne x16, x0, L19
    lui x5, 540246
    addi x16, x0, 2
L20:
    lw x0, 48(x8)
    srli x7, x12, 16
    addi x16, x16, -1
    bne x16, x0, L20
    srli x10, x10, 17
    ori x7, x11, -564
    slli x7, x11, 21
    lh x5, 156(x9)
    addi x10, x7, -209
    blt x11, x6, L21
L21:
    sw x5, 160(x8)
    add x11, x0, x5
    lhu x0, 204(x8)
    jal x1, L22
    ori x10, x7, -958
    or x10, x0, x10
L22:
    lw x11, 36(x8)
    jal x0, L23
    lhu x11, 204(x8)
L23:
    xor x0, x0, x6
    srl x10, x11, x12
    lw x0, 240(x8)
    sb x11, 160(x9)
    sh x12, 148(x8)
    bgeu x7, x6, L24
L24:
    lbu x6, 104(x9)
    lui x12, 690064
    lhu x13, 248(x8)
    addi x16, x0, 2
L25:
    lw x17, 0(x8)
    beq x17, x5, M25
    lh x13, 128(x8)
M25:
    addi x16, x16, -1
    bne x16, x0, L25
    xori x12, x0, 1416
    and x6, x6, x12
    sb x7, 24(x9)
    add x13, x0, x7
    lui x15, %hi(L26)
    addi x15, x15, %lo(L26)
    jalr x0, 0(x15)
    and x11, x13, x12
    lhu x6, 172(x8)
L26:
    xor x12, x10, x13
    sltu x7, x12, x7
    lui x6, 875045
    jal x0, L27
L27:
    sub x12, x11, x6
    sll x10, x7, x13
    add x0, x11, x6
    lbu x12, 0(x8)
    addi x16, x0, 4
L28:
    sll x10, x0, x6
    add x6, x6, x0
    lbu x11, 224(x8)
    addi x16, x16, -1
    bne x16, x0, L28
    srai x12, x11, 23
    srai x6, x6, 2
    sb x10, 244(x8)
    andi x6, x10, 909
    and x0, x5, x11
    bgeu x5, x13, L29
    srai x0, x6, 13
    ori x11, x11, 970
L29:
    sra x5, x5, x6
    sra x10, x7, x7
    lh x5, 224(x8)
    lw x0, 92(x8)
    bltu x6, x5, L30
    slli x11, x13, 14
    xor x0, x0, x7
L30:
    ori x11, x11, -1447
    sb x11, 52(x9)
    lbu x11, 244(x9)
    lui x10, 650627
    lui x15, %hi(L31)
    addi x15, x15, %lo(L31)
    jalr x1, 0(x15)
    or x7, x13, x11
L31:
    sw x10, 172(x8)
    sll x7, x5, x11
    lui x0, 792756
    addi x16, x0, 1
L32:
    xori x0, x7, -54
    addi x16, x16, -1
    bne x16, x0, L32
    lhu x0, 12(x8)
    andi x13, x11, 346
    lb x5, 24(x8)
    jal x0, L33
L33:
    sw x0, 28(x8)
    xor x11, x0, x0
    sra x10, x7, x6
    blt x12, x5, L34
L34:
    slt x5, x6, x7
    lh x5, 176(x8)
    srl x7, x7, x6
    sltu x7, x10, x10
    andi x13, x12, -1316
    addi x16, x0, 1
L35:
    sltu x12, x10, x10
    lw x17, 0(x8)
    beq x17, x12, M35
    srli x6, x10, 8
M35:
    addi x16, x16, -1
    bne x16, x0, L35
    add x10, x7, x11
    sub x11, x13, x5
    beq x7, x11, L36
    srli x11, x11, 24
    sltu x10, x11, x12
L36:
    add x6, x7, x11
    ori x13, x13, 865
    sltu x6, x6, x7
    xor x5, x7, x7
    sra x0, x7, x11
    bne x13, x5, L37
    lbu x10, 36(x8)
    slt x11, x0, x6
L37:
    sh x6, 220(x9)
    sw x13, 164(x8)
    ori x11, x7, 1632
    lui x15, %hi(L38)
    addi x15, x15, %lo(L38)
    jalr x0, 0(x15)
L38:
    and x13, x13, x11
    bltu x13, x6, L39
    slt x11, x11, x13
    sub x13, x0, x11
L39:
    and x0, x13, x6
    sub x11, x6, x6
    srli x6, x10, 9
    xori x13, x13, 931
    or x6, x13, x12
    addi x16, x0, 4
L40:
    andi x6, x10, -1823
    lb x11, 208(x9)
    addi x6, x12, 1865
    addi x16, x16, -1
    bne x16, x0, L40
    sltu x7, x13, x6
    xor x11, x10, x12
    lhu x12, 92(x9)
    add x5, x11, x11
    srli x7, x6, 15
    beq x11, x11, L41
    lui x7, 806519
    andi x7, x7, 575
L41:
    xor x5, x12, x6
    andi x7, x7, -699
    sll x12, x6, x11
    slt x13, x13, x0
    bne x10, x11, L42
L42:
    srai x13, x7, 0
    lh x5, 228(x9)
    lh x12, 188(x8)
    sub x7, x7, x0
    bltu x0, x0, L43
    lhu x12, 24(x9)
    and x11, x0, x11
    lhu x6, 244(x8)
L43:
    ori x5, x6, 1311
    addi x7, x11, -1261
    lbu x5, 248(x8)
    sra x10, x12, x0
    sltu x11, x13, x13
    bltu x6, x11, L44
    lb x12, 72(x9)
    sw x10, 68(x9)
    lb x13, 136(x8)
L44:
    andi x0, x12, -1247
    srai x0, x7, 7
    lh x6, 220(x8)
    lui x7, 905695
    beq x6, x7, L45
L45:
    sh x6, 28(x8)
    or x11, x7, x7
    lbu x0, 64(x9)
    lb x13, 148(x9)
    blt x5, x7, L46
    slli x6, x13, 25
L46:
    addi x10, x12, -1267
    sltu x5, x11, x6
    beq x10, x6, L47
L47:
    lb x0, 12(x9)
    lb x5, 20(x8)
    lw x5, 240(x8)
    lh x11, 156(x8)
    addi x16, x0, 3
L48:
    sra x13, x10, x7
    xori x6, x5, 1114
    lw x17, 0(x8)
    beq x17, x5, M48
    lhu x13, 60(x9)
M48:
    addi x16, x16, -1
    bne x16, x0, L48
    srai x6, x13, 12
    and x10, x10, x10
    sb x7, 152(x8)
    sltu x5, x7, x0
    srl x6, x0, x7
    addi x16, x0, 1
L49:
    add x10, x11, x10
    or x12, x6, x7
    lw x17, 0(x8)
    beq x17, x0, M49
    lbu x13, 136(x8)
M49:
    addi x16, x16, -1
    bne x16, x0, L49
    slt x12, x10, x0
    sub x0, x12, x10
    bne x7, x13, L50
L50:
    sw x13, 124(x9)
    or x11, x12, x7
    and x13, x0, x13
    sb x11, 156(x9)
    lui x15, %hi(L51)
    addi x15, x15, %lo(L51)
    jalr x1, 0(x15)
    andi x5, x10, -1845
    addi x6, x13, 1219
L51:
    slt x0, x0, x0
    sra x11, x0, x13
    and x7, x12, x6
    add x13, x6, x0
    lbu x12, 172(x8)
    bgeu x12, x6, L52
    and x6, x10, x12
    srl x7, x11, x7
    sltu x10, x13, x0
L52:
    xori x5, x5, 1788
    bgeu x7, x11, L53
    xor x12, x12, x10
    ori x10, x6, -1616
    lui x6, 488941
L53:
    xori x12, x12, 826
    sub x12, x13, x10
    jal x0, L54
L54:
    lh x5, 96(x9)
    andi x10, x12, 1190
    and x0, x12, x0
    sra x11, x12, x0
    lw x0, 72(x8)
    bltu x12, x6, L55
    lbu x10, 84(x9)
    xori x5, x12, 1161
    lhu x12, 52(x9)
L55:
    slli x0, x7, 6
    sub x11, x5, x0
    bltu x12, x6, L56
    slli x0, x0, 28
    lbu x10, 156(x8)
L56:
    srai x0, x11, 27
    xori x11, x6, -1988
    andi x12, x13, 2
    sw x11, 68(x9)
    lw x10, 72(x8)
    jal x0, L57
L57:
    sltu x11, x11, x10
    sb x0, 116(x8)
    blt x11, x7, L58
L58:
    sh x11, 180(x8)
    addi x16, x0, 4
L59:
    lui x10, 472542
    addi x16, x16, -1
    bne x16, x0, L59
    or x6, x7, x13
    sb x10, 68(x8)
    lbu x10, 104(x8)
    and x10, x13, x10
    sh x13, 44(x8)
    addi x16, x0, 3
L60:
    addi x16, x16, -1
    bne x16, x0, L60
    sltu x5, x11, x6
    sw x11, 84(x8)
    lbu x7, 252(x9)
    addi x16, x0, 1
L61:
    addi x7, x11, 1940
    lh x7, 128(x8)
    andi x5, x6, 1628
    addi x16, x16, -1
    bne x16, x0, L61
    xor x7, x6, x0
    andi x6, x7, -616
    lw x12, 80(x8)
    or x11, x10, x7
    addi x16, x0, 2
L62:
    andi x7, x7, -1185
    slt x0, x7, x12
    lw x17, 0(x8)
    beq x17, x0, M62
    lb x10, 140(x8)
M62:
    addi x16, x16, -1
    bne x16, x0, L62
    lui x6, 158020
    srli x0, x10, 31
    lbu x13, 40(x8)
    lhu x12, 100(x8)
    addi x16, x0, 4
L63:
    sub x7, x5, x11
    sll x0, x7, x7
    xori x0, x10, -1005
    addi x16, x16, -1
    bne x16, x0, L63
    sub x6, x12, x7
    add x6, x7, x7
    blt x6, x13, L64
    lbu x7, 112(x9)
    lb x11, 80(x9)
    srl x6, x13, x7
L64:
    slt x5, x7, x12
    slt x0, x10, x10
    addi x6, x0, -714
    bge x0, x12, L65
    sb x7, 224(x8)
    slli x10, x12, 4
    and x12, x7, x13
L65:
    sb x10, 160(x8)
    lh x13, 160(x8)
    srai x7, x12, 25
    blt x11, x0, L66
L66:
    lb x10, 108(x8)
    add x6, x13, x11
    sw x11, 196(x8)
    ori x7, x7, 114
    lui x15, %hi(L67)
    addi x15, x15, %lo(L67)
    jalr x0, 0(x15)
    and x7, x6, x6
L67:
    lui x6, 15552
    or x12, x12, x10
    bge x6, x10, L68
L68:
    sltu x0, x13, x0
    or x12, x7, x10
    sw x7, 220(x8)
    addi x16, x0, 2
L69:
    lui x6, 458573
    addi x16, x16, -1
    bne x16, x0, L69
    andi x11, x12, -490
    lb x11, 96(x8)
    lbu x0, 56(x8)
    lui x15, %hi(L70)
    addi x15, x15, %lo(L70)
    jalr x5, 0(x15)
    sll x13, x12, x0
L70:
    sll x7, x12, x13
    blt x7, x7, L71
    sll x7, x0, x7
    sll x11, x11, x6
    sra x13, x0, x11
L71:
    addi x0, x5, -1446
    slli x7, x11, 18
    lb x5, 148(x9)
    sb x13, 4(x8)
    bge x11, x5, L72
L72:
    lb x7, 188(x8)
    lbu x6, 240(x8)
    bge x12, x11, L73
    lh x10, 144(x8)
    sw x13, 124(x8)
    slt x7, x12, x0
L73:
    and x12, x7, x10
    bge x10, x10, L74
    sra x6, x5, x6
    lhu x0, 108(x8)
    sh x11, 64(x9)
L74:
    ori x6, x10, 125
    lw x12, 252(x8)
    addi x12, x13, -498
    bgeu x5, x12, L75
    srl x5, x0, x12
    andi x5, x7, -749
    lhu x5, 240(x8)
L75:
    xor x6, x6, x7
    sb x12, 244(x8)
    jal x0, L76
    xor x6, x13, x7
L76:
    lhu x13, 36(x8)
    lw x5, 172(x8)
    jal x1, L77
L77:
    andi x5, x12, 684
    xori x7, x5, 1682
    lui x15, %hi(L78)
    addi x15, x15, %lo(L78)
    jalr x1, 0(x15)
L78:
    addi x11, x0, 17
    beq x6, x10, L79
L79:
    slt x6, x7, x13
    add x5, x10, x7
    bltu x5, x10, L80
L80:
    addi x0, x12, -1985
    or x7, x7, x6
    beq x11, x5, L81
L81:
    ori x13, x13, 1630
    and x5, x12, x7
    addi x16, x0, 4
L82:
    andi x11, x7, -3
    addi x16, x16, -1
    bne x16, x0, L82
    lh x12, 28(x8)
    sub x12, x6, x12
    lbu x11, 56(x9)
    blt x0, x13, L83
    xor x12, x13, x7
    addi x6, x12, 23
L83:
    sll x13, x12, x0
    and x13, x0, x12
    lb x12, 164(x8)
    beq x7, x11, L84
L84:
    ori x6, x5, -1532
    andi x10, x13, -942
    bne x6, x6, L85
    lw x11, 208(x9)
    srli x11, x12, 30
    sh x13, 228(x8)
L85:
    sw x5, 208(x8)
    and x0, x13, x11
    lb x10, 192(x8)
    xor x6, x13, x13
    lui x15, %hi(L86)
    addi x15, x15, %lo(L86)
    jalr x1, 0(x15)
    lb x10, 160(x9)
    lh x10, 60(x8)
L86:
    lh x5, 204(x9)
    blt x11, x6, L87
    or x13, x11, x0
    sltu x6, x10, x11
    lb x13, 112(x8)
L87:
    ori x13, x11, -385
    bge x5, x13, L88
    lw x6, 216(x8)
    sw x5, 212(x9)
L88:
    ori x10, x12, 1211
    addi x16, x0, 3
L89:
    lui x10, 9466
    or x13, x0, x12
    lw x17, 0(x8)
    beq x17, x13, M89
    sw x6, 100(x8)
M89:
    addi x16, x16, -1
    bne x16, x0, L89
    srli x11, x13, 26
    lui x11, 270988
    beq x5, x11, L90
    ori x13, x13, -1818
    xor x5, x6, x13
    xor x13, x11, x6
L90:
    xori x0, x10, -830
    sub x12, x10, x6
    sltu x6, x13, x6
    add x6, x7, x10
    addi x5, x6, -589
    blt x0, x13, L91
    lbu x6, 116(x8)
    sb x10, 8(x8)
L91:
    slli x11, x6, 1
    lb x13, 44(x8)
    sub x13, x12, x13
    bgeu x10, x11, L92
L92:
    sra x11, x7, x10
    bne x7, x5, L93
    sub x7, x10, x10
    srai x12, x7, 17
    sh x5, 240(x8)
L93:
    slt x13, x6, x13
    andi x7, x11, -439
    lbu x5, 176(x9)
    lui x7, 666119
    srai x10, x0, 9
    bgeu x13, x12, L94
L94:
    and x5, x7, x11
    sw x0, 172(x8)
    sw x11, 116(x8)
    sh x13, 44(x9)
    bge x12, x10, L95
L95:
    slli x10, x0, 15
    addi x6, x7, -203
    sh x6, 208(x8)
    srli x5, x0, 19
    beq x12, x12, L96
    ori x5, x12, -411
    xor x7, x13, x5
L96:
    add x6, x13, x6
    lui x5, 45751
    slt x12, x5, x13
    sltu x10, x0, x5
    bltu x5, x7, L97
L97:
    lbu x13, 188(x8)
    sll x10, x0, x13
    ori x11, x12, -1869
    sb x0, 100(x8)
    bltu x6, x0, L98
    lui x11, 1046748
    xori x0, x10, -260
L98:
    and x12, x0, x6
    or x11, x6, x6
    sltu x10, x10, x11
    lhu x7, 208(x8)
    srai x11, x0, 9
    lui x15, %hi(L99)
    addi x15, x15, %lo(L99)
    jalr x1, 0(x15)
    ori x5, x7, 1152
    lw x12, 124(x8)
L99:
    lw x10, 200(x8)
    bge x12, x7, L100
L100:
    sw x10, 188(x8)
    or x12, x11, x0
    sb x10, 72(x8)
    bge x7, x12, L101
L101:
    sw x5, 244(x8)
    add x11, x0, x13
    lui x7, 875078
    sltu x10, x12, x5
    bne x10, x7, L102
    lb x7, 180(x9)
    lb x5, 92(x8)
L102:
    srli x11, x7, 26
    sb x13, 64(x8)
    xori x10, x12, 1222
    andi x5, x0, -760
    bltu x0, x0, L103
L103:
    sh x12, 144(x8)
    add x7, x12, x10
    xor x10, x11, x0
    lhu x13, 20(x8)
    lui x15, %hi(L104)
    addi x15, x15, %lo(L104)
    jalr x5, 0(x15)
    andi x12, x6, 1786
    or x12, x5, x10
L104:
    lw x13, 236(x8)
    sra x11, x11, x0
    jal x0, L105
L105:
    xor x0, x10, x13
    sra x11, x10, x5
    lui x13, 36772
    lb x7, 28(x9)
    xor x6, x12, x5
    addi x16, x0, 1
L106:
    lbu x12, 252(x9)
    addi x12, x12, -860
    sh x11, 64(x8)
    addi x16, x16, -1
    bne x16, x0, L106
    lhu x11, 160(x8)
    lui x15, %hi(L107)
    addi x15, x15, %lo(L107)
    jalr x1, 0(x15)
L107:
    andi x6, x13, -588
    lbu x7, 224(x9)
    lbu x5, 120(x8)
    sub x12, x12, x6
    blt x0, x13, L108
    lh x10, 132(x8)
    lh x0, 12(x8)
    sltu x11, x13, x0
L108:
    srli x5, x6, 25
    srli x13, x5, 6
    sra x13, x10, x13
    jal x0, L109
    sw x13, 148(x9)
    or x5, x12, x6
L109:
    addi x14, x14, -1
    beq x14, x0, done
    lui x15, %hi(again)
    addi x15, x15, %lo(again)
    jalr x0, 0(x15)
done:
    xor x10, x10, x11
    xor x10, x10, x12
    lui x8, 0xF0000
    jalr x0, 0(x18)
    .bss
area: .space 512

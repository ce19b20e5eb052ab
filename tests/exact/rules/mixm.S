# Written by mix.py (rv32im).
    .globl main
main:
    addi x18, x1, 0
    lui x8, %hi(area)
    addi x8, x8, %lo(area)
    addi x9, x8, 128
    addi x14, x0, 6
again:
    xor x6, x10, x10
    addi x16, x0, 3
L0:
    sll x0, x11, x13
    add x6, x11, x6
    lhu x11, 124(x9)
    lw x17, 0(x8)
    beq x17, x13, M0
    lb x13, 84(x8)
M0:
    addi x16, x16, -1
    bne x16, x0, L0
    ori x10, x7, 955
    mulh x0, x0, x10
    sw x0, 124(x8)
    add x0, x0, x0
    beq x12, x0, L1
    add x0, x11, x5
L1:
    lui x10, 195986
    sltu x6, x12, x13
    lb x0, 80(x8)
    slt x7, x0, x7
    jal x1, L2
    lhu x0, 56(x8)
L2:
    add x6, x7, x5
    srl x7, x7, x12
    addi x16, x0, 4
L3:
    add x11, x10, x11
    addi x13, x0, 1932
    lw x17, 0(x8)
    beq x17, x11, M3
    mulh x7, x13, x7
M3:
    addi x16, x16, -1
    bne x16, x0, L3
    addi x10, x5, -1389
    slt x13, x0, x13
    ori x12, x13, 1185
    bgeu x5, x5, L4
L4:
    and x6, x12, x5
    slt x11, x13, x6
    xori x10, x6, 1728
    bgeu x0, x12, L5
    addi x13, x10, 30
L5:
    lh x7, 236(x8)
    addi x16, x0, 1
L6:
    rem x7, x5, x12
    slt x12, x13, x10
    or x5, x13, x11
    addi x16, x16, -1
    bne x16, x0, L6
    sltu x12, x10, x6
    lh x0, 192(x9)
    slt x10, x13, x6
    bgeu x10, x12, L7
L7:
    lb x6, 116(x8)
    add x5, x12, x11
    slli x13, x13, 8
    addi x7, x13, 1014
    sltu x12, x12, x11
    bge x13, x6, L8
    divu x13, x13, x5
    sub x11, x5, x12
L8:
    lh x11, 104(x8)
    ori x11, x10, 759
    andi x0, x6, -1532
    addi x11, x12, -1605
    bltu x5, x13, L9
    sh x12, 228(x8)
    slt x6, x5, x12
    lh x6, 236(x8)
L9:
    or x6, x0, x6
    lh x6, 124(x8)
    slli x7, x12, 10
    sub x10, x11, x12
    addi x16, x0, 1
L10:
    addi x16, x16, -1
    bne x16, x0, L10
    srl x10, x7, x12
    and x0, x6, x0
    lw x7, 148(x8)
    blt x10, x5, L11
    sb x10, 108(x9)
    ori x7, x12, -649
    srli x7, x13, 30
L11:
    ori x7, x6, -350
    xor x0, x11, x10
    addi x16, x0, 1
L12:
    lui x7, 937860
    sll x6, x10, x7
    addi x16, x16, -1
    bne x16, x0, L12
    slt x7, x6, x12
    srli x10, x7, 3
    ori x12, x7, -1221
    lh x10, 72(x8)
    addi x6, x10, -1339
    bgeu x10, x13, L13
L13:
    andi x5, x11, 803
    sll x0, x0, x11
    lbu x12, 20(x8)
    lhu x6, 204(x8)
    mulh x5, x7, x7
    blt x7, x0, L14
    slli x6, x12, 23
    remu x6, x13, x6
    rem x10, x13, x13
L14:
    addi x12, x0, 428
    slt x13, x11, x13
    bltu x7, x12, L15
L15:
    lbu x13, 84(x8)
    slt x6, x12, x13
    lui x10, 84460
    add x11, x11, x11
    bne x13, x5, L16
L16:
    or x6, x0, x0
    lbu x7, 200(x9)
    srli x5, x7, 23
    bgeu x7, x7, L17
    sltu x10, x7, x6
    lbu x6, 0(x8)
    srai x7, x6, 1
L17:
    xor x13, x12, x5
    mulh x10, x6, x13
    sub x6, x10, x13
    bne x11, x10, L18
L18:
    sub x0, x11, x5
    ori x7, x10, -1905
    bgeu x13, x12, L19
    srl x10, x5, x6
    sb x6, 168(x8)
L19:
    lh x12, 92(x8)
    lw x6, 60(x8)
    bltu x6, x7, L20
L20:
    mulhsu x7, x7, x13
    add x12, x0, x5
    sub x6, x6, x6
    slli x12, x0, 12
    sh x6, 116(x8)
    bge x13, x13, L21
    lb x6, 36(x8)
    ori x13, x5, 232
    lh x12, 156(x9)
L21:
    lw x11, 200(x8)
    sub x12, x7, x7
    bltu x12, x0, L22
L22:
    xor x10, x0, x13
    ori x10, x10, 580
    ori x6, x12, -1443
    mulhsu x0, x0, x11
    addi x16, x0, 1
L23:
    and x0, x6, x0
    addi x16, x16, -1
    bne x16, x0, L23
    slt x6, x12, x0
    lui x7, 369000
    mulhu x7, x10, x11
    bgeu x6, x7, L24
    addi x5, x7, 995
L24:
    mulhsu x11, x10, x12
    beq x6, x13, L25
L25:
    ori x11, x6, -403
    slli x10, x13, 2
    bge x7, x7, L26
    sw x12, 12(x8)
L26:
    sltu x7, x7, x5
    and x5, x6, x0
    jal x0, L27
L27:
    lh x10, 140(x9)
    div x6, x11, x12
    or x11, x0, x13
    beq x12, x10, L28
L28:
    ori x7, x6, -1079
    sb x0, 128(x8)
    xor x5, x12, x6
    lhu x0, 8(x8)
    bltu x7, x12, L29
L29:
    srai x6, x6, 7
    lw x10, 72(x8)
    lw x7, 248(x9)
    lw x12, 132(x8)
    bgeu x10, x13, L30
    addi x0, x5, 1443
L30:
    addi x6, x11, -280
    blt x10, x6, L31
    ori x10, x10, 1764
L31:
    mulhsu x5, x11, x12
    jal x1, L32
    or x11, x12, x7
L32:
    sw x12, 192(x9)
    andi x6, x10, -419
    sb x12, 52(x8)
    beq x12, x10, L33
    ori x0, x12, 742
L33:
    lb x12, 120(x9)
    lh x13, 160(x8)
    lui x0, 717752
    lw x5, 116(x8)
    ori x13, x13, 257
    addi x16, x0, 4
L34:
    mulhu x11, x12, x10
    addi x16, x16, -1
    bne x16, x0, L34
    xor x7, x12, x11
    jal x0, L35
L35:
    lb x0, 200(x8)
    lhu x12, 192(x8)
    sw x7, 156(x8)
    or x5, x5, x7
    lh x5, 180(x9)
    blt x6, x13, L36
    lui x0, 464310
    lhu x6, 156(x8)
L36:
    mulh x6, x12, x11
    or x13, x0, x6
    lbu x13, 108(x8)
    add x12, x5, x12
    lw x12, 52(x8)
    bne x7, x5, L37
    sub x11, x0, x6
    lui x13, 67984
L37:
    ori x0, x12, -191
    beq x7, x6, L38
L38:
    srli x13, x13, 8
    sw x5, 8(x8)
    lui x11, 256794
    lui x0, 733986
    bge x6, x0, L39
    srli x11, x6, 5
L39:
    and x13, x0, x6
    bltu x11, x6, L40
    andi x6, x0, -1015
    srli x11, x13, 25
L40:
    sltu x5, x12, x10
    sub x13, x13, x0
    sltu x13, x7, x10
    xor x0, x0, x11
    jal x1, L41
L41:
    xor x12, x0, x7
    ori x11, x10, 161
    andi x12, x10, -1405
    beq x10, x13, L42
    and x10, x10, x5
    lhu x7, 204(x8)
L42:
    lui x7, 231021
    bge x6, x12, L43
    lb x12, 132(x8)
    sb x0, 216(x8)
L43:
    lbu x0, 240(x8)
    mulh x5, x12, x10
    beq x7, x0, L44
    and x6, x5, x11
    mulhu x0, x13, x0
    sltu x7, x10, x12
L44:
    sra x6, x13, x7
    and x6, x13, x10
    srl x10, x7, x7
    lhu x0, 156(x9)
    addi x16, x0, 3
L45:
    slt x12, x6, x10
    xor x13, x0, x7
    lw x17, 0(x8)
    beq x17, x0, M45
    lbu x0, 112(x9)
M45:
    addi x16, x16, -1
    bne x16, x0, L45
    or x0, x6, x11
    lh x12, 112(x8)
    sw x5, 248(x8)
    jal x0, L46
    lhu x0, 12(x8)
L46:
    lbu x13, 108(x9)
    slli x11, x6, 25
    sb x11, 40(x8)
    xor x13, x7, x7
    jal x1, L47
L47:
    lhu x0, 128(x8)
    lbu x13, 160(x8)
    andi x5, x11, -34
    addi x16, x0, 2
L48:
    srli x11, x5, 4
    addi x16, x16, -1
    bne x16, x0, L48
    lhu x12, 140(x8)
    slt x10, x7, x11
    bgeu x6, x6, L49
L49:
    sltu x7, x7, x13
    lbu x11, 96(x8)
    divu x7, x10, x7
    lhu x11, 12(x8)
    or x0, x7, x0
    addi x16, x0, 4
L50:
    lw x17, 0(x8)
    beq x17, x11, M50
    sw x7, 16(x8)
M50:
    addi x16, x16, -1
    bne x16, x0, L50
    lb x0, 100(x9)
    addi x16, x0, 2
L51:
    xori x6, x6, -196
    slli x12, x5, 10
    addi x16, x16, -1
    bne x16, x0, L51
    srli x12, x5, 18
    bne x13, x10, L52
    sh x12, 52(x9)
L52:
    ori x5, x13, -860
    blt x7, x7, L53
    sb x13, 24(x8)
L53:
    or x13, x11, x11
    slt x12, x7, x5
    sb x11, 128(x8)
    beq x6, x11, L54
    andi x12, x11, -202
L54:
    and x10, x5, x13
    lui x15, %hi(L55)
    addi x15, x15, %lo(L55)
    jalr x5, 0(x15)
L55:
    slt x5, x11, x13
    slli x13, x10, 26
    lb x10, 168(x8)
    divu x7, x10, x0
    addi x16, x0, 4
L56:
    addi x16, x16, -1
    bne x16, x0, L56
    xor x0, x10, x13
    sh x5, 240(x8)
    beq x6, x10, L57
    lw x6, 20(x8)
L57:
    or x11, x7, x12
    addi x16, x0, 4
L58:
    addi x7, x12, -1726
    add x6, x13, x13
    addi x16, x16, -1
    bne x16, x0, L58
    mul x10, x13, x10
    lbu x5, 136(x8)
    mul x10, x5, x7
    sw x7, 148(x8)
    beq x5, x6, L59
    lb x6, 76(x8)
    andi x11, x10, 1076
    rem x13, x13, x10
L59:
    ori x12, x12, 1110
    bgeu x13, x7, L60
    andi x0, x11, -973
L60:
    lw x10, 156(x9)
    srli x5, x5, 3
    sub x5, x5, x0
    sra x12, x13, x5
    beq x7, x13, L61
    and x7, x13, x5
    lh x0, 128(x9)
    lhu x0, 8(x8)
L61:
    andi x5, x10, 1005
    sub x10, x12, x0
    rem x13, x10, x7
    lb x13, 184(x8)
    addi x16, x0, 4
L62:
    sh x5, 232(x8)
    ori x13, x11, 579
    mul x10, x7, x0
    lw x17, 0(x8)
    beq x17, x10, M62
    sub x6, x5, x10
M62:
    addi x16, x16, -1
    bne x16, x0, L62
    sb x6, 156(x8)
    xor x10, x10, x5
    lhu x10, 96(x8)
    andi x5, x7, -773
    addi x16, x0, 4
L63:
    sb x10, 232(x9)
    sh x5, 116(x8)
    addi x16, x16, -1
    bne x16, x0, L63
    srl x0, x5, x13
    xori x12, x12, -73
    blt x10, x0, L64
    lbu x13, 128(x8)
    sb x13, 236(x8)
L64:
    lh x7, 108(x8)
    lui x15, %hi(L65)
    addi x15, x15, %lo(L65)
    jalr x0, 0(x15)
    sub x13, x12, x0
L65:
    srai x0, x12, 7
    slli x7, x6, 23
    sra x11, x10, x6
    lui x15, %hi(L66)
    addi x15, x15, %lo(L66)
    jalr x5, 0(x15)
    lhu x12, 240(x8)
L66:
    srli x12, x6, 11
    xori x13, x10, 1787
    lui x13, 195528
    sh x10, 12(x8)
    lb x12, 20(x9)
    jal x1, L67
    mulhu x5, x5, x0
    srai x10, x10, 29
L67:
    lw x12, 20(x8)
    sw x13, 212(x8)
    div x10, x7, x13
    addi x7, x0, -246
    slli x12, x7, 3
    bge x7, x5, L68
    divu x6, x12, x10
    lb x0, 44(x8)
L68:
    sub x11, x5, x0
    bgeu x11, x11, L69
    sltu x11, x6, x5
L69:
    sw x0, 88(x8)
    bge x5, x11, L70
L70:
    sb x10, 216(x8)
    lui x15, %hi(L71)
    addi x15, x15, %lo(L71)
    jalr x0, 0(x15)
L71:
    lui x7, 793950
    mulhsu x11, x11, x0
    jal x1, L72
L72:
    lw x6, 8(x8)
    and x10, x7, x12
    sh x13, 204(x8)
    beq x5, x0, L73
L73:
    lhu x0, 48(x9)
    lui x15, %hi(L74)
    addi x15, x15, %lo(L74)
    jalr x1, 0(x15)
L74:
    xor x0, x7, x6
    beq x12, x6, L75
    xor x0, x11, x13
    lh x0, 124(x8)
L75:
    lb x10, 140(x8)
    jal x1, L76
    sh x7, 56(x9)
L76:
    slli x6, x5, 30
    xor x10, x10, x10
    sh x13, 220(x8)
    addi x12, x0, -1314
    blt x7, x6, L77
L77:
    sw x11, 56(x8)
    lw x10, 60(x8)
    bge x13, x12, L78
    ori x6, x11, 1433
L78:
    sh x13, 4(x8)
    lh x6, 4(x8)
    andi x13, x0, -1772
    sll x12, x10, x12
    sra x5, x12, x10
    bge x13, x0, L79
L79:
    sw x7, 168(x8)
    jal x1, L80
    lh x10, 124(x8)
    sw x7, 208(x8)
L80:
    sh x11, 96(x8)
    lui x15, %hi(L81)
    addi x15, x15, %lo(L81)
    jalr x5, 0(x15)
L81:
    addi x6, x5, -139
    lbu x10, 80(x8)
    lhu x11, 188(x8)
    sll x11, x7, x10
    sltu x13, x0, x6
    blt x6, x7, L82
    lh x13, 28(x8)
    lw x10, 252(x9)
    lhu x10, 176(x8)
L82:
    or x6, x10, x6
    mulh x7, x13, x6
    addi x16, x0, 2
L83:
    addi x16, x16, -1
    bne x16, x0, L83
    slli x5, x5, 7
    andi x13, x10, -1384
    slt x12, x11, x6
    lw x0, 88(x8)
    blt x10, x6, L84
    xori x11, x7, 1219
    mulhu x11, x0, x7
    lb x12, 168(x8)
L84:
    sb x12, 36(x8)
    slt x11, x12, x12
    blt x10, x6, L85
    lw x11, 176(x8)
    lui x12, 698300
L85:
    lw x0, 76(x8)
    sltu x12, x12, x0
    sh x0, 172(x8)
    bge x6, x13, L86
    slt x12, x6, x7
L86:
    add x11, x10, x0
    and x0, x10, x11
    rem x10, x10, x11
    sub x13, x11, x10
    addi x16, x0, 2
L87:
    lw x13, 80(x9)
    lw x17, 0(x8)
    beq x17, x6, M87
    srli x10, x12, 18
M87:
    addi x16, x16, -1
    bne x16, x0, L87
    lb x5, 96(x8)
    sb x13, 96(x8)
    xor x5, x7, x5
    add x13, x11, x13
    lhu x13, 240(x9)
    lui x15, %hi(L88)
    addi x15, x15, %lo(L88)
    jalr x1, 0(x15)
    srl x0, x0, x10
    xor x6, x10, x6
L88:
    lui x13, 137187
    xor x13, x10, x12
    sltu x5, x11, x11
    sw x7, 228(x8)
    sll x0, x0, x10
    addi x16, x0, 1
L89:
    lh x0, 180(x8)
    addi x16, x16, -1
    bne x16, x0, L89
    addi x5, x11, 409
    andi x6, x12, 1245
    mul x13, x10, x10
    addi x16, x0, 2
L90:
    and x7, x0, x5
    lbu x6, 168(x8)
    and x7, x5, x5
    lw x17, 0(x8)
    beq x17, x6, M90
    lb x12, 144(x8)
M90:
    addi x16, x16, -1
    bne x16, x0, L90
    andi x12, x11, 636
    divu x5, x5, x13
    srai x7, x13, 7
    blt x7, x6, L91
L91:
    lhu x10, 52(x9)
    sb x10, 176(x8)
    mul x13, x13, x12
    xor x7, x6, x12
    beq x10, x12, L92
    or x6, x11, x13
    sb x13, 24(x8)
    srli x0, x12, 13
L92:
    lhu x5, 104(x8)
    slli x5, x10, 4
    jal x0, L93
L93:
    srl x0, x6, x7
    srai x6, x0, 17
    lui x15, %hi(L94)
    addi x15, x15, %lo(L94)
    jalr x5, 0(x15)
    sltu x10, x12, x10
L94:
    lbu x10, 172(x8)
    bge x13, x13, L95
    xori x7, x0, -596
L95:
    srli x7, x10, 9
    add x0, x10, x0
    mul x12, x5, x11
    ori x0, x6, 1807
    addi x16, x0, 1
L96:
    add x7, x6, x11
    sw x10, 236(x8)
    sltu x7, x11, x0
    lw x17, 0(x8)
    beq x17, x5, M96
    xori x13, x7, 495
M96:
    addi x16, x16, -1
    bne x16, x0, L96
    srai x7, x5, 15
    srl x11, x0, x6
    andi x13, x7, -1935
    slli x0, x5, 14
    srl x0, x6, x5
    bge x12, x5, L97
    srai x11, x5, 28
L97:
    sb x12, 36(x8)
    or x13, x11, x5
    blt x12, x10, L98
L98:
    slt x11, x0, x11
    lui x15, %hi(L99)
    addi x15, x15, %lo(L99)
    jalr x0, 0(x15)
L99:
    lui x10, 345141
    and x11, x5, x0
    lb x5, 152(x8)
    sra x7, x10, x6
    lbu x7, 204(x8)
    bne x10, x0, L100
L100:
    add x7, x11, x12
    and x6, x0, x10
    mulhsu x7, x12, x10
    sb x11, 8(x8)
    bgeu x13, x12, L101
L101:
    and x11, x11, x5
    sub x10, x0, x5
    sll x7, x7, x6
    rem x13, x10, x6
    and x12, x12, x13
    addi x16, x0, 3
L102:
    slt x10, x11, x12
    remu x5, x5, x0
    or x0, x6, x0
    addi x16, x16, -1
    bne x16, x0, L102
    slli x13, x0, 28
    lhu x11, 208(x8)
    slt x5, x13, x12
    xori x11, x10, 1344
    blt x12, x11, L103
    sltu x13, x5, x10
    addi x6, x12, 496
L103:
    xor x10, x10, x11
    or x7, x5, x5
    xori x7, x10, -519
    divu x11, x11, x0
    blt x13, x7, L104
L104:
    andi x6, x11, 1661
    and x7, x5, x10
    lbu x12, 32(x8)
    addi x16, x0, 4
L105:
    lw x13, 108(x9)
    add x5, x10, x13
    addi x16, x16, -1
    bne x16, x0, L105
    add x5, x10, x12
    sw x6, 56(x9)
    addi x12, x13, 1459
    lb x6, 92(x8)
    or x12, x13, x6
    lui x15, %hi(L106)
    addi x15, x15, %lo(L106)
    jalr x0, 0(x15)
    lh x10, 88(x9)
    mul x12, x5, x5
L106:
    xori x13, x10, -1352
    sh x7, 148(x9)
    sra x10, x7, x13
    lw x11, 200(x8)
    remu x12, x5, x6
    beq x0, x10, L107
    lh x13, 76(x8)
    add x10, x7, x13
L107:
    lh x11, 84(x8)
    addi x16, x0, 3
L108:
    lw x17, 0(x8)
    beq x17, x7, M108
    sh x13, 36(x8)
M108:
    addi x16, x16, -1
    bne x16, x0, L108
    lw x5, 124(x9)
    bgeu x7, x13, L109
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

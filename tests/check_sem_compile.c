/* check_sem_compile.c - the semantics compiler: what programs become (sem_*.c, ir_*.c), and what is refused,
 * where, why. */
#include <check.h>
#include "sem_fixture.h"

static struct fixture fx;

static void fx_function(struct fixture *to, const char *key, const char *body)
{
    ck_assert_msg(sem_add_function(to->sem, fx_yaml(to, key), fx_yaml(to, body), false, &to->diag), "%s",
                  key);
}

static void setup(void)
{
    fx_init(&fx);
    fx_function(&fx, "sum(a: 32, b: 32) -> 32", "return a + b");
    fx_function(&fx, "positive(v: 32) -> 1", "if v <_s 0 { return 0 }\nreturn 1");
    fx_function(&fx, "fail(v: 32)", "raise bad(v)");
    fx_function(&fx, "never(v: 32) -> 8", "raise bad(v)");
    fx_function(&fx, "loop(v: 8) -> 8", "return loop(v)");
    fx_function(&fx, "ping(v: 8) -> 8", "return pong(v)");
    fx_function(&fx, "pong(v: 8) -> 8", "return ping(v)");
    fx_function(&fx, "push(v: 32)", "let sp = r[1] - 4\nstore<32>(sp, v)\nr[1] = sp");
    fx_function(&fx, "flags(v: 8)", "f.z = v == 0; f.n = 0");
    fx_function(&fx, "open(v: 8) -> 8", "if v == 1 { return 2 }");
    fx_function(&fx, "pick(v: 4) -> 4", "return match v { 0 => 1, 1 => 2\n 2 => 4\n _ => 8 }");
    fx_function(&fx, "nothing()", "");
}

static void teardown(void)
{
    fx_release(&fx);
}

/* ---- what programs become ---------------------------------------------------------------------------- */

static const struct {
    const char *text, *ir;
} programs[] = {
    { "x[rd] = x[rs1] + x[rs2]", "t0:5 = field 1\nt1:32 = readx 1 t0\nt2:5 = field 2\nt3:32 = readx 1 t2\n"
                                 "t4:32 = add t1 t3\nt5:5 = field 0\nwritex 1 t5 t4\nend\n" },
    { "let a = x[rs1]\nlet b = x[rs2]\nx[rd] = sum(a, b)",
      "t0:5 = field 1\nt1:32 = readx 1 t0\nt2:5 = field 2\nt3:32 = readx 1 t2\n"
      "t4:32 = add t1 t3\nt5:5 = field 0\nwritex 1 t5 t4\nend\n" },
    { "", "end\n" },
    { "x[rd] = imm", "t0:32 = field 3\nt1:5 = field 0\nwritex 1 t1 t0\nend\n" },
    { "x[rd] = x[0]", "t0:32 = const 0\nt1:5 = field 0\nwritex 1 t1 t0\nend\n" },
    /* conditions: a comparison, then the branch */
    { "if x[rs1] == x[rs2] { jump pc + imm }",
      "t0:5 = field 1\nt1:32 = readx 1 t0\nt2:5 = field 2\nt3:32 = readx 1 t2\nt4:1 = eq t1 t3 w32\nbz t4 "
      "0xa\n"
      "t5:32 = pc\nt6:32 = field 3\nt7:32 = add t5 t6\njump t7\nend\n" },
    /* constants prune before checking: the other arm is nonsense at this XLEN */
    { "if XLEN == 64 { x[rd] = big } else { a = n }", "t0:8 = field 4\nwrite 0x25 t0\nend\n" },
    { "x[rd] = if XLEN == 32 then x[rs1] else big", "t0:5 = field 1\nt1:32 = readx 1 t0\nt2:5 = field 0\n"
                                                    "writex 1 t2 t1\nend\n" },
    { "if XLEN == 64 && big == 0 { a = 1 }", "end\n" },
    /* three flags make one write; nothing is read */
    { "cc.zf = 1\ncc.of = 0\ncc.sf = 1", "t0:3 = const 6\nwrite 0x27 t0\nend\n" },
    { "f.z = a[0]", "t0:8 = read 0x25\nt1:1 = trunc t0\nt2:8 = const 7\nt3:8 = shl t1 t2\nt4:8 = read 0x26\n"
                    "t5:8 = const 0x7f\nt6:8 = and t4 t5\nt7:8 = or t3 t6\nwrite 0x26 t7\nend\n" },
    /* what was just written is known */
    { "a = n\nb = a", "t0:8 = field 4\nwrite 0x25 t0\nwrite 0x28 t0\nend\n" },
    { "f = n", "t0:8 = field 4\nt1:8 = const 0xf0\nt2:8 = and t0 t1\nwrite 0x26 t2\nend\n" },
    /* joins */
    { "bc = bc", "t0:8 = read 0x28\nt1:8 = read 0x29\nwrite 0x28 t0\nwrite 0x29 t1\nend\n" },
    { "let v = bc[15:8] @ bc[7:0]\na = v[11:4]", "t0:8 = read 0x28\nt1:8 = read 0x29\nt2:16 = concat t0 t1 "
                                                 "w8\nt3:8 = slice t2 4\nwrite 0x25 t3\nend\n" },
    /* loops are unrolled, constant at each turn */
    { "var s: 8 = 0\nfor i in 0 .. 2 { s = s + (n[i +: 2] @ 6'0) }\na = s", NULL },
    /* zero bits known: an alignment check that cannot fail is gone, one that can stays */
    { "let t = x[rs1] & ~1\nif (t & 1) != 0 { raise bad(t) }\njump t",
      "t0:5 = field 1\nt1:32 = readx 1 t0\nt2:32 = const 0xfffffffe\nt3:32 = and t1 t2\njump t3\nend\n" },
    { "if (imm & 1) != 0 { raise bad(imm) }\njump imm", "t0:32 = field 3\njump t0\nend\n" },
    /* a let that nobody needs at run time costs nothing */
    { "let v = x[rs1] + 1\nif XLEN == 64 { x[rd] = v }", "end\n" },
    { "x[rd] = zext(a)", "t0:8 = read 0x25\nt1:5 = field 0\nwritex 1 t1 t0\nend\n" },
    { "x[rd] = sext(a)", "t0:8 = read 0x25\nt1:32 = sext t0 w8\nt2:5 = field 0\nwritex 1 t2 t1\nend\n" },
    { "x[rd] = if a == 0 then 1 else 2",
      "t0:8 = read 0x25\nt1:8 = const 0\nt2:1 = eq t0 t1 w8\nt3:32 = const 1\n"
      "t4:32 = const 2\nt5:32 = sel t2 t3 t4\nt6:5 = field 0\nwritex 1 t6 t5\nend\n" },
    { "x[rd] = load<32>(x[rs1], as: store)",
      "t0:5 = field 1\nt1:32 = readx 1 t0\nt2:32 = load t1 as-store\nt3:5 = field 0\nwritex 1 t3 t2\nend\n" },
};

/* The listing without its numbers. */
static char *listing(const struct ir *ir)
{
    struct str all, out;
    str_init(&all);
    str_init(&out);
    ir_print(ir, &all);
    for (const char *p = all.buf; *p; p = strchr(p, '\n') + 1) {
        str_addn(&out, p + 5, (size_t)(strchr(p, '\n') - p) - 4);
    }
    str_release(&all);
    return out.buf;
}

START_TEST(test_programs)
{
    struct ir *ir = fx_compile(&fx, programs[_i].text);
    ck_assert_msg(ir != NULL, "%s: %s", programs[_i].text, diag_text(&fx.diag));
    char *text = listing(ir);
    if (programs[_i].ir) {
        ck_assert_str_eq(text, programs[_i].ir);
    }
    free(text);
}
END_TEST

/* ---- what programs do -------------------------------------------------------------------------------- */

static const struct {
    const char *text;
    unsigned slot;
    uint64_t value;
} runs[] = {
    /* x1 = 0x80000001, x2 = 5, r1 = 100, a = 0x9C, f = 0x50, cc = 4; rd 3, rs1 1, rs2 2, imm -4, n 7, ri 1 */
    { "x[rd] = x[rs1] - x[rs2]", SLOT_X + 3, 0x7ffffffc },
    { "x[rd] = x[rs1] >>_s 4", SLOT_X + 3, 0xf8000000 },
    { "x[rd] = x[rs1] >> x[rs2]", SLOT_X + 3, 0x04000000 },
    { "x[rd] = x[rs1] << n", SLOT_X + 3, 0x80 },
    { "x[rd] = zext(x[rs1] <_s x[rs2])", SLOT_X + 3, 1 },
    { "x[rd] = zext(x[rs1] < x[rs2])", SLOT_X + 3, 0 },
    { "x[rd] = zext<16>(x[rs1] >=_s x[rs2]) @ zext<16>(x[rs2] >= 5)", SLOT_X + 3, 1 },
    { "x[rd] = mulh_ss(x[rs1], x[rs2])", SLOT_X + 3, 0xfffffffd },
    { "x[rd] = mulh_uu(x[rs1], x[rs2])", SLOT_X + 3, 2 },
    { "x[rd] = x[rs1] /_s x[rs2]", SLOT_X + 3, 0xe6666667 },
    { "x[rd] = x[rs1] %_s x[rs2]", SLOT_X + 3, 0xfffffffe },
    { "x[rd] = x[rs1] / 0", SLOT_X + 3, 0xffffffff },
    { "x[rd] = x[rs1] % x[0]", SLOT_X + 3, 0x80000001 },
    { "x[rd] = rotl(x[rs1], 1)", SLOT_X + 3, 3 },
    { "x[rd] = bswap(x[rs1])", SLOT_X + 3, 0x01000080 },
    { "x[rd] = clz(x[rs2])", SLOT_X + 3, 29 },
    { "x[rd] = popcount(x[rs1])", SLOT_X + 3, 2 },
    { "x[rd] = ctz(x[rs1] << 4)", SLOT_X + 3, 4 },
    { "a = a[6:0] @ f.c", SLOT_A, 0x39 },
    { "a = a[n[2:0] +: 1] @ 7'0", SLOT_A, 0x80 },
    { "a = zext(a[n[2:0]])", SLOT_A, 1 },
    { "a = rep<2>(a[5:2])", SLOT_A, 0x77 },
    { "f = ~0", SLOT_F, 0xF0 },
    { "flags(0)", SLOT_F, 0x90 },
    { "cc.zf = !cc.zf\ncc.sf = 1", SLOT_CC, 2 },
    { "bc = 0x1234\nc = b", SLOT_C, 0x12 },
    { "x[rd] = if positive(x[rs1]) then 1 else 2", SLOT_X + 3, 2 },
    { "a = (pick(n[3:0]) @ pick(2) @ n[0])[7:0]", SLOT_A, 0x09 },
    { "match n { 7 => a = 1\n _ => a = 2 }", SLOT_A, 1 },
    { "match n {\n 1 => { a = 1 }\n 7 => { a = 9; b = 1 }\n}", SLOT_A, 9 },
    { "var k: 8 = 0\nif f.n == 1 { k = 6 }\nif f.z == 1 { k = k | 0x60 }\na = k", SLOT_A, 6 },
    { "var k: 8 = 1\nfor i in 3 .. 1 { k = k * 2 + i }\na = k", SLOT_A, 8 + 12 + 4 + 1 },
    { "let old = a\na = a + 1\na = a + old", SLOT_A, 0x39 },
    { "x[0] = x[rs1]\nx[rd] = x[0] + 1", SLOT_X + 3, 1 },
    { "push(x[rs2])", SLOT_R + 1, 96 },
    { "r[ri] = r[1] + 1", SLOT_R + 1, 101 },
    { "a = if n == 7 && load<8>(0x10) == 0x10 then 1 else 0", SLOT_A, 1 },
    { "a = if n == 8 || load<8>(0x10) == 0x11 then 1 else 0", SLOT_A, 0 },
    { "a = if n == 8 then load<8>(1) else load<8>(2)", SLOT_A, 2 },
    { "x[rd] = bits<32>(7)", SLOT_X + 3, 7 },
    { "if n == 7 { return }\na = 1", SLOT_A, 0x9C },
    { "x[rd] = -x[rs2]", SLOT_X + 3, 0xfffffffb },
    { "x[rd] = ~x[rs2] ^ 0xFF & 0x0F | 1", SLOT_X + 3, 0xfffffff5 },
    { "a = 200 + 100 - 250", SLOT_A, 50 },
    { "x[rd] = pending(x[rs2])", SLOT_X + 3, 5 },
    { "x[rd] = resize(big)", SLOT_X + 3, 0x9abcdef0 },
    { "big = sext(x[rs1])", SLOT_BIG, 0xffffffff80000001 },
    { "let t: 9 = zext(a) + zext(n)\nf.c = t[8]\na = t[7:0]", SLOT_A, 0xA3 },
};

static bool mem_load(void *ctx, uint64_t addr, unsigned bits, unsigned flags, uint64_t *out)
{
    (void)ctx;
    (void)bits;
    (void)flags;
    *out = addr; /* every address holds itself */
    return true;
}

static bool mem_store(void *ctx, uint64_t addr, unsigned bits, unsigned flags, uint64_t v)
{
    (void)ctx;
    (void)addr;
    (void)bits;
    (void)flags;
    (void)v;
    return true;
}

static void state(uint64_t *slots)
{
    memset(slots, 0, SLOTS * sizeof *slots);
    slots[SLOT_X + 1] = 0x80000001;
    slots[SLOT_X + 2] = 5;
    slots[SLOT_R + 1] = 100;
    slots[SLOT_A] = 0x9C;
    slots[SLOT_F] = 0x50;
    slots[SLOT_CC] = 4;
    slots[SLOT_BIG] = 0x123456789abcdef0;
}

START_TEST(test_runs)
{
    uint64_t slots[SLOTS];
    uint64_t fields[O_COUNT] = { 3, 1, 2, 0xfffffffc, 7, 1 };
    struct ir_env env = {
        .slots = slots, .fields = fields, .pc = 0x100, .next_pc = 0x104, .load = mem_load, .store = mem_store
    };
    struct ir *ir = fx_compile(&fx, runs[_i].text);
    ck_assert_msg(ir != NULL, "%s: %s", runs[_i].text, diag_text(&fx.diag));
    state(slots);
    ir_eval(fx.isa, ir, &env);
    ck_assert_msg(slots[runs[_i].slot] == runs[_i].value, "%s: 0x%llx", runs[_i].text,
                  (unsigned long long)slots[runs[_i].slot]);
}
END_TEST

START_TEST(test_jump_raise)
{
    uint64_t slots[SLOTS];
    uint64_t fields[O_COUNT] = { 3, 1, 2, 0xfffffffc, 7, 1 };
    struct ir_env env = { .slots = slots, .fields = fields, .pc = 0x100, .next_pc = 0x104 };
    state(slots);
    ir_eval(fx.isa, fx_compile(&fx, "jump pc + imm\nx[rd] = next_pc"), &env);
    ck_assert(env.jumped && env.target == 0xfc && slots[SLOT_X + 3] == 0x104);
    ir_eval(fx.isa, fx_compile(&fx, "if n == 7 { fail(x[rs2]) }\na = 0"), &env);
    ck_assert(env.trapped && env.trap == 2 && env.trap_value == 5 && slots[SLOT_A] == 0x9C);
}
END_TEST

/* ---- what is refused --------------------------------------------------------------------------------- */

static const struct {
    const char *text;
    int line, col;
    const char *message;
} bad[] = {
    /* names */
    { "x[rd] = x[rs3]", 1, 11, "unknown name 'rs3'; did you mean 'rs1'?" },
    { "x[rd] = foo(1)", 1, 9, "unknown function 'foo'" },
    { "x[rd] = summ(1, 2)", 1, 9, "unknown function 'summ'; did you mean 'sum'?" },
    { "f.q = 1", 1, 3, "register 'f' has no field 'q'" },
    { "cc.zd = 1", 1, 4, "register 'cc' has no field 'zd'; did you mean 'zf'?" },
    { "raise baad(0)", 1, 7, "unknown trap 'baad'; did you mean 'bad'?" },
    { "ryd = 1", 1, 1, "unknown name 'ryd'; did you mean 'rd'?" },
    { "x = 1", 1, 1, "'x' is a register file; write x[index] = ..." },
    { "a = x", 1, 5, "'x' is a register file; write x[index]" },
    { "let x = a\nb = x", 1, 5, "'x' is already a register file" },
    { "pc = 1", 1, 1, "'pc' is not assigned; write  jump target" },
    { "rd = 1", 1, 1, "'rd' cannot be assigned" },
    { "x[ri] = 1", 1, 3, "'ri' is an index into r, not x" },
    { "x[32] = 1", 1, 3, "x[32]: there are 32 registers" },
    { "a = n.get()", 1, 7, "only addressing-mode operands have methods, and register spaces exists(number)" },
    /* widths */
    { "x[rd] = a", 1, 9, "this is 8 bits wide, 32 needed here (use sext, zext or a slice)" },
    { "x[rd] = x[rs1] + a", 1, 18, "this is 8 bits wide, 32 needed here (use sext, zext or a slice)" },
    { "a = n + 256", 1, 9, "256 does not fit in 8 bits" },
    { "a = n + (-129)", 1, 10, "-129 does not fit in 8 bits" },
    { "f.z = 2", 1, 7, "2 does not fit in 1 bit" },
    { "if a { b = 1 }", 1, 4, "this is 8 bits wide, 1 needed here (use sext, zext or a slice)" },
    { "if x[rs1] == a { b = 1 }", 1, 11, "the operands of '==' are 32 and 8 bits wide" },
    { "let v = 5\na = v", 1, 9, "the width of this value is not known; write  let v: width = ..." },
    { "a = a @ 0", 1, 9, "the width of this operand of '@' is not known; write e.g. 4'0" },
    { "let v = big @ a\na = v[7:0]", 1, 13, "64 @ 8 bits are more than 64" },
    { "a = 4'16 @ 4'0", 1, 5, "16 does not fit in 4 bits" },
    { "a = x[rs1][32:25]", 1, 11, "slice [32:25] of a 32-bit value" },
    { "a = x[rs1][0:7]", 1, 11, "slice [0:7]: the high bit comes first, both are from 0 to 63" },
    { "f.z = a[8]", 1, 9, "bit 8 of a 8-bit value" },
    { "a = x[rs1][n:0]", 1, 11, "the bounds of a slice must be constants; use e[base +: width]" },
    { "a = n << 8", 1, 10, "a shift by 8 of a 8-bit value" },
    { "a = sext(x[rs1])", 1, 5, "sext from 32 to 8 bits would truncate; use a slice" },
    { "a = !n", 1, 5, "'!' needs a value of 1 bit; this is 8 bits wide" },
    { "if zext(a) == sext(b) { a = 1 }", 1, 12, "neither side has a known width" },
    { "a = load<12>(x[rs1])[7:0]", 1, 5, "an access of 12 bits; memory cells have 8" },
    { "a = load(x[rs1])", 1, 5, "load needs a width: load<8>(...)" },
    { "store<8>(x[rs1], x[rs2])", 1, 18, "this is 32 bits wide, 8 needed here (use sext, zext or a slice)" },
    { "a = zext<8>(n, n)", 1, 5, "zext takes 1 argument, not 2" },
    { "x[rd] = sum(a, x[rs1])", 1, 13, "this is 8 bits wide, 32 needed here (use sext, zext or a slice)" },
    { "x[rd] = sum(x[rs1])", 1, 9, "'sum' takes 2 arguments, not 1" },
    { "jump a", 1, 6, "this is 8 bits wide, 32 needed here (use sext, zext or a slice)" },
    { "let v: 65 = 0\na = v[7:0]", 1, 8, "a width must be from 1 to 64, not 65" },
    { "x[a] = 1", 1, 3, "an index of 8 bits for 32 registers" },
    { "a = mulh_ss(n, x[rs1])", 1, 16, "this is 32 bits wide, 8 needed here (use sext, zext or a slice)" },
    { "store<8>(x[rs1], n, as: store)", 1, 1, "only load takes 'as: store'" },
    { "let q = nope(1)\nf.z = q == 0\na = q", 1, 9, "unknown function 'nope'" },
    /* values and variables */
    { "let v = n\nv = 1", 2, 1, "'v' is a let; use var to assign again" },
    { "for i in 0 .. 1 { i = 2 }", 1, 19, "'i' is a loop counter; use var to assign again" },
    { "let v = x[rs1]", 1, 5, "'v' is not used" },
    { "var v = x[rs1]\nv = x[rs2]", 1, 5, "'v' is not used" },
    { "n + 1", 1, 3, "this value is not used" },
    { "sum(1, 2)", 1, 1, "this value is not used" },
    { "for i in 0 .. n { a = 1 }", 1, 15, "a loop bound must be a constant" },
    { "a = nothing()", 1, 5, "'nothing' returns nothing" },
    { "return 1", 1, 1, "an instruction returns nothing" },
    /* control */
    { "raise bad(0)\na = 1", 2, 1, "nothing gets here" },
    { "fail(0)\na = 1", 2, 1, "nothing gets here" },
    { "if n == 0 { raise bad(0) } else { fail(1) }\na = 1", 2, 1, "nothing gets here" },
    { "a = loop(n)", 1, 8, "recursion: 'loop' is called while it runs; functions are inlined" },
    { "a = ping(n)", 1, 8, "recursion: 'ping' is called while it runs; functions are inlined" },
    { "a = open(n)", 1, 1, "missing return: 'open' can end without a value" },
    { "a = match n { 0 => 1, 1 => 2 }", 1, 5, "no arm for 2; the last one can be  _ => ..." },
    { "a = match n { 0 => 1, 0 => 2, _ => 3 }", 1, 23, "this pattern stands here twice" },
    { "a = match n { _ => 1, 0 => 2 }", 1, 23, "this arm is never reached" },
    { "a = match n { 256 => 1, _ => 2 }", 1, 15, "this pattern does not fit the 8-bit value" },
    { "a = match n { b => 1, _ => 2 }", 1, 15, "a pattern must be a constant (or _)" },
    { "idle", 1, 1, "idle needs  timing: bus" },
    { "fetch n.lo", 1, 7, "fetch needs  timing: bus" },
    { "delayed a = 1", 1, 9, "delayed needs an element of a register file: delayed r[i] = v" },
    /* the static restrictions */
    { "x[rd] = pc\nstore<32>(x[0], pc)", 2, 1, "this may trap after a register was written" },
    { "a = 1\nraise bad(0)", 2, 7, "this may trap after a register was written" },
    { "if n == 1 { a = 2 }\nx[rd] = load<32>(imm)", 2, 9, "this may trap after a register was written" },
    { "x[rd] = pc\njump x[rs1]", 2, 6,
      "this register is read after another of its file was written, perhaps the same one; read it before, "
      "with let" },
    { "host_call()\na = 1", 1, 1, "this must be the last thing an instruction does" },
    /* size */
    { "for i in 0 .. 65536 { for j in 0 .. 65536 { nothing() } }", 1, 45,
      "this instruction becomes too large (loops are unrolled, functions inlined)" },
    { "let a1 = 1 +", 1, 13, "expected an expression, found the end" },
    { "if n == 1 { a = 1", 1, 18, "expected '}', found the end" },
    { "a = 1 }", 1, 7, "expected the end of the statement, found '}'" },
    { "a = 1 b = 2", 1, 7, "expected the end of the statement, found 'b'" },
    { "a == 1", 1, 3, "this value is not used" },
    { "let = 1", 1, 5, "expected a name, found '='" },
};

START_TEST(test_bad)
{
    ck_assert_msg(!fx_compile(&fx, bad[_i].text), "%s: accepted", bad[_i].text);
    ck_assert_msg(fx.diag.count >= 1, "%s: no message", bad[_i].text);
    const struct diag_msg *m = &fx.diag.msgs[0];
    ck_assert_str_eq(m->text, bad[_i].message);
    for (size_t i = 1; i < fx.diag.count; i++) { /* one mistake, one message */
        ck_assert_msg(fx.diag.msgs[i].level == DIAG_NOTE, "%s: also %s", bad[_i].text, fx.diag.msgs[i].text);
    }
    ck_assert_msg(m->loc.line == bad[_i].line && m->loc.col == bad[_i].col, "%s: %d:%d", bad[_i].text,
                  m->loc.line, m->loc.col);
}
END_TEST

/* The same programs with the offending part in order are fine: the rules do not overreach. */
static const char *const good[] = {
    "store<32>(x[0], pc)\nx[rd] = pc",
    "let t = x[rs1]\nx[rd] = pc\njump t",
    "if n == 1 { a = 2 } else { fail(0) }\nb = 1",
    "if n == 1 { raise bad(0) }\na = 1",
    "x[1] = pc\nr[2] = x[2]",
    "a = never(pc)",
    "a = match n[1:0] { 0 => 1, 1 => 2, 2 => 3, 3 => 4 }",
    "for i in 0 .. 3 { if i == 3 { a = 1; return }\n if i > 3 { fail(0) } }",
    "if XLEN == 64 { raise nonsense(q) }",
    "let v = x[rs1]\nif XLEN == 64 { a = v }",
    "fence(n, 3)",
    "delayed x[rd] = load<32>(imm)",
    "a = 1\nhost_call()",
    "let s = x[rs1] // a comment; x[rd] = 1\nx[rd] = s +\n  1",
    "let v = if n == 1\n  then 1'1\n  else 0\nf.z = v",
    "if n == 1 {\n a = 1\n}\nelif n == 2 { a = 2 }\nelse { a = 3 }",
    "a = (n +\n 1\n)",
    "let x1: 2*4 = 5\na = x1",
};

START_TEST(test_good)
{
    ck_assert_msg(fx_compile(&fx, good[_i]) != NULL, "%s: %s", good[_i], diag_text(&fx.diag));
}
END_TEST

/* ---- table cells ------------------------------------------------------------------------------------- */

START_TEST(test_cells)
{
    const struct yaml *cells[] = { fx_yaml(&fx, "a ^ n | 1"), fx_yaml(&fx, "f.z = b == 0; b = 1"),
                                   fx_yaml(&fx, "b"), fx_yaml(&fx, "8") };
    const char *names[] = { "expr", "do", "reg", "w" };
    struct sem_cells sc = { names, cells, 4, cells[0]->loc };
    /* no precedence accident: (a ^ n | 1) & 3 */
    struct sem_unit u = { .insn = fx.insn,
                          .text = fx_yaml(&fx, "a = $expr & 3\n$do\n$reg = load<$w>(imm)"),
                          .cells = &sc };
    fx.isa->mem.misaligned = MISALIGNED_SPLIT;
    fx.isa->mem.fault_load = fx.isa->mem.fault_store = fx.isa->mem.fault_fetch = -1;
    struct ir *ir = sem_compile(fx.sem, &u, &fx.diag);
    ck_assert_msg(ir != NULL, "%s", diag_text(&fx.diag));
    uint64_t slots[SLOTS], fields[O_COUNT] = { 3, 1, 2, 0x40, 7, 1 };
    struct ir_env env = { .slots = slots, .fields = fields, .load = mem_load };
    state(slots);
    ir_eval(fx.isa, ir, &env);
    ck_assert_uint_eq(slots[SLOT_A], ((0x9C ^ 7) | 1) & 3);
    ck_assert_uint_eq(slots[SLOT_F], 0xD0);
    ck_assert_uint_eq(slots[SLOT_B], 0x40);
}
END_TEST

START_TEST(test_bad_cells)
{
    const struct yaml *cells[] = { fx_yaml(&fx, "a + x[rs1]"), fx_yaml(&fx, "$loop"), fx_yaml(&fx, "a b") };
    const char *names[] = { "expr", "loop", "two" };
    struct sem_cells sc = { names, cells, 3, { cells[0]->loc.src, 1, 1 } };
    const char *const texts[] = { "a = $expr", "a = $loop", "a = $two", "a = $exp" };
    const char *const messages[] = {
        "this is 32 bits wide, 8 needed here (use sext, zext or a slice)",
        "table cells mention each other in a circle",
        "expected the end of the cell, found 'b'",
        "the table has no column 'exp'; did you mean 'expr'?",
    };
    const int cols[] = { 5, 1, 3, 5 };
    for (unsigned i = 0; i < 4; i++) {
        size_t before = fx.diag.count;
        struct sem_unit u = { .insn = fx.insn, .text = fx_yaml(&fx, texts[i]), .cells = &sc };
        ck_assert(!sem_compile(fx.sem, &u, &fx.diag));
        ck_assert_str_eq(fx.diag.msgs[before].text, messages[i]);
        ck_assert_int_eq(fx.diag.msgs[before].loc.col, cols[i]);
        ck_assert_int_eq(fx.diag.msgs[before + 1].level, DIAG_NOTE); /* names the row */
    }
}
END_TEST

/* ---- functions --------------------------------------------------------------------------------------- */

static const struct {
    const char *key, *message;
} bad_keys[] = {
    { "f", "expected '(', found the end" },
    { "f(a)", "expected ':', found ')'" },
    { "f(a: 0)", "the width of a parameter is a constant from 1 to 64" },
    { "f(a: 8, a: 8)", "two parameters are called 'a'" },
    { "f() -> 65", "the width of a result is a constant from 1 to 64" },
    { "f() 8", "expected '->' or the end, found '8'" },
    { "sum(a: 8) -> 8", "the function 'sum' is already defined" },
    { "load(a: 8) -> 8", "'load' is a built-in function" },
};

START_TEST(test_bad_functions)
{
    ck_assert(!sem_add_function(fx.sem, fx_yaml(&fx, bad_keys[_i].key), fx_yaml(&fx, ""), false, &fx.diag));
    ck_assert_str_eq(fx.diag.msgs[0].text, bad_keys[_i].message);
}
END_TEST

START_TEST(test_unused_functions)
{
    struct fixture own;
    fx_init(&own);
    fx_function(&own, "good(v: 8) -> 8", "return v");
    ck_assert(sem_check_functions(own.sem, &own.diag));
    fx_function(&own, "wrong(v: 8) -> 16", "return v");
    ck_assert(!sem_check_functions(own.sem, &own.diag));
    ck_assert_str_eq(own.diag.msgs[0].text,
                     "this is 8 bits wide, 16 needed here (use sext, zext or a slice)");
    fx_release(&own);
}
END_TEST

/* An overlay replaces a function; a function that is wrong in a hundred instructions is reported once. */
START_TEST(test_replace)
{
    ck_assert(sem_add_function(fx.sem, fx_yaml(&fx, "sum(a: 32, b: 32) -> 32"), fx_yaml(&fx, "return a + bb"),
                               true, &fx.diag));
    ck_assert(!sem_add_function(fx.sem, fx_yaml(&fx, "other(a: 32)"), fx_yaml(&fx, ""), true, &fx.diag));
    ck_assert_str_eq(fx.diag.msgs[0].text, "there is no function 'other' to replace");
    for (int i = 0; i < 100; i++) {
        ck_assert(!fx_compile(&fx, "x[rd] = sum(x[rs1], x[rs2])"));
    }
    ck_assert_int_eq((int)fx.diag.count, 2);
}
END_TEST

START_TEST(test_hook)
{
    struct ir *ir = sem_compile_hook(fx.sem, "push", (struct loc){ 0 }, &fx.diag);
    uint64_t slots[SLOTS] = { 0 }, fields[] = { 77 };
    struct ir_env env = { .slots = slots, .fields = fields, .store = mem_store };
    ck_assert(ir != NULL);
    ir_eval(fx.isa, ir, &env);
    ck_assert_uint_eq(slots[SLOT_R + 1], 0xfffffffc);
    ck_assert(!sem_compile_hook(fx.sem, "pusch", (struct loc){ 0 }, &fx.diag));
    ck_assert_str_eq(fx.diag.msgs[0].text, "there is no function 'pusch'; did you mean 'push'?");
}
END_TEST

START_TEST(test_guard)
{
    struct sem_unit u = { .insn = fx.insn,
                          .text = fx_yaml(&fx, "b = 1"),
                          .guard = fx_yaml(&fx, "f.n == 0"),
                          .illegal = fx_yaml(&fx, "raise bad(zext(insn))") };
    struct ir *ir = sem_compile(fx.sem, &u, &fx.diag);
    uint64_t slots[SLOTS];
    struct ir_env env = { .slots = slots, .raw = 0x1234 };
    ck_assert_msg(ir != NULL, "%s", diag_text(&fx.diag));
    state(slots);
    ir_eval(fx.isa, ir, &env);
    ck_assert(env.trapped && env.trap_value == 0x1234 && slots[SLOT_B] == 0);
    slots[SLOT_F] = 0;
    ir_eval(fx.isa, ir, &env);
    ck_assert(!env.trapped && slots[SLOT_B] == 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sem_compile");
    TCase *t = tcase_create("sem_compile");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_loop_test(t, test_programs, 0, sizeof programs / sizeof *programs);
    tcase_add_loop_test(t, test_runs, 0, sizeof runs / sizeof *runs);
    tcase_add_test(t, test_jump_raise);
    tcase_add_loop_test(t, test_bad, 0, sizeof bad / sizeof *bad);
    tcase_add_loop_test(t, test_good, 0, sizeof good / sizeof *good);
    tcase_add_test(t, test_cells);
    tcase_add_test(t, test_bad_cells);
    tcase_add_loop_test(t, test_bad_functions, 0, sizeof bad_keys / sizeof *bad_keys);
    tcase_add_test(t, test_unused_functions);
    tcase_add_test(t, test_replace);
    tcase_add_test(t, test_hook);
    tcase_add_test(t, test_guard);
    suite_add_tcase(suite, t);
    SRunner *r = srunner_create(suite);
    srunner_set_tap(r, "-");
    srunner_run_all(r, CK_SILENT);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* check_ir.c - random programs: what the compiler and ir_eval() make of a text equals what plain C makes of
 * it.
 *
 * The generator writes the text of an expression or statement and computes its value at the same time, on a
 * state of its own; its arithmetic shares nothing with the project's (128-bit integers, bit by bit where that
 * is simplest). */
#include <check.h>
#include "sem_fixture.h"

__extension__ typedef unsigned __int128 u128;
__extension__ typedef __int128 s128;

static struct fixture fx;
static uint64_t seed;

static void setup(void)
{
    fx_init(&fx);
}

static void teardown(void)
{
    fx_release(&fx);
}

static unsigned rnd(unsigned n)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(seed >> 33) % n;
}

static uint64_t rnd64(void)
{
    static const uint64_t special[] = { 0,          1,          ~0ull, 0x8000000000000000, 0x7fffffffffffffff,
                                        0x80000000, 0x7fffffff, 0x80 };
    uint64_t v = (uint64_t)rnd(1u << 30) << 34 ^ (uint64_t)rnd(1u << 30) << 15 ^ rnd(1u << 30);
    return rnd(3) == 0 ? special[rnd(8)] : v;
}

static uint64_t mask(unsigned w)
{
    return w == 64 ? ~0ull : (1ull << w) - 1;
}

static s128 sgn(uint64_t v, unsigned w)
{
    return v >> (w - 1) & 1 ? (s128)v - ((s128)1 << w) : (s128)v;
}

/* ---- expressions ------------------------------------------------------------------------------------- */

struct gen {
    struct str *out;
    uint64_t *state; /* register slots of the model */
    const uint64_t *fields;
};

static uint64_t expr(struct gen *g, unsigned w, unsigned depth);

static uint64_t leaf(struct gen *g, unsigned w)
{
    uint64_t v;
    unsigned lo;
    switch (rnd(5)) {
    case 0:
        if (w == 8) {
            str_add(g->out, "a");
            return g->state[SLOT_A];
        }
        if (w == 32) {
            str_add(g->out, "x[rs1]");
            return g->state[SLOT_X + 1];
        }
        if (w == 1) {
            str_add(g->out, "cc.sf");
            return g->state[SLOT_CC] >> 1 & 1;
        }
        if (w == 16) {
            str_add(g->out, "bc");
            return g->state[SLOT_B] << 8 | g->state[SLOT_C];
        }
        break;
    case 1:
        if (w <= 32) {
            str_addf(g->out, "imm[%u:0]", w - 1);
            return g->fields[O_IMM] & mask(w);
        }
        break;
    case 2:
        lo = rnd(65 - w);
        str_addf(g->out, "big[%u:%u]", lo + w - 1, lo);
        return g->state[SLOT_BIG] >> lo & mask(w);
    default: break;
    }
    v = rnd64() & mask(w);
    str_addf(g->out, "%u'0x%llx", w, (unsigned long long)v);
    return v;
}

static uint64_t c_div(unsigned op, uint64_t a, uint64_t b, unsigned w)
{
    if (op == 0 || op == 1) {
        return b ? (op ? a % b : a / b) : op ? a : mask(w);
    }
    s128 x = sgn(a, w), y = sgn(b, w);
    if (y == 0) {
        return op == 2 ? mask(w) : a;
    }
    return (uint64_t)(op == 2 ? x / y : x % y) & mask(w);
}

static uint64_t binary(struct gen *g, unsigned w, unsigned depth)
{
    static const char *const ops[] = { "+", "-", "*", "&", "|", "^", "/", "%", "/_s", "%_s" };
    unsigned op = rnd(10);
    str_add(g->out, "(");
    uint64_t a = expr(g, w, depth);
    str_addf(g->out, " %s ", ops[op]);
    uint64_t b = expr(g, w, depth);
    str_add(g->out, ")");
    switch (op) {
    case 0: return (a + b) & mask(w);
    case 1: return (a - b) & mask(w);
    case 2: return (uint64_t)((u128)a * b) & mask(w);
    case 3: return a & b;
    case 4: return a | b;
    case 5: return a ^ b;
    default: return c_div(op - 6, a, b, w);
    }
}

static uint64_t shift(struct gen *g, unsigned w, unsigned depth)
{
    static const char *const ops[] = { "<<", ">>", ">>_s" };
    unsigned op = rnd(3), wn = 1 + rnd(8);
    str_add(g->out, "(");
    uint64_t v = expr(g, w, depth);
    str_addf(g->out, " %s zext<%u>(imm[%u:0]) + ", ops[op], wn, wn - 1);
    uint64_t n = (expr(g, wn, depth) + (g->fields[O_IMM] & mask(wn))) & mask(wn);
    str_add(g->out, ")");
    for (; n > 0; n--) { /* one bit at a time */
        v = op == 0 ? v << 1 & mask(w) : op == 1 ? v >> 1 : v >> 1 | (v >> (w - 1) & 1) << (w - 1);
    }
    return v;
}

static uint64_t compare(struct gen *g, unsigned depth)
{
    static const char *const ops[] = { "==", "!=", "<", "<=", ">", ">=", "<_s", "<=_s", ">_s", ">=_s" };
    unsigned op = rnd(10), w = 1 + rnd(64);
    str_add(g->out, "(");
    uint64_t a = expr(g, w, depth);
    str_addf(g->out, " %s ", ops[op]);
    uint64_t b = expr(g, w, depth);
    str_add(g->out, ")");
    s128 x = op >= 6 ? sgn(a, w) : (s128)a, y = op >= 6 ? sgn(b, w) : (s128)b;
    switch (op >= 6 ? op - 4 : op) {
    case 0: return x == y;
    case 1: return x != y;
    case 2: return x < y;
    case 3: return x <= y;
    case 4: return x > y;
    default: return x >= y;
    }
}

static uint64_t extend(struct gen *g, unsigned w, unsigned depth)
{
    unsigned from = 1 + rnd(w), op = rnd(3);
    static const char *const ops[] = { "sext", "zext", "resize" };
    from = op == 2 ? 1 + rnd(64) : from;
    str_addf(g->out, "%s<%u>(", ops[op], w);
    uint64_t v = expr(g, from, depth);
    str_add(g->out, ")");
    return (op == 0 ? (uint64_t)sgn(v, from) : v) & mask(w);
}

static uint64_t pieces(struct gen *g, unsigned w, unsigned depth)
{
    if (w > 1 && rnd(2)) {
        unsigned low = 1 + rnd(w - 1);
        str_add(g->out, "(");
        uint64_t a = expr(g, w - low, depth);
        str_add(g->out, " @ ");
        uint64_t b = expr(g, low, depth);
        str_add(g->out, ")");
        return a << low | b;
    }
    unsigned from = w + rnd(65 - w), lo = rnd(from - w + 1);
    str_add(g->out, "(");
    uint64_t v = expr(g, from, depth);
    str_addf(g->out, ")[%u:%u]", lo + w - 1, lo);
    return v >> lo & mask(w);
}

static uint64_t choice(struct gen *g, unsigned w, unsigned depth)
{
    if (rnd(2)) {
        str_add(g->out, "(if ");
        uint64_t c = expr(g, 1, depth);
        str_add(g->out, " then ");
        uint64_t a = expr(g, w, depth);
        str_add(g->out, " else ");
        uint64_t b = expr(g, w, depth);
        str_add(g->out, ")");
        return c ? a : b;
    }
    str_add(g->out, "(match ");
    uint64_t sel = expr(g, 2, depth), v[3];
    str_add(g->out, " { 1 => ");
    v[0] = expr(g, w, depth);
    str_add(g->out, ", 3 => ");
    v[1] = expr(g, w, depth);
    str_add(g->out, ", _ => ");
    v[2] = expr(g, w, depth);
    str_add(g->out, " })");
    return sel == 1 ? v[0] : sel == 3 ? v[1] : v[2];
}

static uint64_t unary(struct gen *g, unsigned w, unsigned depth)
{
    unsigned op = rnd(w == 1 ? 3 : 2);
    str_add(g->out, op == 0 ? "-" : op == 1 ? "~" : "!");
    str_add(g->out, "(");
    uint64_t v = expr(g, w, depth);
    str_add(g->out, ")");
    return (op == 0 ? 0 - v : ~v) & mask(w);
}

static uint64_t counting(struct gen *g, unsigned w, unsigned depth)
{
    static const char *const ops[] = { "clz", "ctz", "popcount", "bswap" };
    unsigned op = rnd(w % 8 ? 3 : 4), n = 0;
    str_addf(g->out, "%s(", ops[op]);
    uint64_t v = expr(g, w, depth), r = 0;
    str_add(g->out, ")");
    if (op == 3) {
        for (unsigned i = 0; i < w; i += 8) {
            r |= (v >> i & 0xff) << (w - 8 - i);
        }
        return r;
    }
    if (op == 2) {
        for (unsigned i = 0; i < w; i++) {
            n += v >> i & 1;
        }
        return n & mask(w);
    }
    while (n < w && !(v >> (op == 0 ? w - 1 - n : n) & 1)) {
        n++;
    }
    return n & mask(w);
}

static uint64_t rotate(struct gen *g, unsigned w, unsigned depth)
{
    unsigned left = rnd(2), wn = 1 + rnd(7);
    str_addf(g->out, "%s(", left ? "rotl" : "rotr");
    uint64_t v = expr(g, w, depth);
    str_addf(g->out, ", imm[%u:0] ^ ", wn - 1);
    uint64_t n = expr(g, wn, depth) ^ (g->fields[O_IMM] & mask(wn));
    str_add(g->out, ")");
    for (; n > 0; n--) {
        v = left ? (v << 1 | v >> (w - 1)) & mask(w) : v >> 1 | (v & 1) << (w - 1);
    }
    return v;
}

static uint64_t high(struct gen *g, unsigned w, unsigned depth)
{
    static const char *const ops[] = { "mulh_ss", "mulh_su", "mulh_uu" };
    unsigned op = rnd(3);
    str_addf(g->out, "%s(", ops[op]);
    uint64_t a = expr(g, w, depth);
    str_add(g->out, ", ");
    uint64_t b = expr(g, w, depth);
    str_add(g->out, ")");
    u128 x = op < 2 ? (u128)sgn(a, w) : a, y = op < 1 ? (u128)sgn(b, w) : b;
    return (uint64_t)(x * y >> w) & mask(w);
}

static uint64_t based(struct gen *g, unsigned w, unsigned depth)
{
    unsigned from = w + rnd(65 - w), wn = 1 + rnd(7);
    str_add(g->out, "(");
    uint64_t v = expr(g, from, depth);
    str_addf(g->out, ")[imm[%u:0] | ", wn - 1);
    uint64_t n = expr(g, wn, depth) | (g->fields[O_IMM] & mask(wn));
    str_addf(g->out, " +: %u]", w);
    return n < 64 ? v >> n & mask(w) : 0;
}

static uint64_t repeat(struct gen *g, unsigned w, unsigned depth)
{
    unsigned k = 1 + rnd(w), part;
    while (w % k) {
        k--;
    }
    part = w / k;
    str_addf(g->out, "rep<%u>(", k);
    uint64_t v = expr(g, part, depth), r = 0;
    str_add(g->out, ")");
    for (unsigned i = 0; i < k; i++) {
        r |= v << i * part;
    }
    return r;
}

static uint64_t logic(struct gen *g, unsigned depth)
{
    unsigned is_or = rnd(2);
    str_add(g->out, "(");
    uint64_t a = expr(g, 1, depth);
    str_add(g->out, is_or ? " || " : " && ");
    uint64_t b = expr(g, 1, depth);
    str_add(g->out, ")");
    return is_or ? a | b : a & b;
}

static uint64_t expr(struct gen *g, unsigned w, unsigned depth)
{
    if (depth == 0 || rnd(8) == 0) {
        return leaf(g, w);
    }
    depth--;
    if (w == 1 && rnd(2)) {
        return rnd(3) ? compare(g, depth) : logic(g, depth);
    }
    switch (rnd(12)) {
    case 0:
    case 1: return binary(g, w, depth);
    case 2: return shift(g, w, depth);
    case 3: return extend(g, w, depth);
    case 4: return pieces(g, w, depth);
    case 5: return choice(g, w, depth);
    case 6: return unary(g, w, depth);
    case 7: return counting(g, w, depth);
    case 8: return rotate(g, w, depth);
    case 9: return high(g, w, depth);
    case 10: return based(g, w, depth);
    default: return repeat(g, w, depth);
    }
}

/* ---- statements -------------------------------------------------------------------------------------- */

static void statement(struct gen *g, unsigned depth);

static void assign_flag(struct gen *g)
{
    static const struct {
        const char *name;
        unsigned slot, bit;
    } flags[] = { { "f.z", SLOT_F, 7 },    { "f.n", SLOT_F, 6 },    { "f.c", SLOT_F, 4 },
                  { "cc.zf", SLOT_CC, 2 }, { "cc.sf", SLOT_CC, 1 }, { "cc.of", SLOT_CC, 0 } };
    unsigned i = rnd(6);
    str_addf(g->out, "%s = ", flags[i].name);
    uint64_t v = expr(g, 1, 2);
    g->state[flags[i].slot] = (g->state[flags[i].slot] & ~(1ull << flags[i].bit)) | v << flags[i].bit;
}

static void assign_register(struct gen *g)
{
    uint64_t v;
    switch (rnd(6)) {
    case 0:
        str_add(g->out, "a = ");
        g->state[SLOT_A] = expr(g, 8, 2);
        break;
    case 1:
        str_add(g->out, "bc = ");
        v = expr(g, 16, 2);
        g->state[SLOT_B] = v >> 8;
        g->state[SLOT_C] = v & 0xff;
        break;
    case 2:
        str_add(g->out, "f = ");
        g->state[SLOT_F] = expr(g, 8, 2) & 0xf0;
        break;
    case 3:
        str_add(g->out, "big = big ^ ");
        g->state[SLOT_BIG] ^= expr(g, 64, 2);
        break;
    case 4:
        str_add(g->out, "v = v + ");
        g->state[SLOTS] = (g->state[SLOTS] + expr(g, 24, 2)) & mask(24);
        break;
    default:
        str_add(g->out, "cc = ");
        g->state[SLOT_CC] = expr(g, 3, 2);
        break;
    }
}

/* Both arms are generated; the one that is not taken works on a copy of the state. */
static void arm(struct gen *g, bool taken, unsigned depth)
{
    uint64_t copy[SLOTS + 1];
    struct gen other = { g->out, copy, g->fields };
    memcpy(copy, g->state, sizeof copy);
    str_add(g->out, " {\n");
    for (unsigned n = rnd(3); n > 0; n--) {
        statement(taken ? g : &other, depth);
    }
    str_add(g->out, "}");
}

static void statement(struct gen *g, unsigned depth)
{
    unsigned what = rnd(depth ? 4 : 3);
    if (what == 0) {
        assign_flag(g);
    } else if (what < 3) {
        assign_register(g);
    } else {
        str_add(g->out, "if ");
        bool c = expr(g, 1, 2);
        arm(g, c, depth - 1);
        if (rnd(2)) {
            str_add(g->out, " else");
            arm(g, !c, depth - 1);
        }
    }
    str_add(g->out, "\n");
}

/* ---- the promises of ir.h ---------------------------------------------------------------------------- */

static void check_use(const struct ir *ir, const bool *defined, uint16_t t, const char *text)
{
    ck_assert_msg(t == IR_NONE || (t < ir->ntemps && defined[t]), "t%u used before it is defined: %s", t,
                  text);
}

static void check_form(const struct ir *ir, const char *text)
{
    bool *defined = calloc(ir->ntemps + 1u, 1);
    for (unsigned i = 0; i < ir->nops; i++) {
        const struct ir_op *op = &ir->ops[i];
        check_use(ir, defined, op->a, text);
        check_use(ir, defined, op->b, text);
        check_use(ir, defined, op->c, text);
        if (op->code == IR_BZ || op->code == IR_BR) {
            ck_assert_msg(op->imm > i && op->imm < ir->nops, "branch %u: %s", i, text);
        }
        if (op->d != IR_NONE) {
            bool multi = ir->multi[op->d / 64] >> op->d % 64 & 1;
            ck_assert_msg(!defined[op->d] || (multi && op->code == IR_MOV), "t%u defined twice: %s", op->d,
                          text);
            defined[op->d] = true;
        }
    }
    ck_assert_int_eq(ir->ops[ir->nops - 1].code, IR_END);
    free(defined);
}

/* ---- tests ------------------------------------------------------------------------------------------- */

static void start(uint64_t *slots, uint64_t *fields)
{
    memset(slots, 0, (SLOTS + 1) * sizeof *slots);
    slots[SLOT_X + 1] = rnd64() & mask(32);
    slots[SLOT_X + 2] = rnd64() & mask(32);
    slots[SLOT_A] = rnd64() & 0xff;
    slots[SLOT_F] = rnd64() & 0xf0;
    slots[SLOT_CC] = rnd64() & 7;
    slots[SLOT_B] = rnd64() & 0xff;
    slots[SLOT_C] = rnd64() & 0xff;
    slots[SLOT_BIG] = rnd64();
    fields[O_RD] = 3;
    fields[O_RS1] = 1;
    fields[O_RS2] = 2;
    fields[O_IMM] = (rnd64() & mask(32)) & ~1ull; /* the fixture's imm has no bit 0 */
    fields[O_N] = rnd64() & 0xff;
    fields[O_RI] = rnd(4);
}

static void compare_state(const char *text, uint64_t *model, const uint64_t *fields, uint64_t *slots)
{
    struct ir *ir = fx_compile(&fx, text);
    ck_assert_msg(ir != NULL, "%s\n%s", text, diag_text(&fx.diag));
    check_form(ir, text);
    struct ir_env env = { .slots = slots, .fields = fields };
    ir_eval(fx.isa, ir, &env);
    for (unsigned i = 0; i < SLOTS; i++) {
        ck_assert_msg(slots[i] == model[i], "slot %u: 0x%llx, not 0x%llx:\n%s", i,
                      (unsigned long long)slots[i], (unsigned long long)model[i], text);
    }
}

START_TEST(test_expressions)
{
    uint64_t slots[SLOTS + 1], fields[INSN_MAX_OPERANDS], model[SLOTS + 1];
    seed = (uint64_t)_i * 7919 + 1;
    for (int k = 0; k < 60; k++) {
        struct str text;
        str_init(&text);
        start(slots, fields);
        memcpy(model, slots, sizeof model);
        unsigned w = 1 + rnd(64);
        struct gen g = { &text, model, fields };
        str_add(&text, "big = zext(");
        uint64_t v = expr(&g, w, 1 + rnd(4));
        str_add(&text, ")");
        model[SLOT_BIG] = v;
        compare_state(text.buf, model, fields, slots);
        str_release(&text);
    }
}
END_TEST

START_TEST(test_statements)
{
    uint64_t slots[SLOTS + 1], fields[INSN_MAX_OPERANDS], model[SLOTS + 1];
    seed = (uint64_t)_i * 104729 + 5;
    for (int k = 0; k < 25; k++) {
        struct str text;
        str_init(&text);
        start(slots, fields);
        memcpy(model, slots, sizeof model);
        struct gen g = { &text, model, fields };
        str_add(&text, "var v: 24 = 1\n");
        model[SLOTS] = 1;
        for (unsigned n = 2 + rnd(6); n > 0; n--) {
            statement(&g, 3);
        }
        str_add(&text, "x[rd] = zext(v)\n");
        model[SLOT_X + 3] = model[SLOTS];
        compare_state(text.buf, model, fields, slots);
        str_release(&text);
    }
}
END_TEST

/* ir_eval() takes any program: nothing it is given makes it misbehave (the sanitizers say whether). */
START_TEST(test_any_program)
{
    seed = (uint64_t)_i + 99;
    struct ir_op ops[40];
    uint64_t slots[SLOTS + 1], fields[INSN_MAX_OPERANDS];
    for (int k = 0; k < 200; k++) {
        for (unsigned i = 0; i < 40; i++) {
            ops[i] = (struct ir_op){ .code = (uint8_t)rnd(IR_CODE_COUNT),
                                     .a = (uint16_t)rnd(8),
                                     .b = (uint16_t)rnd(8),
                                     .c = (uint16_t)rnd(8),
                                     .d = (uint16_t)rnd(8),
                                     .imm = rnd(3) ? rnd(64) : rnd64() };
            ops[i].w = (uint8_t)(1 + rnd(64));
            ops[i].w2 = (uint8_t)(1 + rnd(ops[i].code == IR_SEXT ? ops[i].w : 64));
        }
        ops[39].code = IR_END;
        struct ir ir = { .ops = ops, .nops = 40, .ntemps = 8 };
        struct ir_env env = { .slots = slots, .fields = fields };
        start(slots, fields);
        ir_eval(fx.isa, &ir, &env);
    }
}
END_TEST

START_TEST(test_names)
{
    for (int c = 0; c < IR_CODE_COUNT; c++) {
        ck_assert_msg(ir_code_name((enum ir_code)c) != NULL, "%d", c);
        for (int k = 0; k < c; k++) {
            ck_assert_str_ne(ir_code_name((enum ir_code)c), ir_code_name((enum ir_code)k));
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("ir");
    TCase *t = tcase_create("ir");
    const char *quick = getenv("TESTS_QUICK");
    int rounds = quick && *quick ? 10 : 60;
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_loop_test(t, test_expressions, 0, rounds);
    tcase_add_loop_test(t, test_statements, 0, rounds);
    tcase_add_loop_test(t, test_any_program, 0, 3);
    tcase_add_test(t, test_names);
    suite_add_tcase(suite, t);
    SRunner *r = srunner_create(suite);
    srunner_set_tap(r, "-");
    srunner_run_all(r, CK_SILENT);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

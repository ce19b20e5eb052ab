/* insn_tests.c - `tests:` of ISA files: text -> code, state before -> state after (docs/ISA-FILES.md section
 * 1).
 *
 * The IR is run by ir_eval(), so that a test says something about the description alone, not about a machine.
 */
#include "isa/load.h"

#include <ctype.h>
#include <string.h>
#include "base/bits.h"

#define TEST_PC     0x1000
#define TEST_MEMORY 64 /* bytes that one test can mention or write */

static const char *const test_keys[] = { "asm", "code", "before", "after", "doc", "when", NULL };

struct byte {
    uint64_t addr;
    uint8_t value;
    bool written;
};

/* One test while it runs. */
struct test {
    struct loader *l;
    const struct yaml *y;
    const struct insn *insn;
    struct ibits raw;
    uint64_t fields[INSN_MAX_OPERANDS];
    uint64_t slots[ISA_MAX_SLOTS], want[ISA_MAX_SLOTS];
    uint64_t pc;
    bool delay_slot, reserved;
    struct byte mem[TEST_MEMORY], want_mem[TEST_MEMORY];
    unsigned nmem, nwant_mem;
    bool full;         /* too many bytes */
    int sys, want_sys; /* -1 none */
};

static const char *const sys_names[] = {
    [IR_SYS_HOST_CALL] = "host_call", [IR_SYS_HALT] = "halt", [IR_SYS_WAIT] = "wait",
    [IR_SYS_STOP] = "stop",           [IR_SYS_JAM] = "jam",   [IR_SYS_INTERRUPT] = "interrupt"
};
#define SYS_COUNT (sizeof sys_names / sizeof sys_names[0])

/* ---- names and numbers --------------------------------------------------------------------------------- */

/* A register by assembler name, own name, or name without prefix. */
static const struct reg *find_register(const struct isa *isa, const char *name, size_t n, unsigned *index)
{
    const struct reg *r = isa_reg_lookup(isa, NULL, name, n, index);
    for (unsigned i = 0; !r && i < isa->nregs; i++) {
        const char *prefix = isa->regs[i].space ? isa->regs[i].space->prefix : isa->regs[i].prefix;
        struct str full;
        if (!*prefix)
            continue;
        str_init(&full);
        str_add(&full, prefix);
        str_addn(&full, name, n);
        r = isa_reg_lookup(isa, &isa->regs[i], full.buf, full.len, index);
        str_release(&full);
    }
    return r;
}

static void put(uint64_t *slots, const struct reg *r, unsigned index, unsigned hi, unsigned lo, uint64_t v)
{
    uint64_t mask = bits_mask(hi - lo + 1);
    if (r->join) {
        unsigned at = r->width;
        for (unsigned i = 0; i < r->njoin; i++) {
            at -= r->join[i]->width;
            slots[r->join[i]->slot] = v >> at & bits_mask(r->join[i]->width);
        }
        return;
    }
    uint64_t *s = &slots[r->slot + index];
    *s = (*s & ~(mask << lo)) | (v & mask) << lo;
}

static bool fits(struct test *t, const struct yaml *y, unsigned width, uint64_t *out)
{
    int64_t v;
    if (!load_const(t->l, y, &v))
        return false;
    if (!bits_fits_u((uint64_t)v, width) && !bits_fits_s(v, width)) {
        diag_error(t->l->d, y->loc, "%s doesn't fit in %u bits", y->text, width);
        return false;
    }
    *out = (uint64_t)v & bits_mask(width);
    return true;
}

static bool set_register(struct test *t, const struct yaml *key, const struct yaml *y, uint64_t *slots)
{
    const struct isa *isa = t->l->isa;
    unsigned index = 0, hi, lo = 0;
    uint64_t v;
    const struct reg *r = find_register(isa, key->text, strlen(key->text), &index);
    const char *dot = strrchr(key->text, '.');
    const struct reg_field *f = NULL;
    if (!r && dot && (r = find_register(isa, key->text, (size_t)(dot - key->text), &index))) {
        for (unsigned i = 0; i < r->nfields; i++)
            if (strcmp(r->fields[i].name, dot + 1) == 0)
                f = &r->fields[i];
        if (!f) {
            diag_error(t->l->d, key->loc, "register '%s' has no field '%s'", r->name, dot + 1);
            return false;
        }
    }
    if (!r || r == isa->pc) {
        diag_error(t->l->d, key->loc, "there is no register '%s'", key->text);
        return false;
    }
    hi = f ? f->hi : r->width - 1;
    lo = f ? f->lo : 0;
    if (!fits(t, y, hi - lo + 1, &v))
        return false;
    put(slots, r, index, hi, lo, v);
    return true;
}

/* ---- memory -------------------------------------------------------------------------------------------- */

static struct byte *find_byte(struct byte *mem, unsigned n, uint64_t addr)
{
    for (unsigned i = 0; i < n; i++)
        if (mem[i].addr == addr)
            return &mem[i];
    return NULL;
}

static struct byte *make_byte(struct byte *mem, unsigned *n, uint64_t addr)
{
    struct byte *b = find_byte(mem, *n, addr);
    if (b || *n == TEST_MEMORY)
        return b;
    b = &mem[(*n)++];
    *b = (struct byte){ addr, 0, false };
    return b;
}

static int hex_digit(char c)
{
    return isdigit((unsigned char)c) ? c - '0' : isxdigit((unsigned char)c) ? (c | 32) - 'a' + 10 : -1;
}

/* "78 56 34 12" */
static bool read_bytes(struct loader *l, const struct yaml *y, uint8_t *out, unsigned max, unsigned *n)
{
    *n = 0;
    if (!load_is_kind(l, y, YAML_SCALAR, "bytes"))
        return false;
    for (const char *s = y->text; *s;) {
        if (*s == ' ') {
            s++;
            continue;
        }
        if (hex_digit(s[0]) < 0 || hex_digit(s[1]) < 0 || *n == max) {
            diag_error(l->d, yaml_loc_at(y, (size_t)(s - y->text)),
                       "at most %u bytes, two hex digits each, are expected", max);
            return false;
        }
        out[(*n)++] = (uint8_t)(hex_digit(s[0]) << 4 | hex_digit(s[1]));
        s += 2;
    }
    return true;
}

/* Addresses count cells; memory here is kept in bytes. */
static uint64_t byte_address(const struct isa *isa, uint64_t addr)
{
    return addr * (isa->mem.cell / 8);
}

static bool read_mem(struct test *t, const struct yaml *y, struct byte *mem, unsigned *n)
{
    uint8_t bytes[TEST_MEMORY];
    unsigned count;
    int64_t addr;
    if (!load_is_kind(t->l, y, YAML_MAP, "`mem`"))
        return false;
    yaml_each (i, y) {
        if (!load_const(t->l, &y->keys[i], &addr) ||
            !read_bytes(t->l, &y->items[i], bytes, TEST_MEMORY, &count))
            return false;
        for (unsigned k = 0; k < count; k++) {
            struct byte *b = make_byte(mem, n, byte_address(t->l->isa, (uint64_t)addr) + k);
            if (!b) {
                diag_error(t->l->d, y->items[i].loc, "a test has at most %d bytes of memory", TEST_MEMORY);
                return false;
            }
            b->value = bytes[k];
        }
    }
    return true;
}

static unsigned byte_shift(const struct isa *isa, unsigned bits, unsigned k)
{
    return isa->mem.big_endian ? bits - 8 - k * 8 : k * 8;
}

static bool test_load(void *ctx, uint64_t addr, unsigned bits, unsigned flags, uint64_t *out)
{
    struct test *t = ctx;
    (void)flags;
    *out = 0;
    for (unsigned k = 0; k < bits / 8; k++) {
        struct byte *b = find_byte(t->mem, t->nmem, byte_address(t->l->isa, addr) + k);
        *out |= (uint64_t)(b ? b->value : 0) << byte_shift(t->l->isa, bits, k);
    }
    return true;
}

static bool test_store(void *ctx, uint64_t addr, unsigned bits, unsigned flags, uint64_t v)
{
    struct test *t = ctx;
    (void)flags;
    for (unsigned k = 0; k < bits / 8; k++) {
        struct byte *b = make_byte(t->mem, &t->nmem, byte_address(t->l->isa, addr) + k);
        if (!b) {
            t->full = true;
            return false;
        }
        b->value = (uint8_t)(v >> byte_shift(t->l->isa, bits, k));
        b->written = true;
    }
    return true;
}

static bool test_sys(void *ctx, enum ir_sys s, uint64_t a, uint64_t b)
{
    struct test *t = ctx;
    (void)a;
    (void)b;
    if ((unsigned)s < SYS_COUNT && sys_names[s])
        t->sys = (int)s;
    return true;
}

static uint64_t test_counter(void *ctx, enum ir_counter c)
{
    (void)ctx;
    (void)c;
    return 0;
}

/* ---- asm and code -------------------------------------------------------------------------------------- */

static bool read_code(struct test *t, const struct yaml *y)
{
    const struct isa *isa = t->l->isa;
    uint64_t fields[INSN_MAX_OPERANDS];
    uint8_t bytes[INSN_MAX_BYTES];
    unsigned n = 0;
    int64_t v;
    t->raw = (struct ibits){ { 0, 0 } };
    if (!load_is_kind(t->l, y, YAML_SCALAR, "`code`"))
        return false;
    bool is_number = load_number(y->text, &v) && (isa->unit > 8 || strncmp(y->text, "0x", 2) == 0);
    if (!is_number && !read_bytes(t->l, y, bytes, INSN_MAX_BYTES, &n))
        return false;
    for (unsigned i = 0; i < n; i++)
        ibits_put(&t->raw, i * 8, 8, bytes[i]);
    if (is_number) { /* the length is not known yet: try from the shortest */
        for (n = isa->unit / 8; n <= 8 && n <= isa->max_len; n += isa->unit / 8) {
            if (n < 8 && (uint64_t)v >> (n * 8))
                continue;
            t->raw = ibits_from_word(isa, (uint64_t)v, n);
            t->insn = isa_decode(isa, &t->raw, fields);
            if (t->insn && t->insn->len == n)
                break;
        }
    } else
        t->insn = isa_decode(isa, &t->raw, fields);
    if (t->insn && t->insn->len == n)
        return true;
    diag_error(t->l->d, y->loc,
               t->insn ? "this is a '%s', which has another length" : "no instruction has this code%s",
               t->insn ? t->insn->name : "");
    return false;
}

/* Prefers the instruction that the code stands for, then those of the name that the test belongs to. */
static bool assemble(struct test *t, const struct yaml *y, const struct insn *of)
{
    struct bound b[INSN_MAX_OPERANDS];
    const char *why;
    if (!load_is_kind(t->l, y, YAML_SCALAR, "`asm`"))
        return false;
    struct match_text m = { .y = y, .s = y->text, .pc = t->pc, .aliases = true, .only = t->insn };
    const struct form *f = m.only ? match_line(t->l, &m, b, &why) : NULL;
    m.only = NULL;
    m.name = of ? of->name : NULL;
    if (!f && m.name)
        f = match_line(t->l, &m, b, &why);
    m.name = NULL;
    if (!f)
        f = match_line(t->l, &m, b, &why);
    if (!f) {
        diag_error(t->l->d, y->loc, "no instruction matches '%s'%s%s", y->text, why ? ": an operand " : "",
                   why ? why : "");
        return false;
    }
    t->insn = f->insn;
    t->raw = f->insn->value;
    for (unsigned i = 0; i < f->insn->noperands; i++)
        isa_operand_encode(&f->insn->operands[i], b[i].value, &t->raw);
    return true;
}

static void show_code(const struct isa *isa, const struct ibits *raw, unsigned len, struct str *out)
{
    if (isa->unit > 8 && len <= 8) {
        str_addf(out, "0x%0*llX", (int)len * 2, (unsigned long long)ibits_to_word(isa, raw, len));
        return;
    }
    for (unsigned i = 0; i < len; i++)
        str_addf(out, "%s%02llX", i ? " " : "", (unsigned long long)ibits_get(raw, i * 8, 8));
}

/* What is executed: from the text, the code, or both, which must agree. */
static bool read_insn(struct test *t, const struct insn *of)
{
    const struct yaml *asm_ = yaml_get(t->y, "asm"), *code = yaml_get(t->y, "code");
    if (!asm_ && !code) {
        diag_error(t->l->d, t->y->loc, "a test needs `asm` or `code`");
        return false;
    }
    if (code && !read_code(t, code))
        return false;
    struct ibits coded = t->raw;
    const struct insn *decoded = t->insn;
    if (asm_ && !assemble(t, asm_, of))
        return false;
    if (asm_ && code && (decoded != t->insn || memcmp(&coded, &t->raw, sizeof coded) != 0)) {
        struct str s;
        str_init(&s);
        show_code(t->l->isa, &t->raw, t->insn->len, &s);
        diag_error(t->l->d, code->loc, "`asm` gives %s, not %s", s.buf, code->text);
        str_release(&s);
        return false;
    }
    for (unsigned i = 0; i < t->insn->noperands; i++)
        t->fields[i] = isa_operand_value(&t->insn->operands[i], &t->raw);
    return true;
}

/* ---- states -------------------------------------------------------------------------------------------- */

static void reset_state(struct test *t)
{
    const struct isa *isa = t->l->isa;
    for (unsigned i = 0; i < isa->nregs; i++)
        for (unsigned k = 0; k < (isa->regs[i].count ? isa->regs[i].count : 1); k++)
            if (!isa->regs[i].join && isa->regs[i].slot + k < ISA_MAX_SLOTS)
                t->slots[isa->regs[i].slot + k] = isa->regs[i].reset;
    t->pc = TEST_PC;
    t->sys = t->want_sys = -1;
}

static bool read_before(struct test *t)
{
    const struct yaml *y = yaml_get(t->y, "before");
    uint64_t v;
    if (y && !load_is_kind(t->l, y, YAML_MAP, "`before`"))
        return false;
    yaml_each (i, y) {
        const char *k = y->keys[i].text;
        bool ok;
        if (strcmp(k, "mem") == 0)
            ok = read_mem(t, &y->items[i], t->mem, &t->nmem);
        else if (strcmp(k, "pc") == 0)
            ok = fits(t, &y->items[i], t->l->isa->pc->width, &t->pc);
        else if (strcmp(k, "delay_slot") == 0) {
            ok = fits(t, &y->items[i], 1, &v);
            t->delay_slot = ok && v;
        } else if (strcmp(k, "reserved") == 0) {
            ok = fits(t, &y->items[i], 1, &v);
            t->reserved = ok && v;
        } else
            ok = set_register(t, &y->keys[i], &y->items[i], t->slots);
        if (!ok)
            return false;
    }
    return true;
}

/* What `after` says about trap, sys and pc. */
struct outcome {
    const struct yaml *trap, *trap_value, *pc_at;
    uint64_t pc;
    struct loc at;
};

static bool read_sys(struct test *t, const struct yaml *y)
{
    for (unsigned i = 0; i < SYS_COUNT && y->kind == YAML_SCALAR; i++)
        if (sys_names[i] && strcmp(sys_names[i], y->text) == 0)
            t->want_sys = (int)i;
    if (t->want_sys >= 0)
        return true;
    diag_error(t->l->d, y->loc, "`sys` is one of host_call, halt, wait, stop, jam, interrupt");
    return false;
}

static bool read_trap(struct test *t, const struct yaml *y, struct outcome *o)
{
    char buf[DIAG_SUGGEST_MAX];
    o->trap = y;
    if (y->kind == YAML_SEQ && y->count == 2) {
        o->trap = &y->items[0];
        o->trap_value = &y->items[1];
    }
    if (!load_is_kind(t->l, o->trap, YAML_SCALAR, "`trap`"))
        return false;
    if (load_find(t->l, SEC_TRAPS, o->trap->text))
        return true;
    diag_error(t->l->d, o->trap->loc, "there is no trap '%s'%s", o->trap->text,
               load_suggest_section(t->l, buf, o->trap->text, SEC_TRAPS));
    return false;
}

static bool read_after(struct test *t, struct outcome *o)
{
    const struct yaml *y = yaml_get(t->y, "after");
    memcpy(t->want, t->slots, sizeof t->want);
    memcpy(t->want_mem, t->mem, sizeof t->mem);
    t->nwant_mem = t->nmem;
    o->at = y ? y->loc : t->y->loc;
    if (y && !load_is_kind(t->l, y, YAML_MAP, "`after`"))
        return false;
    yaml_each (i, y) {
        const char *k = y->keys[i].text;
        const struct yaml *v = &y->items[i];
        bool ok;
        if (strcmp(k, "mem") == 0)
            ok = read_mem(t, v, t->want_mem, &t->nwant_mem);
        else if (strcmp(k, "pc") == 0) {
            ok = fits(t, v, t->l->isa->pc->width, &o->pc);
            o->pc_at = v;
        } else if (strcmp(k, "trap") == 0)
            ok = read_trap(t, v, o);
        else if (strcmp(k, "sys") == 0)
            ok = read_sys(t, v);
        else
            ok = set_register(t, &y->keys[i], v, t->want);
        if (!ok)
            return false;
    }
    return true;
}

/* ---- comparing ----------------------------------------------------------------------------------------- */

static const char *trap_name(const struct isa *isa, unsigned number)
{
    for (unsigned i = 0; i < isa->ntraps; i++)
        if (isa->traps[i].number == number)
            return isa->traps[i].name;
    return "?";
}

static bool compare_registers(struct test *t, struct loc at)
{
    const struct isa *isa = t->l->isa;
    bool ok = true;
    for (unsigned s = 0; s < isa->nslots; s++) {
        unsigned index = 0;
        const struct reg *r = isa_slot_reg(isa, s, &index);
        struct str name;
        if (!r || r == isa->pc || t->slots[s] == t->want[s] || (r->zero >= 0 && index == (unsigned)r->zero))
            continue;
        str_init(&name);
        isa_reg_name(r, index, &name);
        diag_error(t->l->d, at, "%s is 0x%llx after this test, not 0x%llx", name.buf,
                   (unsigned long long)t->slots[s], (unsigned long long)t->want[s]);
        str_release(&name);
        ok = false;
    }
    return ok;
}

static bool compare_memory(struct test *t, struct loc at)
{
    const struct isa *isa = t->l->isa;
    if (t->full) {
        diag_error(t->l->d, at, "the instruction stores more than %d bytes", TEST_MEMORY);
        return false;
    }
    for (unsigned i = 0; i < t->nmem; i++) {
        const struct byte *w = find_byte(t->want_mem, t->nwant_mem, t->mem[i].addr);
        if (w && w->value == t->mem[i].value)
            continue;
        if (!w && !t->mem[i].written)
            continue;
        diag_error(t->l->d, at, "the byte at 0x%llx is 0x%02x after this test%s",
                   (unsigned long long)t->mem[i].addr / (isa->mem.cell / 8), t->mem[i].value,
                   w ? "" : ", which doesn't say that it is written");
        return false;
    }
    for (unsigned i = 0; i < t->nwant_mem; i++) {
        const struct byte *b = find_byte(t->mem, t->nmem, t->want_mem[i].addr);
        if ((b ? b->value : 0) == t->want_mem[i].value)
            continue;
        diag_error(t->l->d, at, "the byte at 0x%llx is 0x%02x after this test, not 0x%02x",
                   (unsigned long long)t->want_mem[i].addr / (isa->mem.cell / 8), b ? b->value : 0,
                   t->want_mem[i].value);
        return false;
    }
    return true;
}

static bool compare_trap(struct test *t, const struct ir_env *env, const struct outcome *o)
{
    const struct isa *isa = t->l->isa;
    uint64_t v;
    if (!env->trapped) {
        if (o->trap)
            diag_error(t->l->d, o->trap->loc, "trap '%s' is not raised", o->trap->text);
        return !o->trap;
    }
    if (!o->trap || strcmp(trap_name(isa, env->trap), o->trap->text) != 0) {
        diag_error(t->l->d, o->trap ? o->trap->loc : o->at, "trap '%s' is raised (value 0x%llx)",
                   trap_name(isa, env->trap), (unsigned long long)env->trap_value);
        return false;
    }
    if (o->trap_value && (!fits(t, o->trap_value, isa->word, &v) || v != env->trap_value)) {
        diag_error(t->l->d, o->trap_value->loc, "the trap's value is 0x%llx",
                   (unsigned long long)env->trap_value);
        return false;
    }
    return true;
}

static bool compare_pc(struct test *t, const struct ir_env *env, const struct outcome *o, uint64_t next)
{
    uint64_t mask = bits_mask(t->l->isa->pc->width), got = (env->jumped ? env->target : next) & mask;
    uint64_t want = o->pc_at ? o->pc : next & mask;
    if (env->trapped || got == want)
        return true;
    diag_error(t->l->d, o->pc_at ? o->pc_at->loc : o->at, "pc is 0x%llx after this test, not 0x%llx",
               (unsigned long long)got, (unsigned long long)want);
    return false;
}

static bool compare_sys(struct test *t, const struct outcome *o)
{
    if (t->sys == t->want_sys)
        return true;
    if (t->sys >= 0)
        diag_error(t->l->d, o->at, "the instruction does %s(), which the test must say: `sys: %s`",
                   sys_names[t->sys], sys_names[t->sys]);
    else
        diag_error(t->l->d, o->at, "the instruction doesn't do %s()", sys_names[t->want_sys]);
    return false;
}

/* ---- running ------------------------------------------------------------------------------------------- */

static bool run(struct test *t, struct outcome *o)
{
    const struct isa *isa = t->l->isa;
    uint64_t fields[INSN_MAX_OPERANDS], next = t->pc + t->insn->len * 8u / isa->mem.cell;
    const struct insn *insn = isa_expand(t->insn, t->fields, fields);
    struct ir_env env = {
        .slots = t->slots,
        .fields = fields,
        .pc = isa->pc_next ? next & bits_mask(isa->pc->width) : t->pc,
        .next_pc = next & bits_mask(isa->pc->width),
        .raw = isa->unit > 8 ? ibits_to_word(isa, &t->raw, t->insn->len) : t->raw.w[0],
        .in_delay_slot = t->delay_slot,
        .reserved = t->reserved,
        .load = test_load,
        .store = test_store,
        .sys = test_sys,
        .counter = test_counter,
        .ctx = t,
    };
    ir_eval(isa, insn->ir, &env);
    bool ok = compare_trap(t, &env, o);
    ok = ok && compare_sys(t, o) && compare_pc(t, &env, o, next);
    return ok && compare_registers(t, o->at) && compare_memory(t, o->at);
}

static bool one_test(struct loader *l, const struct yaml *y, const struct insn *of, bool *covered)
{
    struct outcome o = { 0 };
    bool wanted = true;
    if (!load_when(l, y, &wanted))
        return wanted;
    struct test *t = xcalloc(1, sizeof *t);
    t->l = l;
    t->y = y;
    reset_state(t);
    bool ok = load_is_kind(l, y, YAML_MAP, "a test") && yaml_check_keys(y, l->d, test_keys, "a test") &&
              read_before(t) && read_insn(t, of) && read_after(t, &o);
    if (ok && of && strcmp(t->insn->name, of->name) != 0) {
        diag_error(l->d, y->loc, "this is a '%s', but the test belongs to '%s'", t->insn->name, of->name);
        ok = false;
    }
    if (ok)
        covered[t->insn->index] = true;
    if (ok)
        ok = run(t, &o);
    free(t);
    return ok;
}

/* Tests of an instruction with several forms are one list: each list runs once. */
static bool seen_before(const struct isa *isa, unsigned i)
{
    for (unsigned k = i; k-- > 0;)
        if (isa->insns[k].tests == isa->insns[i].tests)
            return true;
    return false;
}

bool load_tests(struct loader *l)
{
    struct isa *isa = l->isa;
    struct item *it;
    bool ok = true, *covered = ARENA_ARRAY(l->a, bool, isa->ninsns);
    for (unsigned i = 0; i < isa->ninsns; i++) {
        const struct yaml *tests = isa->insns[i].tests;
        if (!tests || seen_before(isa, i))
            continue;
        isa->ntests += (unsigned)tests->count;
        yaml_each (k, tests)
            ok &= one_test(l, &tests->items[k], &isa->insns[i], covered);
    }
    vec_each (it, &l->sec[SEC_TESTS].items)
        ok &= one_test(l, it->value, NULL, covered);
    isa->ntests += (unsigned)l->sec[SEC_TESTS].items.count;
    for (unsigned i = 0; i < isa->ninsns; i++)
        isa->nuntested += !covered[i];
    return ok;
}

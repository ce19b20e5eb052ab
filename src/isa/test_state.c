/* test_state.c - `before` and `after` of a test: registers, memory, what else must happen. */
#include "isa/insn_test.h"

#include <string.h>
#include "base/bits.h"

#define TEST_PC 0x1000

const char *const test_sys_names[TEST_SYS_COUNT] = {
    [IR_SYS_HOST_CALL] = "host_call", [IR_SYS_HALT] = "halt", [IR_SYS_WAIT] = "wait",
    [IR_SYS_STOP] = "stop",           [IR_SYS_JAM] = "jam",   [IR_SYS_INTERRUPT] = "interrupt"
};

/* ---- names and numbers ------------------------------------------------------------------------------- */

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

bool test_fits(struct test *t, const struct yaml *y, unsigned width, uint64_t *out)
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
    if (!test_fits(t, y, hi - lo + 1, &v))
        return false;
    put(slots, r, index, hi, lo, v);
    return true;
}

/* ---- memory ------------------------------------------------------------------------------------------ */

struct byte *test_find_byte(struct byte *mem, unsigned n, uint64_t addr)
{
    for (unsigned i = 0; i < n; i++)
        if (mem[i].addr == addr)
            return &mem[i];
    return NULL;
}

struct byte *test_make_byte(struct byte *mem, unsigned *n, uint64_t addr)
{
    struct byte *b = test_find_byte(mem, *n, addr);
    if (b || *n == TEST_MEMORY)
        return b;
    b = &mem[(*n)++];
    *b = (struct byte){ addr, 0, false };
    return b;
}

/* "78 56 34 12" */
bool test_read_bytes(struct loader *l, const struct yaml *y, uint8_t *out, unsigned max, unsigned *n)
{
    *n = 0;
    if (!load_is_kind(l, y, YAML_SCALAR, "bytes"))
        return false;
    for (const char *s = y->text; *s;) {
        if (*s == ' ') {
            s++;
            continue;
        }
        if (digit_value(s[0]) >= 16 || digit_value(s[1]) >= 16 || *n == max) {
            diag_error(l->d, yaml_loc_at(y, (size_t)(s - y->text)),
                       "at most %u bytes, two hex digits each, are expected", max);
            return false;
        }
        out[(*n)++] = (uint8_t)(digit_value(s[0]) << 4 | digit_value(s[1]));
        s += 2;
    }
    return true;
}

/* Addresses count cells; memory here is kept in bytes. */
uint64_t test_byte_address(const struct isa *isa, uint64_t addr)
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
            !test_read_bytes(t->l, &y->items[i], bytes, TEST_MEMORY, &count))
            return false;
        for (unsigned k = 0; k < count; k++) {
            struct byte *b = test_make_byte(mem, n, test_byte_address(t->l->isa, (uint64_t)addr) + k);
            if (!b) {
                diag_error(t->l->d, y->items[i].loc, "a test has at most %d bytes of memory", TEST_MEMORY);
                return false;
            }
            b->value = bytes[k];
        }
    }
    return true;
}

/* ---- states ------------------------------------------------------------------------------------------ */

void test_reset(struct test *t)
{
    const struct isa *isa = t->l->isa;
    for (unsigned i = 0; i < isa->nregs; i++)
        for (unsigned k = 0; k < (isa->regs[i].count ? isa->regs[i].count : 1); k++)
            if (!isa->regs[i].join && isa->regs[i].slot + k < ISA_MAX_SLOTS)
                t->slots[isa->regs[i].slot + k] = isa->regs[i].reset;
    t->pc = TEST_PC;
    t->sys = t->want_sys = -1;
}

bool test_read_before(struct test *t)
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
            ok = test_fits(t, &y->items[i], t->l->isa->pc->width, &t->pc);
        else if (strcmp(k, "delay_slot") == 0) {
            ok = test_fits(t, &y->items[i], 1, &v);
            t->delay_slot = ok && v;
        } else if (strcmp(k, "reserved") == 0) {
            ok = test_fits(t, &y->items[i], 1, &v);
            t->reserved = ok && v;
        } else
            ok = set_register(t, &y->keys[i], &y->items[i], t->slots);
        if (!ok)
            return false;
    }
    return true;
}

static bool read_sys(struct test *t, const struct yaml *y)
{
    for (unsigned i = 0; i < TEST_SYS_COUNT && y->kind == YAML_SCALAR; i++)
        if (test_sys_names[i] && strcmp(test_sys_names[i], y->text) == 0)
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

bool test_read_after(struct test *t, struct outcome *o)
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
            ok = test_fits(t, v, t->l->isa->pc->width, &o->pc);
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

/* test_code.c - the instruction of a test: its text, its code, or both, which must agree. */
#include "isa/insn_test.h"

#include <string.h>
#include "base/bits.h"

/* ---- asm and code ------------------------------------------------------------------------------------ */

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
    if (!is_number && !test_read_bytes(t->l, y, bytes, INSN_MAX_BYTES, &n))
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
bool test_read_insn(struct test *t, const struct insn *of)
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

/* data.c - directives that put bytes: numbers, texts, areas, alignment. */
#include "asm/asm.h"

#include "base/bits.h"
#include <stdlib.h>
#include <string.h>

enum { ALIGN_POWER, ALIGN_BYTES, ALIGN_TARGET };

static const struct token *tok(const struct assembler *as, size_t i)
{
    return &as->toks.v.data[i];
}

/* ---- numbers ----------------------------------------------------------------------------------------- */

static int put_value(struct assembler *as, struct expr *e, unsigned size, size_t offset)
{
    int64_t v;
    uint8_t bytes[8];
    if (!expr_const(as, e, &v))
        return section_fixup(as, e, size, offset);
    if (size < 8 && !bits_fits_s(v, size * 8) && !bits_fits_u((uint64_t)v, size * 8))
        span_warning(as->d, &as->stmt, offset, "%lld does not fit %u bits; stored as 0x%llx", (long long)v,
                     size * 8, (unsigned long long)((uint64_t)v & bits_mask(size * 8)));
    as_put(as, bytes, (uint64_t)v, size);
    return section_bytes(as, bytes, size, false);
}

static int run_number(struct assembler *as, size_t i, int size)
{
    int rc = 0;
    if (tok(as, i)->kind == TOK_END)
        return 0;
    do {
        size_t offset = tok(as, i)->offset;
        struct expr *e = expr_operand(as, &i);
        if (!e || put_value(as, e, (unsigned)size, offset) < 0)
            return -1;
    } while (directive_more(as, &i, &rc));
    return rc;
}

/* An instruction given as a number: [bytes,] value. Its low bits tell its length, which `bytes` must repeat.
 */
static int run_insn(struct assembler *as, size_t i, int arg)
{
    const struct isa *isa = as->isa;
    size_t offset = tok(as, i)->offset;
    unsigned unit = isa->unit >= 8 ? isa->unit / 8 : 1;
    struct ibits raw = { { 0, 0 } };
    uint8_t bytes[8] = { 0 };
    int64_t v, want = 0;
    (void)arg;
    if (tok(as, i)->kind == TOK_IDENT && tok(as, i + 1)->kind != TOK_PUNCT)
        return as_error(as, offset,
                        "the formats of .insn are not supported; give the instruction as a number");
    if (!expr_operand_const(as, &i, "the instruction", &v))
        return -1;
    if (directive_comma(as, &i)) {
        want = v;
        offset = tok(as, i)->offset;
        if (!expr_operand_const(as, &i, "the instruction", &v))
            return -1;
    }
    for (unsigned k = 0; k < sizeof bytes; k++)
        raw.w[0] |= (uint64_t)(uint8_t)((uint64_t)v >> 8 * k)
                    << 8 * (isa->big_endian && k < unit ? unit - 1 - k : k);
    unsigned len = isa_length(isa, &raw);
    if (len > sizeof bytes || !bits_fits_u((uint64_t)v, 8 * len) || (want && (uint64_t)want != len))
        return as_error(as, offset, "0x%llx is no instruction of %lld bytes", (unsigned long long)v,
                        want ? (long long)want : (long long)len);
    for (unsigned k = 0; k < len; k++)
        bytes[k] = (uint8_t)(raw.w[0] >> 8 * k);
    return directive_end(as, i) < 0 ? -1 : section_bytes(as, bytes, len, true);
}

static int put_float(struct assembler *as, const struct token *t, bool negative, int size)
{
    char buf[64], *end;
    uint8_t bytes[8];
    uint64_t raw;
    size_t n = t->len < sizeof buf - 1 ? t->len : sizeof buf - 1;
    memcpy(buf, t->text, n);
    buf[n] = 0;
    double v = strtod(buf, &end);
    if ((t->kind != TOK_FLOAT && t->kind != TOK_NUMBER && t->kind != TOK_IDENT) || *end)
        return as_error(as, t->offset, "expected a floating-point number");
    v = negative ? -v : v;
    if (size == 4) {
        float f = strtof(buf, NULL);
        uint32_t r;
        f = negative ? -f : f;
        memcpy(&r, &f, sizeof r);
        raw = r;
    } else {
        memcpy(&raw, &v, sizeof raw);
    }
    as_put(as, bytes, raw, (unsigned)size);
    return section_bytes(as, bytes, (size_t)size, false);
}

static int run_float(struct assembler *as, size_t i, int size)
{
    int rc = 0;
    do {
        bool negative = tok_is(tok(as, i), "-");
        i += negative || tok_is(tok(as, i), "+");
        if (put_float(as, tok(as, i), negative, size) < 0)
            return -1;
        i++;
    } while (directive_more(as, &i, &rc));
    return rc;
}

static int run_leb(struct assembler *as, size_t i, int is_signed)
{
    int rc = 0;
    do {
        struct expr *e = expr_operand(as, &i);
        if (!e)
            return -1;
        struct item *it = section_item(as, ITEM_LEB);
        if (!it)
            return -1;
        it->e = e;
        it->is_signed = is_signed;
        it->size = 1;
        section_record(as, false, UINT64_MAX);
    } while (directive_more(as, &i, &rc));
    return rc;
}

/* ---- texts ------------------------------------------------------------------------------------------- */

static int run_text(struct assembler *as, size_t i, int zero)
{
    int rc = 0;
    if (tok(as, i)->kind == TOK_END)
        return 0;
    do {
        do { /* "a" "b" is one text; the zero comes after each */
            const struct token *t = tok(as, i);
            if (t->kind != TOK_STRING)
                return as_error(as, t->offset, "expected a string in double quotes");
            if (section_bytes(as, t->text, t->len, false) < 0)
                return -1;
            i++;
        } while (tok(as, i)->kind == TOK_STRING && !zero);
        if (zero && section_bytes(as, "", 1, false) < 0)
            return -1;
    } while (tok(as, i)->kind == TOK_STRING || directive_more(as, &i, &rc));
    return rc;
}

static int run_incbin(struct assembler *as, size_t i, int arg)
{
    (void)arg;
    const struct token *t = tok(as, i++);
    int64_t skip = 0, count = INT64_MAX;
    if (t->kind != TOK_STRING)
        return as_error(as, t->offset, "expected the name of a file in double quotes");
    char *path = arena_strndup(&as->arena, t->text, t->len);
    if (directive_comma(as, &i) && !expr_operand_const(as, &i, "the offset", &skip))
        return -1;
    if (directive_comma(as, &i) && !expr_operand_const(as, &i, "the length", &count))
        return -1;
    if (directive_end(as, i) < 0)
        return -1;
    const struct source *src = input_read(as, path, span_loc(&as->stmt, t->offset));
    if (!src)
        return -1;
    if (skip < 0 || count < 0 || (uint64_t)skip > src->size)
        return as_error(as, t->offset, "the file has %zu bytes", src->size);
    uint64_t left = src->size - (uint64_t)skip;
    return section_bytes(as, src->text + skip, (size_t)((uint64_t)count < left ? (uint64_t)count : left),
                         false);
}

/* ---- areas ------------------------------------------------------------------------------------------- */

/* `count` times `fill` of `size` bytes. Large or symbolic areas are items of their own: they take no memory
 * here. */
static int put_area(struct assembler *as, struct expr *e, size_t offset, uint64_t fill, unsigned size)
{
    int64_t n;
    bool known = expr_const(as, e, &n);
    if (known && n < 0)
        return as_error(as, offset, "the count %lld is negative", (long long)n);
    if (known && (uint64_t)n > (uint64_t)ASM_MAX_SECTION / (size ? size : 1)) {
        as->fatal = true;
        return as_error(as, offset, "this area is larger than the limit of %d MiB", ASM_MAX_SECTION >> 20);
    }
    if (known && (n == 0 || size == 0))
        return 0;
    struct item *it = section_item(as, ITEM_SPACE);
    if (!it)
        return -1;
    it->e = e;
    it->fill = fill;
    it->fill_size = size;
    it->fixed = known;
    it->size = known ? (uint64_t)n * size : 0;
    it->at = as_where(as, offset);
    section_record(as, false, UINT64_MAX);
    return 0;
}

static int run_space(struct assembler *as, size_t i, int size)
{
    size_t offset = tok(as, i)->offset;
    int64_t fill = 0;
    struct expr *e = expr_operand(as, &i);
    if (!e || (directive_comma(as, &i) && !expr_operand_const(as, &i, "the fill value", &fill)) ||
        directive_end(as, i) < 0)
        return -1;
    return put_area(as, e, offset, (uint64_t)fill, (unsigned)size);
}

static int run_fill(struct assembler *as, size_t i, int arg)
{
    (void)arg;
    size_t offset = tok(as, i)->offset;
    int64_t size = 1, fill = 0;
    struct expr *e = expr_operand(as, &i);
    if (!e)
        return -1;
    if (directive_comma(as, &i) && !expr_operand_const(as, &i, "the size", &size))
        return -1;
    if (directive_comma(as, &i) && !expr_operand_const(as, &i, "the fill value", &fill))
        return -1;
    if (size < 0)
        return as_error(as, offset, "the size %lld is negative", (long long)size);
    if (directive_end(as, i) < 0)
        return -1;
    return put_area(as, e, offset, (uint64_t)fill & UINT32_MAX, size > 8 ? 8 : (unsigned)size);
}

static int run_org(struct assembler *as, size_t i, int arg)
{
    (void)arg;
    int64_t fill = 0;
    struct expr *e = expr_operand(as, &i);
    if (!e || (directive_comma(as, &i) && !expr_operand_const(as, &i, "the fill value", &fill)) ||
        directive_end(as, i) < 0)
        return -1;
    struct item *it = section_item(as, ITEM_ORG);
    if (!it)
        return -1;
    it->e = e;
    it->fill = (uint64_t)fill;
    it->fill_size = 1;
    section_record(as, false, UINT64_MAX);
    return 0;
}

static bool align_amount(struct assembler *as, size_t *i, int how, uint64_t *out)
{
    int64_t n = 0;
    size_t offset = tok(as, *i)->offset;
    if (tok(as, *i)->kind != TOK_END && !tok_is(tok(as, *i), ",") &&
        !expr_operand_const(as, i, "the alignment", &n))
        return false;
    bool bytes = how == ALIGN_BYTES || (how == ALIGN_TARGET && as->isa->assembler.align_bytes);
    if (bytes && (n < 0 || n > 1 << 24 || (n & (n - 1)))) {
        as_error(as, offset, "the alignment %lld is not a power of two up to 2^24", (long long)n);
        return false;
    }
    if (!bytes && (n < 0 || n > 24)) {
        as_error(as, offset, "the alignment 2^%lld is out of range: 2^0 to 2^24", (long long)n);
        return false;
    }
    *out = !bytes ? UINT64_C(1) << n : n ? (uint64_t)n : 1;
    return true;
}

static int run_align(struct assembler *as, size_t i, int how)
{
    uint64_t align;
    int64_t fill = 0, max = 0;
    bool has_fill = false;
    unsigned fill_size = how >> 4 ? (unsigned)(how >> 4) : 1;
    if (!align_amount(as, &i, how & 15, &align))
        return -1;
    if (directive_comma(as, &i) && tok(as, i)->kind != TOK_END && !tok_is(tok(as, i), ",")) {
        has_fill = true;
        if (!expr_operand_const(as, &i, "the fill value", &fill))
            return -1;
    }
    if (directive_comma(as, &i) && !expr_operand_const(as, &i, "the limit", &max))
        return -1;
    if (directive_end(as, i) < 0 || align == 1)
        return 0;
    struct item *it = section_item(as, ITEM_ALIGN);
    if (!it)
        return -1;
    it->align = align;
    it->max = max > 0 ? (uint64_t)max : 0;
    it->fill = (uint64_t)fill;
    it->fill_size = fill_size;
    it->code = !has_fill && section_code(as->sec);
    it->module_off = as->module_off;
    if (align > as->sec->align)
        as->sec->align = align;
    section_record(as, false, UINT64_MAX);
    return 0;
}

const struct directive directives_data[] = {
    { ".insn", run_insn, 0 },
    { ".byte", run_number, 1 },
    { ".dc.b", run_number, 1 },
    { ".2byte", run_number, 2 },
    { ".half", run_number, 2 },
    { ".hword", run_number, 2 },
    { ".short", run_number, 2 },
    { ".value", run_number, 2 },
    { ".dc.w", run_number, 2 },
    { ".4byte", run_number, 4 },
    { ".word", run_number, 4 },
    { ".long", run_number, 4 },
    { ".int", run_number, 4 },
    { ".dc.l", run_number, 4 },
    { ".8byte", run_number, 8 },
    { ".quad", run_number, 8 },
    { ".dword", run_number, 8 },
    { ".float", run_float, 4 },
    { ".single", run_float, 4 },
    { ".double", run_float, 8 },
    { ".uleb128", run_leb, 0 },
    { ".sleb128", run_leb, 1 },
    { ".ascii", run_text, 0 },
    { ".asciz", run_text, 1 },
    { ".asciiz", run_text, 1 },
    { ".string", run_text, 1 },
    { ".string8", run_text, 1 },
    { ".incbin", run_incbin, 0 },
    { ".space", run_space, 1 },
    { ".skip", run_space, 1 },
    { ".zero", run_space, 1 },
    { ".fill", run_fill, 0 },
    { ".org", run_org, 0 },
    { ".align", run_align, ALIGN_TARGET },
    { ".balign", run_align, ALIGN_BYTES },
    { ".balignw", run_align, ALIGN_BYTES | 2 << 4 },
    { ".balignl", run_align, ALIGN_BYTES | 4 << 4 },
    { ".p2align", run_align, ALIGN_POWER },
    { ".p2alignw", run_align, ALIGN_POWER | 2 << 4 },
    { ".p2alignl", run_align, ALIGN_POWER | 4 << 4 },
    { NULL, NULL, 0 },
};

/* Numbers of the widths that the target's own directives name. */
int directive_number(struct assembler *as, size_t i, unsigned bits)
{
    return run_number(as, i, (int)(bits / 8));
}

/* directive.c - directives about sections, symbols and the assembler itself; finding a directive by its name.
 *
 * What GNU as knows and this assembler doesn't is refused by name, never skipped. */
#include "asm/asm.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct token *tok(const struct assembler *as, size_t i)
{
    return &as->toks.v.data[i];
}

/* ---- operands ---------------------------------------------------------------------------------------- */

int directive_end(struct assembler *as, size_t i)
{
    const struct token *t = tok(as, i);
    if (t->kind == TOK_END)
        return 0;
    return as_error(as, t->offset, "unexpected '%.*s' after the operands", (int)t->len, t->text);
}

bool directive_comma(struct assembler *as, size_t *i)
{
    bool is = tok_is(tok(as, *i), ",");
    *i += is;
    return is;
}

bool directive_more(struct assembler *as, size_t *i, int *rc)
{
    if (directive_comma(as, i))
        return true;
    if (tok(as, *i)->kind != TOK_END)
        *rc = directive_end(as, *i);
    return false;
}

int directive_name(struct assembler *as, size_t *i, const struct token **out)
{
    const struct token *t = tok(as, *i);
    if (t->kind != TOK_IDENT && t->kind != TOK_STRING)
        return as_error(as, t->offset, "expected a symbol");
    *out = t;
    (*i)++;
    return 0;
}

/* ---- sections ---------------------------------------------------------------------------------------- */

static int run_enter(struct assembler *as, size_t i, int which)
{
    static const char *const names[] = { ".text", ".data", ".bss", ".rodata", ".sdata", ".sbss" };
    int64_t sub = 0;
    size_t offset = tok(as, i)->offset;
    if (tok(as, i)->kind != TOK_END && !expr_operand_const(as, &i, "the subsection", &sub))
        return -1;
    if (sub)
        return as_error(as, offset, "numbered subsections of GNU as are not supported");
    section_enter(as, section_get(as, names[which]));
    return directive_end(as, i);
}

/* "awx": a allocated, w writable, x code; M, S, G, T, o, R change nothing here. */
static int section_flags(struct assembler *as, struct section *sec, const struct token *t)
{
    sec->alloc = false;
    sec->flags = SEG_R;
    for (size_t k = 0; k < t->len; k++) {
        switch (t->text[k]) {
        case 'a': sec->alloc = true; break;
        case 'w': sec->flags |= SEG_W; break;
        case 'x': sec->flags |= SEG_X; break;
        case 'M':
        case 'S':
        case 'G':
        case 'R':
        case 'o':
        case 'e':
        case '?': break;
        case 'T': return as_error(as, t->offset, "thread-local sections are not supported");
        default: return as_error(as, t->offset, "unknown section flag '%c'", t->text[k]);
        }
    }
    return 0;
}

/* "@nobits" and "%nobits": the sign may have become part of the name. */
static bool type_is(const struct token *t, const char *name)
{
    bool percent = t->kind == TOK_PERCENT;
    return t->len - percent == strlen(name) && memcmp(t->text + percent, name, strlen(name)) == 0;
}

static bool known_type(const struct token *t)
{
    return type_is(t, "progbits") || type_is(t, "nobits") || type_is(t, "note") || type_is(t, "init_array") ||
           type_is(t, "fini_array") || type_is(t, "preinit_array");
}

/* name [, "flags" [, @type [, entsize | group ...]]] */
static int section_operands(struct assembler *as, size_t *i, struct section **out)
{
    const struct token *t = tok(as, *i);
    size_t start = t->offset, end = start;
    if (t->kind == TOK_STRING)
        start++, end = start + (t->len), (*i)++;
    else /* names such as .text.foo-bar are several tokens */
        for (; tok(as, *i)->kind != TOK_END && !tok_is(tok(as, *i), ","); (*i)++)
            end = tok(as, *i)->offset + tok(as, *i)->len;
    if (end == start)
        return as_error(as, start, "expected the name of a section");
    char *name = arena_strndup(&as->arena, as->stmt.text + start, end - start);
    *out = section_get(as, name);
    if (!directive_comma(as, i))
        return directive_end(as, *i);
    t = tok(as, *i);
    if (t->kind != TOK_STRING)
        return as_error(as, t->offset, "expected section flags in double quotes, such as \"aw\"");
    if (section_flags(as, *out, t) < 0)
        return -1;
    (*i)++;
    if (!directive_comma(as, i))
        return directive_end(as, *i);
    t = tok(as, *i);
    if (tok_is(t, "@") || tok_is(t, "%"))
        t = tok(as, ++*i);
    if (!known_type(t))
        return as_error(as, t->offset,
                        "unknown section type; known are @progbits, @nobits, @note and @..._array");
    (*out)->nobits = type_is(t, "nobits");
    return 0; /* entity size, group and linkage change nothing in a static program */
}

static int run_section(struct assembler *as, size_t i, int push)
{
    struct section *sec = NULL, *old = as->sec;
    if (section_operands(as, &i, &sec) < 0)
        return -1;
    if (push)
        *vec_push(&as->section_stack) = old;
    section_enter(as, sec);
    return 0;
}

static int run_pop(struct assembler *as, size_t i, int arg)
{
    (void)arg;
    if (!as->section_stack.count)
        return as_error(as, 0, "nothing is pushed that .popsection could return to");
    section_enter(as, as->section_stack.data[--as->section_stack.count]);
    return directive_end(as, i);
}

static int run_previous(struct assembler *as, size_t i, int arg)
{
    (void)arg;
    if (!as->previous)
        return as_error(as, 0, "there is no previous section");
    section_enter(as, as->previous);
    return directive_end(as, i);
}

const struct directive directives_section[] = {
    { ".text", run_enter, 0 },
    { ".data", run_enter, 1 },
    { ".bss", run_enter, 2 },
    { ".rodata", run_enter, 3 },
    { ".sdata", run_enter, 4 },
    { ".sbss", run_enter, 5 },
    { ".section", run_section, 0 },
    { ".pushsection", run_section, 1 },
    { ".popsection", run_pop, 0 },
    { ".previous", run_previous, 0 },
    { NULL, NULL, 0 },
};

/* ---- symbols ----------------------------------------------------------------------------------------- */

enum { MARK_GLOBAL, MARK_WEAK, MARK_LOCAL };

static int run_mark(struct assembler *as, size_t i, int what)
{
    int rc = 0;
    do {
        const struct token *t = NULL;
        if (directive_name(as, &i, &t) < 0)
            return -1;
        struct asym *s = sym_get(as, t->text, t->len);
        s->global |= what == MARK_GLOBAL;
        s->weak |= what == MARK_WEAK;
        s->local |= what == MARK_LOCAL;
    } while (directive_more(as, &i, &rc));
    return rc;
}

static bool *copy_modules(struct assembler *as)
{
    bool *copy = ARENA_ARRAY(&as->arena, bool, as->isa->nmodules + 1);
    memcpy(copy, as->module_off, as->isa->nmodules * sizeof *copy);
    return copy;
}

static void set_module(struct assembler *as, const char *module, bool off)
{
    for (unsigned m = 0; module && m < as->isa->nmodules; m++) {
        if (strcmp(as->isa->modules[m], module) == 0) {
            as->module_off = copy_modules(as);
            as->module_off[m] = off;
        }
    }
}

static const struct asm_option *find_option(const struct assembler *as, const struct token *t)
{
    const struct asm_desc *desc = &as->isa->assembler;
    for (unsigned k = 0; k < desc->noptions; k++)
        if (as_word(t, desc->options[k].name))
            return &desc->options[k];
    return NULL;
}

static int unknown_option(struct assembler *as, const struct token *t)
{
    const struct asm_desc *desc = &as->isa->assembler;
    const char **names = xcalloc(desc->noptions + 2, sizeof *names);
    char *name = arena_strndup(&as->arena, t->text, t->len), buf[DIAG_SUGGEST_MAX];
    for (unsigned k = 0; k < desc->noptions; k++)
        names[k] = desc->options[k].name;
    names[desc->noptions] = "push";
    names[desc->noptions + 1] = "pop";
    as_error(as, t->offset, "unknown option '%s'%s", name,
             diag_suggest(buf, name, names, desc->noptions + 2));
    free(names);
    return -1;
}

static int run_option(struct assembler *as, size_t i, int arg)
{
    (void)arg;
    const struct token *t = tok(as, i);
    if (as_word(t, "push")) {
        *vec_push(&as->option_stack) = (struct options_saved){ as->module_off };
        return directive_end(as, i + 1);
    }
    if (as_word(t, "pop")) {
        if (!as->option_stack.count)
            return as_error(as, t->offset, "nothing is pushed");
        as->module_off = as->option_stack.data[--as->option_stack.count].module_off;
        return directive_end(as, i + 1);
    }
    const struct asm_option *option = find_option(as, t);
    if (!option)
        return unknown_option(as, t);
    set_module(as, option->enable, false);
    set_module(as, option->disable, true);
    return directive_end(as, i + 1);
}

/* A symbol, or an option: `.set NAME` is how some write `.option NAME`. */
static int run_set(struct assembler *as, size_t i, int once)
{
    const struct token *name = NULL;
    if (tok(as, i + 1)->kind == TOK_END && find_option(as, tok(as, i)))
        return run_option(as, i, 0);
    if (directive_name(as, &i, &name) < 0)
        return -1;
    if (!directive_comma(as, &i))
        return as_error(as, tok(as, i)->offset, "expected ',' and a value: '%.*s' is no option of %s",
                        (int)name->len, name->text, as->isa->target);
    struct expr *e = expr_operand(as, &i);
    if (!e || directive_end(as, i) < 0)
        return -1;
    return sym_assign(as, name->text, name->len, e, once);
}

/* .equiv, or a name for a register. */
static int run_eqv(struct assembler *as, size_t i, int arg)
{
    const struct token *name = tok(as, i);
    unsigned index;
    (void)arg;
    bool word = name->kind == TOK_IDENT && tok_is(tok(as, i + 1), ",") && tok(as, i + 2)->kind != TOK_END &&
                tok(as, i + 3)->kind == TOK_END;
    const struct token *t = word ? tok(as, i + 2) : NULL;
    if (!t || (t->kind != TOK_IDENT && t->kind != TOK_PERCENT) ||
        !isa_reg_lookup(as->isa, NULL, t->text, t->len, &index))
        return run_set(as, i, 1);
    if (isa_reg_lookup(as->isa, NULL, name->text, name->len, &index))
        return as_error(as, name->offset, "'%.*s' is a register already", (int)name->len, name->text);
    sym_word(as, name->text, name->len, t);
    return 0;
}

static int run_common(struct assembler *as, size_t i, int local)
{
    const struct token *name = NULL;
    int64_t size = 0, align = 0;
    if (directive_name(as, &i, &name) < 0)
        return -1;
    if (!directive_comma(as, &i) || !expr_operand_const(as, &i, "the size", &size))
        return as->d->errors ? -1 : as_error(as, tok(as, i)->offset, "expected ',' and a size");
    if (directive_comma(as, &i) && !expr_operand_const(as, &i, "the alignment", &align))
        return -1;
    if (size < 0 || size > ASM_MAX_SECTION || align < 0 || align > 1 << 24 || (align & (align - 1)))
        return as_error(as, name->offset, "the size or the alignment of '%.*s' is out of range",
                        (int)name->len, name->text);
    struct asym *s = sym_get(as, name->text, name->len);
    if (s->state == ASYM_LABEL || s->state == ASYM_EQU)
        return as_error(as, name->offset, "'%s' is already defined", s->name);
    s->size = (uint64_t)size > s->size ? (uint64_t)size : s->size;
    s->align = (uint64_t)align > s->align ? (uint64_t)align : s->align;
    if (s->state != ASYM_COMMON)
        *vec_push(&as->file->commons) = s;
    s->state = ASYM_COMMON;
    s->kind = SYM_OBJECT;
    s->local |= local;
    s->global = !s->local;
    s->def = as_where(as, name->offset);
    return directive_end(as, i);
}

static int run_type(struct assembler *as, size_t i, int arg)
{
    (void)arg;
    const struct token *name = NULL;
    if (directive_name(as, &i, &name) < 0)
        return -1;
    directive_comma(as, &i);
    if (tok_is(tok(as, i), "@") || tok_is(tok(as, i), "%") || tok_is(tok(as, i), "#"))
        i++;
    const struct token *t = tok(as, i);
    struct asym *s = sym_get(as, name->text, name->len);
    size_t n = t->kind == TOK_PERCENT ? t->len - 1 : t->len;
    const char *type = t->kind == TOK_PERCENT ? t->text + 1 : t->text;
    if ((n == 8 && memcmp(type, "function", n) == 0) || (n == 8 && memcmp(type, "STT_FUNC", n) == 0))
        s->kind = SYM_FUNC;
    else if ((n == 6 && memcmp(type, "object", n) == 0) || (n == 10 && memcmp(type, "STT_OBJECT", n) == 0))
        s->kind = SYM_OBJECT;
    else if (!(n == 6 && memcmp(type, "notype", n) == 0) && !(n == 6 && memcmp(type, "common", n) == 0))
        return as_error(as, t->offset, "unknown symbol type; known are @function, @object and @notype");
    return directive_end(as, i + 1);
}

static int run_size(struct assembler *as, size_t i, int arg)
{
    (void)arg;
    const struct token *name = NULL;
    if (directive_name(as, &i, &name) < 0)
        return -1;
    if (!directive_comma(as, &i))
        return as_error(as, tok(as, i)->offset, "expected ',' and a size");
    struct expr *e = expr_operand(as, &i);
    if (!e)
        return -1;
    sym_get(as, name->text, name->len)->size_expr = e;
    return directive_end(as, i);
}

/* ---- the rest ---------------------------------------------------------------------------------------- */

static int run_nothing(struct assembler *as, size_t i, int arg)
{
    (void)as;
    (void)i;
    (void)arg;
    return 0;
}

static int run_include(struct assembler *as, size_t i, int arg)
{
    (void)arg;
    const struct token *t = tok(as, i);
    if (t->kind != TOK_STRING)
        return as_error(as, t->offset, "expected the name of a file in double quotes");
    return input_file(as, arena_strndup(&as->arena, t->text, t->len), span_loc(&as->stmt, t->offset));
}

static int run_say(struct assembler *as, size_t i, int error)
{
    const struct token *t = tok(as, i);
    const char *text = t->kind == TOK_STRING ? t->text : error ? ".error directive" : ".warning directive";
    int len = t->kind == TOK_STRING ? (int)t->len : (int)strlen(text);
    if (error)
        return as_error(as, 0, "%.*s", len, text);
    span_warning(as->d, &as->stmt, 0, "%.*s", len, text);
    return 0;
}

static int run_err(struct assembler *as, size_t i, int arg)
{
    (void)i;
    (void)arg;
    return as_error(as, 0, ".err encountered");
}

static int run_stop(struct assembler *as, size_t i, int arg)
{
    (void)i;
    (void)arg;
    input_end_file(as);
    return 0;
}

const struct directive directives_symbol[] = {
    { ".globl", run_mark, MARK_GLOBAL },
    { ".global", run_mark, MARK_GLOBAL },
    { ".weak", run_mark, MARK_WEAK },
    { ".local", run_mark, MARK_LOCAL },
    { ".extern", run_nothing, 0 },
    { ".hidden", run_nothing, 0 },
    { ".internal", run_nothing, 0 },
    { ".protected", run_nothing, 0 },
    { ".set", run_set, 0 },
    { ".equ", run_set, 0 },
    { ".equiv", run_set, 1 },
    { ".eqv", run_eqv, 0 },
    { ".comm", run_common, 0 },
    { ".common", run_common, 0 },
    { ".lcomm", run_common, 1 },
    { ".type", run_type, 0 },
    { ".size", run_size, 0 },
    { ".include", run_include, 0 },
    { ".error", run_say, 1 },
    { ".warning", run_say, 0 },
    { ".err", run_err, 0 },
    { ".end", run_stop, 0 },
    { ".option", run_option, 0 },
    { ".ident", run_nothing, 0 },
    { ".file", run_nothing, 0 },
    { ".loc", run_nothing, 0 },
    { ".attribute", run_nothing, 0 },
    { ".version", run_nothing, 0 },
    { ".gnu_attribute", run_nothing, 0 },
    { ".addrsig", run_nothing, 0 },
    { ".addrsig_sym", run_nothing, 0 },
    { ".title", run_nothing, 0 },
    { ".sbttl", run_nothing, 0 },
    { ".list", run_nothing, 0 },
    { ".nolist", run_nothing, 0 },
    { ".eject", run_nothing, 0 },
    { ".psize", run_nothing, 0 },
    { NULL, NULL, 0 },
};

/* ---- finding ----------------------------------------------------------------------------------------- */

static const struct directive *const tables[] = { directives_data, directives_section, directives_symbol,
                                                  directives_macro };

/* Directives of GNU as that change what is assembled and are not done here. */
static const char *const foreign[] = {
    ".abort",
    ".altmacro",
    ".noaltmacro",
    ".bundle_align_mode",
    ".cfi_sections",
    ".dc.a",
    ".dc.d",
    ".dc.s",
    ".dc.x",
    ".dcb",
    ".ds",
    ".func",
    ".endfunc",
    ".linkonce",
    ".mri",
    ".nops",
    ".nop",
    ".octa",
    ".offset",
    ".print",
    ".reloc",
    ".sleb",
    ".stabd",
    ".stabn",
    ".stabs",
    ".struct",
    ".subsection",
    ".string16",
    ".string32",
    ".string64",
    ".symver",
    ".tbss",
    ".tdata",
    ".bfloat16",
    ".float16",
    ".vtable_entry",
    ".vtable_inherit",
    ".weakref",
    ".dtprelword",
    ".dtpreldword",
    ".variant_cc",
    ".lto_discard",
    ".bundle_lock",
    ".bundle_unlock",
    ".desc",
    ".dim",
    ".def",
    ".endef",
};

static int unknown(struct assembler *as, const struct token *name)
{
    char *text = arena_strndup(&as->arena, name->text, name->len), buf[DIAG_SUGGEST_MAX];
    for (size_t k = 0; k < sizeof foreign / sizeof foreign[0]; k++) {
        if (strcasecmp(text, foreign[k]) == 0)
            return as_error(as, name->offset, "directive '%s' of GNU as is not supported", text);
    }
    const char *names[256];
    size_t n = 0;
    for (size_t t = 0; t < sizeof tables / sizeof tables[0]; t++) {
        for (const struct directive *d = tables[t]; d->name && n < 200; d++)
            names[n++] = d->name;
    }
    for (unsigned k = 0; k < as->isa->assembler.ndirectives && n < 250; k++)
        names[n++] = as->isa->assembler.directives[k].name;
    return as_error(as, name->offset, "unknown directive '%s'%s", text, diag_suggest(buf, text, names, n));
}

static bool named(const struct token *name, const char *text)
{
    const struct token t = { .kind = TOK_IDENT, .text = text, .len = strlen(text) };
    return tok_same(name, &t, true);
}

/* 1: not a directive. */
int directive_run(struct assembler *as, const struct token *name)
{
    const struct asm_desc *desc = &as->isa->assembler;
    size_t i = (size_t)(name - as->toks.v.data) + 1;
    for (unsigned k = 0; k < desc->ndirectives; k++) {
        if (named(name, desc->directives[k].name))
            return directive_number(as, i, desc->directives[k].bits);
    }
    if (name->text[0] != '.')
        return 1;
    for (size_t t = 0; t < sizeof tables / sizeof tables[0]; t++) {
        for (const struct directive *d = tables[t]; d->name; d++) {
            if (named(name, d->name))
                return d->run(as, i, d->arg);
        }
    }
    if (name->len > 5 && strncasecmp(name->text, ".cfi_", 5) == 0)
        return 0;
    return unknown(as, name);
}

/* assemble.c - the assembler from the outside: read every file, lay out, link, emit. See asm.h for the
 * inside. */
#include "asm/assemble.h"

#include "asm/asm.h"
#include <stdlib.h>
#include <string.h>

/* ---- messages ---------------------------------------------------------------------------------------- */

struct where as_where(const struct assembler *as, size_t offset)
{
    return (struct where){ span_loc(&as->stmt, offset), as->stmt.exp };
}

int as_error(struct assembler *as, size_t offset, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    diag_verror(as->d, DIAG_ERROR, span_loc(&as->stmt, offset), fmt, ap);
    va_end(ap);
    expansion_notes(as->d, as->stmt.exp);
    return -1;
}

int as_error_at(struct assembler *as, const struct where *at, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    diag_verror(as->d, DIAG_ERROR, at->loc, fmt, ap);
    va_end(ap);
    expansion_notes(as->d, at->exp);
    return -1;
}

bool as_word(const struct token *t, const char *word)
{
    return t->kind == TOK_IDENT && strlen(word) == t->len && memcmp(word, t->text, t->len) == 0;
}

/* ---- statements -------------------------------------------------------------------------------------- */

static bool is_label(const struct assembler *as, size_t i)
{
    const struct token *t = &as->toks.v.data[i];
    const char *suffix = as->isa->assembler.label_suffix;
    if (t->kind != TOK_IDENT && t->kind != TOK_STRING && t->kind != TOK_NUMBER && t->kind != TOK_PERCENT)
        return false;
    return t[1].kind == TOK_PUNCT && (tok_is(&t[1], ":") || (suffix && suffix[0] && tok_is(&t[1], suffix)));
}

static int label(struct assembler *as, size_t i)
{
    const struct token *t = &as->toks.v.data[i];
    if (t->kind == TOK_NUMBER)
        return sym_local_label(as, t->num);
    if (t->kind == TOK_IDENT && t->len == 1 && t->text[0] == '.')
        return as_error(as, t->offset, "'.' cannot be a label");
    return sym_label(as, t->text, t->len, t->offset);
}

/* name = value, name == value (once), . = value */
static int assignment(struct assembler *as, size_t i)
{
    const struct token *name = &as->toks.v.data[i];
    bool once = tok_is(&name[1], "==");
    size_t k = i + 2;
    if (name->len == 1 && name->text[0] == '.') {
        as->toks.v.data[i + 1].kind = TOK_IDENT; /* ".org" by another name */
        const struct token org = { .kind = TOK_IDENT, .text = ".org", .len = 4, .offset = name->offset };
        as->toks.v.data[i + 1] = org;
        return directive_run(as, &as->toks.v.data[i + 1]);
    }
    struct expr *e = expr_operand(as, &k);
    if (!e || directive_end(as, k) < 0)
        return -1;
    return sym_assign(as, name->text, name->len, e, once);
}

static int statement(struct assembler *as)
{
    size_t i = 0;
    int rc = 0;
    if (cond_directive(as, &rc) || !cond_active(as))
        return rc;
    if (lex_span(&as->isa->assembler, &as->stmt, false, &as->arena, as->d, &as->toks) < 0)
        return -1;
    for (; is_label(as, i); i += 2)
        rc |= label(as, i);
    if (i && as->toks.v.data[i].kind != TOK_END) { /* a conditional may follow a label */
        struct span rest = span_sub(&as->stmt, as->toks.v.data[i].offset, as->stmt.len);
        as->stmt = rest;
        return rc | statement(as);
    }
    const struct token *t = &as->toks.v.data[i];
    if (t->kind == TOK_END)
        return rc;
    if (t->kind != TOK_IDENT)
        return as_error(as, t->offset, "expected an instruction, a directive or a label, found '%.*s'",
                        (int)t->len, t->text);
    if (tok_is(&t[1], "=") || tok_is(&t[1], "=="))
        return assignment(as, i);
    struct macro *m = macro_find(as, t);
    if (m)
        return macro_call(as, m, t);
    sym_words(as, i + 1);
    rc = directive_run(as, t);
    return rc == 1 ? insn_statement(as, i) : rc;
}

/* Code sections are padded to their alignment, as GNU as does: what follows starts where it would there. */
static void pad_code(struct assembler *as)
{
    for (size_t i = 0; i < as->file->sections.count; i++) {
        struct section *s = as->file->sections.data[i];
        as->sec = s;
        if (!section_code(s) || s->align == 1)
            continue;
        struct item *it = section_item(as, ITEM_ALIGN);
        if (!it)
            return;
        it->align = s->align;
        it->code = true;
        it->module_off = as->module_off;
    }
}

static void read_source(struct assembler *as, const struct source *src)
{
    struct asm_file *f = ARENA_NEW(&as->arena, struct asm_file);
    map_init(&f->symbols);
    *vec_push(&as->files) = f;
    as->file = f;
    as->sec = as->previous = NULL;
    as->stmt = (struct span){ "", 0, { NULL, 0, 0 }, true, NULL };
    map_release(&as->macros); /* macros, like local symbols, belong to a file */
    map_release(&as->words);
    map_init(&as->macros);
    map_init(&as->words);
    as->section_stack.count = as->option_stack.count = 0;
    memset(as->module_off = ARENA_ARRAY(&as->arena, bool, as->isa->nmodules + 1), 0, as->isa->nmodules + 1);
    section_enter(as, section_get(as, ".text"));
    section_get(as, ".data"); /* these three come before others of their kind */
    section_get(as, ".bss");
    as->previous = NULL;
    if (input_source(as, src, false) < 0)
        return;
    while (input_next(as)) {
        statement(as);
        if (as->d->muted)
            as->fatal = true;
    }
    input_release(as);
    pad_code(as);
}

/* ---- the whole --------------------------------------------------------------------------------------- */

static void file_release(struct asm_file *f)
{
    struct section **s;
    struct item *it;
    vec_each (s, &f->sections) {
        vec_each (it, &(*s)->items) {
            vec_release(&it->bytes);
            vec_release(&it->fixups);
        }
        vec_release(&(*s)->items);
        vec_release(&(*s)->records);
    }
    vec_release(&f->sections);
    vec_release(&f->commons);
    vec_release(&f->locals);
    map_release(&f->symbols);
}

static void assembler_release(struct assembler *as)
{
    struct asm_file **f;
    input_release(as);
    vec_each (f, &as->files)
        file_release(*f);
    vec_release(&as->files);
    vec_release(&as->section_stack);
    vec_release(&as->option_stack);
    vec_release(&as->order);
    vec_release(&as->toks.v);
    map_release(&as->macros);
    map_release(&as->words);
    map_release(&as->globals);
    map_release(&as->linker_symbols);
    forms_release(as);
    for (unsigned i = 0; as->others && i < as->isa->noptions; i++)
        isa_free(as->others[i]);
    arena_release(&as->arena);
}

/* Linking is tried even after errors in the text: undefined symbols are worth knowing at once. */
static int finish(struct assembler *as, struct image *img, struct str *listing, int errors)
{
    if (as->fatal)
        return -1;
    sym_link(as);
    link_gather(as);
    if (layout(as) < 0 || emit_image(as, img) < 0 || as->d->errors > errors)
        return -1;
    if (listing)
        listing_text(as, img, listing);
    return 0;
}

static void assembler_init(struct assembler *as, const struct isa *isa, struct diag *d)
{
    *as = (struct assembler){ .isa = isa, .d = d };
    arena_init(&as->arena);
    map_init(&as->macros);
    map_init(&as->words);
    map_init(&as->globals);
    map_init(&as->linker_symbols);
    forms_build(as);
}

static struct image *assemble(struct assembler *as, const char *name, struct str *listing, int errors)
{
    struct image *img = image_new(name);
    if (finish(as, img, listing, errors) < 0) {
        image_free(img);
        img = NULL;
    }
    assembler_release(as);
    return img;
}

struct image *asm_assemble(const struct isa *isa, const char *const *files, size_t nfiles,
                           struct str *listing, struct diag *d)
{
    struct assembler as;
    int errors = d->errors;
    assembler_init(&as, isa, d);
    for (size_t i = 0; i < nfiles && !as.fatal; i++) {
        const struct source *src = diag_read_file(d, files[i], (struct loc){ NULL, 0, 0 });
        if (src)
            read_source(&as, src);
    }
    return assemble(&as, files[0], listing, errors);
}

struct image *asm_assemble_text(const struct isa *isa, const char *name, const char *text, size_t size,
                                struct diag *d)
{
    struct assembler as;
    int errors = d->errors;
    assembler_init(&as, isa, d);
    read_source(&as, diag_source(d, name, text, size));
    return assemble(&as, name, NULL, errors);
}

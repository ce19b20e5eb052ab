/* cmd_symbols.c - what the program is made of: symbols, functions, variables, segments. */
#include <inttypes.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>
#include "debug/commands.h"
#include "debug/dwarf.h"
#include "debug/location.h"
#include "debug/source.h"
#include "debug/session_private.h"

static const struct segment *segment_at(const struct session *s, uint64_t addr)
{
    for (size_t i = 0; i < s->image->nsegments; i++)
        if (addr - s->image->segments[i].addr < s->image->segments[i].size)
            return &s->image->segments[i];
    return NULL;
}

/* The part of the program around addr, by its sections or, without any, its segments. False: none. */
static bool part_at(const struct session *s, uint64_t addr, struct image_section *out)
{
    const struct image *img = s->image;
    for (size_t i = 0; i < img->nsections; i++)
        if (addr - img->sections[i].addr < img->sections[i].size)
            return *out = img->sections[i], true;
    const struct segment *g = img->nsections ? NULL : segment_at(s, addr);
    if (g)
        *out = (struct image_section){ g->addr, g->size, g->name ? g->name : "?", false };
    return g != NULL;
}

static enum session_status info_symbol(struct session *s, const struct call *c)
{
    uint64_t addr;
    if (!*c->args)
        return fail(s, "Argument required (address).");
    if (!look_uint(s, c->args, &addr))
        return SESSION_FAILED;
    const struct symbol *sym = image_symbol_at(s->image, addr);
    struct image_section part;
    if (!sym || !part_at(s, addr, &part) || sym->addr < part.addr)
        out(s, "No symbol matches %s.\n", c->args);
    else if (sym->addr == addr)
        out(s, "%s in section %s\n", sym->name, part.name);
    else
        out(s, "%s + %" PRIu64 " in section %s\n", sym->name, addr - sym->addr, part.name);
    return SESSION_OK;
}

/* A variable of the selected frame, the innermost of its name. */
static bool local_address(struct session *s, const char *name)
{
    struct debug_local *l = NULL;
    const struct frame *f = look_frame(s, s->frame);
    size_t i = 0, n = f ? debug_locals(s->home.info, eval_place(look(s)), &l) : 0;
    struct value v = { 0 };
    struct str text;
    str_init(&text);
    while (i < n && strcmp(l[i].name, name) != 0)
        i++;
    bool found = i < n && debug_local_value(look(s), &l[i], &v, &text) == 0;
    if (found) {
        unsigned index;
        const struct reg *r = v.place == LVAL_SLOT ? isa_slot_reg(s->isa, v.slot, &index) : NULL;
        str_clear(&text);
        if (r)
            isa_reg_name(r, index, &text);
        const char *kind = l[i].is_argument ? "an argument" : "a variable";
        if (v.place == LVAL_MEMORY)
            out(s, "Symbol \"%s\" is %s at 0x%" PRIx64 ".\n", name, kind, v.addr);
        else if (r)
            out(s, "Symbol \"%s\" is %s in $%s.\n", name, kind, text.buf + strspn(text.buf, "$%"));
        else
            out(s, "Symbol \"%s\" is %s.\n", name, v.optimized_out ? "optimized out" : "a computed value");
    }
    value_release(&v);
    str_release(&text);
    free(l);
    return found;
}

static enum session_status info_address(struct session *s, const struct call *c)
{
    if (!*c->args)
        return fail(s, "Argument required.");
    if (local_address(s, c->args))
        return SESSION_OK;
    const struct symbol *sym = image_symbol(s->image, c->args);
    if (!sym)
        return fail(s, "No symbol \"%s\" in current context.", c->args);
    out(s, "Symbol \"%s\" is at 0x%" PRIx64 ".\n", sym->name, sym->addr);
    return SESSION_OK;
}

/* ---- lists ------------------------------------------------------------------------------------------- */

struct listing {
    struct session *s;
    regex_t re;
    bool functions, any;
    const char *file;
};

static bool add_declared(void *ctx, const struct debug_symbol *d)
{
    struct listing *l = ctx;
    struct str text;
    if (d->is_function != l->functions || regexec(&l->re, d->name, 0, NULL, 0) != 0)
        return true;
    if (!l->file || !d->file || strcmp(l->file, d->file) != 0)
        out(l->s, "\nFile %s:\n", d->file ? d->file : "?");
    l->file = d->file;
    l->any = true;
    str_init(&text);
    if (d->type)
        type_declare(d->type, d->name, &text);
    else
        str_add(&text, d->name);
    out(l->s, "%d:\t%s%s;\n", d->line, d->is_static ? "static " : "", text.buf);
    str_release(&text);
    return !l->s->interrupted;
}

static bool is_listed(const struct session *s, const struct symbol *sym, bool functions)
{
    const struct segment *g = segment_at(s, sym->addr);
    if (sym->kind == SYM_ABS || !g)
        return false;
    bool code = sym->kind == SYM_FUNC || (sym->kind == SYM_LABEL && (g->flags & SEG_X));
    return code == functions;
}

static void add_symbols(struct listing *l)
{
    struct session *s = l->s;
    bool headed = false;
    for (size_t i = 0; i < s->image->nsymbols; i++) {
        const struct symbol *sym = &s->image->symbols[i];
        struct debug_function f;
        bool described =
            s->home.info && (debug_function_named(s->home.info, sym->name, &f) ||
                             debug_is_variable(s->home.info, (struct debug_place){ 0 }, sym->name));
        if (described || !is_listed(s, sym, l->functions) || regexec(&l->re, sym->name, 0, NULL, 0) != 0)
            continue;
        if (!headed)
            out(s, "\nNon-debugging symbols:\n");
        headed = l->any = true;
        struct str at;
        str_init(&at);
        location_address(s, sym->addr, &at);
        out(s, "%s  %s\n", at.buf, sym->name);
        str_release(&at);
    }
}

static enum session_status symbols(struct session *s, const struct call *c, bool functions)
{
    struct listing l = { .s = s, .functions = functions };
    const char *what = functions ? "functions" : "variables";
    int error = regcomp(&l.re, *c->args ? c->args : ".", REG_NOSUB);
    if (error) {
        char why[128];
        regerror(error, &l.re, why, sizeof why);
        return fail(s, "Invalid regexp: %s", why);
    }
    if (*c->args)
        out(s, "All %s matching regular expression \"%s\":\n", what, c->args);
    else
        out(s, "All defined %s:\n", what);
    if (s->home.info)
        debug_each_symbol(s->home.info, add_declared, &l);
    add_symbols(&l);
    regfree(&l.re);
    return SESSION_OK;
}

static enum session_status info_functions(struct session *s, const struct call *c)
{
    return symbols(s, c, true);
}

static enum session_status info_variables(struct session *s, const struct call *c)
{
    return symbols(s, c, false);
}

static enum session_status info_files(struct session *s, const struct call *c)
{
    struct str text;
    (void)c;
    str_init(&text);
    str_addf(&text, "Program: %s\n\tEntry point: 0x%" PRIx64 "\n", s->image->name, s->image->entry);
    for (size_t i = 0; i < s->image->nsegments; i++) {
        const struct segment *g = &s->image->segments[i];
        str_addc(&text, '\t');
        location_address(s, g->addr, &text);
        str_add(&text, " - ");
        location_address(s, g->addr + g->size, &text);
        str_addf(&text, " %c%c%c %s\n", g->flags & SEG_R ? 'r' : '-', g->flags & SEG_W ? 'w' : '-',
                 g->flags & SEG_X ? 'x' : '-', g->name ? g->name : "");
    }
    out_text(s, text.buf, text.len);
    str_release(&text);
    return SESSION_OK;
}

static enum session_status info_sources(struct session *s, const struct call *c)
{
    const char *last = NULL;
    VEC(const char *) seen = { 0 };
    (void)c;
    for (size_t i = 0; i < s->image->nlines; i++) {
        const char *file = s->image->lines[i].file;
        bool known = !file || file == last;
        last = file;
        for (size_t k = 0; k < seen.count && !known; k++)
            known = !strcmp(seen.data[k], file);
        if (known)
            continue;
        *vec_push(&seen) = file;
        out(s, "%s\n", file);
    }
    if (!seen.count)
        out(s, "No source files.\n");
    vec_release(&seen);
    return SESSION_OK;
}

#define SAME REPEAT_SAME

const struct session_command commands_symbols[] = {
    { "info symbol", "sy", CLASS_FILES, ARG_EXPRESSION, SAME, 0, info_symbol, "info symbol ADDRESS",
      "Say which symbol an address belongs to.", "info symbol 0x14" },
    { "info address", NULL, CLASS_FILES, ARG_SYMBOL, SAME, 0, info_address, "info address SYMBOL",
      "Say where a symbol is.", "info address loop" },
    { "info functions", "fu", CLASS_FILES, ARG_TEXT, SAME, 0, info_functions, "info functions [REGEX]",
      "List functions and labels of code.", "info functions main" },
    { "info variables", "va", CLASS_FILES, ARG_TEXT, SAME, 0, info_variables, "info variables [REGEX]",
      "List global variables and labels of data.", "info variables" },
    { "info files", "target", CLASS_FILES, ARG_NONE, SAME, COMMAND_ALONE, info_files, "info files",
      "Say where the parts of the program lie.", NULL },
    { "info sources", NULL, CLASS_FILES, ARG_NONE, SAME, COMMAND_ALONE, info_sources, "info sources",
      "List the source files of the program.", NULL },
    { 0 },
};

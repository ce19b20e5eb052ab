/* location.c - places in the program: from text to an address, and from an address to text. */
#include "debug/location.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "debug/dwarf.h"
#include "debug/session_private.h"
#include "debug/source.h"

bool location_current(struct session *s, const char **file, int *line)
{
    if (s->list.file) {
        *file = s->list.file;
        *line = s->list.line;
        return true;
    }
    const struct symbol *first = engine_cycle(s->engine) ? NULL : image_symbol(s->image, "main");
    if (first && source_line_at(s, first->addr, file, line))
        return true;
    return source_line_at(s, session_location(s), file, line) ||
           source_line_at(s, s->image->entry, file, line);
}

const char *location_function(const struct session *s, uint64_t addr, uint64_t *offset)
{
    const struct symbol *sym = image_symbol_at(s->image, addr);
    while (sym && sym->kind == SYM_ABS && sym > s->image->symbols)
        sym--;
    if (!sym || sym->kind == SYM_ABS || sym->kind == SYM_OBJECT)
        return NULL;
    if (sym->size && addr - sym->addr >= sym->size)
        return NULL;
    *offset = addr - sym->addr;
    return sym->name;
}

bool location_entry(const struct session *s, const struct frame *f, uint64_t *entry)
{
    uint64_t offset = 0;
    bool known = f->start || location_function(s, f->pc, &offset);
    *entry = f->start ? f->start : f->pc - offset;
    return known;
}

void location_symbol(const struct session *s, uint64_t addr, struct str *out)
{
    uint64_t offset;
    const char *name = location_function(s, addr, &offset);
    const struct symbol *sym = name ? NULL : image_symbol_at(s->image, addr);
    if (!name && sym && sym->kind == SYM_OBJECT && addr - sym->addr < (sym->size ? sym->size : 1)) {
        name = sym->name;
        offset = addr - sym->addr;
    }
    if (name && offset)
        str_addf(out, "<%s+%" PRIu64 ">", name, offset);
    else if (name)
        str_addf(out, "<%s>", name);
}

void location_address(const struct session *s, uint64_t addr, struct str *out)
{
    str_addf(out, "0x%0*" PRIx64, (int)(s->isa->mem.addr + 3) / 4, addr);
}

bool location_line(const struct session *s, const struct frame *f, const char **file, int *line)
{
    *file = f->file;
    *line = f->line;
    return f->file || source_line_at(s, f->look, file, line);
}

bool location_inside(const struct session *s, const struct frame *f)
{
    return !f->file && (f->level > 0 || !source_line_begins(s, f->pc));
}

void location_at(const struct session *s, uint64_t addr, struct str *out)
{
    const char *file;
    int line;
    if (source_line_at(s, addr, &file, &line))
        str_addf(out, " at %s:%d", file, line);
}

void location_of(const struct session *s, const struct frame *f, struct str *out)
{
    const char *file;
    int line;
    if (location_line(s, f, &file, &line))
        str_addf(out, " at %s:%d", file, line);
}

/* ---- from text --------------------------------------------------------------------------------------- */

static void fill_line(struct session *s, struct location *out)
{
    out->file = NULL;
    out->line = 0;
    source_line_at(s, out->addr, &out->file, &out->line);
}

uint64_t location_begun(const struct session *s, uint64_t addr)
{
    return debug_after_prologue(s->home.info, s->image, addr);
}

/* What a place is for: a breakpoint there, or its text. */
enum purpose { CODE, LINE };

static bool at_line(struct session *s, const char *file, int line, bool named, enum purpose purpose,
                    struct location *out, struct str *error)
{
    uint64_t addr = 0;
    bool coded = source_line_addr(s, file, line, &addr, &out->line);
    out->file = file;
    if (purpose == LINE) {
        out->addr = addr;
        out->line = line;
        return true;
    }
    if (coded) {
        out->addr = location_begun(s, addr);
        if (out->addr != addr)
            fill_line(s, out);
        return true;
    }
    if (named)
        str_addf(error, "No line %d in file \"%s\".", line, file);
    else
        str_addf(error, "No line %d in the current file.", line);
    return false;
}

static bool at_symbol(struct session *s, const char *name, const char *file, enum purpose purpose,
                      struct location *out, struct str *error)
{
    const struct symbol *sym = image_symbol(s->image, name);
    char hint[DIAG_SUGGEST_MAX];
    if (sym && sym->kind != SYM_OBJECT) {
        out->addr = purpose == CODE ? location_begun(s, sym->addr) : sym->addr;
        fill_line(s, out);
        return true;
    }
    VEC(const char *) names = { 0 };
    for (size_t i = 0; i < s->image->nsymbols; i++)
        *vec_push(&names) = s->image->symbols[i].name;
    diag_suggest(hint, name, names.data, names.count);
    if (sym)
        str_addf(error, "\"%s\" is not a function.", name);
    else
        str_addf(error, "Function \"%s\" not defined%s%s%s", name, file ? " in \"" : "", file ? file : "",
                 file ? "\"" : "");
    if (!sym)
        str_add(error, hint[0] ? hint : ".");
    vec_release(&names);
    return false;
}

#define LINE_MOST 1000000000 /* more than any file has */

static bool number(const char *p, int *out)
{
    char *end;
    long v = isdigit((unsigned char)*p) ? strtol(p, &end, 10) : -1;
    if (v < 0 || *end)
        return false;
    *out = v > LINE_MOST ? LINE_MOST : (int)v;
    return true;
}

static bool relative(struct session *s, const char *text, enum purpose purpose, struct location *out,
                     struct str *error)
{
    const char *file;
    int line, by;
    if (!number(text + 1, &by)) {
        str_addf(error, "malformed linespec error: unexpected string, \"%s\".", text);
        return false;
    }
    if (!location_current(s, &file, &line)) {
        str_add(error, "No line number information available.");
        return false;
    }
    if (purpose == LINE && s->list.last) /* from behind what was listed */
        line = s->list.last + 1;
    line = *text == '-' ? line - by : line + by;
    return at_line(s, file, line < 1 ? 1 : line, false, purpose, out, error);
}

static bool in_file(struct session *s, const char *text, const char *colon, enum purpose purpose,
                    struct location *out, struct str *error)
{
    char *name = xstrndup(text, (size_t)(colon - text));
    const char *file = source_file_named(s, name), *place = colon + 1 + strspn(colon + 1, " ");
    int line;
    bool fine = false;
    if (!file)
        str_addf(error, "No source file named %s.", name);
    else if (number(place, &line))
        fine = at_line(s, file, line, true, purpose, out, error);
    else
        fine = at_symbol(s, place, name, purpose, out, error);
    free(name);
    return fine;
}

static bool parse(struct session *s, const char *text, enum purpose purpose, struct location *out,
                  struct str *error)
{
    const char *colon = strrchr(text, ':'), *file;
    int line;
    *out = (struct location){ 0 };
    if (!*text) {
        out->addr = session_location(s);
        fill_line(s, out);
        return true;
    }
    if (*text == '*') {
        if (!session_evaluate(s, text + 1, &out->addr, error))
            return false;
        fill_line(s, out);
        return true;
    }
    if (*text == '+' || *text == '-')
        return relative(s, text, purpose, out, error);
    if (number(text, &line)) {
        if (location_current(s, &file, &(int){ 0 }))
            return at_line(s, file, line, false, purpose, out, error);
        str_add(error, "No symbol table is loaded.  Use \"*ADDRESS\".");
        return false;
    }
    return colon ? in_file(s, text, colon, purpose, out, error)
                 : at_symbol(s, text, NULL, purpose, out, error);
}

bool location_parse(struct session *s, const char *text, struct location *out, struct str *error)
{
    return parse(s, text, CODE, out, error);
}

bool location_parse_line(struct session *s, const char *text, struct location *out, struct str *error)
{
    if (!parse(s, text, LINE, out, error))
        return false;
    if (!out->file)
        str_addf(error, "No line number information available for address 0x%" PRIx64, out->addr);
    return out->file != NULL;
}

/* ---- several at once --------------------------------------------------------------------------------- */

struct found_places {
    VEC(struct location) v;
};

static void add_place(struct session *s, struct found_places *all, uint64_t addr)
{
    struct location l = { .addr = addr };
    size_t i = all->v.count;
    for (size_t k = 0; k < i; k++)
        if (all->v.data[k].addr == addr)
            return;
    fill_line(s, &l);
    vec_push(&all->v);
    for (; i > 0 && all->v.data[i - 1].addr > addr; i--)
        all->v.data[i] = all->v.data[i - 1];
    all->v.data[i] = l;
}

/* Once in each function that holds code of the line, at its lowest address there; without functions wherever
 * it begins. */
static void add_line(struct session *s, struct found_places *all, const struct location *first)
{
    uint64_t *at;
    int line = first->line;
    size_t n = debug_line_addresses(s->image, first->file, &line, &at);
    for (size_t i = 0; i < n; i++) {
        uint64_t block = debug_block(s->home.info, at[i]);
        bool known = false;
        for (size_t k = 0; block && k < i && !known; k++)
            known = debug_block(s->home.info, at[k]) == block;
        if (!known)
            add_place(s, all, location_begun(s, at[i]));
    }
    free(at);
}

/* Is it a line (12, sum.s:12, +1) that text means? Else: the name of a function. */
static bool means_line(const char *text, const char **name)
{
    const char *colon = strrchr(text, ':');
    int line;
    *name = colon ? colon + 1 + strspn(colon + 1, " ") : text;
    return *text == '+' || *text == '-' || number(*name, &line);
}

size_t location_parse_all(struct session *s, const char *text, struct location **out, struct str *error)
{
    struct found_places all = { 0 };
    struct location one;
    const char *name;
    uint64_t *at = NULL;
    *out = NULL;
    bool line = means_line(text, &name), plain = !*text || *text == '*';
    size_t inlined = plain || line ? 0 : debug_inlined_at(s->home.info, name, &at);
    if (location_parse(s, text, &one, error)) {
        add_place(s, &all, one.addr);
        if (line && one.file)
            add_line(s, &all, &one);
        if (line && all.v.count == 1)
            all.v.data[0] = one;
    } else if (inlined) {
        str_clear(error);
    }
    for (size_t i = 0; i < inlined; i++)
        add_place(s, &all, at[i]);
    free(at);
    *out = all.v.data;
    return all.v.count;
}

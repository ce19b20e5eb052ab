/* cmd_list.c - source and code as text: list, disassemble, search, info line, info source. */
#include <inttypes.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>
#include "asm/disasm.h"
#include "debug/commands.h"
#include "debug/location.h"
#include "debug/source.h"
#include "debug/text.h"

/* ---- list -------------------------------------------------------------------------------------------- */

static enum session_status show_lines(struct session *s, const char *file, int first, int last)
{
    int total = source_lines(s, file);
    size_t n;
    if (!total)
        return fail(s, "%d\tin %s", first, file);
    if (first < 1)
        first = 1;
    if (first > total)
        return fail(s, "Line number %d out of range; \"%s\" has %d lines.", first, file, total);
    for (int i = first; i <= last && i <= total; i++) {
        const char *text = session_source_line(s, file, i, &n);
        out(s, "%d\t%.*s\n", i, (int)n, text);
    }
    s->list.file = file;
    s->list.first = first;
    s->list.last = last < total ? last : total;
    s->list.line = first;
    return SESSION_OK;
}

static int list_size(const struct session *s)
{
    return s->set.listsize ? (int)s->set.listsize : 1000000;
}

static enum session_status around(struct session *s, const char *file, int line)
{
    int size = list_size(s), first = line - size / 2;
    if (first < 1)
        first = 1;
    enum session_status status = show_lines(s, file, first, first + size - 1);
    s->list.line = line;
    return status;
}

/* A place with a line. False after reporting. */
static bool placed(struct session *s, const char *text, struct location *l)
{
    struct str error;
    str_init(&error);
    bool fine = location_parse_line(s, text, l, &error);
    if (!fine)
        fail_text(s, error.buf);
    str_release(&error);
    return fine;
}

/* The end of a range: "+3" counts from its beginning. */
static bool placed_from(struct session *s, const char *text, const struct location *from, struct location *l)
{
    int by = text[0] == '+' ? atoi(text + 1) : 0;
    *l = (struct location){ .file = from->file, .line = from->line + by };
    return by > 0 || placed(s, text, l);
}

static char *part(const char *from, const char *to)
{
    while (from < to && *from == ' ')
        from++;
    while (to > from && to[-1] == ' ')
        to--;
    return xstrndup(from, (size_t)(to - from));
}

static enum session_status list_range(struct session *s, const char *args, const char *comma)
{
    char *a = part(args, comma), *b = part(comma + 1, args + strlen(args));
    struct location from = { 0 }, to = { 0 };
    enum session_status status = SESSION_FAILED;
    if ((!*a || placed(s, a, &from)) && (!*b || placed_from(s, b, &from, &to))) {
        int size = list_size(s);
        if (*a && *b)
            status = show_lines(s, from.file, from.line, to.line);
        else if (*a)
            status = show_lines(s, from.file, from.line, from.line + size - 1);
        else if (*b)
            status = show_lines(s, to.file, to.line - size + 1, to.line);
        else
            status = fail(s, "Empty location list.");
    }
    free(a);
    free(b);
    return status;
}

static enum session_status list_place(struct session *s, const char *text)
{
    struct location l;
    struct str at;
    uint64_t offset;
    if (!placed(s, text, &l))
        return SESSION_FAILED;
    if (*text == '*') {
        const char *name = location_function(s, l.addr, &offset);
        str_init(&at);
        location_address(s, l.addr, &at);
        out(s, "%s is in %s (%s:%d).\n", at.buf, name ? name : "??", l.file, l.line);
        str_release(&at);
    }
    return around(s, l.file, l.line);
}

static enum session_status list(struct session *s, const struct call *c)
{
    const char *comma = strchr(c->args, ','), *file;
    int line;
    if (comma)
        return list_range(s, c->args, comma);
    if (*c->args && strcmp(c->args, "-") != 0 && strcmp(c->args, "+") != 0)
        return list_place(s, c->args);
    if (!strcmp(c->args, "-")) {
        if (!s->list.first && !location_current(s, &file, &line))
            return fail(s, "No symbol table is loaded.");
        int first = s->list.first ? s->list.first : line;
        file = s->list.first ? s->list.file : file;
        if (first <= 1)
            return fail(s, "Already at the start of %s.", file);
        return show_lines(s, file, first - list_size(s), first - 1);
    }
    if (s->list.last)
        return show_lines(s, s->list.file, s->list.last + 1, s->list.last + list_size(s));
    if (!location_current(s, &file, &line))
        return fail(s, "No line number information available; try \"disassemble\".");
    return around(s, file, line);
}

/* ---- search ------------------------------------------------------------------------------------------ */

static enum session_status search(struct session *s, const struct call *c, int step)
{
    regex_t re;
    const char *file, *text;
    int line;
    size_t n;
    if (*c->args) {
        free(s->search);
        s->search = xstrdup(c->args);
    }
    if (!s->search)
        return fail(s, "No previous regular expression.");
    if (!location_current(s, &file, &line))
        return fail(s, "No source to search.");
    if (regcomp(&re, s->search, REG_NOSUB))
        return fail(s, "Invalid regexp: %s", s->search);
    int at = s->list.last && step > 0 ? s->list.last : s->list.first && step < 0 ? s->list.first : line;
    enum session_status status = SESSION_FAILED;
    for (at += step; (text = session_source_line(s, file, at, &n)); at += step) {
        char *own = xstrndup(text, n);
        bool found = !regexec(&re, own, 0, NULL, 0);
        if (found)
            out(s, "%d\t%s\n", at, own);
        free(own);
        if (found) {
            s->list.file = file;
            s->list.line = s->list.first = s->list.last = at;
            look_set_int(s, "_", at);
            status = SESSION_OK;
            break;
        }
    }
    regfree(&re);
    return status == SESSION_OK ? status : fail(s, "Expression not found");
}

static enum session_status forward_search(struct session *s, const struct call *c)
{
    return search(s, c, 1);
}

static enum session_status reverse_search(struct session *s, const struct call *c)
{
    return search(s, c, -1);
}

/* ---- disassemble ------------------------------------------------------------------------------------- */

static unsigned length_at(struct session *s, uint64_t pc, uint8_t *bytes, struct str *text)
{
    const struct world *w = &s->home.eval.world;
    memset(bytes, 0, INSN_MAX_BYTES);
    size_t n = w->read(w->ctx, pc, bytes, s->isa->max_len);
    return n ? disasm_bytes(s->isa, bytes, (unsigned)n, pc, s->image, 0, text) : 0;
}

static void source_above(struct session *s, uint64_t pc, int *shown)
{
    const char *file, *text;
    int line;
    size_t n;
    if (!source_line_begins(s, pc) || !source_line_at(s, pc, &file, &line) || line == *shown)
        return;
    text = session_source_line(s, file, line, &n);
    if (text)
        out(s, "%d\t%.*s\n", line, (int)n, text);
    *shown = line;
}

static void one_instruction(struct session *s, uint64_t pc, const char *letters, const uint8_t *bytes,
                            unsigned n, const char *text)
{
    struct str line;
    str_init(&line);
    str_add(&line, pc == session_location(s) ? "=> " : "   ");
    location_address(s, pc, &line);
    str_addc(&line, ' ');
    location_symbol(s, pc, &line);
    str_add(&line, ":\t");
    for (unsigned i = 0; i < n && strchr(letters, 'r'); i++)
        str_addf(&line, "%02x%s", bytes[i], i + 1 < n ? " " : "\t");
    out(s, "%s%s\n", line.buf, text);
    str_release(&line);
}

static enum session_status disassemble_range(struct session *s, uint64_t from, uint64_t to,
                                             const char *letters)
{
    uint8_t bytes[INSN_MAX_BYTES];
    int shown = 0;
    uint64_t cell = s->isa->mem.cell > 8 ? s->isa->mem.cell / 8 : 1;
    for (uint64_t pc = from; pc < to && !s->interrupted;) {
        struct str text;
        str_init(&text);
        unsigned n = length_at(s, pc, bytes, &text);
        if (n && strpbrk(letters, "ms"))
            source_above(s, pc, &shown);
        if (n)
            one_instruction(s, pc, letters, bytes, n, text.buf);
        str_release(&text);
        if (!n)
            return fail(s, "Cannot access memory at address 0x%" PRIx64, pc);
        pc += n / cell ? n / cell : 1;
    }
    return SESSION_OK;
}

/* The function or label around an address: [*from, *to). */
static bool function_range(struct session *s, uint64_t addr, uint64_t *from, uint64_t *to, const char **name)
{
    uint64_t offset;
    const struct symbol *end = s->image->symbols + s->image->nsymbols;
    *name = location_function(s, addr, &offset);
    if (!*name)
        return false;
    *from = addr - offset;
    const struct symbol *sym = image_symbol(s->image, *name);
    *to = UINT64_MAX;
    if (sym && sym->size && sym->addr == *from) {
        *to = sym->addr + sym->size;
        return true;
    }
    for (const struct symbol *next = s->image->symbols; next < end; next++)
        if (next->addr > addr && next->kind != SYM_ABS && next->addr < *to)
            *to = next->addr;
    for (size_t i = 0; i < s->image->nsegments; i++) {
        const struct segment *g = &s->image->segments[i];
        if (addr >= g->addr && addr < g->addr + g->size && g->addr + g->size < *to)
            *to = g->addr + g->size;
    }
    return *to != UINT64_MAX;
}

static enum session_status disassemble(struct session *s, const struct call *c)
{
    const char *comma = strchr(c->args, ','), *name = NULL;
    uint64_t from = session_location(s), to;
    if (c->slash[strspn(c->slash, "rms")])
        return fail(s, "Invalid modifier: /%s.", c->slash);
    if (comma) {
        char *a = part(c->args, comma), *b = part(comma + 1, c->args + strlen(c->args));
        bool plus = *b == '+';
        bool fine = look_uint(s, a, &from) && look_uint(s, b + plus, &to);
        free(a);
        free(b);
        if (!fine)
            return SESSION_FAILED;
        to = plus ? from + to : to;
        if (to - from > 1000000)
            return fail(s, "The range is empty or too long.");
        out(s, "Dump of assembler code from 0x%" PRIx64 " to 0x%" PRIx64 ":\n", from, to);
    } else {
        if (*c->args && !look_uint(s, c->args, &from))
            return SESSION_FAILED;
        if (!function_range(s, from, &from, &to, &name))
            return fail(s, "No function contains specified address.");
        out(s, "Dump of assembler code for function %s:\n", name);
    }
    enum session_status status = disassemble_range(s, from, to, c->slash);
    if (status == SESSION_OK)
        out(s, "End of assembler dump.\n");
    return status;
}

/* ---- info -------------------------------------------------------------------------------------------- */

static void address_and_symbol(struct session *s, uint64_t addr, struct str *out)
{
    str_addf(out, "0x%" PRIx64 " ", addr);
    location_symbol(s, addr, out);
}

static enum session_status info_line(struct session *s, const struct call *c)
{
    struct location l;
    uint64_t from, to;
    struct str text;
    int line;
    const char *file;
    if (!placed(s, c->args, &l))
        return SESSION_FAILED;
    if (!source_line_range(s, l.addr, &from, &to))
        return fail(s, "Line number %d is out of range for \"%s\".", l.line, l.file);
    str_init(&text);
    if (!source_line_at(s, l.addr, &file, &line) || line != l.line) {
        from = l.addr;
        address_and_symbol(s, from, &text);
        str_add(&text, " but contains no code");
    } else {
        address_and_symbol(s, from, &text);
        str_add(&text, " and ends at ");
        address_and_symbol(s, to, &text);
    }
    out(s, "Line %d of \"%s\" %s %s.\n", l.line, l.file,
        line == l.line ? "starts at address" : "is at address", text.buf);
    str_release(&text);
    s->x.next = from;
    return SESSION_OK;
}

static enum session_status info_source(struct session *s, const struct call *c)
{
    const char *file;
    int line;
    (void)c;
    if (!location_current(s, &file, &line))
        return fail(s, "No current source file.");
    out(s, "Current source file is %s\n", file);
    int n = source_lines(s, file);
    if (n)
        out(s, "Contains %d line%s.\n", n, n == 1 ? "" : "s");
    else
        out(s, "Its text was not found.\n");
    return SESSION_OK;
}

#define SAME REPEAT_SAME

const struct session_command commands_list[] = {
    { "list", "l", CLASS_FILES, ARG_LOCATION, REPEAT_BARE, 0, list, "list [LOCATION | FROM,TO | -]",
      "List source lines.\nAround a place, from one to another, before (-) or, without an argument, after "
      "the last "
      "ones; first around the place where the program stands. \"set listsize\" says how many.",
      "list main\nlist 5,12" },
    { "search", "forward-search fo", CLASS_FILES, ARG_TEXT, SAME, 0, forward_search, "search REGEX",
      "Search the source for a regular expression, from the last line listed.", "search lw" },
    { "reverse-search", "rev", CLASS_FILES, ARG_TEXT, SAME, 0, reverse_search, "reverse-search REGEX",
      "Search the source backwards.", "reverse-search loop" },
    { "disassemble", "disas", CLASS_FILES, ARG_EXPRESSION, SAME, COMMAND_SLASH, disassemble,
      "disassemble[/rms] [ADDRESS | FROM,TO | FROM,+LENGTH]",
      "Show the instructions of a function, or of a range of addresses.\n/r adds their bytes, /s or /m the "
      "source "
      "lines. An arrow marks the place of the selected frame.",
      "disassemble\ndisassemble/r 0x0,+16" },
    { "info line", NULL, CLASS_FILES, ARG_LOCATION, SAME, 0, info_line, "info line [LOCATION]",
      "Say which addresses belong to a line.\n\"x/i\" then shows its first instruction.", "info line 12" },
    { "info source", NULL, CLASS_FILES, ARG_NONE, SAME, COMMAND_ALONE, info_source, "info source",
      "Say which source file is the current one.", NULL },
    { 0 },
};

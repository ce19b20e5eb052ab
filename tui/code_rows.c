/* code_rows.c - see code_rows.h. Instructions are found by going through the segments from one known
 * beginning (line, symbol, segment) to the next, so that data between them puts nothing out of step. */
#include "tui/code_rows.h"

#include <string.h>

#define PLACE_ROWS 256

struct builder {
    const struct pane *p;
    struct code_rows *rows;
    const struct image *img;
    size_t line, symbol;      /* the next ones */
    const struct line *shown; /* the last source line that got a row */
};

static struct code_row *add(struct builder *b, enum row_kind kind, uint64_t addr)
{
    struct code_row *r = vec_push(&b->rows->v);
    *r = (struct code_row){ .addr = addr, .kind = (uint8_t)kind };
    return r;
}

static bool begins_with_label(struct session *s, const struct line *l, const char *name)
{
    size_t n = 0, len = strlen(name);
    const char *text = l ? session_source_line(s, l->file, l->line, &n) : NULL;
    while (n && (*text == ' ' || *text == '\t'))
        text++, n--;
    return n >= len && !memcmp(text, name, len);
}

/* Names of the place, unless the source says them. */
static void add_labels(struct builder *b, uint64_t addr, const struct line *l)
{
    const struct image *img = b->img;
    while (b->symbol < img->nsymbols && img->symbols[b->symbol].addr < addr)
        b->symbol++;
    for (; b->symbol < img->nsymbols && img->symbols[b->symbol].addr == addr; b->symbol++) {
        const struct symbol *s = &img->symbols[b->symbol];
        bool made = s->name[0] == '$' || s->name[0] == '\0'; /* mapping symbols of compilers */
        if (s->kind != SYM_ABS && !made &&
            !begins_with_label(b->p->session, img->from_source ? l : NULL, s->name))
            add(b, ROW_LABEL, addr)->text = s->name;
    }
}

static bool same_line(const struct line *a, const struct line *b)
{
    return a && b && a->line == b->line && !strcmp(a->file, b->file);
}

/* The entry of the line table that begins at addr, NULL: none. */
static const struct line *line_starting(struct builder *b, uint64_t addr)
{
    const struct image *img = b->img;
    while (b->line < img->nlines && img->lines[b->line].addr < addr)
        b->line++;
    const struct line *l = NULL;
    for (; b->line < img->nlines && img->lines[b->line].addr == addr; b->line++)
        l = img->lines[b->line].file ? &img->lines[b->line] : NULL;
    if (!l || same_line(l, b->shown))
        return NULL;
    b->shown = l;
    if (l->line > b->rows->last_line)
        b->rows->last_line = l->line;
    return l;
}

/* The next address at which an instruction surely begins. */
static uint64_t next_known(const struct builder *b, uint64_t end)
{
    const struct image *img = b->img;
    if (b->line < img->nlines && img->lines[b->line].addr < end)
        end = img->lines[b->line].addr;
    if (b->symbol < img->nsymbols && img->symbols[b->symbol].addr < end)
        end = img->symbols[b->symbol].addr;
    return end;
}

static unsigned add_insn(struct builder *b, uint64_t addr, const struct line *l, uint64_t end)
{
    struct code_at c;
    code_read(b->p, addr, &c);
    uint64_t stop = next_known(b, end);
    unsigned len = c.len;
    if (len && stop > addr && len > stop - addr)
        len = (unsigned)(stop - addr);
    struct code_row *r = add(b, ROW_INSN, addr);
    r->len = (uint8_t)len;
    r->line = l;
    return len;
}

static void add_segment(struct builder *b, const struct segment *g)
{
    uint64_t end = g->addr + g->filled;
    for (uint64_t addr = g->addr; addr < end;) {
        const struct line *l = line_starting(b, addr);
        add_labels(b, addr, l);
        if (l && !b->img->from_source) {
            add(b, ROW_SOURCE, addr)->line = l;
            l = NULL;
        }
        unsigned len = add_insn(b, addr, l, end);
        if (!len)
            return;
        addr += len;
    }
}

void code_rows_program(const struct pane *p, struct code_rows *rows)
{
    struct builder b = { .p = p, .rows = rows, .img = session_image(p->session) };
    *rows = (struct code_rows){ 0 };
    uint64_t done = 0;
    for (;;) { /* by address */
        const struct segment *best = NULL;
        for (size_t i = 0; i < b.img->nsegments; i++) {
            const struct segment *g = &b.img->segments[i];
            if (g->flags & SEG_X && g->filled && g->addr >= done && (!best || g->addr < best->addr))
                best = g;
        }
        if (!best)
            return;
        b.line = b.symbol = 0;
        add_segment(&b, best);
        done = best->addr + best->filled;
    }
}

void code_rows_place(const struct pane *p, uint64_t addr, struct code_rows *rows)
{
    struct image none = { 0 };
    struct builder b = { .p = p, .rows = rows, .img = &none };
    *rows = (struct code_rows){ .outside = true };
    for (int i = 0; i < PLACE_ROWS; i++) {
        unsigned len = add_insn(&b, addr, NULL, UINT64_MAX);
        if (!len || addr + len < addr)
            return;
        addr += len;
    }
}

void code_rows_release(struct code_rows *rows)
{
    vec_release(&rows->v);
}

int code_rows_find(const struct code_rows *rows, uint64_t addr)
{
    size_t lo = 0, hi = rows->v.count;
    while (lo < hi) { /* the first row behind addr */
        size_t mid = lo + (hi - lo) / 2;
        if (rows->v.data[mid].addr <= addr)
            lo = mid + 1;
        else
            hi = mid;
    }
    if (!lo || rows->v.data[lo - 1].addr != addr || rows->v.data[lo - 1].kind != ROW_INSN)
        return -1;
    return (int)lo - 1;
}

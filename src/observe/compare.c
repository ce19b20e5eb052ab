/* compare.c - see compare.h. A row is a name and a function from a report to a text, empty where the machine
 * has no such thing; rows without anything are left out. */
#include "observe/compare.h"

#include <stdlib.h>
#include <string.h>
#include "base/str.h"

#define COLUMNS    80
#define NAME_WIDTH 16
#define MIN_WIDTH  14
#define MAX_WIDTH  21
#define CELL       48

/* What a row may look at. */
struct cell {
    const struct report *r, *first;
    bool differs;
    unsigned number;   /* of a cause */
    const char *cache; /* name */
    char *out;         /* CELL bytes */
};

/* ---- rows -------------------------------------------------------------------------------------------- */

static void cycles(const struct cell *c)
{
    report_grouped(c->r->stats.cycles, c->out);
}

static void instructions(const struct cell *c)
{
    report_grouped(c->r->stats.instructions, c->out);
}

static void cpi(const struct cell *c)
{
    snprintf(c->out, CELL, "%.3f", report_ratio(c->r->stats.cycles, c->r->stats.instructions));
}

static void against_first(const struct cell *c)
{
    snprintf(c->out, CELL, "%.3f", report_ratio(c->r->stats.cycles, c->first->stats.cycles));
}

static void milliseconds(const struct cell *c)
{
    if (c->r->clock)
        snprintf(c->out, CELL, "%.4f", report_ratio(c->r->stats.cycles, c->r->clock) * 1e3);
}

static void region_cycles(const struct cell *c)
{
    if (c->r->region.started)
        report_grouped(c->r->region.cycles, c->out);
}

static void region_instructions(const struct cell *c)
{
    if (c->r->region.started)
        report_grouped(c->r->region.instructions, c->out);
}

static void outcome(const struct cell *c)
{
    if (c->r->end.stop != STOP_EXIT)
        snprintf(c->out, CELL, "%s", c->r->end.stop == STOP_TRAP ? "failed" : "not finished");
    else if (c->differs)
        snprintf(c->out, CELL, "other result");
}

static void cause(const struct cell *c)
{
    const struct run_stats *s = &c->r->stats;
    if (s->cause[c->number])
        snprintf(c->out, CELL, "%.3f", report_ratio(s->cause[c->number], s->instructions));
}

static const struct cache_stats *find_cache(const struct cell *c)
{
    for (unsigned i = 0; i < c->r->ncaches; i++)
        if (!strcmp(c->r->caches[i], c->cache))
            return &c->r->stats.cache[i];
    return NULL;
}

static void misses(const struct cell *c)
{
    const struct cache_stats *s = find_cache(c);
    if (s)
        report_grouped(s->read_misses + s->write_misses, c->out);
}

static void miss_rate(const struct cell *c)
{
    const struct cache_stats *s = find_cache(c);
    if (s)
        snprintf(c->out, CELL, "%.2f%%",
                 100 * report_ratio(s->read_misses + s->write_misses, s->reads + s->writes));
}

static void mispredicted(const struct cell *c)
{
    const struct run_stats *s = &c->r->stats;
    if (s->mispredicted + s->jumps_mispredicted)
        report_grouped(s->mispredicted + s->jumps_mispredicted, c->out);
}

static void mispredict_rate(const struct cell *c)
{
    const struct run_stats *s = &c->r->stats;
    if (s->mispredicted + s->jumps_mispredicted)
        snprintf(c->out, CELL, "%.2f%%",
                 100 * report_ratio(s->mispredicted + s->jumps_mispredicted, s->branches + s->jumps));
}

typedef void row_fn(const struct cell *c);

/* ---- text -------------------------------------------------------------------------------------------- */

/* Columns [from, to) of a comparison. */
struct block {
    const struct comparison *c;
    size_t from, to;
    int width;
    FILE *out;
};

static bool row(const struct block *b, const char *name, row_fn *fn, unsigned number, const char *cache)
{
    char text[CELL];
    struct str line;
    bool any = false;
    str_init(&line);
    str_addf(&line, "%-*s", NAME_WIDTH, name);
    for (size_t i = b->from; i < b->to; i++) {
        text[0] = '\0';
        fn(&(struct cell){ &b->c->reports[i], b->c->reports, b->c->differs[i], number, cache, text });
        any |= text[0] != '\0';
        str_addf(&line, "%*s", b->width, text[0] ? text : "-");
    }
    if (any)
        fprintf(b->out, "%s\n", line.buf);
    str_release(&line);
    return any;
}

static void headings(const struct block *b)
{
    fprintf(b->out, "%-*s", NAME_WIDTH, "");
    for (size_t i = b->from; i < b->to; i++) {
        const char *name = b->c->names[i];
        size_t n = strlen(name), room = (size_t)b->width - 1;
        fprintf(b->out, "%*s", b->width, n > room ? name + (n - room) : name);
    }
    fputc('\n', b->out);
}

static void cache_rows(const struct block *b)
{
    const char *seen[CACHES_MAX * 2];
    size_t nseen = 0;
    for (size_t i = b->from; i < b->to; i++)
        for (unsigned k = 0; k < b->c->reports[i].ncaches && nseen < CACHES_MAX * 2; k++) {
            const char *name = b->c->reports[i].caches[k];
            char title[64];
            size_t s = 0;
            while (s < nseen && strcmp(seen[s], name))
                s++;
            if (s < nseen)
                continue;
            seen[nseen++] = name;
            snprintf(title, sizeof title, "  %.10s misses", name);
            row(b, title, misses, 0, name);
            row(b, "     rate", miss_rate, 0, name);
        }
}

static void print_block(const struct block *b)
{
    headings(b);
    row(b, "cycles", cycles, 0, NULL);
    row(b, "instructions", instructions, 0, NULL);
    row(b, "CPI", cpi, 0, NULL);
    row(b, "against first", against_first, 0, NULL);
    row(b, "milliseconds", milliseconds, 0, NULL);
    row(b, "region cycles", region_cycles, 0, NULL);
    row(b, "  instructions", region_instructions, 0, NULL);
    row(b, "ended", outcome, 0, NULL);
    fputs("CPI by cause\n", b->out);
    for (unsigned i = 0; i < CAUSE_COUNT; i++) {
        char title[NAME_WIDTH + 1];
        snprintf(title, sizeof title, "  %s", cause_name((enum cause)i));
        row(b, title, cause, i, NULL);
    }
    fputs("Caches and branches\n", b->out);
    cache_rows(b);
    row(b, "  mispredicted", mispredicted, 0, NULL);
    row(b, "     rate", mispredict_rate, 0, NULL);
}

void compare_text(const struct comparison *c, FILE *out)
{
    int width = MIN_WIDTH;
    for (size_t i = 0; i < c->n; i++)
        if ((int)strlen(c->names[i]) + 2 > width)
            width = (int)strlen(c->names[i]) + 2;
    if (width > MAX_WIDTH)
        width = MAX_WIDTH;
    size_t columns = (size_t)((COLUMNS - NAME_WIDTH) / width);
    fprintf(out, "%s on %zu machine%s\n", c->reports->program, c->n, c->n == 1 ? "" : "s");
    for (size_t from = 0; from < c->n; from += columns) {
        fputc('\n', out);
        print_block(&(struct block){ c, from, from + columns < c->n ? from + columns : c->n, width, out });
    }
}

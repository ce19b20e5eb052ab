/* text.c - the report for people: at most 80 columns, numbers aligned, a bar for each cause. */
#include "observe/report.h"

#include <inttypes.h>
#include <string.h>
#include "base/fs.h"
#include "base/str.h"

#define COLUMNS   80
#define BAR_MAX   30 /* columns of 100 % */
#define NUMBER_SZ REPORT_NUMBER

/* ---- pieces ------------------------------------------------------------------------------------------ */

const char *report_grouped(uint64_t v, char *buf)
{
    char digits[NUMBER_SZ];
    int n = snprintf(digits, sizeof digits, "%" PRIu64, v), k = 0;
    for (int i = 0; i < n; i++) {
        if (i && (n - i) % 3 == 0)
            buf[k++] = ',';
        buf[k++] = digits[i];
    }
    buf[k] = '\0';
    return buf;
}

static double percent(uint64_t part, uint64_t whole)
{
    return whole ? 100.0 * (double)part / (double)whole : 0.0;
}

double report_ratio(uint64_t a, uint64_t b)
{
    return b ? (double)a / (double)b : 0.0;
}

/* A bar for part of whole; anything above nothing shows. */
static void bar(uint64_t part, uint64_t whole, unsigned width, bool utf8, FILE *out)
{
    static const char *const eighths[] = { "",       "\u258f", "\u258e", "\u258d",
                                           "\u258c", "\u258b", "\u258a", "\u2589" };
    unsigned n = whole ? (unsigned)((double)part / (double)whole * width * 8 + 0.5) : 0;
    if (!n && part)
        n = 1;
    for (unsigned i = 0; i < n / 8; i++)
        fputs(utf8 ? "\u2588" : "#", out);
    if (utf8)
        fputs(eighths[n % 8], out);
    else if (n % 8 >= 4 || n < 8)
        fputs(n < 4 && n ? "." : n ? "#" : "", out);
}

static void headline(FILE *out, const char *text)
{
    fprintf(out, "\n%s\n", text);
}

/* Text cut to `width` characters; the last three show that something is missing. */
static void cut(FILE *out, const char *text, int width)
{
    int n = 0, kept = 0; /* characters; bytes of those that stand before "..." */
    for (const char *p = text; *p; n++) {
        if (n == width - 3)
            kept = (int)(p - text);
        p++;
        while (((unsigned char)*p & 0xc0) == 0x80)
            p++;
    }
    if (n <= width)
        fputs(text, out);
    else
        fprintf(out, "%.*s...", kept, text);
}

/* ---- sections ---------------------------------------------------------------------------------------- */

static void print_title(const struct report *r, FILE *out)
{
    fprintf(out, "%s on ", r->program);
    if (r->functional)
        fprintf(out, "no machine (values only)");
    else
        fprintf(out, "%s (%s)", r->machine, r->models);
    fprintf(out, ", %s", r->target);
    for (size_t i = 0; i < r->noptions; i++)
        fprintf(out, " %s", r->options[i]);
    fputc('\n', out);
    for (size_t i = 0; i < r->nsets; i++)
        fprintf(out, "%s%s", i ? ", " : "with ", r->sets[i]);
    if (r->nsets)
        fputc('\n', out);
}

static void print_end(const struct report *r, FILE *out)
{
    char buf[64];
    switch (r->end.stop) {
    case STOP_EXIT:
        if (r->end.has_result)
            fprintf(out, "ended with result %" PRIu64 " (0x%" PRIx64 ")\n", r->end.result, r->end.result);
        else
            fprintf(out, "ended with exit status %d\n", r->end.exit_status);
        break;
    case STOP_TRAP:
        fprintf(out, "failed: %s at pc 0x%0*" PRIx64 "\n", signal_text(r->end.exit_signal, buf, sizeof buf),
                (int)r->address_digits, r->end.pc);
        break;
    case STOP_LIMIT: fprintf(out, "stopped at the limit\n"); break;
    case STOP_ASKED: fprintf(out, "stopped by the user\n"); break;
    case STOP_BREAK:
    case STOP_NONE: fprintf(out, "not finished\n"); break;
    }
}

/* A duration in the unit that suits it. */
static const char *duration(double seconds, char *buf, size_t n)
{
    static const struct {
        double below, factor;
        const char *unit;
    } units[] = { { 1e-6, 1e9, "ns" }, { 1e-3, 1e6, "us" }, { 1, 1e3, "ms" }, { 1e99, 1, "s" } };
    unsigned i = 0;
    while (seconds >= units[i].below)
        i++;
    snprintf(buf, n, "%.3f %s", seconds * units[i].factor, units[i].unit);
    return buf;
}

static void print_totals(const struct report *r, FILE *out)
{
    char a[NUMBER_SZ], b[NUMBER_SZ];
    const struct run_stats *s = &r->stats;
    fputc('\n', out);
    if (r->functional) {
        fprintf(out, "  instructions %16s\n", report_grouped(s->instructions, a));
        return;
    }
    fprintf(out, "  cycles       %16s\n  instructions %16s\n  CPI          %16.3f\n",
            report_grouped(s->cycles, a), report_grouped(s->instructions, b),
            report_ratio(s->cycles, s->instructions));
    if (r->clock)
        fprintf(out, "  time         %16s at %g MHz\n",
                duration((double)s->cycles / (double)r->clock, a, sizeof a), (double)r->clock / 1e6);
}

static void print_stack(const struct report *r, bool utf8, FILE *out)
{
    char a[NUMBER_SZ];
    const struct run_stats *s = &r->stats;
    fprintf(out, "\n%-24s%8s%8s%8s\n", "Where the cycles went", "cycles", "share", "CPI");
    for (unsigned c = 0; c < CAUSE_COUNT; c++) {
        if (!s->cause[c])
            continue;
        fprintf(out, "  %-12s %16s %6.1f%% %7.3f  ", cause_name(c), report_grouped(s->cause[c], a),
                percent(s->cause[c], s->cycles), report_ratio(s->cause[c], s->instructions));
        bar(s->cause[c], s->cycles, BAR_MAX, utf8, out);
        fputc('\n', out);
    }
    fprintf(out, "  %-12s %16s %6.1f%% %7.3f\n", "total", report_grouped(s->cycles, a),
            s->cycles ? 100.0 : 0.0, report_ratio(s->cycles, s->instructions));
}

/* Two at once: the same for places, of which a cycle has two. */
static void print_places(const struct report *r, bool utf8, FILE *out)
{
    char a[NUMBER_SZ];
    uint64_t all = r->stats.cycles * r->width;
    if (r->width < 2)
        return;
    fprintf(out, "\nWhere the places went (%u in each cycle; %s cycles held two instructions)\n", r->width,
            report_grouped(r->stats.beside, a));
    for (unsigned c = 0; c < CAUSE_COUNT; c++) {
        uint64_t n = report_places(r, (enum cause)c);
        if (!n)
            continue;
        fprintf(out, "  %-12s %16s %6.1f%% %7s  ", cause_name((enum cause)c), report_grouped(n, a),
                percent(n, all), "");
        bar(n, all, BAR_MAX, utf8, out);
        fputc('\n', out);
    }
}

/* With a region of interest: two columns of numbers, and the bars are the region's. */
static void print_stack_and_region(const struct report *r, bool utf8, FILE *out)
{
    char a[NUMBER_SZ], b[NUMBER_SZ];
    const struct run_stats *s = &r->stats;
    const struct report_region *g = &r->region;
    headline(out, "Where the cycles went");
    fprintf(out, "  %-12s %15s %15s\n", "", "whole program", g->ended ? "region" : "region (open)");
    for (unsigned c = 0; c < CAUSE_COUNT; c++) {
        if (!s->cause[c])
            continue;
        fprintf(out, "  %-12s %15s %15s %6.1f%%%s", cause_name(c), report_grouped(s->cause[c], a),
                report_grouped(g->cause[c], b), percent(g->cause[c], g->cycles), g->cause[c] ? "  " : "");
        bar(g->cause[c], g->cycles, 24, utf8, out);
        fputc('\n', out);
    }
    fprintf(out, "  %-12s %15s %15s\n", "total", report_grouped(s->cycles, a), report_grouped(g->cycles, b));
    fprintf(out, "  %-12s %15s %15s\n", "instructions", report_grouped(s->instructions, a),
            report_grouped(g->instructions, b));
    fprintf(out, "  %-12s %15.3f %15.3f\n", "CPI", report_ratio(s->cycles, s->instructions),
            report_ratio(g->cycles, g->instructions));
}

static void print_mix(const struct report *r, FILE *out)
{
    char a[NUMBER_SZ];
    unsigned column = 0;
    uint64_t total = 0;
    for (unsigned k = 0; k < KIND_COUNT; k++)
        total += r->stats.mix[k];
    if (!total)
        return;
    headline(out, "Instructions");
    for (unsigned k = 0; k < KIND_COUNT; k++) {
        if (!r->stats.mix[k])
            continue;
        fprintf(out, "  %-13s %15s %6.1f%%%s", k ? kind_name(k) : "undecoded",
                report_grouped(r->stats.mix[k], a), percent(r->stats.mix[k], total), column % 2 ? "\n" : "");
        column++;
    }
    if (column % 2)
        fputc('\n', out);
}

static void print_predictor(const struct report *r, FILE *out)
{
    char a[NUMBER_SZ], b[NUMBER_SZ];
    for (unsigned i = 0; i < PREDICT_PARTS && r->predictor[i]; i++) {
        uint64_t made = r->stats.predicted[i], right = r->stats.predicted_right[i];
        if (made)
            fprintf(out, "  %-13s %15s %7s  %-13s %15s %6.1f%%\n", r->predictor[i], report_grouped(made, a),
                    "", "right", report_grouped(right, b), percent(right, made));
    }
}

static void print_branches(const struct report *r, FILE *out)
{
    char a[NUMBER_SZ], b[NUMBER_SZ];
    const struct run_stats *s = &r->stats;
    if (!s->branches && !s->jumps)
        return;
    headline(out, "Branches");
    if (s->branches) {
        fprintf(out, "  %-13s %15s\n", "conditional", report_grouped(s->branches, a));
        fprintf(out, "  %-13s %15s %6.1f%%  %-13s %15s %6.1f%%\n", "taken", report_grouped(s->taken, a),
                percent(s->taken, s->branches), "mispredicted", report_grouped(s->mispredicted, b),
                percent(s->mispredicted, s->branches));
    }
    if (s->jumps)
        fprintf(out, "  %-13s %15s %7s  %-13s %15s %6.1f%%\n", "jumps", report_grouped(s->jumps, a), "",
                "mispredicted", report_grouped(s->jumps_mispredicted, b),
                percent(s->jumps_mispredicted, s->jumps));
    print_predictor(r, out);
    if (s->btb_hits + s->btb_misses)
        fprintf(out, "  %-13s %15s %6.1f%%\n", "BTB hits", report_grouped(s->btb_hits, a),
                percent(s->btb_hits, s->btb_hits + s->btb_misses));
    if (s->ras_hits + s->ras_misses)
        fprintf(out, "  %-13s %15s %6.1f%%\n", "return stack", report_grouped(s->ras_hits, a),
                percent(s->ras_hits, s->ras_hits + s->ras_misses));
    if (s->squashed)
        fprintf(out, "  %-13s %15s of %s fetched\n", "squashed", report_grouped(s->squashed, a),
                report_grouped(s->fetched, b));
}

/* Continued below its row: what only some caches have. */
static void print_cache_extra(const struct cache_stats *c, FILE *out)
{
    char n[4][NUMBER_SZ];
    if (c->delayed_hits)
        fprintf(out, "        %s hits of lines that were still on their way\n",
                report_grouped(c->delayed_hits, n[0]));
    if (c->victim_hits)
        fprintf(out, "        %s misses served by the victim buffer\n", report_grouped(c->victim_hits, n[0]));
    if (c->prefetches)
        fprintf(out, "        %s lines prefetched: %s useful (%s of them late), %s useless\n",
                report_grouped(c->prefetches, n[0]), report_grouped(c->prefetch_useful, n[1]),
                report_grouped(c->prefetch_late, n[2]), report_grouped(c->prefetch_useless, n[3]));
    if (c->invalidations)
        fprintf(out, "        %s lines invalidated from behind\n", report_grouped(c->invalidations, n[0]));
}

static void print_memory(const struct memory_stats *m, FILE *out)
{
    char n[4][NUMBER_SZ];
    if (m->row_misses)
        fprintf(out, "  memory: rows open %s, closed %s, another open %s\n",
                report_grouped(m->row_hits, n[0]), report_grouped(m->row_misses, n[1]),
                report_grouped(m->row_conflicts, n[2]));
    if (m->combined)
        fprintf(out, "  %s stores combined with others\n", report_grouped(m->combined, n[3]));
}

static void print_caches(const struct report *r, FILE *out)
{
    char n[6][NUMBER_SZ];
    if (!r->ncaches) {
        print_memory(&r->stats.memory, out);
        return;
    }
    fprintf(out, "\n%-7s%13s%12s%7s%11s%10s%9s%11s\n", "Caches", "accesses", "misses", "rate", "compulsory",
            "capacity", "conflict", "write-back");
    for (unsigned i = 0; i < r->ncaches; i++) {
        const struct cache_stats *c = &r->stats.cache[i];
        uint64_t accesses = c->reads + c->writes, misses = c->read_misses + c->write_misses;
        fprintf(out, "  %-5s%13s%12s%6.1f%%%11s%10s%9s%11s\n", r->caches[i], report_grouped(accesses, n[0]),
                report_grouped(misses, n[1]), percent(misses, accesses),
                report_grouped(c->miss[MISS_COMPULSORY], n[2]), report_grouped(c->miss[MISS_CAPACITY], n[3]),
                report_grouped(c->miss[MISS_CONFLICT], n[4]), report_grouped(c->write_backs, n[5]));
        print_cache_extra(c, out);
    }
    print_memory(&r->stats.memory, out);
}

/* "base 10, load-use 20", continued on another line before it gets too long. */
static void print_causes(const struct report_line *l, FILE *out)
{
    char a[NUMBER_SZ], item[64];
    int column = 0;
    for (unsigned c = 0; c < CAUSE_COUNT; c++) {
        if (!l->cause[c])
            continue;
        int n = snprintf(item, sizeof item, "%s %s", cause_name(c), report_grouped(l->cause[c], a));
        if (!column || column + 2 + n > COLUMNS) {
            fprintf(out, "%s      %s", column ? ",\n" : "", item);
            column = 6 + n;
        } else {
            fprintf(out, ", %s", item);
            column += 2 + n;
        }
    }
    if (column)
        fputc('\n', out);
}

static void print_lines(const struct report *r, FILE *out)
{
    char a[NUMBER_SZ], where[80];
    if (!r->nlines)
        return;
    fprintf(out, "\nCostliest lines%17s%8s\n", "cycles", "share");
    for (size_t i = 0; i < r->nlines; i++) {
        const struct report_line *l = &r->lines[i];
        if (l->file)
            snprintf(where, sizeof where, "%.40s:%d", fs_base_name(l->file), l->line);
        else
            snprintf(where, sizeof where, "0x%0*" PRIx64, (int)r->address_digits, l->pc);
        int room = COLUMNS - fprintf(out, "  %-16s %13s %6.1f%%   ", where, report_grouped(l->cycles, a),
                                     percent(l->cycles, r->stats.cycles));
        if (l->text && room >= 3)
            cut(out, l->text, room);
        fputc('\n', out);
        print_causes(l, out);
    }
}

static void print_speed(const struct report *r, FILE *out)
{
    if (r->seconds <= 0)
        return;
    fprintf(out, "\nSimulated in %.3f s: %.3g million instructions/s", r->seconds,
            (double)r->stats.instructions / r->seconds / 1e6);
    if (!r->functional)
        fprintf(out, ", %.3g million cycles/s", (double)r->stats.cycles / r->seconds / 1e6);
    fputc('\n', out);
}

void report_text(const struct report *r, const struct report_style *style, FILE *out)
{
    print_title(r, out);
    print_end(r, out);
    print_totals(r, out);
    if (!r->functional) {
        if (r->region.started)
            print_stack_and_region(r, style->utf8, out);
        else
            print_stack(r, style->utf8, out);
    }
    print_places(r, style->utf8, out);
    print_mix(r, out);
    print_branches(r, out);
    print_caches(r, out);
    print_lines(r, out);
    print_speed(r, out);
}

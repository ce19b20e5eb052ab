/* cmd_stats.c - caches, branch predictor and counters as text. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "debug/branches.h"
#include "debug/commands.h"
#include "debug/location.h"
#include "debug/session_private.h"
#include "machine/machine.h"
#include "machine/state.h"
#include "observe/report.h"

static const struct pipe *pipe_of(const struct session *s)
{
    return &engine_machine(s->engine)->pipe;
}

/* ---- caches ------------------------------------------------------------------------------------------ */

static void cache_summary(struct session *s, unsigned cache)
{
    const struct cache_desc *c = &pipe_of(s)->d->hier.cache[cache];
    const struct cache_stats *t = &machine_stats(engine_machine(s->engine))->cache[cache];
    out(s, "%s: %" PRIu64 " bytes, %u sets x %u ways x %u bytes, %s, %s\n", c->name, c->size, c->sets,
        c->ways, c->line, replace_names()[c->replace], c->write_back ? "write-back" : "write-through");
    out(s,
        "  %" PRIu64 " accesses, %" PRIu64 " misses (%" PRIu64 " compulsory, %" PRIu64 " capacity, %" PRIu64
        " conflict), %" PRIu64 " evictions, %" PRIu64 " write-backs\n",
        t->reads + t->writes, t->read_misses + t->write_misses, t->miss[MISS_COMPULSORY],
        t->miss[MISS_CAPACITY], t->miss[MISS_CONFLICT], t->evictions, t->write_backs);
}

static unsigned cache_set(struct session *s, unsigned cache, unsigned set, bool all)
{
    const struct hier *h = &pipe_of(s)->hier;
    const struct cache_desc *c = &h->desc->cache[cache];
    unsigned shown = 0;
    for (unsigned way = 0; way < c->ways; way++) {
        struct cache_way w;
        hier_view(h, cache, set, way, &w);
        if (!w.valid && !all)
            continue;
        out(s, "  %4u %3u  %c %c %5u  ", set, way, w.valid ? '1' : '0', w.valid ? w.dirty ? '1' : '0' : '-',
            w.order);
        struct str line;
        str_init(&line);
        if (w.valid) {
            location_address(s, w.addr, &line);
            format_symbol(look(s), w.addr, &line);
        }
        out(s, "%s\n", line.len ? line.buf : "-");
        str_release(&line);
        shown++;
    }
    return shown;
}

static enum session_status show_cache(struct session *s, unsigned cache, const char *set)
{
    const struct cache_desc *c = &pipe_of(s)->d->hier.cache[cache];
    uint64_t n = 0;
    unsigned shown = 0;
    if (set && !look_uint(s, set, &n))
        return SESSION_FAILED;
    if (set && n >= c->sets)
        return fail(s, "%s has %u sets.", c->name, c->sets);
    cache_summary(s, cache);
    out(s, "   set way  V D order  line\n");
    if (set)
        cache_set(s, cache, (unsigned)n, true);
    for (unsigned i = 0; !set && i < c->sets && !s->interrupted; i++)
        shown += cache_set(s, cache, i, false);
    if (!set && !shown)
        out(s, "  (empty)\n");
    return SESSION_OK;
}

static enum session_status info_cache(struct session *s, const struct call *c)
{
    const struct hier_desc *h = &pipe_of(s)->d->hier;
    const char *p = c->args, *set = strstr(p, "set ");
    size_t n = strcspn(p, " \t");
    if (!h->ncaches) {
        out(s, "This machine has no caches.\n");
        return SESSION_OK;
    }
    if (set == p)
        n = 0;
    for (unsigned i = 0; i < h->ncaches; i++)
        if (n && strlen(h->cache[i].name) == n && !strncmp(h->cache[i].name, p, n))
            return show_cache(s, i, set ? set + 4 : NULL);
    if (n)
        return fail(s, "No cache \"%.*s\".", (int)n, p);
    for (unsigned i = 0; i < h->ncaches; i++) {
        if (!set)
            cache_summary(s, i);
        else if (show_cache(s, i, set + 4) != SESSION_OK)
            return SESSION_FAILED;
    }
    return SESSION_OK;
}

/* ---- the predictor ----------------------------------------------------------------------------------- */

static void btb(struct session *s)
{
    const struct pipe *p = pipe_of(s);
    const struct predict_desc *d = &p->d->predict;
    struct predict_btb b;
    for (unsigned i = 0; i < d->btb_entries; i++) {
        struct str line;
        if (!predict_view_btb(d, p->predictor, i, &b))
            continue;
        str_init(&line);
        location_address(s, b.pc, &line);
        str_add(&line, " -> ");
        location_address(s, b.target, &line);
        str_addc(&line, ' ');
        location_symbol(s, b.target, &line);
        out(s, "  target buffer %3u: %s\n", i, line.buf);
        str_release(&line);
    }
}

/* "1023:10", taken from the middle up; or which part of the predictor speaks. */
static void add_state(const struct pipe *p, const struct branch *b, struct str *out)
{
    struct predict_now now;
    const char *part;
    predict_view(&p->d->predict, p->predictor, b->pc, b->target, &now);
    str_addf(out, "%-10s ", now.taken ? "taken" : "not taken");
    part = predict_part_name(&p->d->predict, now.part);
    if (now.has_counter && now.top == 1)
        str_addf(out, "%4u:%-3u", now.index, now.value);
    else if (now.has_counter)
        str_addf(out, "%4u:%u%-2u", now.index, now.value >> 1 & 1, now.value & 1);
    else
        str_addf(out, "%-8s", part && predict_part_name(&p->d->predict, 1) ? part : "-");
}

static void branches(struct session *s)
{
    struct branch *list;
    size_t n = branches_list(s->engine, s->isa, &list);
    if (n)
        out(s, "  %-18s %-10s %-8s %10s %10s %12s %12s  %s\n", "branch", "now", "counter", "runs", "taken",
            "mispredicted", "cycles lost", "goes to");
    for (size_t i = 0; i < n && !s->interrupted; i++) {
        const struct branch *b = &list[i];
        struct str line;
        str_init(&line);
        location_address(s, b->pc, &line);
        str_addf(&line, "%*s", line.len < 19 ? 19 - (int)line.len : 1, "");
        add_state(pipe_of(s), b, &line);
        str_addf(&line, " %10" PRIu64 " %10" PRIu64 " %12" PRIu64 " %12" PRIu64 "  ", b->runs, b->taken,
                 b->mispredicted, b->lost);
        if (b->has_target)
            location_symbol(s, b->target, &line);
        while (line.len && line.buf[line.len - 1] == ' ')
            line.buf[--line.len] = '\0';
        out(s, "  %s\n", line.buf);
        str_release(&line);
    }
    free(list);
}

static enum session_status info_bpred(struct session *s, const struct call *c)
{
    const struct pipe *p = pipe_of(s);
    const struct predict_desc *d = &p->d->predict;
    const struct run_stats *t = machine_stats(engine_machine(s->engine));
    uint64_t bits, addr;
    (void)c;
    out(s, "Predictor %s", predict_names()[d->kind]);
    if (d->btb_entries)
        out(s, ", target buffer of %u entries in %u ways", d->btb_entries, d->btb_ways);
    if (d->ras_entries)
        out(s, ", return stack of %u entries", d->ras_entries);
    out(s,
        "\n  %" PRIu64 " branches, %" PRIu64 " taken, %" PRIu64 " mispredicted; %" PRIu64 " jumps, %" PRIu64
        " mispredicted\n",
        t->branches, t->taken, t->mispredicted, t->jumps, t->jumps_mispredicted);
    unsigned n = predict_view_history(d, p->predictor, &bits);
    if (n) {
        out(s, "  history ");
        for (unsigned i = n; i-- > 0;)
            out(s, "%c", bits >> i & 1 ? '1' : '0');
        out(s, "\n");
    }
    branches(s);
    btb(s);
    for (unsigned i = 0; i < d->ras_entries && predict_view_ras(d, p->predictor, i, &addr); i++)
        out(s, "  return stack %u: 0x%" PRIx64 "\n", i, addr);
    return SESSION_OK;
}

/* ---- the report -------------------------------------------------------------------------------------- */

/* The same text as that of `orrery run`, as of this moment. How time came to pass up to here is no reason for
 * an end. */
static enum session_status info_stats(struct session *s, const struct call *c)
{
    struct report report;
    const struct report_context ctx = { .program = s->image->name };
    const struct report_style style = { .utf8 = false };
    char *text = NULL;
    size_t n = 0;
    FILE *f = open_memstream(&text, &n);
    (void)c;
    if (!f)
        return fail(s, "Out of memory.");
    report_collect(&report, engine_machine(s->engine), &ctx);
    if (!engine_over(s->engine))
        report.end.stop = STOP_NONE;
    report_text(&report, &style, f);
    report_release(&report);
    fclose(f);
    out_text(s, text, n);
    free(text);
    return SESSION_OK;
}

#define SAME REPEAT_SAME

const struct session_command commands_stats[] = {
    { "info cache", "caches", CLASS_MACHINE, ARG_CACHE, SAME, COMMAND_TIMED, info_cache,
      "info cache [NAME] [set N]",
      "Show what the caches hold and how often they missed.\nWithout a name a summary of all; with one, its "
      "lines that "
      "are valid; with a set, all ways of it.",
      "info cache l1d\ninfo cache l1d set 3" },
    { "info bpred", NULL, CLASS_MACHINE, ARG_NONE, SAME, COMMAND_ALONE | COMMAND_TIMED, info_bpred,
      "info bpred",
      "Show the branch predictor: accuracy, history, target buffer, return stack, and the conditional "
      "branches "
      "that have run.\nFor each of these: what would be predicted now, number and state of its counter, how "
      "often it "
      "retired, was taken and was mispredicted, and the cycles that cost.",
      NULL },
    { "info stats", NULL, CLASS_MACHINE, ARG_NONE, SAME, COMMAND_ALONE, info_stats, "info stats",
      "Show the report of \"orrery run\" as of this moment: where every cycle went.", NULL },
    { 0 },
};

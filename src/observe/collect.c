/* collect.c - from a machine that has stopped to a struct report. */
#include "observe/report.h"

#include <stdlib.h>
#include <string.h>

const char *report_trap_name(const struct isa *isa, const struct machine_end *e)
{
    for (unsigned i = 0; e->has_trap && i < isa->ntraps; i++)
        if (isa->traps[i].number == e->trap)
            return isa->traps[i].name;
    return NULL;
}

struct report_region report_find_region(const struct run_stats *s)
{
    struct report_region g = { .started = s->region_started, .ended = s->region_ended };
    if (!g.started)
        return g;
    g.cycles = (g.ended ? s->region_cycle1 : s->cycles) - s->region_cycle0;
    g.instructions = (g.ended ? s->region_instr1 : s->instructions) - s->region_instr0;
    for (unsigned c = 0; c < CAUSE_COUNT; c++)
        g.cause[c] = (g.ended ? s->region_cause1[c] : s->cause[c]) - s->region_cause0[c];
    return g;
}

static void collect_identity(struct report *r, const struct isa *isa, const struct machine_desc *desc)
{
    r->target = isa->target;
    r->target_name = isa->name ? isa->name : isa->target;
    r->options = isa->options_on;
    r->noptions = isa->noptions_on;
    r->address_digits = (isa->mem.addr + 3) / 4;
    if (!desc || r->functional)
        return;
    r->machine = machine_desc_name(desc);
    r->models = machine_desc_models(desc);
    r->clock = machine_desc_clock(desc);
    r->width = machine_desc_width(desc);
    r->ncaches = machine_desc_caches(desc);
    if (r->ncaches > CACHES_MAX)
        r->ncaches = CACHES_MAX;
    for (unsigned i = 0; i < r->ncaches; i++)
        r->caches[i] = machine_desc_cache_name(desc, i);
    for (unsigned i = 0; i < PREDICT_PARTS; i++)
        r->predictor[i] = machine_desc_predictor(desc, i);
}

void report_collect(struct report *r, struct machine *m, const struct report_context *ctx)
{
    const struct isa *isa = machine_isa(m);
    *r = (struct report){ .program = ctx->program,
                          .args = ctx->args,
                          .nargs = ctx->nargs,
                          .sets = ctx->sets,
                          .nsets = ctx->nsets,
                          .seed = ctx->seed,
                          .functional = ctx->functional,
                          .status = ctx->status,
                          .seconds = ctx->seconds };
    arena_init(&r->arena);
    collect_identity(r, isa, machine_description(m));
    r->end = *machine_end(m);
    r->stats = *machine_stats(m);
    r->region = report_find_region(&r->stats);
    if (r->end.stop == STOP_TRAP)
        r->trap = report_trap_name(isa, &r->end);
    struct profile_entry *profile = NULL;
    size_t n = r->functional ? 0 : machine_profile(m, &profile);
    report_find_lines(r, isa, machine_image(m), machine_mem(m), profile, n);
    free(profile);
}

uint64_t report_places(const struct report *r, enum cause c)
{
    return c == CAUSE_BASE ? r->stats.instructions : r->stats.cause[c] * r->width + r->stats.lone[c];
}

void report_release(struct report *r)
{
    arena_release(&r->arena);
}

/* flight.c - the instructions in flight at the end of a cycle, and what each does, in few words; see
 * pane_parts.h. */
#include <string.h>
#include "base/bits.h"
#include "tui/pane_parts.h"

void flight_read(const struct engine *e, struct flight *f)
{
    f->n = engine_stages(e);
    if (f->n > PIPE_STAGES)
        f->n = PIPE_STAGES;
    f->places = engine_places(e) > f->n ? 2 * f->n : f->n;
    for (unsigned s = 0; s < f->places; s++)
        engine_stage(e, s, &f->stage[s]);
}

int flight_at(const struct flight *f, uint64_t pc)
{
    int found = -1;
    for (unsigned s = 0; s < f->places; s++)
        if (!f->stage[s].bubble && f->stage[s].pc == pc &&
            (found < 0 || f->stage[s].seq < f->stage[found].seq))
            found = (int)s;
    return found;
}

bool pane_makes_access(const struct pane *p, unsigned stage)
{
    const struct pipe_desc *d = pane_pipe(p)->d;
    return d->cost_table || stage == d->load || stage == d->store;
}

const struct access *flight_access(const struct pane *p, const struct flight *f, const struct view_stage **s)
{
    const struct pipe_desc *d = pane_pipe(p)->d;
    unsigned first = d->cost_table ? 0 : d->load < d->store ? d->load : d->store;
    *s = NULL;
    for (unsigned k = 0; k < f->places; k++) {
        const struct view_stage *v = &f->stage[k];
        if (k % f->n >= first && !v->bubble && v->naccess && (!*s || v->seq > (*s)->seq))
            *s = v;
    }
    return *s ? &(*s)->access[(*s)->naccess - 1] : NULL;
}

bool flight_reads(const struct flight *f, unsigned slot)
{
    for (unsigned s = 0; s < f->places; s++)
        for (unsigned i = 0; !f->stage[s].bubble && i < f->stage[s].nsrc; i++)
            if (f->stage[s].src[i].slot == slot && f->stage[s].src[i].from != -2)
                return true;
    return false;
}

enum element element_of_seq(uint64_t seq)
{
    return (enum element)(EL_ID0 + seq % EL_IDS);
}

/* ---- causes ------------------------------------------------------------------------------------------ */

enum element element_of_cause(enum cause c)
{
    static const uint8_t elements[CAUSE_COUNT] = {
        [CAUSE_BASE] = EL_NORMAL,      [CAUSE_FILL] = EL_BUBBLE,      [CAUSE_ICACHE] = EL_CACHE,
        [CAUSE_ITLB] = EL_CACHE,       [CAUSE_MISPREDICT] = EL_STALL, [CAUSE_JUMP] = EL_STALL,
        [CAUSE_LOAD_USE] = EL_STALL,   [CAUSE_DATA] = EL_STALL,       [CAUSE_EXECUTE] = EL_STALL,
        [CAUSE_STRUCTURAL] = EL_STALL, [CAUSE_DCACHE] = EL_CACHE,     [CAUSE_DTLB] = EL_CACHE,
        [CAUSE_STORE] = EL_CACHE,      [CAUSE_SERIALISE] = EL_STALL,  [CAUSE_TRAP] = EL_STALL,
        [CAUSE_IDLE] = EL_BUBBLE,      [CAUSE_DRAIN] = EL_BUBBLE,
    };
    return c < CAUSE_COUNT ? (enum element)elements[c] : EL_NORMAL;
}

/* ---- facts ------------------------------------------------------------------------------------------- */

static void separate(const char *sep, struct str *out)
{
    if (out->len)
        str_add(out, sep);
}

/* Small numbers as people write them. */
static void number(uint64_t v, struct str *out)
{
    str_addf(out, v < 10 ? "%llu" : "0x%llx", (unsigned long long)v);
}

void fact_operands(const struct pane *p, const struct view_stage *s, const char *sep, struct str *out)
{
    for (unsigned i = 0; i < s->nsrc; i++) {
        const struct view_operand *o = &s->src[i];
        if (o->from < 0)
            continue;
        separate(sep, out);
        pane_slot_name(p, o->slot, out);
        str_addf(out, " <= %s #%llu", engine_stage_name(p->engine, (unsigned)o->from),
                 (unsigned long long)o->from_seq);
    }
}

void fact_wait(const struct view_stage *s, uint64_t now, const char *sep, struct str *out)
{
    if (s->cause == CAUSE_BASE)
        return;
    separate(sep, out);
    str_add(out, cause_name(s->cause));
    if (s->culprit && s->culprit != s->seq)
        str_addf(out, " #%llu", (unsigned long long)s->culprit);
    if (s->leaves > now)
        str_addf(out, ", %llu more", (unsigned long long)(s->leaves - now));
}

void fact_transfer(const struct pane *p, const struct view_stage *s, const char *sep, struct str *out)
{
    struct code_at c;
    code_read(p, s->pc, &c);
    bool went = s->decided && s->taken;
    if (!went && !s->predicted && !(s->decided && c.conditional))
        return;
    separate(sep, out);
    if (went) {
        str_add(out, "-> ");
        pane_where(p, s->next, out);
    } else if (s->decided) {
        str_add(out, "not taken");
    } else {
        str_add(out, s->predicted_taken ? "predict taken" : "predict not taken");
        return;
    }
    if (s->predicted || s->next != s->expect)
        str_add(out, s->next == s->expect ? ", as predicted" : ", mispredicted");
}

void fact_access(const struct pane *p, const struct view_stage *s, const char *sep, struct str *out)
{
    for (unsigned i = 0; i < s->naccess; i++) {
        separate(sep, out);
        str_add(out, s->access[i].store ? "store " : "load ");
        pane_where(p, s->access[i].addr, out);
        if (!i && hier_line(&pane_pipe(p)->d->hier, HIER_DATA))
            str_add(out, s->hit ? " hit" : " miss");
    }
}

void fact_results(const struct pane *p, const struct view_stage *s, const char *sep, struct str *out)
{
    for (unsigned i = 0; i < s->ndst; i++) {
        if (!s->dst[i].known)
            continue;
        separate(sep, out);
        pane_slot_name(p, s->dst[i].slot, out);
        str_add(out, " <- ");
        number(s->dst[i].value, out);
    }
}

/* The operand values read from the register file in this cycle. */
static void fact_read(const struct pane *p, const struct view_stage *s, const char *sep, struct str *out)
{
    for (unsigned i = 0; i < s->nsrc; i++) {
        if (s->src[i].from != -1 || !s->src[i].known)
            continue;
        separate(sep, out);
        pane_slot_name(p, s->src[i].slot, out);
        str_add(out, " = ");
        number(s->src[i].value, out);
    }
}

void stage_fact(const struct pane *p, const struct flight *f, unsigned place, struct str *out)
{
    const struct view_stage *s = &f->stage[place];
    unsigned stage = place % f->n;
    const struct pipe_desc *d = pane_pipe(p)->d;
    if (s->bubble)
        return;
    if (s->trapped)
        str_add(out, "trap");
    fact_wait(s, engine_cycle(p->engine), "; ", out);
    fact_operands(p, s, "; ", out);
    if (stage == d->read)
        fact_read(p, s, "; ", out);
    bool alone = d->cost_table || d->nstages == 1;
    if (stage == d->predict_stage || s->decides || alone)
        fact_transfer(p, s, "; ", out);
    if (pane_makes_access(p, stage))
        fact_access(p, s, "; ", out);
    if (stage == d->write || alone)
        fact_results(p, s, "; ", out);
    if (s->wrong_path)
        str_add(out, out->len ? "; wrong path" : "wrong path");
}

/* ---- short names of stages --------------------------------------------------------------------------- */

/* Two letters: the first two, or the first and the last, or a number; the first way in which all differ. */
static void label(const char *name, unsigned stage, int columns, int way, char *out)
{
    size_t n = strlen(name);
    char first = name[0], last = n > 1 ? name[n - 1] : ' ', second = n > 1 ? name[1] : ' ';
    if (way == 2)
        out[0] = columns == 1 ? "0123456789abcdef"[stage & 15] : 'S',
        out[1] = columns == 1 ? '\0' : "0123456789abcdef"[stage & 15];
    else if (columns == 1)
        out[0] = way || n == 1 ? (n > 1 ? last : first) : first, out[1] = '\0';
    else
        out[0] = first, out[1] = way ? last : second;
    out[columns] = '\0';
}

void stage_labels(const struct engine *e, int columns, char labels[PIPE_STAGES][4])
{
    unsigned n = engine_stages(e) < PIPE_STAGES ? engine_stages(e) : PIPE_STAGES;
    for (int way = 0; way < 3; way++) {
        bool differ = true;
        for (unsigned s = 0; s < n; s++) {
            label(engine_stage_name(e, s), s, columns, way, labels[s]);
            for (unsigned k = 0; k < s; k++)
                differ &= strcmp(labels[s], labels[k]) != 0;
        }
        if (differ)
            return;
    }
}

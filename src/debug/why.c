/* why.c - sentences about single instructions and single cycles: why this one waits, whose fault it is, what
 * the last cycle brought. Made from the stages and the events, so they cannot disagree with diagrams. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "debug/session_private.h"
#include "debug/text.h"
#include "machine/machine.h"

/* How each cause is told of an instruction that stays in a stage, and of one that is missing. */
static const struct phrase {
    const char *stays, *missing;
} phrases[CAUSE_COUNT] = {
    [CAUSE_BASE] = { "goes on", "an instruction retired" },
    [CAUSE_FILL] = { "goes on", "the pipeline is still filling" },
    [CAUSE_ICACHE] = { "waits for its instruction bytes from memory", "fetch waited for instruction bytes" },
    [CAUSE_ITLB] = { "waits for the translation of its address", "fetch waited for a translation" },
    [CAUSE_MISPREDICT] = { "waits for the fetch to turn round after a wrong prediction",
                           "the fetch had gone the wrong way" },
    [CAUSE_JUMP] = { "waits for the target of a jump", "the target of a jump was known late" },
    [CAUSE_LOAD_USE] = { "waits for a value that is being loaded", "an instruction waited for a load" },
    [CAUSE_DATA] = { "waits for a value that is being computed", "an instruction waited for a value" },
    [CAUSE_EXECUTE] = { "needs more than one cycle in its unit", "an instruction took more than one cycle" },
    [CAUSE_STRUCTURAL] = { "waits for a unit or port that another one uses", "a unit was taken" },
    [CAUSE_DCACHE] = { "waits for data from memory", "an access waited for memory" },
    [CAUSE_DTLB] = { "waits for the translation of its data's address",
                     "an access waited for a translation" },
    [CAUSE_STORE] = { "waits for a place in the store buffer", "the store buffer was full" },
    [CAUSE_SERIALISE] = { "waits until its elders have left the pipeline",
                          "an instruction waited for its elders" },
    [CAUSE_TRAP] = { "waits for a trap", "a trap emptied the pipeline" },
    [CAUSE_IDLE] = { "sleeps", "the machine was idle" },
    [CAUSE_DRAIN] = { "goes on", "nothing follows" },
};

void text_short(struct session *s, uint64_t pc, struct str *out)
{
    struct str text;
    str_init(&text);
    text_instruction(s, pc, &text);
    str_addn(out, text.buf, strcspn(text.buf, " \t"));
    str_release(&text);
}

static void slot_name(const struct session *s, unsigned slot, struct str *out)
{
    unsigned index;
    const struct reg *r = isa_slot_reg(s->isa, slot, &index);
    if (r)
        isa_reg_name(r, index, out);
}

/* Which stage an instruction stands in; -1: none. */
static int stage_of(const struct session *s, uint64_t seq, struct view_stage *v)
{
    for (unsigned i = engine_places(s->engine); i-- > 0;) {
        engine_stage(s->engine, i, v);
        if (!v->bubble && v->seq == seq)
            return (int)(i % engine_stages(s->engine));
    }
    return -1;
}

/* "#13 lw in MEM", or only "#13" if it has left. */
static void name_seq(struct session *s, uint64_t seq, bool with_stage, struct str *out)
{
    struct view_stage v;
    int stage = stage_of(s, seq, &v);
    str_addf(out, "#%" PRIu64, seq);
    if (stage < 0)
        return;
    str_addc(out, ' ');
    text_short(s, v.pc, out);
    if (with_stage)
        str_addf(out, " in %s", engine_stage_name(s->engine, (unsigned)stage));
}

/* "t0 from #13 lw in MEM": the operand that it waits for. */
static void add_operand(struct session *s, const struct view_stage *v, struct str *out)
{
    const struct view_operand *o = NULL;
    bool operand = v->cause == CAUSE_DATA || v->cause == CAUSE_LOAD_USE;
    for (unsigned i = 0; operand && i < v->nsrc && !o; i++)
        if (!v->src[i].known && v->src[i].from_seq == v->culprit)
            o = &v->src[i];
    if (!v->culprit || v->culprit == v->seq)
        return;
    str_add(out, ": ");
    if (o) {
        slot_name(s, o->slot, out);
        str_add(out, " comes from ");
    } else {
        str_add(out, "it is held by ");
    }
    name_seq(s, v->culprit, true, out);
}

static void add_forwards(struct session *s, const struct view_stage *v, struct str *out)
{
    bool any = false;
    for (unsigned i = 0; i < v->nsrc; i++) {
        const struct view_operand *o = &v->src[i];
        if (o->from < 0)
            continue;
        str_add(out, any ? " and " : " takes ");
        slot_name(s, o->slot, out);
        str_addf(out, " from %s", engine_stage_name(s->engine, (unsigned)o->from));
        if (o->from_seq)
            str_addf(out, " (#%" PRIu64 ")", o->from_seq);
        any = true;
    }
}

/* It stayed in this cycle, and is given in it what it stayed for. */
static bool is_given(const struct view_stage *v)
{
    for (unsigned i = 0; i < v->nsrc; i++)
        if (v->src[i].from >= 0 && v->src[i].from_seq == v->culprit)
            return true;
    return false;
}

static bool waits(const struct view_stage *v)
{
    return !v->bubble && v->cause != CAUSE_BASE && v->cause != CAUSE_FILL && v->cause != CAUSE_DRAIN;
}

/* The sentence of an instruction in a stage, from its verb on. */
static void add_wait(struct session *s, unsigned stage, const struct view_stage *v, struct str *out)
{
    bool held = v->culprit && v->culprit != v->seq;
    if (waits(v) && is_given(v)) {
        str_addf(out, " had to wait (%s), and", cause_name(v->cause));
        add_forwards(s, v, out);
        return;
    }
    if (waits(v)) {
        str_addf(out, " %s", phrases[v->cause].stays);
        if (held)
            add_operand(s, v, out);
        str_addf(out, " (%s)", cause_name(v->cause));
        if (v->leaves > engine_cycle(s->engine))
            str_addf(out, "; it can leave %s after cycle %" PRIu64, engine_stage_name(s->engine, stage),
                     v->leaves);
        return;
    }
    struct str forwards;
    str_init(&forwards);
    add_forwards(s, v, &forwards);
    str_add(out, forwards.len ? forwards.buf : " does not wait");
    str_release(&forwards);
}

static void explain(struct session *s, unsigned stage, const struct view_stage *v, struct str *out)
{
    str_addf(out, "#%" PRIu64 " ", v->seq);
    text_short(s, v->pc, out);
    str_addf(out, " in %s", engine_stage_name(s->engine, stage));
    if (v->squashed || v->wrong_path)
        str_addf(out, " was fetched past a branch that goes another way%s",
                 v->squashed ? " and is squashed" : "");
    else
        add_wait(s, stage, v, out);
    str_addc(out, '.');
}

static void explain_bubble(struct session *s, unsigned stage, const struct view_stage *v, struct str *out)
{
    str_addf(out, "Nothing stands in %s: %s", engine_stage_name(s->engine, stage), phrases[v->cause].missing);
    uint64_t who = v->culprit ? v->culprit : v->seq;
    if (who && v->cause != CAUSE_FILL && v->cause != CAUSE_DRAIN) {
        str_add(out, ", ");
        name_seq(s, who, false, out);
    }
    str_addf(out, " (%s).", cause_name(v->cause));
}

void session_why(struct session *s, uint64_t seq, struct str *out)
{
    struct view_stage v;
    int stage = stage_of(s, seq, &v);
    if (stage < 0)
        str_addf(out, "#%" PRIu64 " is not in the pipeline in cycle %" PRIu64 ".", seq,
                 engine_cycle(s->engine));
    else
        explain(s, (unsigned)stage, &v, out);
}

/* Without a number: what stands at the end, and the oldest that waits. */
void text_why(struct session *s, struct str *out)
{
    struct view_stage v;
    unsigned n = engine_stages(s->engine);
    bool any = false;
    if (!n) {
        str_add(out, "There is no pipeline.");
        return;
    }
    engine_stage(s->engine, n - 1, &v);
    if (v.bubble) {
        explain_bubble(s, n - 1, &v, out);
        any = true;
    }
    for (unsigned i = n; i-- > 0;) {
        engine_stage(s->engine, i, &v);
        if (!waits(&v))
            continue;
        str_add(out, any ? "\n" : "");
        explain(s, i, &v, out);
        return;
    }
    if (!any)
        str_add(out, "No instruction waits.");
}

/* ---- a cycle ----------------------------------------------------------------------------------------- */

struct happened {
    unsigned squashed, misses;
    const struct event *retired, *stalled, *miss, *trap;
};

static void look_at_events(struct session *s, struct happened *h)
{
    size_t n;
    const struct event *e = engine_events(s->engine, &n);
    *h = (struct happened){ 0 };
    for (size_t i = 0; i < n; i++) {
        switch (e[i].kind) {
        case EV_RETIRE: h->retired = &e[i]; break;
        case EV_STALL: h->stalled = &e[i]; break;
        case EV_SQUASH: h->squashed++; break;
        case EV_TRAP: h->trap = &e[i]; break;
        case EV_ACCESS:
            if (!(e[i].a >> 9 & 1) && !h->misses++)
                h->miss = &e[i];
            break;
        default: break;
        }
    }
}

static void join(struct str *out)
{
    if (out->len)
        str_add(out, "; ");
}

static void add_end(struct session *s, const struct happened *h, struct str *out)
{
    if (h->retired) {
        str_addf(out, "#%" PRIu64 " ", h->retired->b);
        text_short(s, h->retired->pc, out);
        str_add(out, " retires");
    } else if (h->stalled && h->stalled->a < CAUSE_COUNT) {
        str_addf(out, "nothing retires (%s)", cause_name((enum cause)h->stalled->a));
    }
}

/* The oldest that waits and the oldest that is given something. */
static void add_stages(struct session *s, struct str *out)
{
    struct view_stage v;
    bool forwarded = false, waiting = false;
    for (unsigned i = engine_stages(s->engine); i-- > 0;) {
        struct str text;
        engine_stage(s->engine, i, &v);
        if (v.bubble || v.wrong_path || v.squashed)
            continue;
        str_init(&text);
        add_forwards(s, &v, &text);
        if ((waits(&v) && !waiting) || (text.len && !forwarded)) {
            join(out);
            str_addf(out, "#%" PRIu64 " ", v.seq);
            text_short(s, v.pc, out);
            str_addf(out, " in %s", engine_stage_name(s->engine, i));
            if (waits(&v))
                str_addf(out, " waits (%s)%s", cause_name(v.cause), text.len ? "," : "");
            str_add(out, text.buf);
            waiting |= waits(&v);
            forwarded |= text.len > 0;
        }
        str_release(&text);
    }
}

void text_cycle(struct session *s, struct str *out)
{
    struct happened h;
    const struct machine_desc *d = machine_description(engine_machine(s->engine));
    look_at_events(s, &h);
    add_end(s, &h, out);
    if (h.squashed) {
        join(out);
        str_addf(out, "%u instruction%s squashed", h.squashed, h.squashed == 1 ? "" : "s");
    }
    add_stages(s, out);
    if (h.miss) {
        unsigned cache = h.miss->a & 0xff;
        join(out);
        str_addf(out, "%s misses at 0x%" PRIx64,
                 cache < machine_desc_caches(d) ? machine_desc_cache_name(d, cache) : "a cache", h.miss->b);
    }
}

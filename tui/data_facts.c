/* data_facts.c - see data_facts.h. Values are those that the view has at the end of the cycle. */
#include "tui/data_facts.h"

#include <string.h>

/* ---- what a stage is for ----------------------------------------------------------------------------- */

void data_role(const struct pipe_desc *d, unsigned stage, struct str *out)
{
    unsigned alu = d->kind[KIND_ALU].stage, branch = d->kind[KIND_BRANCH].stage;
    const struct {
        const char *what;
        unsigned stage;
        bool implied;
    } roles[] = { { "fetch", 0, false },
                  { "decode", d->decode, false },
                  { "read", d->read, d->read == d->decode },
                  { "branch", branch, branch == alu },
                  { "execute", alu, false },
                  { "memory", d->load, false },
                  { "store", d->store, d->store == d->load },
                  { "write", d->write, false } };
    if (d->cost_table) {
        str_add(out, "one instruction at a time");
        return;
    }
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (roles[i].stage == stage && !roles[i].implied)
            str_addf(out, "%s%s", out->len ? ", " : "", roles[i].what);
}

/* ---- the lines of a column --------------------------------------------------------------------------- */

static struct fact *add(struct facts *f, enum element e)
{
    struct fact *l = &f->line[f->n < FACTS ? f->n++ : FACTS - 1];
    *l = (struct fact){ .element = (uint8_t)e, .from = -1 };
    return l;
}

static void set(struct fact *l, const struct str *s)
{
    snprintf(l->text, sizeof l->text, "%s", s->buf);
}

static int value_digits(const struct pane *p, unsigned slot)
{
    return (int)(pane_slot_width(p, slot) + 3) / 4;
}

/* All digits, or if there is no room for them those that count. */
static void add_value(struct str *s, int width, int digits, uint64_t value)
{
    bool fits = (int)s->len + digits <= width;
    str_addf(s, fits ? "%0*llx" : "%.*llx", fits ? digits : 1, (unsigned long long)value);
    if ((int)s->len > width && width > 1) { /* nobody shall take a part for the whole */
        str_cut(s, (size_t)width - 1);
        str_addc(s, '~');
    }
}

/* "t0  =0000000f", "t0  <--" */
static struct fact *add_value_of(const struct pane *p, struct facts *out, const struct view_operand *o,
                                 const char *arrow, enum element e)
{
    struct str s;
    str_init(&s);
    pane_slot_name(p, o->slot, &s);
    str_addf(&s, "%*s%s", s.len < 4 ? 4 - (int)s.len : 1, "", arrow);
    if (o->known)
        add_value(&s, out->width, value_digits(p, o->slot), o->value);
    else
        str_add(&s, "--");
    struct fact *l = add(out, e);
    set(l, &s);
    str_release(&s);
    return l;
}

static void add_operand(const struct pane *p, struct facts *out, const struct view_operand *o,
                        const char *arrow)
{
    enum element e = o->from >= 0 ? EL_FORWARD : o->from == -1 ? EL_READ : EL_NORMAL;
    struct fact *l = add_value_of(p, out, o, arrow, e);
    l->from = o->from >= 0 ? o->from : -1;
    l->seq = o->from_seq;
}

static void add_fetch(const struct pane *p, struct facts *out, const struct view_stage *s)
{
    struct fact *l = add(out, EL_ADDRESS);
    int digits = pane_digits(p, s->pc);
    snprintf(l->text, sizeof l->text, "pc   %0*llx", digits, (unsigned long long)s->pc);
    if (!s->predicted)
        return;
    l = add(out, EL_NORMAL);
    snprintf(l->text, sizeof l->text, "next %0*llx %c", digits, (unsigned long long)s->expect,
             s->predicted_taken ? 'T' : 'N');
}

typedef void (*fact_function)(const struct pane *p, const struct view_stage *s, const char *sep,
                              struct str *out);

static void add_text(const struct pane *p, struct facts *out, const struct view_stage *s, fact_function f,
                     enum element e)
{
    struct str text;
    str_init(&text);
    f(p, s, ", ", &text);
    if (text.len)
        set(add(out, e), &text);
    str_release(&text);
}

static void add_results(const struct pane *p, struct facts *out, const struct view_stage *s,
                        const char *arrow)
{
    for (unsigned i = 0; i < s->ndst; i++)
        if (s->dst[i].known)
            add_value_of(p, out, &s->dst[i], arrow, EL_NORMAL);
}

static void add_accesses(const struct pane *p, struct facts *out, const struct view_stage *s)
{
    for (unsigned i = 0; i < s->naccess; i++) {
        const struct access *a = &s->access[i];
        struct fact *l = add(out, EL_NORMAL);
        snprintf(l->text, sizeof l->text, "%s %0*llx", a->store ? "st  " : "ld  ", pane_digits(p, a->addr),
                 (unsigned long long)a->addr);
    }
    if (s->naccess && hier_line(&pane_pipe(p)->d->hier, HIER_DATA)) {
        struct fact *l = add(out, s->hit ? EL_HIT : EL_MISS);
        snprintf(l->text, sizeof l->text, "D$   %s", s->hit ? "hit" : "miss");
    }
}

static void add_source(const struct pane *p, const struct view_operand *o, struct facts *out)
{
    if (o->known || !o->from_seq) {
        bool cost = pane_pipe(p)->d->cost_table;
        add_operand(p, out, o, o->from == -1 && !cost ? "r" : o->from >= 0 ? "<" : " ");
        return;
    }
    struct str s;
    str_init(&s);
    pane_slot_name(p, o->slot, &s);
    str_addf(&s, "%*s from #%llu", s.len < 4 ? 4 - (int)s.len : 0, "", (unsigned long long)o->from_seq);
    set(add(out, EL_NORMAL), &s);
    str_release(&s);
}

void data_facts(const struct pane *p, const struct flight *f, unsigned place, struct facts *out)
{
    const struct view_stage *s = &f->stage[place];
    unsigned stage = place % f->n;
    const struct pipe_desc *d = pane_pipe(p)->d;
    bool all = d->cost_table || d->nstages == 1;
    struct str text;
    if (s->bubble && s->cause != CAUSE_BASE)
        snprintf(add(out, EL_BUBBLE)->text, sizeof out->line[0].text, "%s", cause_name(s->cause));
    if (s->bubble)
        return;
    str_init(&text);
    fact_wait(s, engine_cycle(p->engine), "", &text);
    if (text.len)
        set(add(out, element_of_cause(s->cause)), &text);
    str_release(&text);
    if (stage == 0)
        add_fetch(p, out, s);
    for (unsigned i = 0; i < s->nsrc; i++)
        if (all || stage == d->read || stage == s->src[i].need || s->src[i].from >= 0)
            add_source(p, &s->src[i], out);
    if (all || s->decides || stage == d->predict_stage)
        add_text(p, out, s, fact_transfer, EL_NORMAL);
    if (!all && stage < d->write)
        add_results(p, out, s, "=");
    if (pane_makes_access(p, stage))
        add_accesses(p, out, s);
    if (all || stage == d->write)
        add_results(p, out, s, "*");
}

void data_latched(const struct pane *p, const struct flight *f, unsigned place, struct facts *out)
{
    const struct view_stage *s = &f->stage[place];
    unsigned stage = place % f->n;
    if (s->bubble)
        return;
    if (stage <= pane_pipe(p)->d->read)
        snprintf(add(out, EL_ADDRESS)->text, sizeof out->line[0].text, "pc   %0*llx", pane_digits(p, s->pc),
                 (unsigned long long)s->pc);
    for (unsigned i = 0; i < s->nsrc; i++)
        if (s->src[i].latched && stage <= s->src[i].need)
            add_value_of(p, out, &s->src[i], " ", EL_NORMAL);
    for (unsigned i = 0; i < s->ndst; i++)
        if (s->dst[i].latched)
            add_value_of(p, out, &s->dst[i], "=", EL_NORMAL);
    if (s->naccess && stage > pane_pipe(p)->d->address && pane_makes_access(p, stage))
        snprintf(add(out, EL_NORMAL)->text, sizeof out->line[0].text, "addr %0*llx",
                 pane_digits(p, s->access[0].addr), (unsigned long long)s->access[0].addr);
}

enum element data_headline(const struct pane *p, const struct view_stage *s, struct str *out)
{
    if (s->bubble) {
        str_add(out, "(bubble)");
        return EL_BUBBLE;
    }
    str_addf(out, "#%llu ", (unsigned long long)s->seq);
    code_name(p, s->pc, out);
    if (s->squashed || s->wrong_path)
        str_add(out, s->squashed ? " (squashed)" : " (wrong)");
    return s->squashed || s->wrong_path ? EL_SQUASHED : element_of_seq(s->seq);
}

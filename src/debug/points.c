/* points.c - which points are met by the cycle that has just been ticked: asked of the view, of what retired
 * and its record, of the cycle's events and of the film. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "base/bits.h"
#include "debug/engine_private.h"
#include "machine/state.h"

/* What a look at one cycle goes by. */
struct look {
    struct engine *e;
    const struct travel *t;
    bool replaying;
    struct hit *hit;
    uint64_t pc;
    bool at_start;                 /* nothing has retired since the journey began */
    bool moved;                    /* another instruction is the next to retire */
    const struct film_stage *last; /* the last stage; NULL: no film */
    const struct film_cycle *film;
    const struct pipe_slot *slot;     /* what retired in this cycle, or NULL */
    const struct view_record *record; /* of that; may be NULL */
};

/* True: the journey ends here. */
static bool meet(const struct look *l, const struct point *p, struct hit h)
{
    h.point = p;
    h.cycle = engine_cycle(l->e);
    if (l->t->met && !l->t->met(l->t->ctx, &h, l->replaying))
        return false;
    *l->hit = h;
    return true;
}

/* ---- accesses ---------------------------------------------------------------------------------------- */

bool point_touched(const struct point *p, uint64_t addr, uint64_t size)
{
    return bits_overlap(addr, size, p->addr, p->size);
}

uint64_t point_number(const struct engine *e, const uint8_t *bytes, unsigned n)
{
    return bits_from_bytes(bytes, n, e->isa->mem.big_endian);
}

/* What lay at the point before and after the instruction's stores. */
static void values(const struct look *l, const struct point *p, struct hit *h)
{
    uint8_t now[8] = { 0 }, old[8];
    unsigned n = p->size < 8 ? (unsigned)p->size : 8;
    engine_read(l->e, p->addr, now, n);
    memcpy(old, now, sizeof old);
    for (size_t k = l->record ? l->record->nstores : 0; k-- > 0;) {
        const struct view_store *s = &l->record->stores[k];
        for (unsigned b = 0; b < s->size; b++)
            if (s->addr + b - p->addr < n)
                old[s->addr + b - p->addr] = s->old[b];
    }
    h->before = point_number(l->e, old, n);
    h->value = point_number(l->e, now, n);
}

static bool one_access(const struct look *l, const struct point *p)
{
    bool stores = p->kind != POINT_READ, loads = p->kind != POINT_WRITE;
    struct hit h = { .seq = l->slot->seq, .pc = l->slot->pc };
    for (size_t k = 0; stores && l->record && k < l->record->nstores; k++) {
        const struct view_store *s = &l->record->stores[k];
        if (!point_touched(p, s->addr, s->size))
            continue;
        h.addr = s->addr;
        h.store = true;
        values(l, p, &h);
        return meet(l, p, h);
    }
    for (unsigned k = 0; loads && k < l->slot->naccess; k++) {
        const struct access *a = &l->slot->access[k];
        if (a->store || !point_touched(p, a->addr, a->size))
            continue;
        h.addr = a->addr;
        values(l, p, &h);
        return meet(l, p, h);
    }
    return false;
}

/* By a host service, or where no pipeline stands between. */
static bool touched(const struct look *l, const struct point *p)
{
    const struct engine *e = l->e;
    for (size_t i = 0; i < e->touches.count; i++) {
        const struct touch *t = &e->touches.data[i];
        uint8_t now[8] = { 0 };
        unsigned n = p->size < 8 ? (unsigned)p->size : 8;
        if (t->point != p)
            continue;
        struct hit h = { .addr = t->addr, .before = t->before, .store = t->store };
        engine_read(e, p->addr, now, n);
        h.value = point_number(e, now, n);
        if (l->slot) {
            h.pc = l->slot->pc;
            h.seq = l->slot->seq;
        }
        return meet(l, p, h);
    }
    return false;
}

static bool look_access(const struct look *l, const struct point *p)
{
    struct look young = *l;
    if (l->e->touches.count && touched(l, p))
        return true;
    if (!l->slot)
        return false;
    if (one_access(l, p))
        return true;
    young.slot = pipe_mate(&l->e->m->st->pipe, l->slot);
    if (!young.slot)
        return false;
    young.record = view_record_of(l->e->view, engine_instret(l->e) - 1);
    return one_access(&young, p);
}

/* ---- places ------------------------------------------------------------------------------------------ */

/* The journey that began here goes on from having met the point. */
static bool was_met_beside(const struct look *l, const struct point *p)
{
    return l->at_start && !l->replaying && l->e->beside_pc == p->addr &&
           l->e->beside_instret == engine_instret(l->e);
}

static bool meet_beside(const struct look *l, const struct point *p)
{
    if (!meet(l, p,
              (struct hit){ .pc = p->addr, .note = "it retires together with the instruction before it" }))
        return false;
    l->e->beside_pc = p->addr;
    l->e->beside_instret = engine_instret(l->e);
    return true;
}

/* An instruction that retires in the cycle of the one before it is never the next: it is met when that one
 * is, and both are on their way together. */
static bool look_beside(const struct look *l, const struct point *p)
{
    const struct machine *m = l->e->m;
    const bool known = l->film && view_complete(l->e->view); /* or pc is not the next to retire */
    for (unsigned s = m->pd.exec; known && s < engine_stages(l->e); s++) {
        const struct pipe_slot *c = pipe_stage(&m->pipe, s, NULL), *y = c ? pipe_mate(&m->st->pipe, c) : NULL;
        bool first = l->moved || (s == m->pd.exec && l->film->stage[s].since == l->film->cycle);
        if (y && y->pc == p->addr && c->pc == l->pc && !(c->state & SLOT_WRONG) && first &&
            !l->film->stage[s].done && !was_met_beside(l, p))
            return meet_beside(l, p);
    }
    return false;
}

static bool look_pc(const struct look *l, const struct point *p)
{
    if (l->e->m->pd.width > 1 && look_beside(l, p))
        return true;
    if (!l->moved || l->pc != p->addr)
        return false;
    return meet(l, p, (struct hit){ .pc = l->pc });
}

static bool look_outside(const struct look *l, const struct point *p)
{
    if (!l->moved || l->pc - p->addr < p->size)
        return false;
    return meet(l, p, (struct hit){ .pc = l->pc });
}

static bool look_inside(const struct look *l, const struct point *p)
{
    if (!l->moved || l->pc - p->addr >= p->size)
        return false;
    return meet(l, p, (struct hit){ .pc = l->pc });
}

static bool look_poll(const struct look *l, const struct point *p)
{
    return l->moved && meet(l, p, (struct hit){ .pc = l->pc });
}

static bool look_enter(const struct look *l, const struct point *p)
{
    if (!l->film || p->arg < 0 || p->arg >= (int)engine_stages(l->e))
        return false;
    const struct film_stage *s = &l->film->stage[p->arg];
    if (!s->insn || s->pc != p->addr || s->since != l->film->cycle)
        return false;
    return meet(l, p, (struct hit){ .pc = s->pc, .seq = s->seq });
}

/* ---- what the machine told --------------------------------------------------------------------------- */

uint32_t points_events(const struct point *p)
{
    static const uint32_t masks[POINT_KINDS] = { [POINT_STALL] = 1u << EV_STALL,
                                                 [POINT_FLUSH] = 1u << EV_SQUASH,
                                                 [POINT_MISPREDICT] = 1u << EV_REDIRECT,
                                                 [POINT_MISS] = 1u << EV_ACCESS,
                                                 [POINT_EVICT] = 1u << EV_EVICT };
    return masks[p->kind];
}

static bool is_stall(enum cause cause, int wanted)
{
    if (wanted == STALL_RAW)
        return cause == CAUSE_LOAD_USE || cause == CAUSE_DATA;
    return wanted < 0 ? cause != CAUSE_BASE && cause != CAUSE_FILL : cause == (enum cause)wanted;
}

bool points_event(const struct point *p, const struct event *ev)
{
    bool cache = p->arg < 0 || (ev->a & 0xFF) == (uint32_t)p->arg;
    if (!(points_events(p) >> ev->kind & 1))
        return false;
    switch (p->kind) {
    case POINT_STALL: return is_stall((enum cause)ev->a, p->arg);
    case POINT_MISS: return cache && !(ev->a >> 9 & 1);
    case POINT_EVICT: return cache;
    case POINT_MISPREDICT: return ev->a == CAUSE_MISPREDICT || ev->a == CAUSE_JUMP;
    default: return true;
    }
}

static bool look_events(const struct look *l, const struct point *p)
{
    if (l->e->events_cycle != engine_cycle(l->e))
        return false;
    for (size_t i = 0; i < l->e->events.count; i++) {
        const struct event *ev = &l->e->events.data[i];
        struct hit h = { .pc = ev->pc, .seq = ev->b, .arg = (int)ev->a };
        if (!points_event(p, ev))
            continue;
        if (p->kind == POINT_MISS || p->kind == POINT_EVICT) {
            h.seq = 0;
            h.addr = ev->b;
            h.arg = (int)(ev->a & 0xFF);
            h.store = p->kind == POINT_MISS && (ev->a >> 8 & 1);
        }
        if (meet(l, p, h))
            return true;
    }
    return false;
}

static bool look_system(const struct look *l, const struct point *p)
{
    const struct engine *e = l->e;
    uint64_t number = e->m->st->service.number;
    if (!e->told.served || !services_personality(e->m->services) ||
        (p->arg >= 0 && number != (uint64_t)p->arg))
        return false;
    return meet(l, p,
                (struct hit){ .pc = e->told.pc, .seq = l->slot ? l->slot->seq : 0, .arg = (int)number });
}

static bool look_exception(const struct look *l, const struct point *p)
{
    const struct machine *m = l->e->m;
    if (l->e->told.trapped && (p->arg < 0 || l->e->told.trap == (unsigned)p->arg))
        return meet(
            l, p, (struct hit){ .pc = l->e->told.pc, .addr = l->e->told.value, .arg = (int)l->e->told.trap });
    if (!l->last)
        return false;
    const struct pipe_slot *c = pipe_stage(&m->pipe, engine_stages(l->e) - 1, NULL);
    if (!c || !l->last->trap || l->last->wrong || !l->last->done)
        return false;
    if (p->arg >= 0 && c->trap != (uint32_t)p->arg)
        return false;
    return meet(l, p, (struct hit){ .pc = c->pc, .seq = c->seq, .addr = c->trap_value, .arg = (int)c->trap });
}

static bool (*const looks[POINT_KINDS])(const struct look *l, const struct point *p) = {
    [POINT_PC] = look_pc,         [POINT_INSIDE] = look_inside,     [POINT_OUTSIDE] = look_outside,
    [POINT_ENTER] = look_enter,   [POINT_WRITE] = look_access,      [POINT_READ] = look_access,
    [POINT_ACCESS] = look_access, [POINT_POLL] = look_poll,         [POINT_STALL] = look_events,
    [POINT_FLUSH] = look_events,  [POINT_MISPREDICT] = look_events, [POINT_MISS] = look_events,
    [POINT_EVICT] = look_events,  [POINT_SYSTEM] = look_system,     [POINT_EXCEPTION] = look_exception,
};

/* ---- all of them ------------------------------------------------------------------------------------- */

bool points_late(const struct engine *e)
{
    const struct film_cycle *f = film_at(&e->film, engine_cycle(e));
    unsigned older = 0;
    if (!f || e->m->functional || e->m->pd.cost_table)
        return false;
    for (unsigned s = 0; s < engine_stages(e); s++) {
        const struct pipe_slot *c = pipe_stage(&e->m->pipe, s, NULL);
        older += c && !(c->key.flags & KEY_BREAK);
        if (c && (c->key.flags & KEY_BREAK))
            older = 0;
    }
    return !older;
}

void points_begin(const struct engine *e, struct points_seen *s)
{
    s->instret = engine_instret(e);
    s->pc = engine_pc(e);
}

void points_first(const struct engine *e, const struct travel *t)
{
    for (size_t i = 0; i < t->npoints; i++) {
        const struct hit h = { .point = &t->points[i], .cycle = engine_cycle(e), .pc = engine_pc(e) };
        if (t->points[i].kind == POINT_POLL && t->met)
            t->met(t->ctx, &h, true);
    }
}

bool points_look(struct engine *e, const struct travel *t, bool replaying, struct points_seen *s,
                 struct hit *hit)
{
    uint64_t n = engine_cycle(e), instret = engine_instret(e);
    struct look l = { .e = e, .t = t, .replaying = replaying, .hit = hit, .pc = engine_pc(e) };
    l.moved = (instret != s->instret || l.pc != s->pc) && !engine_over(e) && view_complete(e->view);
    l.at_start = instret == s->start_instret && l.pc == s->start_pc;
    l.moved &= !l.at_start;
    if (!e->m->functional) {
        l.film = film_at(&e->film, n);
        l.last = l.film ? &l.film->stage[engine_stages(e) - 1] : NULL;
        if (instret != s->instret && l.last && l.last->insn && l.last->done && !l.last->trap) {
            l.slot = pipe_stage(&e->m->pipe, engine_stages(e) - 1, NULL);
            l.record = view_record_of(e->view, instret - (pipe_mate(&e->m->st->pipe, l.slot) ? 2 : 1));
        }
    }
    s->instret = instret;
    s->pc = l.pc;
    bool any = false;
    for (size_t i = 0; i < t->npoints; i++) {
        struct hit h;
        l.hit = any ? &h : hit; /* the first counts; the others are told of, too */
        any |= looks[t->points[i].kind](&l, &t->points[i]);
    }
    return any;
}

/* view.c - see view.h: a ring of records, oldest first, numbered as the core counts instructions. A trap that
 * a handler takes leaves a record whose number is also that of the instruction after it. */
#include "machine/view.h"

#include <stdlib.h>
#include <string.h>
#include "base/str.h"
#include "machine/state.h"

#define RECORDS 128 /* a power of two; more than are ever in flight */

struct view {
    struct machine *m;
    struct exec_recorder recorder;
    struct view_record record[RECORDS];
    uint64_t begin, end; /* record[begin .. end) modulo RECORDS */
};

static struct view_record *at(const struct view *v, uint64_t i)
{
    return (struct view_record *)(uintptr_t)&v->record[i & (RECORDS - 1)];
}

/* ---- recording --------------------------------------------------------------------------------------- */

static void copy_arch(const struct view *v, struct arch *to, const struct arch *from)
{
    memcpy(to->slot, from->slot, v->m->isa->nslots * sizeof from->slot[0]);
    memcpy((char *)to + sizeof to->slot, (const char *)from + sizeof from->slot,
           sizeof *from - sizeof from->slot);
}

static void begin(void *ctx, uint64_t pc)
{
    struct view *v = ctx;
    if (v->end - v->begin == RECORDS)
        v->begin++;
    struct view_record *r = at(v, v->end++);
    copy_arch(v, &r->arch, &v->m->st->arch);
    r->arch.pc = pc;
    r->number = r->arch.instret;
    r->nstores = 0;
    *r->services = v->m->st->service;
    r->pending = v->m->st->board.pending;
    r->late = false;
}

static void store(void *ctx, uint64_t addr, unsigned size)
{
    struct view *v = ctx;
    struct view_record *r = at(v, v->end - 1);
    if (r->nstores == r->cap) {
        r->cap = r->cap ? r->cap * 2 : 8;
        r->stores = xrealloc(r->stores, r->cap * sizeof *r->stores);
    }
    struct view_store *s = &r->stores[r->nstores++];
    s->addr = addr;
    s->size = (uint8_t)size;
    mem_peek(&v->m->mem, addr, s->old, size);
}

struct view *view_new(struct machine *m)
{
    struct view *v = xcalloc(1, sizeof *v);
    v->m = m;
    v->recorder = (struct exec_recorder){ v, begin, store };
    for (unsigned i = 0; i < RECORDS; i++)
        v->record[i].services = xcalloc(1, sizeof *v->record[i].services);
    return v;
}

void view_free(struct view *v)
{
    if (!v)
        return;
    core_record(v->m->core, NULL);
    for (unsigned i = 0; i < RECORDS; i++) {
        free(v->record[i].stores);
        free(v->record[i].services);
    }
    free(v);
}

void view_forget(struct view *v)
{
    v->begin = v->end;
}

void view_record(struct view *v, bool on)
{
    on = on && !v->m->functional; /* there everything retires as it executes */
    if (on == (v->m->core->recorder != NULL))
        return;
    view_forget(v);
    core_record(v->m->core, on ? &v->recorder : NULL);
}

void view_record_now(struct view *v)
{
    if (v->m->functional || v->m->core->recorder)
        return;
    view_forget(v);
    core_record_now(v->m->core, &v->recorder);
    at(v, v->end - 1)->late = true;
}

/* ---- what has retired -------------------------------------------------------------------------------- */

static uint64_t retired(const struct view *v)
{
    return v->m->st->stats.instructions;
}

/* It has trapped: the core did not count it. */
static bool trapped(const struct view *v, uint64_t i)
{
    uint64_t after = i + 1 < v->end ? at(v, i + 1)->number : v->m->st->arch.instret;
    return after == at(v, i)->number;
}

/* Is an instruction that trapped still on its way to the end of the pipeline? */
static bool trap_in_flight(const struct view *v)
{
    const struct pipe *p = &v->m->pipe;
    uint64_t n = p->stats->cycles;
    if (v->m->functional)
        return false;
    if (p->d->cost_table)
        return (p->st->slot[0].state & (SLOT_HANDLED | SLOT_TRAP)) && n < p->st->cost_dcache;
    for (unsigned s = 0; s < p->d->nstages; s++) {
        const struct pipe_slot *c = pipe_stage(p, s, NULL);
        for (; c; c = pipe_mate(p->st, c))
            if ((c->state & (SLOT_HANDLED | SLOT_TRAP)) && !(c->state & SLOT_WRONG) &&
                (s < p->d->last || c->until > n))
                return true;
    }
    return false;
}

/* The oldest that has not retired; v->end: none. */
static uint64_t first(const struct view *v)
{
    uint64_t i = v->begin;
    while (i < v->end && (at(v, i)->number < retired(v) ||
                          (at(v, i)->number == retired(v) && trapped(v, i) && !trap_in_flight(v))))
        i++;
    return i;
}

bool view_complete(const struct view *v)
{
    uint64_t executed = v->m->st->arch.instret - retired(v), known = 0;
    bool trap = false;
    for (uint64_t i = first(v); i < v->end; i++) {
        known += !trapped(v, i) && !at(v, i)->late;
        trap |= trapped(v, i);
    }
    return known == executed && (trap || !trap_in_flight(v));
}

bool view_trap(const struct view *v)
{
    return trap_in_flight(v);
}

const struct view_record *view_record_of(const struct view *v, uint64_t number)
{
    for (uint64_t i = v->end; i-- > v->begin;)
        if (at(v, i)->number == number && !trapped(v, i))
            return at(v, i);
    return NULL;
}

/* ---- looking ----------------------------------------------------------------------------------------- */

uint64_t view_pc(const struct view *v)
{
    uint64_t i = first(v);
    return i < v->end ? at(v, i)->arch.pc : v->m->st->arch.pc;
}

const struct arch *view_arch(const struct view *v)
{
    uint64_t i = first(v);
    bool late = !v->m->pd.cost_table && !v->m->pd.interlock;
    return i < v->end && !late ? &at(v, i)->arch : &v->m->st->arch;
}

uint64_t view_slot(const struct view *v, unsigned slot)
{
    return view_arch(v)->slot[slot];
}

static size_t peek(const struct view *v, uint64_t addr, uint8_t *buf, size_t size)
{
    size_t done = 0;
    while (done < size) {
        size_t part = MEM_PAGE - (size_t)((addr + done) & (MEM_PAGE - 1));
        part = part < size - done ? part : size - done;
        if (!mem_peek(&v->m->mem, addr + done, buf + done, part))
            break;
        done += part;
    }
    while (done < size && mem_peek(&v->m->mem, addr + done, buf + done, 1))
        done++;
    return done;
}

size_t view_read(const struct view *v, uint64_t addr, void *buf, size_t size)
{
    uint8_t *to = buf;
    size_t n = peek(v, addr, to, size);
    for (uint64_t i = v->end, stop = first(v); i-- > stop;) {
        const struct view_record *r = at(v, i);
        for (size_t k = r->nstores; k-- > 0;)
            for (unsigned b = 0; b < r->stores[k].size; b++)
                if (r->stores[k].addr + b - addr < n)
                    to[r->stores[k].addr + b - addr] = r->stores[k].old[b];
    }
    return n;
}

/* ---- making it so ------------------------------------------------------------------------------------ */

void view_restart_at(struct view *v, uint64_t pc)
{
    struct arch *a = &v->m->st->arch;
    a->pc = pc;
    pipe_restart(&v->m->pipe, pc);
    view_forget(v);
}

bool view_rewind(struct view *v)
{
    struct machine_state *st = v->m->st;
    uint64_t stop = first(v);
    if (!view_complete(v))
        return false;
    if (stop == v->end)
        return true;
    for (uint64_t i = v->end; i-- > stop;) {
        const struct view_record *r = at(v, i);
        for (size_t k = r->nstores; k-- > 0;)
            mem_poke(&v->m->mem, r->stores[k].addr, r->stores[k].old, r->stores[k].size);
    }
    const struct view_record *r = at(v, stop);
    struct arch live = st->arch;
    copy_arch(v, &st->arch, &r->arch);
    if (!v->m->pd.cost_table && !v->m->pd.interlock)
        memcpy(st->arch.slot, live.slot, sizeof live.slot);
    st->service = *r->services;
    st->board.pending = (uint32_t)r->pending;
    view_restart_at(v, st->arch.pc);
    return true;
}

/* ---- with snapshots ---------------------------------------------------------------------------------- */

struct view_records {
    size_t n, bytes;
    struct view_record r[];
};

static void copy_record(struct view_record *to, const struct view_record *from)
{
    to->number = from->number;
    to->arch = from->arch;
    to->pending = from->pending;
    to->late = from->late;
    *to->services = *from->services;
    if (to->cap < from->nstores) {
        to->cap = from->nstores;
        to->stores = xrealloc(to->stores, to->cap * sizeof *to->stores);
    }
    to->nstores = from->nstores;
    if (from->nstores)
        memcpy(to->stores, from->stores, from->nstores * sizeof *from->stores);
}

struct view_records *view_keep(const struct view *v)
{
    uint64_t from = first(v);
    size_t n = (size_t)(v->end - from);
    struct view_records *k = xcalloc(1, sizeof *k + n * sizeof k->r[0]);
    k->n = n;
    k->bytes = sizeof *k + n * sizeof k->r[0];
    for (size_t i = 0; i < n; i++) {
        k->r[i].services = xcalloc(1, sizeof *k->r[i].services);
        copy_record(&k->r[i], at(v, from + i));
        k->bytes += sizeof *k->r[i].services + k->r[i].cap * sizeof k->r[i].stores[0];
    }
    return k;
}

void view_put_back(struct view *v, const struct view_records *k)
{
    view_forget(v);
    for (size_t i = 0; k && i < k->n; i++)
        copy_record(at(v, v->end++), &k->r[i]);
}

size_t view_kept_bytes(const struct view_records *k)
{
    return k ? k->bytes : 0;
}

void view_kept_free(struct view_records *k)
{
    for (size_t i = 0; k && i < k->n; i++) {
        free(k->r[i].stores);
        free(k->r[i].services);
    }
    free(k);
}

/* breaks.c - what a run is to stop for, spread to those who can notice it cheaply: marks on decoded
 * instructions, pages whose accesses go the slow way, the machine itself. */
#include <stdlib.h>
#include <string.h>
#include "base/bits.h"
#include "base/str.h"
#include "base/vec.h"
#include "machine/state.h"

static void *copy(const void *from, size_t n, size_t size)
{
    void *to = xcalloc(n + 1, size);
    if (n)
        memcpy(to, from, n * size);
    return to;
}

void machine_break(struct machine *m)
{
    m->st->pipe.attention |= PIPE_BREAK;
}

uint64_t machine_touched(const struct machine *m)
{
    return m->breaks.touched;
}

static const struct machine_range *range_of(const struct machine *m, uint64_t addr, uint64_t size, bool store)
{
    for (size_t i = 0; i < m->breaks.nranges; i++) {
        const struct machine_range *r = &m->breaks.ranges[i];
        if ((store ? r->stores : r->loads) && bits_overlap(addr, size, r->addr, r->size))
            return r;
    }
    return NULL;
}

/* An access to one of the pages. The stream of instructions must end with this one: it does when code seems
 * to have been written. */
static void accessed(void *ctx, uint64_t addr, unsigned size, bool store)
{
    struct machine *m = ctx;
    if (!range_of(m, addr, size, store))
        return;
    m->breaks.touched = m->st->arch.instret + 1;
    m->pipe.code_stores = m->core->code_stores - 1;
    machine_break(m);
    if (m->functional && m->hooks.access)
        m->hooks.access(m->hooks.ctx, addr, size, store);
    else if (m->breaks.on_touch)
        m->breaks.on_touch(m->breaks.on_touch_ctx);
}

void machine_service_writes(struct machine *m, uint64_t addr, uint64_t size)
{
    if (!range_of(m, addr, size, true))
        return;
    machine_break(m);
    if (m->hooks.access)
        m->hooks.access(m->hooks.ctx, addr, size, true);
}

void machine_hook(struct machine *m, const struct machine_hooks *h)
{
    m->hooks = h ? *h : (struct machine_hooks){ 0 };
}

static void watch_pages(struct machine *m)
{
    VEC(uint64_t) pages = { 0 };
    for (size_t i = 0; i < m->breaks.nranges; i++) {
        const struct machine_range *r = &m->breaks.ranges[i];
        uint64_t last = (r->addr + (r->size ? r->size - 1 : 0)) >> MEM_PAGE_BITS;
        for (uint64_t n = r->addr >> MEM_PAGE_BITS; n <= last; n++)
            *vec_push(&pages) = n;
    }
    mem_watch(&m->mem, pages.data, pages.count);
    free(m->breaks.pages);
    m->breaks.pages = pages.data;
    m->core->on_access = pages.count ? accessed : NULL;
    m->core->on_access_ctx = m;
}

void machine_break_on(struct machine *m, const struct machine_breaks *b)
{
    static const struct machine_breaks nothing;
    bool had_ranges = m->breaks.nranges;
    b = b ? b : &nothing;
    struct code_span *spans = copy(b->spans, b->nspans, sizeof *spans);
    pipe_break_at(&m->pipe, spans, b->nspans);
    free(m->breaks.spans);
    m->breaks.spans = spans;
    m->pipe.break_traps = b->traps;
    m->breaks.fetches = b->fetches;
    m->breaks.services = b->services;
    m->breaks.traps = b->traps;
    free(m->breaks.ranges);
    m->breaks.ranges = copy(b->ranges, b->nranges, sizeof *b->ranges);
    m->breaks.nranges = b->nranges;
    m->breaks.touched = 0;
    m->breaks.on_touch = b->touched;
    m->breaks.on_touch_ctx = b->touched_ctx;
    if (had_ranges || b->nranges)
        watch_pages(m);
}

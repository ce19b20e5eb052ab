/* engine_touch.c - what the machine tells at once as instructions retire: that a host service has been
 * performed, that it is about to write to memory that a point watches; and where no pipeline stands between,
 * all accesses and traps. points.c looks at it after the cycle. */
#include "debug/engine_private.h"
#include "machine/state.h"

static void touch(struct engine *e, const struct point *p, uint64_t addr, bool store)
{
    uint8_t bytes[8] = { 0 };
    unsigned n = p->size < 8 ? (unsigned)p->size : 8;
    for (size_t i = 0; i < e->touches.count; i++)
        if (e->touches.data[i].point == p && e->touches.data[i].store == store)
            return; /* what lay there before is known */
    mem_peek(&e->m->mem, p->addr, bytes, n);
    *vec_push(&e->touches) = (struct touch){ p, addr, point_number(e, bytes, n), store };
}

static void take_access(void *ctx, uint64_t addr, uint64_t size, bool store)
{
    struct engine *e = ctx;
    for (size_t i = 0; e->travel && i < e->travel->npoints; i++) {
        const struct point *p = &e->travel->points[i];
        bool wanted = p->kind == POINT_ACCESS || p->kind == (store ? POINT_WRITE : POINT_READ);
        if (wanted && point_touched(p, addr, size))
            touch(e, p, addr, store);
    }
}

static void take_service(void *ctx, uint64_t pc)
{
    struct engine *e = ctx;
    e->told.served = true;
    e->told.pc = pc;
}

static void take_trap(void *ctx, uint64_t pc, unsigned trap, uint64_t value)
{
    struct engine *e = ctx;
    e->told.trapped = true;
    e->told.pc = pc;
    e->told.trap = trap;
    e->told.value = value;
}

void engine_nothing_told(struct engine *e)
{
    e->touches.count = 0;
    e->told.served = e->told.trapped = false;
}

void engine_attend(struct engine *e, const struct travel *t)
{
    const struct machine_hooks h = {
        .ctx = e, .access = take_access, .service = take_service, .trap = take_trap
    };
    e->travel = t;
    engine_nothing_told(e);
    machine_hook(e->m, t ? &h : NULL);
}

/* world.c - the guest as expressions see it, through the engine. */
#include "debug/value.h"

static uint64_t slot(void *e, unsigned s)
{
    return engine_slot(e, s);
}

static uint64_t pc(void *e)
{
    return engine_over(e) ? machine_end(engine_machine(e))->pc
                          : engine_pc(e); /* not what lies behind the end */
}

static size_t read_bytes(void *e, uint64_t addr, void *buf, size_t n)
{
    return engine_read(e, addr, buf, n);
}

static bool set_slot(void *e, unsigned s, uint64_t value, const char **why)
{
    return engine_set_slot(e, s, value, why);
}

static bool set_pc(void *e, uint64_t to, const char **why)
{
    return engine_set_pc(e, to, why);
}

static bool write_bytes(void *e, uint64_t addr, const void *buf, size_t n, const char **why)
{
    return engine_write(e, addr, buf, n, why);
}

static uint64_t cycle(void *e)
{
    return engine_cycle(e);
}

static uint64_t instret(void *e)
{
    return engine_instret(e);
}

static unsigned stages(void *e)
{
    return engine_stages(e);
}

static const char *stage_name(void *e, unsigned s)
{
    return engine_stage_name(e, s);
}

static void stage(void *e, unsigned s, struct view_stage *out)
{
    engine_stage(e, s, out);
}

struct world world_of_engine(struct engine *e)
{
    return (struct world){ .ctx = e,
                           .slot = slot,
                           .pc = pc,
                           .read = read_bytes,
                           .set_slot = set_slot,
                           .set_pc = set_pc,
                           .write = write_bytes,
                           .cycle = cycle,
                           .instret = instret,
                           .stages = stages,
                           .stage_name = stage_name,
                           .stage = stage };
}

/* machine.c - a machine's life: putting ISA, machine file and program together, and what front ends ask. */
#include "machine/machine.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "base/str.h"
#include "machine/state.h"

static const struct loc nowhere;

/* ---- events ------------------------------------------------------------------------------------------ */

static void pass_event(void *ctx, enum pipe_event kind, uint64_t pc, uint32_t a, uint64_t b, unsigned n)
{
    struct machine *m = ctx;
    struct event e = {
        .cycle = m->pipe.cycle, .pc = pc, .b = b, .a = a, .kind = (uint16_t)kind, .n = (uint16_t)n
    };
    m->observer.event(m->observer.ctx, &e);
}

static void pass_access(void *ctx, enum hier_event ev, unsigned cache, uint64_t addr, unsigned flags)
{
    struct machine *m = ctx;
    uint16_t kind = ev == HIER_ACCESS ? EV_ACCESS : ev == HIER_EVICT ? EV_EVICT : EV_LINE;
    uint32_t a = cache;
    if (!(m->observer.mask >> kind & 1))
        return;
    if (ev == HIER_ACCESS)
        a |= (flags & HIER_F_WRITE ? 1u << 8 : 0) | (flags & HIER_F_HIT ? 1u << 9 : 0) |
             (flags >> HIER_F_CLASS_SHIFT) << 12;
    else
        a |= (flags & HIER_F_DIRTY ? 1u << 8 : 0) | (uint32_t)(ev - HIER_SPILL) << 12;
    struct event e = {
        .cycle = m->pipe.cycle, .pc = m->pipe.hier.pc, .b = addr, .a = a, .kind = kind, .n = 1
    };
    m->observer.event(m->observer.ctx, &e);
}

void machine_observe(struct machine *m, const struct observer *o)
{
    memset(&m->observer, 0, sizeof m->observer);
    if (o)
        m->observer = *o;
    m->pipe.watch = m->observer.mask;
    m->pipe.hier.event =
        m->observer.mask & (1u << EV_ACCESS | 1u << EV_EVICT | 1u << EV_LINE) ? pass_access : NULL;
}

/* ---- building ---------------------------------------------------------------------------------------- */

static size_t round_up(size_t n)
{
    return (n + 63) & ~(size_t)63;
}

static void allocate_state(struct machine *m)
{
    m->at_hier = round_up(sizeof *m->st);
    m->at_predict = m->at_hier + round_up(m->pd.hier.state_size);
    m->state_size = m->at_predict + round_up(m->pd.predict.state_size);
    m->st = xcalloc(1, m->state_size);
}

static void adapt(struct machine *m, const struct machine_options *opt)
{
    m->pd = m->desc->pipe;
    m->pd.hier.seed = opt->seed;
    m->pd.predict.shift = 0;
    while ((8u << m->pd.predict.shift) < m->isa->align)
        m->pd.predict.shift++;
    if (m->isa->delay_slots) /* neither knows of them */
        m->pd.blocks = m->pd.memos = false;
}

/* Raw fields by the names of the ISA's `ports:`. */
static void connect_ports(struct machine *m)
{
    static const char *const names[PIPE_PORTS] = { "a", "b", "d" };
    struct pipe *p = &m->pipe;
    const struct isa *isa = m->isa;
    for (unsigned i = 0; i < isa->nports; i++)
        for (unsigned k = 0; k < PIPE_PORTS; k++)
            if (strcmp(isa->ports[i].name, names[k]) == 0)
                p->port[k] = (struct pipe_raw_port){ true, isa->ports[i].hi, isa->ports[i].lo };
    if (isa->port_file) {
        p->port_base = isa->port_file->slot;
        p->port_count = isa->port_file->count;
    }
}

static void connect_pipe(struct machine *m, const struct machine_options *opt)
{
    struct pipe *p = &m->pipe;
    struct machine_state *st = m->st;
    p->d = &m->pd;
    p->core = m->core;
    p->arch = &st->arch;
    p->st = &st->pipe;
    p->stats = &st->stats;
    p->profile = &m->profile;
    p->predictor = (char *)st + m->at_predict;
    p->scratch = st->scratch;
    p->board_pending = &st->board.pending;
    p->has_region = opt->has_region;
    p->region_from = opt->region_from;
    p->region_to = opt->region_to;
    p->event = pass_event;
    p->event_ctx = m;
    connect_ports(m);
    p->ra_slot = isa_role_slot(m->isa, "ra");
    for (unsigned i = 0; i < m->isa->nregs; i++) {
        const struct reg *r = &m->isa->regs[i];
        if (r->zero >= 0 && r->slot + (unsigned)r->zero < ARCH_SLOTS)
            p->zero_slot[r->slot + (unsigned)r->zero] = 1;
    }
    profile_init(&m->profile);
    hier_init(&p->hier, &m->pd.hier, (char *)st + m->at_hier, st->stats.cache, &st->stats.memory);
    p->hier.event_ctx = m;
    m->core->on_decode = pipe_decode;
    m->core->on_decode_ctx = p;
}

/* Does every segment lie in a memory of the board? */
static bool lies_on_board(const struct machine_desc *desc, const struct image *img)
{
    for (size_t i = 0; i < img->nsegments; i++) {
        const struct segment *s = &img->segments[i];
        bool inside = !s->size;
        for (unsigned k = 0; k < desc->nboard && !inside; k++) {
            const struct board_item *b = &desc->board[k];
            inside = b->kind != REGION_DEVICE && s->addr >= b->at && s->size <= b->size &&
                     s->addr - b->at <= b->size - s->size;
        }
        if (!inside)
            return false;
    }
    return true;
}

/* Flat images have no memory map of their own. */
static bool uses_board(const struct machine_desc *desc, const struct image *img)
{
    bool flat = !img->is_elf && !img->from_source;
    return desc->nboard && (flat || !desc->board_optional || lies_on_board(desc, img));
}

static int add_board(struct machine *m, struct diag *d)
{
    m->board = (struct board){ &m->st->board, m->services, &m->st->service };
    for (unsigned i = 0; m->has_board && i < m->desc->nboard; i++) {
        const struct board_item *b = &m->desc->board[i];
        struct region r = { .base = b->at,
                            .size = b->size,
                            .kind = b->kind,
                            .flags = b->kind == REGION_ROM ? MEM_R | MEM_X : MEM_R | MEM_W | MEM_X,
                            .name = b->name };
        if (b->kind == REGION_DEVICE) {
            r.flags = MEM_R | MEM_W;
            r.ops = b->device->ops;
            r.ctx = &m->board;
        }
        const struct region *clash = NULL;
        if (!mem_add_region(&m->mem, &r, &clash))
            return diag_error(d, nowhere, "%s at 0x%" PRIx64 " does not fit into the address space of %s",
                              b->name, b->at, m->isa->name);
    }
    return 0;
}

static int load_program(struct machine *m, const struct machine_options *opt, struct diag *d)
{
    struct program_request rq = { .isa = m->isa,
                                  .img = m->img,
                                  .board = m->has_board,
                                  .argc = opt->argc,
                                  .argv = opt->argv,
                                  .seed = opt->seed };
    core_reset(m->core, 0);
    if (program_load(&rq, &m->mem, m->st->arch.slot, &m->program, d))
        return -1;
    bool own_map = m->desc->nboard && !m->has_board;
    m->st->arch.pc = m->desc->has_reset_pc && !own_map ? m->desc->reset_pc : m->program.entry;
    service_state_init(&m->st->service, opt->seed, m->program.brk_start, m->program.brk_limit);
    pipe_reset(&m->pipe, m->st->arch.pc);
    return 0;
}

static int open_services(struct machine *m, const struct machine_options *opt, struct diag *d)
{
    int errors = d->errors;
    struct services_options so = { .personality =
                                       service_personality(m->isa, opt->personality, m->img->from_source, d),
                                   .root = opt->root,
                                   .stdin_text = opt->stdin_text,
                                   .log = opt->log_files,
                                   .output = opt->output,
                                   .output_ctx = opt->output_ctx,
                                   .out_fd = opt->out_fd,
                                   .err_fd = opt->err_fd,
                                   .stop = &m->core->stop };
    if (d->errors > errors)
        return -1;
    m->services = services_new(m->isa, &so, d);
    return m->services ? 0 : -1;
}

struct machine *machine_new(const struct isa *isa, const struct machine_desc *desc, const struct image *img,
                            const struct machine_options *opt, struct diag *d)
{
    if (isa->bus_timing) {
        diag_error(d, nowhere, "%s has its timing in its bus accesses: machine %s cannot run it", isa->name,
                   desc->name);
        return NULL;
    }
    if (desc->pipe.compare_raw && !isa->nports) {
        diag_error(d, nowhere,
                   "machine %s compares raw fields of the encoding, and %s does not say which (`ports:`)",
                   desc->name, isa->name);
        return NULL;
    }
    struct machine *m = xcalloc(1, sizeof *m);
    m->isa = isa;
    m->img = img;
    m->desc = desc;
    m->functional = opt->functional;
    m->has_board = uses_board(desc, img);
    adapt(m, opt);
    allocate_state(m);
    mem_init(&m->mem, isa->mem.addr);
    m->core = core_new(isa, &m->mem, &m->st->arch, opt->misaligned >= 0 ? opt->misaligned : desc->misaligned);
    if (!m->core) {
        diag_error(d, nowhere, "%s has more registers than a machine can hold", isa->name);
        machine_free(m);
        return NULL;
    }
    connect_pipe(m, opt);
    if (open_services(m, opt, d) || add_board(m, d) || load_program(m, opt, d)) {
        machine_free(m);
        return NULL;
    }
    return m;
}

void machine_free(struct machine *m)
{
    if (!m)
        return;
    services_free(m->services);
    hier_release(&m->pipe.hier);
    pipe_blocks_free(&m->pipe);
    pipe_memos_free(&m->pipe);
    profile_release(&m->profile);
    free(m->breaks.spans);
    free(m->breaks.pages);
    free(m->breaks.ranges);
    core_free(m->core);
    mem_release(&m->mem);
    free(m->st);
    free(m);
}

/* ---- questions --------------------------------------------------------------------------------------- */

const struct pipe *machine_pipe(const struct machine *m)
{
    return &m->pipe;
}

const struct run_stats *machine_stats(const struct machine *m)
{
    struct run_stats *s = &m->st->stats;
    const struct predict_stats *p = &m->st->pipe.predict;
    s->fetched = m->st->pipe.seq;
    s->btb_hits = p->btb_hits;
    s->btb_misses = p->btb_misses;
    s->ras_hits = p->ras_hits;
    s->ras_misses = p->ras_misses;
    memcpy(s->predicted, p->made, sizeof s->predicted);
    memcpy(s->predicted_right, p->right, sizeof s->predicted_right);
    return s;
}

const struct isa *machine_isa(const struct machine *m)
{
    return m->isa;
}

const struct image *machine_image(const struct machine *m)
{
    return m->img;
}

const struct machine_desc *machine_description(const struct machine *m)
{
    return m->desc;
}

struct mem *machine_mem(struct machine *m)
{
    return &m->mem;
}

bool machine_is_functional(const struct machine *m)
{
    return m->functional;
}

const struct arch *machine_arch(const struct machine *m)
{
    return &m->st->arch;
}

int machine_output_error(const struct machine *m)
{
    return services_output_error(m->services);
}

const struct machine_end *machine_end(const struct machine *m)
{
    return &m->st->end;
}

static int by_pc(const void *a, const void *b)
{
    uint64_t x = ((const struct profile_entry *)a)->pc, y = ((const struct profile_entry *)b)->pc;
    return (x > y) - (x < y);
}

static uint64_t total(const struct profile_count *c)
{
    uint64_t sum = c->instructions;
    for (unsigned i = 0; i < CAUSE_COUNT; i++)
        sum += c->cause[i];
    return sum;
}

size_t machine_profile(const struct machine *m, struct profile_entry **out)
{
    const struct profile *p = &m->profile;
    size_t n = 0;
    *out = xcalloc(p->n, sizeof **out);
    for (uint32_t i = 1; i < p->n; i++) {
        const struct profile_count *c = &p->count[i];
        if (!total(c))
            continue;
        struct profile_entry *e = &(*out)[n++];
        e->pc = c->pc;
        e->instructions = c->instructions;
        memcpy(e->cause, c->cause, sizeof e->cause);
        e->cause[CAUSE_BASE] += c->instructions - c->beside;
    }
    qsort(*out, n, sizeof **out, by_pc);
    return n;
}

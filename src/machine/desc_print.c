/* desc_print.c - a machine description as a machine file again, with every key spelled out. */
#include <inttypes.h>
#include <string.h>
#include "base/str.h"
#include "machine/desc.h"
#include "machine/machine.h"

static const char *yes_no(bool b)
{
    return b ? "true" : "false";
}

static void print_cost(struct str *out, const char *key, const struct cost *c)
{
    str_addf(out, "%s: ", key);
    if (c->constant) {
        str_addf(out, "%u", c->value);
        return;
    }
    str_addc(out, '"');
    for (const char *t = c->text; *t; t++)
        str_addc(out, (unsigned char)*t < 0x20 ? ' ' : *t);
    str_addc(out, '"');
}

/* A load or store has a unit of its own only if the file gave it one. */
static const struct pipe_rule *access_rule(const struct pipe_desc *d, enum kind k, struct pipe_rule *room)
{
    *room = (struct pipe_rule){ .stage = k == KIND_LOAD ? d->load : d->store,
                                .unit = d->kind[k].given ? d->kind[k].unit : 0 };
    return room;
}

static void print_places(const struct pipe_desc *d, struct str *out)
{
    struct pipe_rule access;
    str_addf(out, "  place:\n    fetch: %s\n    decode: %s\n    read: %s\n    address: %s\n", d->stage[0],
             d->stage[d->decode], d->stage[d->read], d->stage[d->address]);
    str_addf(out, "    store_data: %s\n    write: %s\n    trap: %s\n", d->stage[d->store_data],
             d->stage[d->write], d->stage[d->trap]);
    if (d->resolve)
        str_addf(out, "    resolve: %s\n", d->stage[d->resolve]);
    if (d->illegal)
        str_addf(out, "    illegal: %s\n", d->stage[d->illegal]);
    str_addf(out, "    tags: %s\n    request: %s\n", d->stage[d->tags], d->stage[d->request]);
    for (unsigned k = 1; k < KIND_COUNT; k++) {
        const struct pipe_rule *r = &d->kind[k];
        if (k == KIND_LOAD || k == KIND_STORE)
            r = access_rule(d, (enum kind)k, &access);
        if (k == KIND_AMO || k == KIND_FENCE || k == KIND_SYSTEM)
            continue;
        if (r->unit)
            str_addf(out, "    %s: { unit: %s, from: %s }\n", kind_name((enum kind)k),
                     d->unit[r->unit - 1].name, d->stage[r->stage]);
        else
            str_addf(out, "    %s: %s\n", kind_name((enum kind)k), d->stage[r->stage]);
    }
}

static void print_units(const struct pipe_desc *d, struct str *out)
{
    str_add(out, d->nunits ? "  units:\n" : "");
    for (unsigned u = 0; u < d->nunits; u++) {
        str_addf(out, "    %s: { ", d->unit[u].name);
        print_cost(out, "latency", &d->unit[u].latency);
        str_add(out, ", ");
        print_cost(out, "interval", &d->unit[u].interval);
        str_addf(out, ", holds: %s, pause: %s }\n", d->unit[u].freeze ? "pipeline" : "stage",
                 yes_no(d->unit[u].pause));
    }
}

static void print_forward(const struct pipe_desc *d, struct str *out)
{
    const char *sep = " ";
    str_add(out, "  forward: {");
    for (unsigned q = 0; q < d->nstages; q++) {
        if (!d->forward[q])
            continue;
        str_addf(out, "%s%s: [", sep, d->stage[q]);
        const char *comma = "";
        for (unsigned s = 0; s < d->nstages; s++)
            if (d->forward[q] >> s & 1) {
                str_addf(out, "%s%s", comma, d->stage[s]);
                comma = ", ";
            }
        str_add(out, "]");
        sep = ", ";
    }
    str_add(out, " }\n");
}

static void print_results(const struct pipe_desc *d, struct str *out)
{
    const char *sep = " ";
    str_add(out, "  result: {");
    for (unsigned k = 1; k < KIND_COUNT; k++)
        if (d->result[k]) {
            str_addf(out, "%s%s: %s", sep, kind_name((enum kind)k), d->stage[d->result[k] - 1]);
            sep = ", ";
        }
    str_add(out, " }\n");
}

static void print_kinds(uint32_t kinds, struct str *out)
{
    const char *comma = "";
    str_add(out, "[");
    for (unsigned k = 1; k < KIND_COUNT; k++)
        if (kinds >> k & 1) {
            str_addf(out, "%s%s", comma, kind_name((enum kind)k));
            comma = ", ";
        }
    str_add(out, "]");
}

static void print_hazards(const struct pipe_desc *d, struct str *out)
{
    const char *sep = " ";
    str_addf(out, "  hazards:\n    compare: %s\n    zero: %s\n    waw: %s\n    after: {",
             d->compare_raw ? "raw" : "decoded", yes_no(d->compare_zero), yes_no(d->compare_waw));
    for (unsigned e = 1; e < KIND_COUNT; e++) {
        if (!(d->pairs >> e & 1))
            continue;
        uint32_t young = 0;
        for (unsigned k = 1; k < KIND_COUNT; k++)
            young |= (d->after[k] >> e & 1) << k;
        str_addf(out, "%s%s: ", sep, kind_name((enum kind)e));
        print_kinds(young, out);
        sep = ", ";
    }
    str_add(out, " }\n");
}

static void print_issue(const struct pipe_desc *d, struct str *out)
{
    str_addf(out, "  issue:\n    width: %u\n", d->width);
    if (d->width == 1)
        return;
    str_add(out, "    alone: ");
    print_kinds(d->issue_alone, out);
    str_add(out, "\n    last: ");
    print_kinds(d->issue_last, out);
    str_add(out, "\n    one_of: [");
    for (unsigned g = 0; g < d->nissue_groups; g++) {
        str_add(out, g ? ", " : "");
        print_kinds(d->issue_group[g], out);
    }
    str_add(out, "]\n");
}

static void print_predict(const struct pipe_desc *d, struct str *out)
{
    const struct predict_desc *p = &d->predict;
    str_addf(out, "  predict:\n    kind: %s\n", predict_names()[p->kind]);
    if (p->kind >= PREDICT_ONE_BIT)
        str_addf(out, "    entries: %u\n", p->entries);
    if (p->kind >= PREDICT_ONE_BIT && p->kind != PREDICT_PERCEPTRON)
        str_addf(out, "    initial: %u\n", p->initial);
    if (p->kind >= PREDICT_GSHARE)
        str_addf(out, "    history: %u\n", p->history);
    if (p->kind == PREDICT_LOCAL || p->kind == PREDICT_TOURNAMENT)
        str_addf(out, "    histories: %u\n", p->histories);
    if (p->kind == PREDICT_TAGE)
        str_addf(out, "    tagged: %u\n", p->tagged);
    if (d->use_predictor)
        str_addf(out, "    stage: %s\n", d->stage[d->predict_stage]);
    str_addf(out, "    btb: { entries: %u, ways: %u, allocate: %s, not_taken: %s, after_redirect: %s }\n",
             p->btb_entries, p->btb_ways, p->btb_backward ? "backward" : "taken",
             p->btb_clear ? "clear" : "keep", yes_no(!p->btb_not_first));
    str_addf(out, "    ras: { entries: %u }\n", p->ras_entries);
}

static void print_pipeline(const struct pipe_desc *d, struct str *out)
{
    str_add(out, "pipeline:\n  stages: [");
    for (unsigned s = 0; s < d->nstages; s++)
        str_addf(out, "%s%s", s ? ", " : "", d->stage[s]);
    str_add(out, "]\n");
    print_places(d, out);
    print_units(d, out);
    print_results(d, out);
    print_forward(d, out);
    str_addf(out, "  write_before_read: %s\n  interlock: %s\n  squeeze: %s\n", yes_no(d->write_before_read),
             yes_no(d->interlock), yes_no(d->squeeze));
    print_hazards(d, out);
    print_issue(d, out);
    print_predict(d, out);
    str_addf(out, "  ports: { memory: %s, interval: %u }\n", d->shared_port ? "shared" : "split",
             d->port_interval);
    str_addf(out, "  redirect: %s\n  replay: { miss: %s, collision: %u }\n",
             d->late_redirect ? "last_cycle" : "first_cycle", yes_no(d->replay_miss), d->replay_collision);
}

static void print_costs(const struct pipe_desc *d, struct str *out)
{
    str_add(out, "costs:\n");
    for (unsigned k = 1; k < KIND_COUNT; k++) {
        str_add(out, "  ");
        print_cost(out, kind_name((enum kind)k), &d->cost[k]);
        str_addc(out, '\n');
    }
}

static void print_path(const struct hier_desc *h, const char *name, const uint8_t *path, struct str *out)
{
    str_addf(out, "%s: [", name);
    for (; *path != HIER_MEMORY; path++)
        str_addf(out, "%s, ", h->cache[*path].name);
    str_add(out, "memory]");
}

/* What only some caches have. */
static void print_extra(const struct cache_desc *c, struct str *out)
{
    if (c->victims)
        str_addf(out, ", victim: { entries: %u, hit: %u }", c->victims, c->victim_hit);
    if (c->prefetch)
        str_addf(out, ", prefetch: { kind: %s, degree: %u", prefetch_names()[c->prefetch], c->degree);
    if (c->prefetch == PREFETCH_STRIDE)
        str_addf(out, ", entries: %u", c->strides);
    if (c->prefetch)
        str_add(out, " }");
    if (c->mshrs)
        str_addf(out, ", mshrs: %u", c->mshrs);
    if (c->inclusion)
        str_addf(out, ", inclusion: %s", inclusion_names()[c->inclusion]);
}

static void print_tlbs(const struct hier_desc *h, struct str *out)
{
    str_addf(out, "tlb:\n  page: %u\n  walk: %u\n", h->page, h->walk);
    for (unsigned i = 0; i < h->ncaches; i++) {
        const struct cache_desc *c = &h->cache[i];
        if (c->tlb)
            str_addf(out, "  %s: { entries: %u, ways: %u, replace: %s, hit: %u }\n", c->name, c->lines,
                     c->ways, replace_names()[c->replace], c->hit);
    }
}

static void print_memory(const struct hier_desc *h, struct str *out)
{
    str_add(out, "caches:\n");
    for (unsigned i = 0; i < h->ncaches; i++) {
        const struct cache_desc *c = &h->cache[i];
        if (c->tlb)
            continue;
        str_addf(out,
                 "  %s: { size: %" PRIu64 ", line: %u, ways: %u, replace: %s, hit: %u, overhead: %u, write: "
                 "%s, allocate: %s",
                 c->name, c->size, c->line, c->ways, replace_names()[c->replace], c->hit, c->overhead,
                 c->write_back ? "back" : "through", yes_no(c->allocate));
        print_extra(c, out);
        str_add(out, " }\n");
    }
    str_add(out, "  path: { ");
    print_path(h, "fetch", h->path[HIER_FETCH], out);
    str_add(out, ", ");
    print_path(h, "data", h->path[HIER_DATA], out);
    str_add(out, " }\n");
    if (hier_translates(h, HIER_FETCH) || hier_translates(h, HIER_DATA))
        print_tlbs(h, out);
    str_addf(out,
             "memory: { latency: %u, bytes_per_cycle: %u, wait_states: %u, ports: %s, store_buffer: %u, "
             "store_register: %s, combine: %u, pipelined: %s",
             h->memory_latency, h->bytes_per_cycle, h->wait_states, h->split ? "split" : "one",
             h->store_buffer, yes_no(h->store_register), h->combine, yes_no(h->pipelined));
    if (h->dram.banks)
        str_addf(out, ", dram: { banks: %u, row: %u, hit: %u, miss: %u, conflict: %u }", h->dram.banks,
                 h->dram.row, h->dram.hit, h->dram.miss, h->dram.conflict);
    str_add(out, " }\n");
}

static void print_board(const struct machine_desc *m, struct str *out)
{
    str_add(out, m->nboard ? "board:\n" : "");
    if (m->nboard)
        str_addf(out, "  optional: %s\n", yes_no(m->board_optional));
    for (unsigned i = 0; i < m->nboard; i++) {
        const struct board_item *b = &m->board[i];
        str_addf(out, "  %s: { at: 0x%" PRIx64 ", ", b->name, b->at);
        if (b->kind == REGION_DEVICE)
            str_addf(out, "device: %s }\n", b->device->name);
        else
            str_addf(out, "size: %" PRIu64 ", kind: %s }\n", b->size, b->kind == REGION_ROM ? "rom" : "ram");
    }
}

/* Length of a character at which YAML breaks lines or that it does not show; 0: another one. */
static size_t line_break(const char *text)
{
    if ((unsigned char)*text < 0x20 || *text == 0x7F)
        return 1;
    if (strncmp(text, "\xC2\x85", 2) == 0)
        return 2;
    return strncmp(text, "\xE2\x80\xA8", 3) == 0 || strncmp(text, "\xE2\x80\xA9", 3) == 0 ? 3 : 0;
}

/* As a double-quoted YAML scalar on one line. */
static void print_quoted(const char *text, struct str *out)
{
    str_addc(out, '"');
    while (*text) {
        size_t n = line_break(text);
        if (!n && (*text == '"' || *text == '\\'))
            str_addc(out, '\\');
        str_addc(out, n ? ' ' : *text);
        text += n ? n : 1;
    }
    str_add(out, "\"\n");
}

void machine_desc_print(const struct machine_desc *m, struct str *out)
{
    str_addf(out, "schema: 1\nmachine: %s\ndoc: ", m->name);
    print_quoted(m->doc, out);
    str_add(out, "models: ");
    print_quoted(m->models, out);
    str_addf(out, "kind: %s\n", m->pipe.cost_table ? "cost" : "pipeline");
    if (m->clock)
        str_addf(out, "clock: %" PRIu64 "%s\n", m->clock % 1000000 ? m->clock : m->clock / 1000000,
                 m->clock % 1000000 ? "Hz" : "MHz");
    str_add(out, "reset: { ");
    if (m->has_reset_pc)
        str_addf(out, "pc: 0x%" PRIx64 ", ", m->reset_pc);
    str_addf(out, "cycles: %" PRIu64 " }\n", m->pipe.reset_cycles);
    if (m->misaligned >= 0)
        str_addf(out, "misaligned: %s\n", m->misaligned == MISALIGNED_TRAP ? "trap" : "split");
    if (m->pipe.cost_table)
        print_costs(&m->pipe, out);
    else
        print_pipeline(&m->pipe, out);
    print_memory(&m->pipe.hier, out);
    print_board(m, out);
}

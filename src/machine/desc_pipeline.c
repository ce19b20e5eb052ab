/* desc_pipeline.c - the `pipeline:` and `costs:` sections of a machine file. */
#include <string.h>
#include "machine/desc_private.h"

static const char *const pipeline_keys[] = { "stages",    "place",   "units",
                                             "result",    "forward", "write_before_read",
                                             "interlock", "squeeze", "hazards",
                                             "predict",   "ports",   "redirect",
                                             "replay",    "issue",   NULL };

static int stage_by_name(const struct pipe_desc *d, const char *name)
{
    for (unsigned s = 0; s < d->nstages; s++)
        if (strcmp(d->stage[s], name) == 0)
            return (int)s;
    return -1;
}

static bool read_stage(struct reading *r, const struct yaml *y, uint8_t *out)
{
    const struct pipe_desc *d = &r->m->pipe;
    const char *name;
    char hint[DIAG_SUGGEST_MAX];
    if (!yaml_text(y, r->d, &name))
        return false;
    int s = stage_by_name(d, name);
    if (s < 0) {
        diag_error(r->d, y->loc, "there is no stage '%s'%s", name,
                   diag_suggest(hint, name, d->stage, d->nstages));
        return false;
    }
    *out = (uint8_t)s;
    return true;
}

static bool read_stages(struct reading *r, const struct yaml *pipeline)
{
    struct pipe_desc *d = &r->m->pipe;
    const struct yaml *y = yaml_get(pipeline, "stages");
    if (!y) {
        diag_error(r->d, pipeline->loc, "a pipeline needs `stages: [...]`");
        return false;
    }
    if (y->kind != YAML_SEQ || y->count < 1 || y->count > PIPE_STAGES) {
        diag_error(r->d, y->loc, "stages is a list of 1 to %d names", PIPE_STAGES);
        return false;
    }
    yaml_each (i, y) {
        const char *name;
        if (!desc_name(r, &y->items[i], "a stage") || !yaml_text(&y->items[i], r->d, &name))
            return false;
        if (strlen(name) > 15) {
            diag_error(r->d, y->items[i].loc, "the name of a stage has 1 to 15 characters");
            return false;
        }
        if (stage_by_name(d, name) >= 0) {
            diag_error(r->d, y->items[i].loc, "stage %s is named twice", name);
            return false;
        }
        d->stage[d->nstages++] = name;
    }
    return true;
}

/* A textbook layout for the number of stages: what `place:` does not say. */
static void default_places(struct pipe_desc *d)
{
    unsigned last = d->nstages - 1;
    d->decode = d->read = (uint8_t)(last >= 2 ? 1 : last);
    unsigned alu = d->read + (last > d->read && last >= 2 ? 1u : 0u);
    unsigned mem = alu < last ? alu + 1 : alu;
    for (unsigned k = 0; k < KIND_COUNT; k++)
        d->kind[k] = (struct pipe_rule){ .stage = (uint8_t)alu };
    d->kind[KIND_ALU].given = true;
    d->address = (uint8_t)alu;
    d->load = d->store = d->store_data = d->trap = (uint8_t)mem;
    d->write = (uint8_t)last;
}

static int unit_by_name(const struct pipe_desc *d, const char *name)
{
    for (unsigned u = 0; u < d->nunits; u++)
        if (strcmp(d->unit[u].name, name) == 0)
            return (int)u;
    return -1;
}

static bool read_units(struct reading *r, const struct yaml *y)
{
    static const char *const keys[] = { "latency", "interval", "holds", "pause", NULL }, *const holds[] = {
        "stage", "pipeline"
    };
    struct pipe_desc *d = &r->m->pipe;
    unsigned freeze;
    if (!y)
        return true;
    if (y->kind != YAML_MAP || y->count > PIPE_UNITS) {
        diag_error(r->d, y->loc, "units is a mapping of at most %d units", PIPE_UNITS);
        return false;
    }
    yaml_each (i, y) {
        const struct yaml *u = &y->items[i];
        if (desc_none(u))
            continue;
        struct pipe_unit *unit = &d->unit[d->nunits++];
        if (!desc_name(r, &y->keys[i], "a unit") || !yaml_check_keys(u, r->d, keys, "a unit"))
            return false;
        unit->name = y->keys[i].text;
        unit->latency = cost_const(1);
        if (!desc_cost(r, yaml_get(u, "latency"), &unit->latency))
            return false;
        unit->interval = unit->latency;
        freeze = 0;
        if (!desc_cost(r, yaml_get(u, "interval"), &unit->interval) ||
            !desc_word(r, yaml_get(u, "holds"), holds, 2, "extent", &freeze) ||
            !desc_flag(r, yaml_get(u, "pause"), &unit->pause))
            return false;
        unit->freeze = freeze == 1;
    }
    return true;
}

static bool read_unit_rule(struct reading *r, const struct yaml *y, struct pipe_rule *rule)
{
    static const char *const keys[] = { "unit", "from", NULL };
    const struct pipe_desc *d = &r->m->pipe;
    const struct yaml *unit = yaml_get(y, "unit"), *from = yaml_get(y, "from");
    const char *names[PIPE_UNITS], *name;
    char hint[DIAG_SUGGEST_MAX];
    if (!yaml_check_keys(y, r->d, keys, "a place"))
        return false;
    if (!unit || !from) {
        diag_error(r->d, y->loc, "a place is a stage, or { unit: NAME, from: STAGE }");
        return false;
    }
    if (!yaml_text(unit, r->d, &name) || !read_stage(r, from, &rule->stage))
        return false;
    for (unsigned i = 0; i < d->nunits; i++)
        names[i] = d->unit[i].name;
    int u = unit_by_name(d, name);
    if (u < 0) {
        diag_error(r->d, unit->loc, "there is no unit '%s'%s", name,
                   diag_suggest(hint, name, names, d->nunits));
        return false;
    }
    rule->unit = (uint8_t)(u + 1);
    return true;
}

static uint8_t *plain_place(struct pipe_desc *d, const char *key)
{
    if (strcmp(key, "decode") == 0)
        return &d->decode;
    if (strcmp(key, "read") == 0)
        return &d->read;
    if (strcmp(key, "address") == 0)
        return &d->address;
    if (strcmp(key, "load") == 0)
        return &d->load;
    if (strcmp(key, "store") == 0)
        return &d->store;
    if (strcmp(key, "store_data") == 0)
        return &d->store_data;
    if (strcmp(key, "write") == 0)
        return &d->write;
    if (strcmp(key, "trap") == 0)
        return &d->trap;
    if (strcmp(key, "resolve") == 0)
        return &d->resolve;
    if (strcmp(key, "tags") == 0)
        return &d->tags;
    if (strcmp(key, "illegal") == 0)
        return &d->illegal;
    return strcmp(key, "request") == 0 ? &d->request : NULL;
}

/* Kinds that have a stage of their own; the others are done where alu is, or are not one operation. */
static bool placeable(enum kind k)
{
    return k != KIND_NONE && k != KIND_LOAD && k != KIND_STORE && k != KIND_AMO && k != KIND_FENCE &&
           k != KIND_SYSTEM;
}

static bool unknown_place(struct reading *r, const struct yaml *key)
{
    static const char *const plain[] = { "fetch", "decode",     "read",   "address", "load",
                                         "store", "store_data", "write",  "trap",    "resolve",
                                         "tags",  "illegal",    "request" };
    const char *names[KIND_COUNT + 13];
    size_t n = 0;
    char hint[DIAG_SUGGEST_MAX];
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
        names[n++] = plain[i];
    for (int k = 1; k < KIND_COUNT; k++)
        if (placeable((enum kind)k))
            names[n++] = kind_name((enum kind)k);
    diag_error(r->d, key->loc, "unknown kind of operation '%s'%s", key->text,
               diag_suggest(hint, key->text, names, n));
    return false;
}

static bool read_place(struct reading *r, const struct yaml *key, const struct yaml *y)
{
    struct pipe_desc *d = &r->m->pipe;
    if (strcmp(key->text, "fetch") == 0) {
        uint8_t s = 0;
        if (!read_stage(r, y, &s))
            return false;
        if (s != 0)
            diag_error(r->d, y->loc, "instructions are fetched in the first stage, %s", d->stage[0]);
        return s == 0;
    }
    uint8_t *plain = plain_place(d, key->text);
    enum kind k = kind_by_name(key->text);
    bool access = k == KIND_LOAD || k == KIND_STORE; /* they may have a unit as well */
    if (access && y->kind == YAML_MAP) {
        d->kind[k] = (struct pipe_rule){ .given = true };
        bool ok = read_unit_rule(r, y, &d->kind[k]);
        *plain = d->kind[k].stage;
        return ok;
    }
    if (plain)
        return read_stage(r, y, plain);
    if (!placeable(k))
        return unknown_place(r, key);
    struct pipe_rule *rule = &d->kind[k];
    *rule = (struct pipe_rule){ .given = true };
    return y->kind == YAML_MAP ? read_unit_rule(r, y, rule) : read_stage(r, y, &rule->stage);
}

static bool read_places(struct reading *r, const struct yaml *y)
{
    struct pipe_desc *d = &r->m->pipe;
    default_places(d);
    if (y && y->kind != YAML_MAP) {
        diag_error(r->d, y->loc, "place is a mapping of kinds of operation to stages");
        return false;
    }
    bool ok = true;
    yaml_each (i, y)
        ok &= read_place(r, &y->keys[i], &y->items[i]);
    if (!ok)
        return false;
    if (y && !yaml_get(y, "read"))
        d->read = d->decode;
    if (y && !yaml_get(y, "trap"))
        d->trap = d->load;
    if (y && !yaml_get(y, "store_data"))
        d->store_data = d->store;
    if (!y || !yaml_get(y, "request"))
        d->request = (uint8_t)(d->load ? d->load - 1u : 0u);
    if (y && !yaml_get(y, "address") && yaml_get(y, "alu"))
        d->address = d->kind[KIND_ALU].stage;
    return true;
}

static bool used_units(struct reading *r, const struct yaml *units)
{
    const struct pipe_desc *d = &r->m->pipe;
    for (unsigned u = 0; u < d->nunits; u++) {
        bool used = false;
        for (unsigned k = 0; k < KIND_COUNT; k++)
            used |= d->kind[k].unit == u + 1;
        if (used)
            continue;
        diag_error(r->d, yaml_key(units, d->unit[u].name)->loc, "unit %s performs nothing: no place names it",
                   d->unit[u].name);
        return false;
    }
    return true;
}

static bool read_forward(struct reading *r, const struct yaml *y)
{
    struct pipe_desc *d = &r->m->pipe;
    if (!y)
        return true;
    if (y->kind != YAML_MAP) {
        diag_error(r->d, y->loc, "forward is a mapping: { FROM: [TO, ...] }, {} for none");
        return false;
    }
    yaml_each (i, y) {
        const struct yaml *to = &y->items[i];
        uint8_t from, s;
        if (!read_stage(r, &y->keys[i], &from))
            return false;
        if (to->kind != YAML_SEQ) {
            diag_error(r->d, to->loc, "expected a list of stages");
            return false;
        }
        for (size_t j = 0; j < to->count; j++) {
            if (!read_stage(r, &to->items[j], &s))
                return false;
            d->forward[from] |= (uint16_t)(1u << s);
        }
    }
    return true;
}

bool desc_kinds(struct reading *r, const struct yaml *y, uint32_t *out)
{
    const char *name;
    char hint[DIAG_SUGGEST_MAX];
    unsigned n;
    if (!yaml_text(y, r->d, &name))
        return false;
    bool any = strcmp(name, "any") == 0;
    enum kind k = kind_by_name(name);
    if (k == KIND_NONE && !any) {
        const char *const *names = kind_names(&n);
        diag_error(r->d, y->loc, "unknown kind of operation '%s'%s", name,
                   diag_suggest(hint, name, names, n));
        return false;
    }
    for (unsigned i = 1; i < KIND_COUNT; i++)
        if (any || i == (unsigned)k || kind_parent((enum kind)i) == k)
            *out |= 1u << i;
    return true;
}

/* after: { ELDER: [KIND, ...] }: these do not issue right behind that. */
static bool read_after(struct reading *r, const struct yaml *y)
{
    struct pipe_desc *d = &r->m->pipe;
    _Static_assert(KIND_COUNT <= 32, "a bit for each kind");
    if (y && y->kind != YAML_MAP) {
        diag_error(r->d, y->loc, "after is a mapping: { KIND: [KIND, ...] }, {} for none");
        return false;
    }
    yaml_each (i, y) {
        const struct yaml *list = &y->items[i];
        uint32_t elder = 0, young = 0;
        if (!desc_kinds(r, &y->keys[i], &elder))
            return false;
        if (list->kind != YAML_SEQ) {
            diag_error(r->d, list->loc, "expected a list of kinds of operation");
            return false;
        }
        for (size_t j = 0; j < list->count; j++)
            if (!desc_kinds(r, &list->items[j], &young))
                return false;
        for (unsigned k = 1; k < KIND_COUNT; k++)
            if (young >> k & 1)
                d->after[k] |= elder;
    }
    return true;
}

static bool read_hazards(struct reading *r, const struct yaml *y)
{
    static const char *const keys[] = { "compare", "zero", "waw", "after", NULL }, *const compares[] = {
        "decoded", "raw"
    };
    struct pipe_desc *d = &r->m->pipe;
    unsigned raw = 0;
    if (!y)
        return true;
    if (!yaml_check_keys(y, r->d, keys, "hazards") ||
        !desc_word(r, yaml_get(y, "compare"), compares, 2, "way to compare", &raw) ||
        !desc_flag(r, yaml_get(y, "zero"), &d->compare_zero) ||
        !desc_flag(r, yaml_get(y, "waw"), &d->compare_waw))
        return false;
    d->compare_raw = raw == 1;
    return read_after(r, yaml_get(y, "after"));
}

/* result: { KIND: STAGE }, for a kind and its children. */
static bool read_results(struct reading *r, const struct yaml *y)
{
    struct pipe_desc *d = &r->m->pipe;
    if (y && y->kind != YAML_MAP) {
        diag_error(r->d, y->loc, "result is a mapping of kinds of operation to stages");
        return false;
    }
    yaml_each (i, y) {
        uint32_t kinds = 0;
        uint8_t s;
        if (!desc_kinds(r, &y->keys[i], &kinds) || !read_stage(r, &y->items[i], &s))
            return false;
        enum kind k = kind_by_name(y->keys[i].text);
        for (unsigned j = 1; j < KIND_COUNT; j++)
            if ((kinds >> j & 1) && (j == (unsigned)k || !d->result[j]))
                d->result[j] = (uint8_t)(s + 1);
    }
    return true;
}

static bool read_predict_tables(struct reading *r, const struct yaml *y)
{
    static const char
        *const btb_keys[] = { "entries", "ways", "allocate", "not_taken", "after_redirect", NULL },
               *const ras_keys[] = { "entries", NULL }, *const allocate[] = { "taken", "backward" },
               *const not_taken[] = { "keep", "clear" };
    struct predict_desc *p = &r->m->pipe.predict;
    unsigned backward = 0, clear = 0;
    bool first = true;
    const struct yaml *btb = yaml_get(y, "btb"), *ras = yaml_get(y, "ras");
    if ((btb && !yaml_check_keys(btb, r->d, btb_keys, "btb")) ||
        (ras && !yaml_check_keys(ras, r->d, ras_keys, "ras")))
        return false;
    if (btb && (!desc_number(r, yaml_get(btb, "entries"), 0, 65536, &p->btb_entries) ||
                !desc_number(r, yaml_get(btb, "ways"), 1, 65536, &p->btb_ways) ||
                !desc_word(r, yaml_get(btb, "allocate"), allocate, 2, "allocation", &backward) ||
                !desc_word(r, yaml_get(btb, "not_taken"), not_taken, 2, "policy", &clear) ||
                !desc_flag(r, yaml_get(btb, "after_redirect"), &first)))
        return false;
    p->btb_backward = backward == 1;
    p->btb_clear = clear == 1;
    p->btb_not_first = !first;
    return !ras || desc_number(r, yaml_get(ras, "entries"), 0, 64, &p->ras_entries);
}

static void default_history(struct predict_desc *p)
{
    if (p->kind == PREDICT_TAGE)
        p->history = 64;
    else if (p->kind == PREDICT_PERCEPTRON)
        p->history = 24;
    else
        while (p->history < 32 && (2u << p->history) <= p->entries)
            p->history++;
}

static bool read_predict(struct reading *r, const struct yaml *y)
{
    static const char *const keys[] = { "kind",    "entries", "history", "histories", "tagged",
                                        "initial", "stage",   "btb",     "ras",       NULL };
    struct pipe_desc *d = &r->m->pipe;
    struct predict_desc *p = &d->predict;
    unsigned kind = PREDICT_NOT_TAKEN;
    p->entries = p->histories = 1024;
    p->tagged = 256;
    p->btb_ways = 1;
    if (!y)
        return true;
    if (!yaml_check_keys(y, r->d, keys, "predict") ||
        !desc_word(r, yaml_get(y, "kind"), predict_names(), PREDICT_KINDS, "predictor", &kind))
        return false;
    p->kind = (enum predict_kind)kind;
    p->initial = kind == PREDICT_ONE_BIT ? 0 : 1;
    if (!desc_number(r, yaml_get(y, "entries"), 1, PREDICT_ENTRIES_MAX, &p->entries))
        return false;
    default_history(p);
    if (!desc_number(r, yaml_get(y, "history"), 0, 64, &p->history) ||
        !desc_number(r, yaml_get(y, "histories"), 1, PREDICT_ENTRIES_MAX, &p->histories) ||
        !desc_number(r, yaml_get(y, "tagged"), 2, 65536, &p->tagged) ||
        !desc_number(r, yaml_get(y, "initial"), 0, 3, &p->initial))
        return false;
    const struct yaml *stage = yaml_get(y, "stage");
    d->predict_stage_given = stage != NULL;
    return (!stage || read_stage(r, stage, &d->predict_stage)) && read_predict_tables(r, y);
}

static bool read_ports(struct reading *r, const struct yaml *y)
{
    static const char *const keys[] = { "memory", "interval", NULL }, *const words[] = { "split", "shared" };
    unsigned shared = 0;
    r->m->pipe.port_interval = 1;
    if (!y)
        return true;
    if (!yaml_check_keys(y, r->d, keys, "ports") ||
        !desc_word(r, yaml_get(y, "memory"), words, 2, "kind of port", &shared) ||
        !desc_number(r, yaml_get(y, "interval"), 1, 1000, &r->m->pipe.port_interval))
        return false;
    r->m->pipe.shared_port = shared == 1;
    return true;
}

static bool read_redirect(struct reading *r, const struct yaml *y)
{
    static const char *const words[] = { "first_cycle", "last_cycle" };
    unsigned late = 0;
    if (!desc_word(r, y, words, 2, "time of redirects", &late))
        return false;
    r->m->pipe.late_redirect = late == 1;
    return true;
}

static bool read_replay(struct reading *r, const struct yaml *y)
{
    static const char *const keys[] = { "miss", "collision", NULL };
    struct pipe_desc *d = &r->m->pipe;
    unsigned bits = 0;
    if (!y)
        return true;
    if (!yaml_check_keys(y, r->d, keys, "replay") || !desc_flag(r, yaml_get(y, "miss"), &d->replay_miss) ||
        !desc_number(r, yaml_get(y, "collision"), 0, 63, &bits))
        return false;
    d->replay_collision = (uint8_t)bits;
    return true;
}

bool desc_pipeline(struct reading *r, const struct yaml *top)
{
    const struct yaml *y = yaml_get(top, "pipeline");
    struct pipe_desc *d = &r->m->pipe;
    if (!y) {
        diag_error(r->d, top->loc, "a pipelined machine needs a `pipeline:` section");
        return false;
    }
    d->write_before_read = d->interlock = d->squeeze = true;
    return yaml_check_keys(y, r->d, pipeline_keys, "pipeline") && read_stages(r, y) &&
           read_units(r, yaml_get(y, "units")) && read_places(r, yaml_get(y, "place")) &&
           used_units(r, yaml_get(y, "units")) && read_results(r, yaml_get(y, "result")) &&
           read_forward(r, yaml_get(y, "forward")) &&
           desc_flag(r, yaml_get(y, "write_before_read"), &d->write_before_read) &&
           desc_flag(r, yaml_get(y, "interlock"), &d->interlock) &&
           desc_flag(r, yaml_get(y, "squeeze"), &d->squeeze) && read_hazards(r, yaml_get(y, "hazards")) &&
           read_predict(r, yaml_get(y, "predict")) && read_ports(r, yaml_get(y, "ports")) &&
           read_redirect(r, yaml_get(y, "redirect")) && read_replay(r, yaml_get(y, "replay")) &&
           desc_issue(r, yaml_get(y, "issue"));
}

/* ---- kind: cost -------------------------------------------------------------------------------------- */

static void inherit_costs(struct pipe_desc *d, const bool *given, const struct cost *other)
{
    for (unsigned k = 0; k < KIND_COUNT; k++) {
        enum kind parent = kind_parent((enum kind)k);
        if (!given[k])
            d->cost[k] = parent != KIND_NONE ? d->cost[parent] : *other;
    }
}

bool desc_costs(struct reading *r, const struct yaml *top)
{
    struct pipe_desc *d = &r->m->pipe;
    const struct yaml *y = yaml_get(top, "costs");
    bool given[KIND_COUNT] = { false };
    struct cost other = cost_const(1);
    d->cost_table = true;
    d->stage[0] = "run";
    if (y && y->kind != YAML_MAP) {
        diag_error(r->d, y->loc, "costs is a mapping of kinds of operation to cycles");
        return false;
    }
    yaml_each (i, y) {
        enum kind k = kind_by_name(y->keys[i].text);
        bool is_other = strcmp(y->keys[i].text, "other") == 0;
        if (k == KIND_NONE && !is_other) {
            unsigned n;
            char hint[DIAG_SUGGEST_MAX];
            const char *const *names = kind_names(&n);
            diag_error(r->d, y->keys[i].loc, "unknown kind of operation '%s'%s", y->keys[i].text,
                       diag_suggest(hint, y->keys[i].text, names, n));
            return false;
        }
        given[k] = !is_other;
        if (!desc_cost(r, &y->items[i], is_other ? &other : &d->cost[k]))
            return false;
    }
    inherit_costs(d, given, &other);
    return true;
}

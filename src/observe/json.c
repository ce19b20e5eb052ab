/* json.c - the report for programs; docs/REPORT.md and docs/schema/run.schema.json describe it. Counters are
 * integers, addresses hexadecimal strings, and whatever depends on the host stands under "host". */
#include "observe/compare.h"
#include "observe/report.h"

#include <inttypes.h>
#include <jansson.h>
#include <string.h>

static json_t *number(uint64_t v)
{
    return json_integer((json_int_t)v);
}

/* Text of unknown encoding: bytes that are no UTF-8 become '?'. */
static json_t *text(const char *s)
{
    json_t *j = s ? json_string(s) : json_null();
    if (j)
        return j;
    char clean[256];
    size_t n = 0;
    for (; *s && n < sizeof clean - 1; s++)
        clean[n++] = (unsigned char)*s < 0x80 ? *s : '?';
    clean[n] = '\0';
    return json_string(clean);
}

static json_t *texts(const char *const *list, size_t n)
{
    json_t *a = json_array();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(a, text(list[i]));
    return a;
}

static json_t *address(const struct report *r, uint64_t v)
{
    return json_sprintf("0x%0*" PRIx64, (int)r->address_digits, v);
}

static json_t *causes(const uint64_t *cause)
{
    json_t *o = json_object();
    for (unsigned c = 0; c < CAUSE_COUNT; c++)
        json_object_set_new(o, cause_name(c), number(cause[c]));
    return o;
}

static json_t *ratio(uint64_t a, uint64_t b)
{
    return b ? json_real((double)a / (double)b) : json_null();
}

static const char *reason(enum stop stop)
{
    switch (stop) {
    case STOP_EXIT: return "exit";
    case STOP_TRAP: return "fault";
    case STOP_LIMIT: return "limit";
    case STOP_ASKED: return "stopped";
    case STOP_BREAK:
    case STOP_NONE: break;
    }
    return "unfinished";
}

static json_t *end(const struct report *r)
{
    const struct machine_end *e = &r->end;
    json_t *o = json_object();
    json_object_set_new(o, "reason", json_string(reason(e->stop)));
    json_object_set_new(o, "status", json_integer(r->status));
    if (e->stop == STOP_TRAP) {
        json_object_set_new(o, "signal", json_integer(e->exit_signal));
        json_object_set_new(o, "trap", text(r->trap));
        json_object_set_new(o, "value", address(r, e->trap_value));
        json_object_set_new(o, "pc", address(r, e->pc));
    }
    if (e->has_result)
        json_object_set_new(o, "result", number(e->result));
    if (e->hint[0])
        json_object_set_new(o, "hint", text(e->hint));
    return o;
}

static json_t *machine(const struct report *r)
{
    if (r->functional)
        return json_null();
    json_t *o = json_object();
    json_object_set_new(o, "name", text(r->machine));
    json_object_set_new(o, "models", text(r->models));
    json_object_set_new(o, "clock_hz", r->clock ? number(r->clock) : json_null());
    json_object_set_new(o, "settings", texts(r->sets, r->nsets));
    return o;
}

static json_t *mix(const struct run_stats *s)
{
    json_t *o = json_object();
    for (unsigned k = 0; k < KIND_COUNT; k++)
        if (s->mix[k])
            json_object_set_new(o, k ? kind_name(k) : "undecoded", number(s->mix[k]));
    return o;
}

/* An object of counters, from names and values. */
struct counter {
    const char *name;
    uint64_t value;
};

static json_t *counters(const struct counter *c, size_t n)
{
    json_t *o = json_object();
    for (size_t i = 0; i < n; i++)
        json_object_set_new(o, c[i].name, number(c[i].value));
    return o;
}
#define COUNTERS(...)                                                                                        \
    counters((const struct counter[]){ __VA_ARGS__ },                                                        \
             sizeof((const struct counter[]){ __VA_ARGS__ }) / sizeof(struct counter))

static json_t *branches(const struct run_stats *s)
{
    return COUNTERS({ "conditional", s->branches }, { "taken", s->taken },
                    { "mispredicted", s->mispredicted }, { "jumps", s->jumps },
                    { "jumps_mispredicted", s->jumps_mispredicted }, { "btb_hits", s->btb_hits },
                    { "btb_misses", s->btb_misses }, { "return_stack_hits", s->ras_hits },
                    { "return_stack_misses", s->ras_misses });
}

static json_t *predictor(const struct report *r)
{
    json_t *a = json_array();
    for (unsigned i = 0; i < PREDICT_PARTS && r->predictor[i]; i++) {
        json_t *o = json_object(), *values;
        json_object_set_new(o, "part", text(r->predictor[i]));
        values = COUNTERS({ "predictions", r->stats.predicted[i] }, { "right", r->stats.predicted_right[i] });
        json_object_update(o, values);
        json_decref(values);
        json_array_append_new(a, o);
    }
    return a;
}

static json_t *caches(const struct report *r)
{
    json_t *a = json_array();
    for (unsigned i = 0; i < r->ncaches; i++) {
        const struct cache_stats *c = &r->stats.cache[i];
        json_t *o = json_object(), *values;
        json_object_set_new(o, "name", text(r->caches[i]));
        values =
            COUNTERS({ "reads", c->reads }, { "writes", c->writes }, { "read_misses", c->read_misses },
                     { "write_misses", c->write_misses }, { "compulsory", c->miss[MISS_COMPULSORY] },
                     { "capacity", c->miss[MISS_CAPACITY] }, { "conflict", c->miss[MISS_CONFLICT] },
                     { "evictions", c->evictions }, { "write_backs", c->write_backs }, { "fills", c->fills },
                     { "write_throughs", c->write_throughs }, { "victim_hits", c->victim_hits },
                     { "invalidations", c->invalidations }, { "delayed_hits", c->delayed_hits },
                     { "prefetches", c->prefetches }, { "prefetch_useful", c->prefetch_useful },
                     { "prefetch_late", c->prefetch_late }, { "prefetch_useless", c->prefetch_useless });
        json_object_update(o, values);
        json_decref(values);
        json_array_append_new(a, o);
    }
    return a;
}

static json_t *memory(const struct report *r)
{
    const struct memory_stats *m = &r->stats.memory;
    return COUNTERS({ "reads", m->reads }, { "writes", m->writes }, { "row_hits", m->row_hits },
                    { "row_misses", m->row_misses }, { "row_conflicts", m->row_conflicts },
                    { "combined", m->combined });
}

static json_t *region(const struct report_region *g)
{
    if (!g->started)
        return json_null();
    json_t *o = json_object();
    json_object_set_new(o, "ended", json_boolean(g->ended));
    json_object_set_new(o, "cycles", number(g->cycles));
    json_object_set_new(o, "instructions", number(g->instructions));
    json_object_set_new(o, "cpi", ratio(g->cycles, g->instructions));
    json_object_set_new(o, "cpi_stack", causes(g->cause));
    return o;
}

static json_t *lines(const struct report *r)
{
    json_t *a = json_array();
    for (size_t i = 0; i < r->nlines; i++) {
        const struct report_line *l = &r->lines[i];
        json_t *o = json_object();
        json_object_set_new(o, "pc", address(r, l->pc));
        json_object_set_new(o, "file", text(l->file));
        json_object_set_new(o, "line", l->file ? json_integer(l->line) : json_null());
        json_object_set_new(o, "where", text(l->where));
        json_object_set_new(o, "text", text(l->text));
        json_object_set_new(o, "cycles", number(l->cycles));
        json_object_set_new(o, "instructions", number(l->instructions));
        json_object_set_new(o, "causes", causes(l->cause));
        json_array_append_new(a, o);
    }
    return a;
}

static json_t *host(const struct report *r)
{
    json_t *o = json_object();
    json_object_set_new(o, "seconds", json_real(r->seconds));
    json_object_set_new(o, "instructions_per_second",
                        r->seconds > 0 ? json_real((double)r->stats.instructions / r->seconds) : json_null());
    return o;
}

/* Two at once: the places of all cycles, by what they held or why they held nothing. */
static json_t *issue(const struct report *r)
{
    if (r->width < 2)
        return json_null();
    json_t *o = json_object(), *places = json_object();
    for (unsigned c = 0; c < CAUSE_COUNT; c++)
        json_object_set_new(places, cause_name((enum cause)c), number(report_places(r, (enum cause)c)));
    json_object_set_new(o, "width", json_integer(r->width));
    json_object_set_new(o, "together", number(r->stats.beside));
    json_object_set_new(o, "places", places);
    return o;
}

/* What only a machine with a clock can say. */
static void add_timing(json_t *o, const struct report *r)
{
    const struct run_stats *s = &r->stats;
    json_object_set_new(o, "cycles", number(s->cycles));
    json_object_set_new(o, "cpi", ratio(s->cycles, s->instructions));
    json_object_set_new(o, "seconds", r->clock ? ratio(s->cycles, r->clock) : json_null());
    json_object_set_new(o, "cpi_stack", causes(s->cause));
    json_object_set_new(o, "issue", issue(r));
    json_object_set_new(o, "branches", branches(s));
    json_object_set_new(o, "predictor", predictor(r));
    json_object_set_new(o, "fetch", COUNTERS({ "fetched", s->fetched }, { "squashed", s->squashed }));
    json_object_set_new(o, "memory", memory(r));
    json_object_set_new(o, "caches", caches(r));
    json_object_set_new(o, "region", region(&r->region));
    json_object_set_new(o, "lines", lines(r));
}

static json_t *whole(const struct report *r)
{
    json_t *o = json_object();
    json_object_set_new(o, "schema", json_string(REPORT_SCHEMA));
    json_object_set_new(o, "program", text(r->program));
    json_object_set_new(o, "arguments", texts(r->args, r->nargs));
    json_object_set_new(o, "target", text(r->target));
    json_object_set_new(o, "options", texts(r->options, r->noptions));
    json_object_set_new(o, "machine", machine(r));
    json_object_set_new(o, "seed", number(r->seed));
    json_object_set_new(o, "functional", json_boolean(r->functional));
    json_object_set_new(o, "end", end(r));
    json_object_set_new(o, "instructions", number(r->stats.instructions));
    json_object_set_new(o, "mix", mix(&r->stats));
    json_object_set_new(o, "accesses", COUNTERS({ "loads", r->stats.loads }, { "stores", r->stats.stores }));
    if (!r->functional)
        add_timing(o, r);
    json_object_set_new(o, "host", host(r));
    return o;
}

/* Writes and frees o. */
static int dump(json_t *o, FILE *out)
{
    int status = json_dumpf(o, out, JSON_INDENT(2) | JSON_REAL_PRECISION(9));
    json_decref(o);
    return status || fputc('\n', out) == EOF ? -1 : 0;
}

int report_json(const struct report *r, FILE *out)
{
    return dump(whole(r), out);
}

int compare_json(const struct comparison *c, FILE *out)
{
    json_t *o = json_object(), *machines = json_array();
    for (size_t i = 0; i < c->n; i++) {
        json_t *m = json_object();
        json_object_set_new(m, "name", text(c->names[i]));
        json_object_set_new(m, "ratio", ratio(c->reports[i].stats.cycles, c->reports[0].stats.cycles));
        json_object_set_new(m, "same_result", json_boolean(!c->differs[i]));
        json_object_set_new(m, "report", whole(&c->reports[i]));
        json_array_append_new(machines, m);
    }
    json_object_set_new(o, "schema", json_string(COMPARE_SCHEMA));
    json_object_set_new(o, "program", text(c->reports[0].program));
    json_object_set_new(o, "machines", machines);
    return dump(o, out);
}

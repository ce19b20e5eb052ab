/* load.c - isa_load(): the phases of loading, in order, and the small helpers that they share.
 *
 * Each phase reports up to DIAG_MAX_ERRORS errors; the first phase with an error is the last, because later
 * ones would only report consequences. */
#include "isa/load.h"

#include <stdlib.h>
#include <string.h>
#include "base/fs.h"
#include "base/str.h"

/* ---- helpers ----------------------------------------------------------------------------------------- */

bool load_is_kind(struct loader *l, const struct yaml *y, enum yaml_kind kind, const char *what)
{
    static const char *const names[] = { "a scalar", "a list", "a map" };
    if (y->kind == kind)
        return true;
    diag_error(l->d, y->loc, "%s must be %s, not %s", what, names[kind], names[y->kind]);
    return false;
}

bool load_is_map(struct loader *l, const struct yaml *y, const char *const *keys, const char *what)
{
    return load_is_kind(l, y, YAML_MAP, what) && (!keys || yaml_check_keys(y, l->d, keys, what));
}

bool load_number(const char *s, int64_t *out)
{
    bool neg = *s == '-';
    uint64_t v = 0;
    unsigned base = 10;
    s += neg;
    if (s[0] == '0' && (s[1] == 'x' || s[1] == 'b')) {
        base = s[1] == 'x' ? 16 : 2;
        s += 2;
    } else if (s[0] == '0' && s[1] != '\0')
        return false; /* a leading zero: octal to some, decimal to others */
    if (*s == '\0')
        return false;
    for (; *s; s++) {
        if (*s == '_')
            continue;
        unsigned dv = digit_value(*s);
        if (dv >= base || v > (UINT64_MAX - dv) / base)
            return false;
        v = v * base + dv;
    }
    *out = (int64_t)(neg ? 0 - v : v);
    return true;
}

bool load_number_n(const char *s, size_t n, int64_t *out)
{
    char buf[32];
    while (n > 0 && *s == ' ') {
        s++;
        n--;
    }
    while (n > 0 && s[n - 1] == ' ')
        n--;
    if (n == 0 || n >= sizeof buf)
        return false;
    memcpy(buf, s, n);
    buf[n] = '\0';
    return load_number(buf, out);
}

/* Places cost time, and nearly all ranges are plain: 12:11, 7. */
bool load_plain_range(const char *s, size_t n, unsigned *hi, unsigned *lo)
{
    const char *colon = memchr(s, ':', n);
    size_t first = colon ? (size_t)(colon - s) : n;
    int64_t h, l;
    if (!load_number_n(s, first, &h) || h < 0 || h > 63)
        return false;
    l = h;
    if (colon && (!load_number_n(colon + 1, n - first - 1, &l) || l < 0 || l > h))
        return false;
    *hi = (unsigned)h;
    *lo = (unsigned)l;
    return true;
}

bool load_const(struct loader *l, const struct yaml *y, int64_t *out)
{
    if (!load_is_kind(l, y, YAML_SCALAR, "a number or constant expression"))
        return false;
    if (load_number(y->text, out))
        return true;
    return sem_const_yaml(l->sem, y, l->d, out);
}

bool load_const_in(struct loader *l, const struct yaml *y, const char *what, int64_t lo, int64_t hi,
                   int64_t *out)
{
    if (!load_const(l, y, out))
        return false;
    if (*out >= lo && *out <= hi)
        return true;
    diag_error(l->d, y->loc, "%s must be in %lld..%lld, not %lld", what, (long long)lo, (long long)hi,
               (long long)*out);
    return false;
}

const struct yaml *load_sub(struct loader *l, const struct yaml *y, size_t off, size_t len)
{
    struct yaml *s = ARENA_NEW(l->a, struct yaml);
    while (len > 0 && y->text[off] == ' ')
        off++, len--;
    while (len > 0 && y->text[off + len - 1] == ' ')
        len--;
    s->kind = YAML_SCALAR;
    s->style = YAML_PLAIN;
    s->loc = yaml_loc_at(y, off);
    s->text = arena_strndup(l->a, y->text + off, len);
    return s;
}

static bool one_bit(struct loader *l, const struct yaml *y, unsigned limit, const char *what, unsigned *out)
{
    int64_t v;
    if (!load_const(l, y, &v))
        return false;
    if (v < 0 || v >= limit) {
        diag_error(l->d, y->loc, "bit %lld is outside %s of %u bits", (long long)v, what, limit);
        return false;
    }
    *out = (unsigned)v;
    return true;
}

bool load_range(struct loader *l, const struct yaml *y, unsigned limit, const char *what, unsigned *hi,
                unsigned *lo)
{
    if (!load_is_kind(l, y, YAML_SCALAR, "a bit range"))
        return false;
    const char *s = y->text, *then = strstr(s, " then "), *els = then ? strstr(then, " else ") : NULL;
    if (load_plain_range(s, strlen(s), hi, lo) && *hi < limit)
        return true;
    if (strncmp(s, "if ", 3) == 0 && els) {
        int64_t c;
        if (!load_const(l, load_sub(l, y, 3, (size_t)(then - s) - 3), &c))
            return false;
        const char *from = c ? then + 6 : els + 6, *to = c ? els : s + strlen(s);
        return load_range(l, load_sub(l, y, (size_t)(from - s), (size_t)(to - from)), limit, what, hi, lo);
    }
    const char *colon = strchr(s, ':');
    if (!colon) {
        if (!one_bit(l, y, limit, what, hi))
            return false;
        *lo = *hi;
        return true;
    }
    size_t at = (size_t)(colon - s);
    if (!one_bit(l, load_sub(l, y, 0, at), limit, what, hi) ||
        !one_bit(l, load_sub(l, y, at + 1, strlen(colon + 1)), limit, what, lo))
        return false;
    if (*hi < *lo) {
        diag_error(l->d, y->loc, "bits %u:%u are written high:low, so the first must not be smaller", *hi,
                   *lo);
        return false;
    }
    return true;
}

bool load_when(struct loader *l, const struct yaml *y, bool *ok)
{
    const struct yaml *when = yaml_get(y, "when");
    int64_t v;
    if (!when || (when->kind == YAML_SCALAR && when->text[0] == '\0'))
        return true;
    if (load_const(l, when, &v))
        return v != 0;
    *ok = false;
    return false;
}

const struct yaml *load_prune(struct loader *l, const struct yaml *map, bool *ok)
{
    if (!map || map->kind != YAML_MAP)
        return map;
    struct yaml *c = ARENA_NEW(l->a, struct yaml);
    *c = *map;
    c->items = ARENA_ARRAY(l->a, struct yaml, map->count + 1);
    c->keys = ARENA_ARRAY(l->a, struct yaml, map->count + 1);
    c->count = 0;
    yaml_each (i, map) {
        if (!load_when(l, &map->items[i], ok))
            continue;
        c->keys[c->count] = map->keys[i];
        c->items[c->count++] = map->items[i];
    }
    return c;
}

const char *load_suggest_map(char *buf, const char *name, const struct map *m)
{
    const char *list[LOAD_NAMES_MAX];
    size_t n = 0;
    const struct map_entry *e;
    map_each (e, m)
        if (n < LOAD_NAMES_MAX)
            list[n++] = e->key;
    return diag_suggest(buf, name, list, n);
}

const char *load_suggest_section(struct loader *l, char *buf, const char *name, enum section_id sec)
{
    return load_suggest_map(buf, name, &l->sec[sec].index);
}

/* ---- the phases -------------------------------------------------------------------------------------- */

/* The order is the order of dependence: everything a phase looks up was made by an earlier one. */
static const struct {
    bool (*run)(struct loader *l);
    bool check; /* only on request: the costly ones */
} phases[] = {
    { load_target, false },       { load_params, false },    { load_merge, false },
    { load_isa_keys, false },     { load_registers, false }, { load_spaces, false },
    { load_names, false },        { load_traps, false },     { load_memory, false },
    { load_fields, false },       { load_modes, false },     { load_instructions, false },
    { load_finish_insns, false }, { load_decode, false },    { load_aliases, false },
    { load_pseudos, false },      { load_assembler, false }, { load_ports, false },
    { load_functions, false },    { load_hooks, false },     { load_sem, false },
    { load_abi, false },          { load_check, true },      { load_tests, true },
};

static void loader_init(struct loader *l, const struct isa_request *rq, struct diag *d)
{
    memset(l, 0, sizeof *l);
    l->rq = rq;
    l->d = d;
    l->isa = xcalloc(1, sizeof *l->isa);
    arena_init(&l->isa->arena);
    l->a = &l->isa->arena;
    l->shipped = fs_data_dir("isa");
    for (unsigned i = 0; i < SEC_COUNT; i++)
        map_init(&l->sec[i].index);
    map_init(&l->isa->reg_names);
    map_init(&l->fields);
    map_init(&l->formats);
    map_init(&l->groups);
    map_init(&l->mnemonics);
    l->sem = l->isa->sem = sem_new(l->isa);
}

static void loader_release(struct loader *l)
{
    free(l->shipped);
    vec_release(&l->files);
    vec_release(&l->targets);
    vec_release(&l->modules);
    vec_release(&l->removals);
    vec_release(&l->protos);
    for (unsigned i = 0; i < SEC_COUNT; i++) {
        vec_release(&l->sec[i].items);
        map_release(&l->sec[i].index);
    }
    map_release(&l->fields);
    map_release(&l->formats);
    map_release(&l->groups);
    map_release(&l->mnemonics);
}

struct isa *isa_load(const struct isa_request *rq, struct diag *d)
{
    struct loader l;
    bool ok = true;
    loader_init(&l, rq, d);
    for (size_t i = 0; ok && i < sizeof phases / sizeof phases[0]; i++) {
        if (phases[i].check && !rq->check)
            continue;
        int before = d->errors;
        diag_phase(d);
        ok = phases[i].run(&l) && d->errors == before;
    }
    loader_release(&l);
    if (ok)
        return l.isa;
    isa_free(l.isa);
    return NULL;
}

void isa_free(struct isa *isa)
{
    if (!isa)
        return;
    map_release(&isa->reg_names);
    arena_release(&isa->arena);
    free(isa);
}

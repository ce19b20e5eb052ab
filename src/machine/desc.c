/* desc.c - reads machine files: `extends:`, --set, the sections that are not large, and what front ends ask.
 */
#include "machine/desc.h"

#include <stdlib.h>
#include <string.h>
#include "base/fs.h"
#include "base/str.h"
#include "machine/desc_private.h"
#include "machine/machine.h"

#define EXTENDS_MAX 8

static const char *const top_keys[] = { "schema", "machine", "doc",        "models", "extends", "kind",
                                        "clock",  "reset",   "pipeline",   "costs",  "caches",  "tlb",
                                        "memory", "board",   "misaligned", NULL };

/* ---- small things ------------------------------------------------------------------------------------ */

bool desc_number(struct reading *r, const struct yaml *y, uint64_t low, uint64_t high, unsigned *out)
{
    uint64_t v;
    if (!y)
        return true;
    if (!yaml_size(y, r->d, &v))
        return false;
    if (v < low || v > high) {
        diag_error(r->d, y->loc, "%s is out of range: %llu to %llu", y->text, (unsigned long long)low,
                   (unsigned long long)high);
        return false;
    }
    *out = (unsigned)v;
    return true;
}

bool desc_word(struct reading *r, const struct yaml *y, const char *const *words, unsigned n,
               const char *what, unsigned *out)
{
    const char *text;
    char hint[DIAG_SUGGEST_MAX];
    if (!y)
        return true;
    if (!yaml_text(y, r->d, &text))
        return false;
    for (unsigned i = 0; i < n; i++)
        if (strcmp(words[i], text) == 0) {
            *out = i;
            return true;
        }
    diag_error(r->d, y->loc, "unknown %s '%s'%s", what, text, diag_suggest(hint, text, words, n));
    return false;
}

bool desc_flag(struct reading *r, const struct yaml *y, bool *out)
{
    return !y || yaml_bool(y, r->d, out);
}

bool desc_cost(struct reading *r, const struct yaml *y, struct cost *out)
{
    const char *text;
    size_t at;
    if (!y)
        return true;
    if (!yaml_text(y, r->d, &text))
        return false;
    const char *wrong = cost_parse(text, out, &at);
    char *end;
    long long plain = strtoll(text, &end, 0);
    if (!wrong && !*end)
        at = 0;
    if (!wrong && !*end && plain < 1)
        wrong = "nothing takes less than one cycle";
    if (!wrong && !*end && plain > COST_MAX)
        wrong = "nothing takes more than 100000 cycles";
    if (!wrong)
        return true;
    diag_error(r->d, yaml_loc_at(y, at), "%s", wrong);
    return false;
}

bool desc_name(struct reading *r, const struct yaml *y, const char *what)
{
    const char *name;
    if (!yaml_text(y, r->d, &name))
        return false;
    size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-");
    if (n && !name[n] && n < 64 && name[0] != '-' && name[0] != '.')
        return true;
    diag_error(r->d, y->loc, "the name of %s consists of letters, digits, '_', '-' and '.'", what);
    return false;
}

bool desc_none(const struct yaml *y)
{
    return y->kind == YAML_SCALAR && strcmp(y->text, "none") == 0;
}

/* Follows keys joined by '/' from y on, into lists by their words. Returns the number of keys that are there;
 * *at is the last of them: its value if that is a word, else the key. */
static const struct yaml *follow(const struct yaml *y, const char *path, size_t n, struct loc *at)
{
    char key[64];
    while (y && n > 0) {
        size_t len = strcspn(path, "/ ");
        len = len < n ? len : n;
        snprintf(key, sizeof key, "%.*s", (int)len, path);
        const struct yaml *k = yaml_key(y, key), *v = yaml_get(y, key);
        for (size_t i = 0; y->kind == YAML_SEQ && i < y->count; i++)
            if (y->items[i].kind == YAML_SCALAR && strcmp(y->items[i].text, key) == 0)
                v = &y->items[i];
        if (v)
            *at = !k || v->kind == YAML_SCALAR ? v->loc : k->loc;
        y = v;
        n -= len < n ? len + 1 : n;
        path += len + 1;
    }
    return y;
}

struct loc desc_at(const struct yaml *top, const char *section, const char *keys)
{
    struct loc at = top->loc, here;
    const struct yaml *y = follow(top, section, strlen(section), &at);
    bool found = false;
    for (size_t n; y && *keys; keys += n + (keys[n] == ' ')) {
        n = strcspn(keys, " ");
        if (follow(y, keys, n, &here) && (!found || (here.src == top->loc.src && at.src != top->loc.src))) {
            at = here;
            found = true;
        }
    }
    return at;
}

bool desc_refuse(struct reading *r, const struct yaml *top, const struct mistake *m, const char *what)
{
    diag_error(r->d, desc_at(top, m->section, m->keys), "%s%s", what, m->text);
    return false;
}

/* ---- trees: extends and --set ------------------------------------------------------------------------ */

static struct yaml *map_copy(struct arena *a, const struct yaml *y, size_t room)
{
    struct yaml *m = ARENA_NEW(a, struct yaml);
    *m = *y;
    m->items = ARENA_ARRAY(a, struct yaml, y->count + room + 1);
    m->keys = ARENA_ARRAY(a, struct yaml, y->count + room + 1);
    for (size_t i = 0; i < y->count; i++) {
        m->items[i] = y->items[i];
        m->keys[i] = y->keys[i];
    }
    return m;
}

static long index_of(const struct yaml *y, const char *key)
{
    for (size_t i = 0; i < y->count; i++)
        if (strcmp(y->keys[i].text, key) == 0)
            return (long)i;
    return -1;
}

/* `over` wins; mappings are joined key by key, an empty one replaces. */
static const struct yaml *merge(struct arena *a, const struct yaml *base, const struct yaml *over)
{
    if (base->kind != YAML_MAP || over->kind != YAML_MAP || over->count == 0)
        return over;
    struct yaml *m = map_copy(a, base, over->count);
    m->loc = over->loc;
    yaml_each (i, over) {
        long at = index_of(m, over->keys[i].text);
        if (at < 0) {
            m->keys[m->count] = over->keys[i];
            m->items[m->count++] = over->items[i];
        } else {
            m->keys[at] = over->keys[i];
            m->items[at] = *merge(a, &m->items[at], &over->items[i]);
        }
    }
    return m;
}

/* The sections whose keys a path may name without naming the section: l1d.size, predict.kind. */
static const struct section {
    const char *name;
    const char *keys[16];
} sections[] = {
    { "pipeline",
      { "stages", "place", "units", "result", "forward", "write_before_read", "interlock", "squeeze",
        "hazards", "redirect", "replay", "issue", "predict", "ports" } },
    { "caches", { "l1i", "l1d", "l1", "l2", "l3", "path" } },
    { "tlb", { "itlb", "dtlb", "stlb", "page", "walk" } },
};

static bool in_list(const char *const *list, const char *word)
{
    while (*list && strcmp(*list, word) != 0)
        list++;
    return *list != NULL;
}

/* Where a short name stands. Returns the section to put before, or NULL. */
static const char *section_of(const struct yaml *top, const char *first)
{
    if (in_list(top_keys, first))
        return NULL;
    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++)
        if (in_list(sections[i].keys, first))
            return sections[i].name;
    if (yaml_get(yaml_get(yaml_get(top, "pipeline"), "units"), first))
        return "pipeline.units";
    return yaml_get(yaml_get(top, "costs"), first) ? "costs" : NULL;
}

/* column: of path in the text of a --set; what was put before it has none. */
static struct yaml *nest(struct arena *a, const char *path, const struct source *src, int column,
                         const struct yaml *value)
{
    const struct loc loc = { src, 1, column > 1 ? column : 1 };
    const char *dot = strchr(path, '.');
    /* kinds of operation have dots in their names: alu.shift, jump.direct */
    char *key = dot ? arena_strndup(a, path, (size_t)(dot - path)) : arena_strdup(a, path);
    if (kind_by_name(path) != KIND_NONE) {
        key = arena_strdup(a, path);
        dot = NULL;
    }
    struct yaml *m = ARENA_NEW(a, struct yaml);
    m->kind = YAML_MAP;
    m->loc = loc;
    m->count = 1;
    m->keys = ARENA_NEW(a, struct yaml);
    m->keys[0] = (struct yaml){ .kind = YAML_SCALAR, .loc = loc, .text = key };
    m->items = ARENA_NEW(a, struct yaml);
    m->items[0] = dot ? *nest(a, dot + 1, src, column + (int)(dot + 1 - path), value) : *value;
    return m;
}

/* Moves a value that was read by itself to where it stands in src. */
static void move_right(struct yaml *y, const struct source *src, int columns)
{
    y->loc = (struct loc){ src, y->loc.line, y->loc.col + (y->loc.line == 1 ? columns : 0) };
    yaml_each (i, y->kind == YAML_SCALAR ? NULL : y) {
        move_right(&y->items[i], src, columns);
        if (y->kind == YAML_MAP)
            move_right(&y->keys[i], src, columns);
    }
}

static const struct yaml *apply_set(struct machine_desc *m, const struct yaml *top, const char *set,
                                    struct diag *d)
{
    struct loc nowhere = { NULL, 0, 0 };
    const char *eq = strchr(set, '=');
    if (!eq || eq == set || strlen(set) > 1000) {
        diag_error(d, nowhere, "--set '%s': expected KEY=VALUE, for example l1d.size=8KiB", set);
        return NULL;
    }
    char *path = arena_strndup(&m->arena, set, (size_t)(eq - set));
    const char *name = arena_printf(&m->arena, "--set %s", path);
    const struct source *src = diag_source(d, name, set, strlen(set));
    struct yaml *value = yaml_parse_value(diag_source(d, name, eq + 1, strlen(eq + 1)), &m->arena, d);
    if (!value)
        return NULL;
    move_right(value, src, (int)(eq + 1 - set));
    int column = 1;
    char *first = arena_strndup(&m->arena, path, strcspn(path, "."));
    const char *section = section_of(top, first);
    if (section) {
        path = arena_printf(&m->arena, "%s.%s", section, path);
        column -= (int)strlen(section) + 1;
    }
    return merge(&m->arena, top, nest(&m->arena, path, src, column, value));
}

static char *find_file(const char *name, const char *dir)
{
    size_t n = strlen(name);
    bool path = strchr(name, '/') || (n > 5 && strcmp(name + n - 5, ".yaml") == 0);
    if (path)
        return dir && name[0] != '/' ? fs_join(dir, name) : xstrdup(name);
    char *file = xasprintf("%s.yaml", name);
    char *beside = dir ? fs_join(dir, file) : NULL;
    char *found = beside && fs_exists(beside) ? xstrdup(beside) : fs_data_path("machines", file);
    free(beside);
    free(file);
    return found;
}

static void unknown_machine(const char *name, struct loc from, struct diag *d)
{
    size_t n;
    char hint[DIAG_SUGGEST_MAX];
    char **names = machine_names(&n);
    diag_error(d, from, "there is no machine '%s'%s", name,
               diag_suggest(hint, name, (const char *const *)names, n));
    for (size_t i = 0; i < n; i++)
        free(names[i]);
    free(names);
}

static const struct yaml *load_tree(struct machine_desc *m, const char *name, const char *dir,
                                    struct loc from, int depth, struct diag *d)
{
    char *path = find_file(name, dir);
    if (!path) {
        unknown_machine(name, from, d);
        return NULL;
    }
    char *here = fs_dirname(path);
    const struct yaml *top = NULL, *extends;
    const char *base_name;
    struct yaml **docs;
    const struct source *src = diag_read_file(d, path, from);
    int n = src ? yaml_parse(src, &m->arena, d, &docs) : -1;
    if (n == 0)
        diag_error(d, (struct loc){ src, 0, 0 }, "the file is empty");
    else if (n > 1)
        diag_error(d, docs[1]->loc, "a machine file has one document");
    else if (n == 1 && yaml_check_keys(docs[0], d, top_keys, "a machine file"))
        top = docs[0];
    extends = yaml_get(top, "extends");
    if (extends && depth == EXTENDS_MAX) {
        diag_error(d, extends->loc, "machine files extend each other more than %d deep (in a circle?)",
                   EXTENDS_MAX);
        top = NULL;
    } else if (extends && !yaml_text(extends, d, &base_name)) {
        top = NULL;
    } else if (extends) {
        const struct yaml *base = load_tree(m, base_name, here, extends->loc, depth + 1, d);
        top = base ? merge(&m->arena, base, top) : NULL;
    }
    free(here);
    free(path);
    return top;
}

/* ---- the sections at the top ------------------------------------------------------------------------- */

static bool read_clock(struct reading *r, const struct yaml *y)
{
    static const struct {
        const char *unit;
        uint64_t hz;
    } units[] = { { "GHz", 1000000000 }, { "MHz", 1000000 }, { "kHz", 1000 }, { "Hz", 1 } };
    const char *text;
    char *end;
    if (!y)
        return true;
    if (!yaml_text(y, r->d, &text))
        return false;
    unsigned long long v = strtoull(text, &end, 10);
    while (*end == ' ')
        end++;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (end != text && text[0] != '-' && v > 0 && v <= 1000000000000 / units[i].hz * 1000 &&
            strcmp(end, units[i].unit) == 0) {
            r->m->clock = v * units[i].hz;
            return true;
        }
    diag_error(r->d, y->loc, "expected a frequency such as 100MHz, found '%s'", text);
    return false;
}

static bool read_reset(struct reading *r, const struct yaml *y)
{
    static const char *const keys[] = { "pc", "cycles", NULL };
    unsigned cycles = 0;
    if (!y)
        return true;
    if (!yaml_check_keys(y, r->d, keys, "reset") ||
        !desc_number(r, yaml_get(y, "cycles"), 0, 1000000, &cycles))
        return false;
    r->m->pipe.reset_cycles = cycles;
    r->m->has_reset_pc = yaml_get(y, "pc") != NULL;
    return !r->m->has_reset_pc || yaml_uint(yaml_get(y, "pc"), r->d, &r->m->reset_pc);
}

static bool read_head(struct reading *r, const struct yaml *top)
{
    static const char *const misaligned[] = { "split", "trap" };
    const struct yaml *name = yaml_get(top, "machine"), *doc = yaml_get(top, "doc"),
                      *models = yaml_get(top, "models");
    unsigned schema = 0, how = 0;
    struct machine_desc *m = r->m;
    m->misaligned = -1;
    m->doc = "";
    m->models = "textbook";
    if (!yaml_get(top, "schema") || !name) {
        diag_error(r->d, top->loc, "a machine file begins with `schema: 1` and `machine: NAME`");
        return false;
    }
    if (!desc_number(r, yaml_get(top, "schema"), 1, 1, &schema) || !desc_name(r, name, "a machine") ||
        !yaml_text(name, r->d, &m->name) || (doc && !yaml_text(doc, r->d, &m->doc)) ||
        (models && !yaml_text(models, r->d, &m->models)) ||
        !desc_word(r, yaml_get(top, "misaligned"), misaligned, 2, "way of misaligned accesses", &how))
        return false;
    if (yaml_get(top, "misaligned"))
        m->misaligned = how ? MISALIGNED_TRAP : MISALIGNED_SPLIT;
    if (strcmp(m->models, "textbook") != 0 && strncmp(m->models, "exact: ", 7) != 0) {
        diag_error(r->d, models->loc, "models is `textbook` or \"exact: core, version, configuration\"");
        return false;
    }
    return read_clock(r, yaml_get(top, "clock")) && read_reset(r, yaml_get(top, "reset"));
}

static bool prepare(struct reading *r, const struct yaml *top)
{
    struct mistake m;
    return pipe_prepare(&r->m->pipe, &m) || desc_refuse(r, top, &m, "");
}

static bool loose_is_possible(struct reading *r, const struct yaml *top)
{
    const struct pipe_desc *d = &r->m->pipe;
    if (d->cost_table || d->interlock || d->exec == d->read + 1)
        return true;
    diag_error(
        r->d, desc_at(top, "pipeline", "interlock"),
        "without an interlock, instructions must begin to execute in the stage after %s, where registers "
        "are read",
        d->stage[d->read]);
    return false;
}

/* A load can only go on where somebody is there to go on, and waits for what it brings. */
static bool mshrs_are_possible(struct reading *r, const struct yaml *top)
{
    const struct pipe_desc *d = &r->m->pipe;
    const char *wrong = d->cost_table   ? "without overlap nothing goes on while a load is under way"
                        : !d->interlock ? "without an interlock nothing would wait for an awaited register"
                        : d->rigid ? "loads that do not wait do not go with replay, late tags or redirects, "
                                     "port intervals or units that pause"
                                   : NULL;
    if (!d->late_loads || !wrong)
        return true;
    const char *cache = d->hier.cache[d->hier.path[HIER_DATA][0]].name;
    diag_error(r->d, desc_at(top, arena_printf(&r->m->arena, "caches/%s", cache), "mshrs"), "MSHRs: %s",
               wrong);
    return false;
}

static bool read_all(struct reading *r, const struct yaml *top)
{
    static const char *const kinds[] = { "pipeline", "cost" };
    unsigned kind = 0;
    if (!yaml_check_keys(top, r->d, top_keys, "a machine file") || !read_head(r, top) ||
        !desc_word(r, yaml_get(top, "kind"), kinds, 2, "kind of machine", &kind))
        return false;
    const char *foreign = kind ? "pipeline" : "costs";
    if (yaml_get(top, foreign)) {
        diag_error(r->d, yaml_key(top, foreign)->loc, "a machine of kind %s has no `%s:` section",
                   kinds[kind], foreign);
        return false;
    }
    return (kind ? desc_costs(r, top) : desc_pipeline(r, top)) && desc_caches(r, top) && desc_tlb(r, top) &&
           desc_memory(r, top) && desc_board(r, top) && prepare(r, top) && loose_is_possible(r, top) &&
           mshrs_are_possible(r, top);
}

struct machine_desc *machine_desc_load(const char *name, const char *const *sets, struct diag *d)
{
    struct machine_desc *m = xcalloc(1, sizeof *m);
    struct reading r = { m, d };
    arena_init(&m->arena);
    const struct yaml *top = load_tree(m, name, NULL, (struct loc){ NULL, 0, 0 }, 0, d);
    for (; top && sets && *sets; sets++)
        top = apply_set(m, top, *sets, d);
    if (top && read_all(&r, top))
        return m;
    machine_desc_free(m);
    return NULL;
}

void machine_desc_free(struct machine_desc *m)
{
    if (!m)
        return;
    arena_release(&m->arena);
    free(m);
}

/* ---- questions --------------------------------------------------------------------------------------- */

const char *machine_desc_name(const struct machine_desc *m)
{
    return m->name;
}

const char *machine_desc_doc(const struct machine_desc *m)
{
    return m->doc;
}

const char *machine_desc_models(const struct machine_desc *m)
{
    return m->models;
}

bool machine_desc_has_board(const struct machine_desc *m)
{
    return m->nboard > 0;
}

uint64_t machine_desc_clock(const struct machine_desc *m)
{
    return m->clock;
}

unsigned machine_desc_caches(const struct machine_desc *m)
{
    return m->pipe.hier.ncaches;
}

const char *machine_desc_cache_name(const struct machine_desc *m, unsigned i)
{
    return i == HIER_MEMORY ? "memory" : i < m->pipe.hier.ncaches ? m->pipe.hier.cache[i].name : "?";
}

unsigned machine_desc_width(const struct machine_desc *m)
{
    return m->pipe.width;
}

const char *machine_desc_predictor(const struct machine_desc *m, unsigned part)
{
    return m->pipe.use_predictor ? predict_part_name(&m->pipe.predict, part) : NULL;
}

char **machine_names(size_t *count)
{
    char *dir = fs_data_dir("machines");
    char **names = dir ? fs_list(dir, ".yaml", count) : NULL;
    if (!names)
        *count = 0;
    for (size_t i = 0; i < *count; i++)
        names[i][strlen(names[i]) - strlen(".yaml")] = '\0';
    free(dir);
    return names;
}

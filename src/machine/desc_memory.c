/* desc_memory.c - the `caches:`, `tlb:`, `memory:` and `board:` sections of a machine file. */
#include <string.h>
#include "machine/desc_private.h"

/* In the order in which a default path passes them. */
static const char *const cache_names[] = { "l1i", "l1d", "l1", "l2", "l3" };
#define NNAMES (sizeof cache_names / sizeof cache_names[0])

static bool read_victim(struct reading *r, const struct yaml *y, struct cache_desc *c)
{
    static const char *const keys[] = { "entries", "hit", NULL };
    c->victim_hit = 1;
    if (!y || desc_none(y))
        return true;
    if (!yaml_check_keys(y, r->d, keys, "victim"))
        return false;
    c->victims = 4;
    return desc_number(r, yaml_get(y, "entries"), 1, VICTIMS_MAX, &c->victims) &&
           desc_number(r, yaml_get(y, "hit"), 0, 1000, &c->victim_hit);
}

static bool read_prefetch(struct reading *r, const struct yaml *y, struct cache_desc *c)
{
    static const char *const keys[] = { "kind", "degree", "entries", NULL };
    unsigned kind = PREFETCH_NEXT_LINE;
    c->degree = 1;
    c->strides = 64;
    if (!y || desc_none(y))
        return true;
    if (!yaml_check_keys(y, r->d, keys, "prefetch") ||
        !desc_word(r, yaml_get(y, "kind"), prefetch_names(), PREFETCH_COUNT, "kind of prefetcher", &kind) ||
        !desc_number(r, yaml_get(y, "degree"), 1, 16, &c->degree) ||
        !desc_number(r, yaml_get(y, "entries"), 0, 1u << 20, &c->strides))
        return false;
    c->prefetch = (enum prefetch)kind;
    if (yaml_get(y, "entries") && kind != PREFETCH_STRIDE) {
        diag_error(r->d, desc_at(y, "", "entries"), "only a stride prefetcher has entries");
        return false;
    }
    return true;
}

static bool read_cache(struct reading *r, const struct yaml *y, struct cache_desc *c)
{
    static const char *const keys[] = { "size",      "line",  "ways",     "replace", "hit",
                                        "overhead",  "write", "allocate", "victim",  "prefetch",
                                        "inclusion", "mshrs", NULL };
    static const char *const writes[] = { "back", "through" };
    unsigned replace = REPLACE_LRU, write = 0, inclusion = INCLUSION_NONE;
    c->line = 32;
    c->ways = 1;
    c->hit = 1;
    c->allocate = true;
    if (!yaml_check_keys(y, r->d, keys, "a cache"))
        return false;
    if (!yaml_get(y, "size")) {
        diag_error(r->d, y->loc, "a cache needs a size");
        return false;
    }
    if (!yaml_size(yaml_get(y, "size"), r->d, &c->size) ||
        !desc_number(r, yaml_get(y, "line"), 0, 1u << 20, &c->line) ||
        !desc_number(r, yaml_get(y, "ways"), 0, 1u << 20, &c->ways) ||
        !desc_number(r, yaml_get(y, "hit"), 0, 1u << 20, &c->hit) ||
        !desc_number(r, yaml_get(y, "overhead"), 0, 1000, &c->overhead) ||
        !desc_word(r, yaml_get(y, "replace"), replace_names(), REPLACE_COUNT, "replacement policy",
                   &replace) ||
        !desc_word(r, yaml_get(y, "write"), writes, 2, "write policy", &write) ||
        !desc_flag(r, yaml_get(y, "allocate"), &c->allocate) ||
        !desc_number(r, yaml_get(y, "mshrs"), 0, 1u << 20, &c->mshrs) ||
        !read_victim(r, yaml_get(y, "victim"), c) || !read_prefetch(r, yaml_get(y, "prefetch"), c) ||
        !desc_word(r, yaml_get(y, "inclusion"), inclusion_names(), INCLUSION_COUNT, "kind of inclusion",
                   &inclusion))
        return false;
    c->inclusion = (enum inclusion)inclusion;
    c->replace = (enum replace)replace;
    c->write_back = write == 0;
    return true;
}

static int cache_by_name(const struct hier_desc *h, const char *name)
{
    for (unsigned i = 0; i < h->ncaches; i++)
        if (strcmp(h->cache[i].name, name) == 0)
            return (int)i;
    return -1;
}

/* l1i or l1d (else l1), l2, l3, memory: as far as they are there. */
static void default_path(struct hier_desc *h, enum hier_port port)
{
    unsigned n = 0;
    const char *own = port == HIER_FETCH ? "l1i" : "l1d";
    const char *const order[] = { cache_by_name(h, own) >= 0 ? own : "l1", "l2", "l3" };
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++)
        if (cache_by_name(h, order[i]) >= 0)
            h->path[port][n++] = (uint8_t)cache_by_name(h, order[i]);
    h->path[port][n] = HIER_MEMORY;
}

static bool path_item(struct reading *r, const struct yaml *y, size_t i, uint8_t *out)
{
    const struct hier_desc *h = &r->m->pipe.hier;
    const char *name, *names[CACHES_MAX + 1];
    char hint[DIAG_SUGGEST_MAX];
    if (!yaml_text(&y->items[i], r->d, &name))
        return false;
    bool memory = strcmp(name, "memory") == 0;
    if (memory != (i == y->count - 1)) {
        diag_error(r->d, y->items[i].loc,
                   memory ? "nothing can stand behind memory" : "a path ends with memory");
        return false;
    }
    int c = memory ? HIER_MEMORY : cache_by_name(h, name);
    for (unsigned n = 0; n < h->ncaches; n++)
        names[n] = h->cache[n].name;
    if (c < 0) {
        diag_error(r->d, y->items[i].loc, "there is no cache '%s'%s", name,
                   diag_suggest(hint, name, names, h->ncaches));
        return false;
    }
    *out = (uint8_t)c;
    return true;
}

static bool read_path(struct reading *r, const struct yaml *y, uint8_t *path)
{
    if (!y)
        return true;
    if (y->kind != YAML_SEQ || y->count < 1 || y->count > CACHES_MAX) {
        diag_error(r->d, y->loc, "a path is a list of caches that ends with memory");
        return false;
    }
    for (size_t i = 0; i < y->count; i++) {
        if (!path_item(r, y, i, &path[i]))
            return false;
        for (size_t j = 0; j < i; j++)
            if (path[j] == path[i]) {
                diag_error(r->d, y->items[i].loc, "%s stands twice in this path", y->items[i].text);
                return false;
            }
    }
    return true;
}

static bool on_path(const struct hier_desc *h, unsigned cache)
{
    for (unsigned port = 0; port < HIER_PORTS; port++)
        for (unsigned i = 0; h->path[port][i] != HIER_MEMORY; i++)
            if (h->path[port][i] == cache)
                return true;
    return false;
}

static bool read_paths(struct reading *r, const struct yaml *caches)
{
    static const char *const keys[] = { "fetch", "data", NULL };
    struct hier_desc *h = &r->m->pipe.hier;
    const struct yaml *y = yaml_get(caches, "path");
    default_path(h, HIER_FETCH);
    default_path(h, HIER_DATA);
    if (y && (!yaml_check_keys(y, r->d, keys, "path") ||
              !read_path(r, yaml_get(y, "fetch"), h->path[HIER_FETCH]) ||
              !read_path(r, yaml_get(y, "data"), h->path[HIER_DATA])))
        return false;
    for (unsigned i = 0; i < h->ncaches; i++)
        if (!on_path(h, i)) {
            diag_error(r->d, yaml_key(caches, h->cache[i].name)->loc, "no path goes through cache %s",
                       h->cache[i].name);
            return false;
        }
    return true;
}

bool desc_caches(struct reading *r, const struct yaml *top)
{
    static const char *const keys[] = { "l1i", "l1d", "l1", "l2", "l3", "path", NULL };
    struct hier_desc *h = &r->m->pipe.hier;
    const struct yaml *y = yaml_get(top, "caches");
    h->memory_latency = 0;
    h->bytes_per_cycle = INSN_MAX_BYTES;
    if (y && !yaml_check_keys(y, r->d, keys, "caches"))
        return false;
    for (size_t i = 0; y && i < NNAMES; i++) {
        const struct yaml *c = yaml_get(y, cache_names[i]);
        if (!c || desc_none(c))
            continue;
        h->cache[h->ncaches].name = cache_names[i];
        if (!read_cache(r, c, &h->cache[h->ncaches++]))
            return false;
    }
    return read_paths(r, y);
}

/* ---- tlb --------------------------------------------------------------------------------------------- */

static const char *const tlb_names[] = { "itlb", "dtlb", "stlb" };
#define NTLBS (sizeof tlb_names / sizeof tlb_names[0])

static bool read_tlb(struct reading *r, const struct yaml *y, struct cache_desc *c)
{
    static const char *const keys[] = { "entries", "ways", "replace", "hit", NULL };
    unsigned replace = REPLACE_LRU;
    c->tlb = true;
    if (!yaml_check_keys(y, r->d, keys, "a TLB"))
        return false;
    if (!yaml_get(y, "entries")) {
        diag_error(r->d, y->loc, "a TLB needs a number of entries");
        return false;
    }
    if (!desc_number(r, yaml_get(y, "entries"), 0, 1u << 20, &c->lines))
        return false;
    c->ways = c->lines < 64 ? c->lines : 64;
    if (!desc_number(r, yaml_get(y, "ways"), 0, 1u << 20, &c->ways) ||
        !desc_number(r, yaml_get(y, "hit"), 0, 1000, &c->hit) ||
        !desc_word(r, yaml_get(y, "replace"), replace_names(), REPLACE_COUNT, "replacement policy", &replace))
        return false;
    c->replace = (enum replace)replace;
    return true;
}

/* Each port's own, then the one that both share. */
static bool tlb_paths(struct reading *r, const struct yaml *y)
{
    struct hier_desc *h = &r->m->pipe.hier;
    int shared = cache_by_name(h, "stlb");
    for (unsigned port = 0; port < HIER_PORTS; port++) {
        int own = cache_by_name(h, tlb_names[port]);
        uint8_t *path = h->path[HIER_PORTS + port];
        unsigned n = 0;
        if (own >= 0)
            path[n++] = (uint8_t)own;
        if (own >= 0 && shared >= 0)
            path[n++] = (uint8_t)shared;
        path[n] = HIER_MEMORY;
    }
    if (shared >= 0 && !hier_translates(h, HIER_FETCH) && !hier_translates(h, HIER_DATA)) {
        diag_error(r->d, yaml_key(y, "stlb")->loc, "a shared second level needs an itlb or a dtlb before it");
        return false;
    }
    return true;
}

bool desc_tlb(struct reading *r, const struct yaml *top)
{
    static const char *const keys[] = { "page", "walk", "itlb", "dtlb", "stlb", NULL };
    struct hier_desc *h = &r->m->pipe.hier;
    const struct yaml *y = yaml_get(top, "tlb");
    h->page = 4096;
    h->walk = 20;
    if (y && desc_none(y))
        y = NULL;
    if (y && (!yaml_check_keys(y, r->d, keys, "tlb") ||
              !desc_number(r, yaml_get(y, "page"), 0, UINT32_MAX, &h->page) ||
              !desc_number(r, yaml_get(y, "walk"), 1, 100000, &h->walk)))
        return false;
    for (size_t i = 0; y && i < NTLBS; i++) {
        const struct yaml *t = yaml_get(y, tlb_names[i]);
        if (!t || desc_none(t))
            continue;
        struct cache_desc *c = &h->cache[h->ncaches++];
        c->name = tlb_names[i];
        c->line = h->page;
        if (!read_tlb(r, t, c))
            return false;
    }
    const struct pipe_desc *p = &r->m->pipe;
    if (y && (p->tags || p->replay_miss || p->replay_collision)) {
        diag_error(r->d, desc_at(top, "tlb", ""),
                   "there is no translation where tags are compared late or loads are replayed");
        return false;
    }
    return tlb_paths(r, y);
}

/* ---- memory ------------------------------------------------------------------------------------------ */

static bool read_dram(struct reading *r, const struct yaml *y, struct dram_desc *m)
{
    static const char *const keys[] = { "banks", "row", "hit", "miss", "conflict", NULL };
    if (!y || desc_none(y))
        return true;
    *m = (struct dram_desc){ .banks = 8, .row = 2048, .hit = 5, .miss = 10, .conflict = 15 };
    return yaml_check_keys(y, r->d, keys, "dram") &&
           desc_number(r, yaml_get(y, "banks"), 1, 1u << 20, &m->banks) &&
           desc_number(r, yaml_get(y, "row"), 0, 1u << 30, &m->row) &&
           desc_number(r, yaml_get(y, "hit"), 0, 100000, &m->hit) &&
           desc_number(r, yaml_get(y, "miss"), 0, 100000, &m->miss) &&
           desc_number(r, yaml_get(y, "conflict"), 0, 100000, &m->conflict);
}

bool desc_memory(struct reading *r, const struct yaml *top)
{
    static const char *const keys[] = { "latency",      "bytes_per_cycle",
                                        "wait_states",  "ports",
                                        "store_buffer", "store_register",
                                        "combine",      "dram",
                                        "pipelined",    NULL },
                             *const ports[] = { "one", "split" };
    unsigned split = 0;
    struct hier_desc *h = &r->m->pipe.hier;
    const struct yaml *y = yaml_get(top, "memory");
    if (y && (!yaml_check_keys(y, r->d, keys, "memory") ||
              !desc_number(r, yaml_get(y, "latency"), 0, 100000, &h->memory_latency) ||
              !desc_number(r, yaml_get(y, "bytes_per_cycle"), 0, 4096, &h->bytes_per_cycle) ||
              !desc_number(r, yaml_get(y, "wait_states"), 0, 10000, &h->wait_states) ||
              !desc_word(r, yaml_get(y, "ports"), ports, 2, "number of ports", &split) ||
              !desc_number(r, yaml_get(y, "store_buffer"), 0, 1u << 20, &h->store_buffer) ||
              !desc_flag(r, yaml_get(y, "store_register"), &h->store_register) ||
              !desc_number(r, yaml_get(y, "combine"), 0, 4096, &h->combine) ||
              !desc_flag(r, yaml_get(y, "pipelined"), &h->pipelined) ||
              !read_dram(r, yaml_get(y, "dram"), &h->dram)))
        return false;
    h->split = split == 1;
    struct mistake m;
    if (hier_prepare(h, &m))
        return true;
    const char *slash = strchr(m.section, '/'), *name = slash ? slash + 1 : m.section;
    return desc_refuse(r, top, &m, arena_printf(&r->m->arena, "%s: ", name));
}

/* ---- board ------------------------------------------------------------------------------------------- */

static bool read_device(struct reading *r, const struct yaml *y, struct board_item *b)
{
    const char *name, *names[16];
    char hint[DIAG_SUGGEST_MAX];
    size_t n = 0;
    if (!yaml_text(y, r->d, &name))
        return false;
    b->kind = REGION_DEVICE;
    b->device = device_kind_by_name(name);
    if (b->device) {
        b->size = b->device->size;
        return true;
    }
    while (n < 16 && device_kinds[n].name) {
        names[n] = device_kinds[n].name;
        n++;
    }
    diag_error(r->d, y->loc, "there is no device '%s'%s", name, diag_suggest(hint, name, names, n));
    return false;
}

static bool read_item(struct reading *r, const struct yaml *y, struct board_item *b)
{
    static const char *const keys[] = { "at", "size", "kind", "device", NULL };
    static const char *const kinds[] = { "ram", "rom" };
    const struct yaml *at = yaml_get(y, "at"), *size = yaml_get(y, "size"), *device = yaml_get(y, "device");
    unsigned kind = 0;
    if (!yaml_check_keys(y, r->d, keys, "a part of the board"))
        return false;
    if (!at || !size == !device) {
        diag_error(r->d, y->loc, "a part of the board has `at:` and either `size:` (memory) or `device:`");
        return false;
    }
    if (!yaml_uint(at, r->d, &b->at) || (size && !yaml_size(size, r->d, &b->size)) ||
        (device && !read_device(r, device, b)))
        return false;
    if (device)
        return true;
    if (!desc_word(r, yaml_get(y, "kind"), kinds, 2, "kind of memory", &kind))
        return false;
    b->kind = kind ? REGION_ROM : REGION_RAM;
    if (!b->size || (b->at & (MEM_PAGE - 1)) || (b->size & (MEM_PAGE - 1))) {
        diag_error(r->d, (b->at & (MEM_PAGE - 1)) ? at->loc : size->loc,
                   "memory begins at and consists of whole pages of %u bytes", MEM_PAGE);
        return false;
    }
    return true;
}

/* The one that was read last. */
static bool overlaps(struct reading *r, struct loc loc)
{
    const struct board_item *b = &r->m->board[r->m->nboard];
    if (b->at + (b->size - 1) < b->at) {
        diag_error(r->d, loc, "%s goes beyond the end of the address space", b->name);
        return true;
    }
    for (size_t j = 0; j < r->m->nboard; j++) {
        const struct board_item *o = &r->m->board[j];
        if (b->at <= o->at + (o->size - 1) && o->at <= b->at + (b->size - 1)) {
            diag_error(r->d, loc, "%s overlaps %s", b->name, o->name);
            return true;
        }
    }
    return false;
}

bool desc_board(struct reading *r, const struct yaml *top)
{
    const struct yaml *y = yaml_get(top, "board");
    if (!y || desc_none(y))
        return true;
    if (y->kind != YAML_MAP) {
        diag_error(r->d, y->loc, "board is a mapping of names to memories and devices");
        return false;
    }
    r->m->board = ARENA_ARRAY(&r->m->arena, struct board_item, y->count + 1);
    yaml_each (i, y) {
        struct board_item *b = &r->m->board[r->m->nboard];
        if (strcmp(y->keys[i].text, "optional") == 0) {
            if (!yaml_bool(&y->items[i], r->d, &r->m->board_optional))
                return false;
            continue;
        }
        b->name = y->keys[i].text;
        if (!desc_name(r, &y->keys[i], "a part of the board") || !read_item(r, &y->items[i], b) ||
            overlaps(r, desc_at(&y->items[i], "", "at")))
            return false;
        r->m->nboard++;
    }
    return true;
}

/* pane_cache.c - one of the caches: sets and ways with valid, dirty, order of replacement, tag and the words
 * (from memory: caches hold no data), the access of this cycle and whether it hit. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include "tui/pane_parts.h"

struct cache_pane {
    struct pane pane;
    int cache;        /* -1: not chosen yet */
    bool loose;       /* scrolled away from the set of the last access */
    int left;         /* the first word of each line that is shown */
    struct list list; /* of ways */
};

/* An access to this cache in the last cycle, or one of an instruction that is still under way. */
struct last {
    bool any, hit, write, known; /* known: hit means something */
    uint64_t addr;
    unsigned size;
};

static struct cache_pane *self(struct pane *p)
{
    return (struct cache_pane *)p;
}

static void cache_open(struct pane *p)
{
    self(p)->cache = -1;
}

static const struct hier_desc *hier_of(const struct pane *p)
{
    return &pane_pipe(p)->d->hier;
}

/* First the one that data go through. */
static const struct cache_desc *cache_of(struct pane *p)
{
    const struct hier_desc *h = hier_of(p);
    struct cache_pane *c = self(p);
    if (!h->ncaches)
        return NULL;
    if (c->cache < 0)
        c->cache = h->path[HIER_DATA][0] < h->ncaches ? h->path[HIER_DATA][0] : 0;
    return &h->cache[(unsigned)c->cache % h->ncaches];
}

static struct last last_access(struct pane *p)
{
    struct last out = { 0 };
    unsigned number = (unsigned)self(p)->cache;
    size_t n;
    const struct event *e = engine_events(p->engine, &n);
    for (size_t i = 0; i < n; i++)
        if (e[i].kind == EV_ACCESS && (e[i].a & 0xff) == number)
            out = (struct last){ .any = true,
                                 .known = true,
                                 .hit = e[i].a >> 9 & 1,
                                 .write = e[i].a >> 8 & 1,
                                 .addr = e[i].b,
                                 .size = 1 };
    struct flight f;
    const struct view_stage *whose;
    flight_read(p->engine, &f);
    const struct access *a = flight_access(p, &f, &whose);
    bool first = hier_of(p)->path[HIER_DATA][0] == number;
    if (a && first && !out.any)
        out = (struct last){
            .any = true, .known = true, .hit = whose->hit, .write = a->store, .addr = a->addr
        };
    if (a && first && out.addr - a->addr < a->size)
        out.addr = a->addr, out.size = a->size;
    return out;
}

/* ---- drawing ----------------------------------------------------------------------------------------- */

/* Words [left, left + nwords) of every line are shown: one offset for heading and rows. */
struct columns {
    int way, flags, order, tag, tag_width, words, word_width, unit, left, nwords, total, end;
};

/* Hexadecimal digits of an address without its lowest bits. */
static int digits_above(const struct pane *p, unsigned low)
{
    unsigned bits = session_isa(p->session)->mem.addr;
    return (int)((bits ? bits : 64) - low + 3) / 4;
}

static struct columns columns_of(const struct pane *p, const struct cache_desc *c, int width)
{
    struct columns l = { .way = 4, .flags = 6, .order = 9, .tag = 13, .unit = 4 };
    unsigned bits = session_isa(p->session)->mem.addr;
    if (bits && bits <= 16)
        l.unit = 1;
    l.tag_width = digits_above(p, c->line_bits);
    l.tag_width = l.tag_width > 8 ? 8 : l.tag_width;
    l.words = l.tag + (l.tag_width > 3 ? l.tag_width : 3) + 1;
    l.word_width = 2 * l.unit + 1;
    l.total = c->tlb ? 0 : (int)c->line / l.unit;
    l.nwords = (width - l.words - 6) / l.word_width;
    l.nwords = l.nwords < 0 ? 0 : l.nwords > l.total ? l.total : l.nwords;
    l.end = l.words + (c->tlb ? 2 * digits_above(p, c->line_bits) + 5 : l.nwords * l.word_width);
    return l;
}

/* Where the pane is scrolled to, within what there is; the last access is followed. */
static void choose_words(struct cache_pane *v, const struct cache_desc *c, struct columns *l,
                         const struct last *last)
{
    int hot = (int)((last->addr & (c->line - 1)) / (unsigned)l->unit);
    if (!v->loose && last->any && l->nwords) {
        v->left = v->left > hot ? hot : v->left;
        v->left = v->left + l->nwords <= hot ? hot - l->nwords + 1 : v->left;
    }
    v->left = v->left > l->total - l->nwords ? l->total - l->nwords : v->left;
    v->left = v->left < 0 ? 0 : v->left;
    l->left = v->left;
}

static void draw_words(const struct pane *p, struct area a, int y, const struct columns *l,
                       const struct cache_way *w, const struct last *last)
{
    uint64_t addr = w->addr + (uint64_t)(l->left * l->unit);
    for (int i = 0; i < l->nwords; i++, addr += (uint64_t)l->unit) {
        uint8_t bytes[8];
        int x = l->words + i * l->word_width;
        if (engine_read(p->engine, addr, bytes, (size_t)l->unit) < (size_t)l->unit) {
            area_put(a, x + 1, y, EL_DIM, l->unit == 1 ? "--" : "--------");
            continue;
        }
        bool hot = last->any && (last->addr - addr < (uint64_t)l->unit ||
                                 (last->size > 1 && addr - last->addr < last->size));
        area_printf(a, x + 1, y, hot ? EL_READ : EL_NORMAL, "%0*llx", 2 * l->unit,
                    (unsigned long long)pane_number(p, bytes, (unsigned)l->unit));
        if (hot)
            area_put(a, x, y, EL_READ, "["), area_put(a, x + l->word_width, y, EL_READ, "]");
    }
}

/* Of a TLB: an address means itself, so page and frame have the same number. */
static void draw_translation(const struct pane *p, struct area a, int y, const struct cache_desc *c,
                             const struct columns *l, const struct cache_way *w, bool hot)
{
    int digits = digits_above(p, c->line_bits);
    unsigned long long page = w->addr >> c->line_bits;
    char text[48];
    snprintf(text, sizeof text, "%0*llx -> %0*llx", digits, page, digits, page);
    area_text(a, l->words + 1, y, hot ? EL_READ : EL_NORMAL, text);
}

static void draw_way(struct pane *p, struct area a, int y, const struct cache_desc *c,
                     const struct columns *l, int line, const struct last *last)
{
    unsigned set = (unsigned)line / c->ways, way = (unsigned)line % c->ways;
    struct cache_way w;
    hier_view(&pane_pipe(p)->hier, (unsigned)self(p)->cache, set, way, &w);
    bool in_set = last->any && (last->addr >> c->line_bits & c->set_mask) == set;
    bool it = in_set && w.valid && last->addr - w.addr < c->line;
    enum element e = in_set ? EL_NORMAL : EL_DIM;
    if (!way)
        area_printf(a, 0, y, in_set ? EL_HEADING : EL_DIM, "%3u", set);
    area_printf(a, l->way, y, e, "%u", way);
    area_printf(a, l->flags, y, e, "%d%c", w.valid, !w.valid ? '-' : w.dirty ? '1' : '0');
    if (c->replace == REPLACE_LRU || c->replace == REPLACE_FIFO)
        area_printf(a, l->order, y, e, w.valid ? "%u" : "-", w.order);
    if (w.valid) {
        unsigned shift = c->line_bits;
        for (unsigned sets = c->sets; sets > 1; sets /= 2)
            shift++;
        area_printf(a, l->tag, y, EL_ADDRESS, "%0*llx", l->tag_width, (unsigned long long)(w.addr >> shift));
        if (c->tlb)
            draw_translation(p, a, y, c, l, &w, it);
        else
            draw_words(p, a, y, l, &w, last);
    } else {
        area_put(a, l->tag, y, EL_DIM, "-----");
    }
    if (it && last->known)
        area_put(a, l->end + 2, y, last->hit ? EL_HIT : EL_MISS, last->hit ? "hit" : "miss");
    if (p->focused && line == self(p)->list.cursor)
        area_mark(a, 0, y, l->words - 1, EL_CURSOR);
}

/* "w4", or where a word is a byte its place in the line: "0f". */
static void draw_word_names(struct area a, const struct columns *l)
{
    for (int i = 0; i < l->nwords; i++)
        area_printf(a, l->words + i * l->word_width + 1, 1, EL_HEADING, l->unit > 1 ? "w%d" : "%02x",
                    l->left + i);
}

static void draw_heading(struct pane *p, struct area a, const struct cache_desc *c, const struct columns *l)
{
    const struct cache_stats *s = &machine_stats(engine_machine(p->engine))->cache[self(p)->cache];
    int x = area_printf(a, 0, 0, EL_HEADING, "acc %llu  miss %llu  %s",
                        (unsigned long long)(s->reads + s->writes),
                        (unsigned long long)(s->read_misses + s->write_misses), replace_names()[c->replace]);
    if (!c->tlb)
        area_put(a, x, 0, EL_HEADING, c->write_back ? "  write-back" : "  write-through");
    area_put(a, 0, 1, EL_HEADING, "set w VD");
    area_put(a, l->order, 1, EL_HEADING,
             c->replace == REPLACE_FIFO  ? "in"
             : c->replace == REPLACE_LRU ? "lru"
                                         : "");
    area_put(a, l->tag, 1, EL_HEADING, "tag");
    if (c->tlb)
        area_printf(a, l->words + 1, 1, EL_HEADING, "%-*s -> frame", digits_above(p, c->line_bits), "page");
    else
        draw_word_names(a, l);
}

static void cache_draw(struct pane *p, struct area a)
{
    struct cache_pane *v = self(p);
    const struct cache_desc *c = cache_of(p);
    if (!c) {
        area_put(a, 0, 0, EL_DIM, "this machine has no cache");
        return;
    }
    struct last last = last_access(p);
    struct columns l = columns_of(p, c, a.width);
    if (!v->loose && last.any) {
        int set = (int)(last.addr >> c->line_bits & c->set_mask) * (int)c->ways;
        if (set < v->list.top || set + (int)c->ways > v->list.top + v->list.height)
            v->list.top = set - (v->list.height - (int)c->ways) / 2;
        v->list.cursor = set;
    }
    list_fit(&v->list, (int)(c->sets * c->ways), a.height - 2);
    pane_rows(p, v->list.top, v->list.height, v->list.count);
    choose_words(v, c, &l, &last);
    pane_columns(p, l.left, l.nwords, l.nwords ? l.total : 0);
    draw_heading(p, a, c, &l);
    for (int y = 2; y < a.height && v->list.top + y - 2 < v->list.count; y++)
        draw_way(p, a, y, c, &l, v->list.top + y - 2, &last);
}

static void cache_title(struct pane *p, struct str *out)
{
    const struct cache_desc *c = cache_of(p);
    if (!c)
        return;
    for (const char *s = c->name; *s; s++)
        str_addc(out, (char)toupper((unsigned char)*s));
    str_addf(out, "  %ux%ux%uB", c->sets, c->ways, c->line);
    if (hier_of(p)->ncaches > 1)
        str_add(out, "  ] next");
}

/* ---- keys -------------------------------------------------------------------------------------------- */

static void turn(struct pane *p, int by)
{
    int n = (int)hier_of(p)->ncaches;
    if (!n || !cache_of(p))
        return;
    self(p)->cache = (self(p)->cache + by + n) % n;
    self(p)->loose = false;
    self(p)->left = 0;
    self(p)->list = (struct list){ .height = self(p)->list.height };
}

static void show_line(struct pane *p)
{
    const struct cache_desc *c = cache_of(p);
    struct cache_way w;
    if (!c || self(p)->list.cursor >= self(p)->list.count)
        return;
    hier_view(&pane_pipe(p)->hier, (unsigned)self(p)->cache, (unsigned)self(p)->list.cursor / c->ways,
              (unsigned)self(p)->list.cursor % c->ways, &w);
    if (w.valid)
        pane_do(p, true, "mem x/xb 0x%llx", (unsigned long long)w.addr);
    else
        pane_say(p, "there is nothing in this line");
}

static bool shift(struct cache_pane *v, int words)
{
    v->left += words;
    v->loose = true;
    return true;
}

static bool cache_key(struct pane *p, tui_key key)
{
    struct cache_pane *v = self(p);
    switch (key) {
    case ']': turn(p, 1); return true;
    case '[': turn(p, -1); return true;
    case '.': v->loose = false; return true;
    case K_ENTER: show_line(p); return true;
    case K_RIGHT:
    case 'l': return shift(v, 1);
    case K_LEFT:
    case 'h': return shift(v, -1);
    default: break;
    }
    if (!list_key(&v->list, key))
        return false;
    v->loose = true;
    return true;
}

static void cache_scroll(struct pane *p, int lines)
{
    self(p)->loose = true;
    list_scroll(&self(p)->list, lines);
}

static void cache_click(struct pane *p, int x, int y, int button)
{
    struct cache_pane *v = self(p);
    (void)x, (void)button;
    if (y < 2 || v->list.top + y - 2 >= v->list.count)
        return;
    v->loose = true;
    v->list.cursor = v->list.top + y - 2;
    show_line(p);
}

/* All ways, with all of their words. */
static int draw_all(struct pane *p, struct area a)
{
    const struct cache_desc *c = cache_of(p);
    if (!c)
        return 0;
    struct last last = { 0 };
    struct columns l = columns_of(p, c, a.width);
    int n = (int)(c->sets * c->ways);
    for (int y = 0; y < n && y < a.height; y++)
        draw_way(p, a, y, c, &l, y, &last);
    return n;
}

static bool cache_search(struct pane *p, const char *text, bool backward, bool again)
{
    bool found = list_search(p, &self(p)->list, draw_all, text, backward, again);
    self(p)->loose |= found;
    return found;
}

/* "cache l1i" */
static bool cache_command(struct pane *p, const char *args, struct str *error)
{
    const struct hier_desc *h = hier_of(p);
    for (unsigned i = 0; i < h->ncaches; i++) {
        if (strcmp(args, h->cache[i].name))
            continue;
        turn(p, 0);
        self(p)->cache = (int)i;
        return true;
    }
    str_addf(error, "this machine has no cache '%s'", args);
    return false;
}

static const struct pane_key_help keys[] = {
    { "[, ]", "previous and next cache" },
    { "Left, Right, h, l", "the words before and after those that are shown" },
    { ".", "follow the accesses again" },
    { "Enter", "this line's bytes in the memory pane" },
    { NULL, NULL },
};

const struct pane_kind pane_kind_cache = {
    .name = "cache",
    .number = 7,
    .min_width = 24,
    .min_height = 3,
    .priority = 50,
    .focusable = true,
    .size = sizeof(struct cache_pane),
    .open = cache_open,
    .title = cache_title,
    .draw = cache_draw,
    .key = cache_key,
    .click = cache_click,
    .scroll = cache_scroll,
    .search = cache_search,
    .command = cache_command,
    .keys = keys,
};

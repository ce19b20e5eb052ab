/* pane_parts.c - instructions as text, addresses, lists; see pane_parts.h. Instructions in flight are in
 * flight.c. */
#include "tui/pane_parts.h"

#include <string.h>
#include "asm/disasm.h"
#include "base/bits.h"

/* ---- instructions ------------------------------------------------------------------------------------ */

void code_read(const struct pane *p, uint64_t pc, struct code_at *out)
{
    code_at(p->engine, session_isa(p->session), pc, out);
}

void code_text(const struct pane *p, const struct code_at *c, uint64_t pc, struct str *out)
{
    if (!c->len)
        str_add(out, "(no memory)");
    else
        disasm_insn(session_isa(p->session), c->insn, c->fields, &c->raw, c->len, pc,
                    session_image(p->session), 0, out);
}

/* "bne a0, a2, 0x10 <loop>" -> "bne  a0,a2,loop" */
void code_short(const struct pane *p, const struct code_at *c, uint64_t pc, struct str *out)
{
    struct str full;
    str_init(&full);
    code_text(p, c, pc, &full);
    const char *s = full.buf;
    size_t name = strcspn(s, " ");
    str_addn(out, s, name);
    s += name;
    if (*s == ' ')
        str_addf(out, "%*s", name < 5 ? 5 - (int)name : 1, "");
    s += *s == ' ';
    while (*s) {
        size_t hex = strncmp(s, "0x", 2) ? 0 : 2 + strspn(s + 2, "0123456789abcdef");
        if (hex && !strncmp(s + hex, " <", 2)) {
            s += hex + 2;
            size_t n = strcspn(s, ">");
            str_addn(out, s, n);
            s += n + (s[n] == '>');
        } else if (*s == ',' && s[1] == ' ') {
            str_addc(out, ',');
            s += 2;
        } else {
            str_addc(out, *s++);
        }
    }
    str_release(&full);
}

void code_name(const struct pane *p, uint64_t pc, struct str *out)
{
    struct code_at c;
    code_read(p, pc, &c);
    struct str full;
    str_init(&full);
    code_text(p, &c, pc, &full);
    str_addn(out, full.buf, c.len ? strcspn(full.buf, " ") : full.len);
    str_release(&full);
}

/* ---- addresses and registers ------------------------------------------------------------------------- */

int pane_digits(const struct pane *p, uint64_t highest)
{
    unsigned bits = session_isa(p->session)->mem.addr;
    int most = bits ? (int)(bits + 3) / 4 : 16, n = most < 8 ? most : 8;
    while (n < most && highest >> 4 * n)
        n += 4;
    return n < most ? n : most;
}

/* A symbol names only what lies in its segment: no stack address is "end of the data + something". */
static bool same_segment(const struct image *img, uint64_t a, uint64_t b)
{
    for (size_t i = 0; i < img->nsegments; i++) {
        const struct segment *g = &img->segments[i];
        if (a - g->addr < g->size)
            return b - g->addr < g->size;
    }
    return false;
}

void pane_where(const struct pane *p, uint64_t addr, struct str *out)
{
    const struct image *img = session_image(p->session);
    const struct symbol *s = img ? image_symbol_at(img, addr) : NULL;
    if (s && same_segment(img, s->addr, addr))
        str_addf(out, addr == s->addr ? "%s" : "%s+%llu", s->name, (unsigned long long)(addr - s->addr));
    else
        str_addf(out, "0x%llx", (unsigned long long)addr);
}

void pane_slot_name(const struct pane *p, unsigned slot, struct str *out)
{
    unsigned index;
    const struct reg *r = isa_slot_reg(session_isa(p->session), slot, &index);
    if (r)
        isa_reg_name(r, index, out);
    else
        str_addf(out, "slot %u", slot);
}

unsigned pane_slot_width(const struct pane *p, unsigned slot)
{
    unsigned index;
    const struct reg *r = isa_slot_reg(session_isa(p->session), slot, &index);
    return r && r->width ? r->width : 64;
}

uint64_t pane_number(const struct pane *p, const uint8_t *bytes, unsigned size)
{
    return bits_from_bytes(bytes, size, session_isa(p->session)->mem.big_endian);
}

const struct pipe *pane_pipe(const struct pane *p)
{
    return machine_pipe(engine_machine(p->engine));
}

uint64_t pane_moment(const struct pane *p)
{
    const struct run_stats *s = machine_stats(engine_machine(p->engine));
    uint64_t oldest, newest, bytes, sum = s->cycles + 1;
    engine_history(p->engine, &oldest, &newest, &bytes); /* the past may have been changed */
    const uint64_t parts[] = { newest, s->instructions, s->fetched, s->squashed, s->mispredicted, s->loads };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        sum = (sum ^ parts[i]) * UINT64_C(0x9E3779B97F4A7C15) + i;
    return sum | 1;
}

/* ---- lists ------------------------------------------------------------------------------------------- */

static int between(int v, int low, int high)
{
    return v > high ? (high < low ? low : high) : v < low ? low : v;
}

void list_fit(struct list *l, int count, int height)
{
    l->count = count;
    l->height = height < 1 ? 1 : height;
    l->cursor = between(l->cursor, 0, count - 1);
    l->top = between(l->top, l->cursor - l->height + 1, l->cursor);
    l->top = between(l->top, 0, count - l->height);
}

int key_lines(tui_key key, int height)
{
    int page = height > 2 ? height - 1 : 1;
    switch (key) {
    case K_UP:
    case 'k': return -1;
    case K_DOWN:
    case 'j': return 1;
    case K_PGUP:
    case K_CHAR_CTRL('b'): return -page;
    case K_PGDN:
    case K_CHAR_CTRL('f'): return page;
    case K_CHAR_CTRL('u'): return -(page + 1) / 2;
    case K_CHAR_CTRL('d'): return (page + 1) / 2;
    default: return 0;
    }
}

bool list_key(struct list *l, tui_key key)
{
    int n = key_lines(key, l->height);
    if (key == 'g' || key == K_HOME)
        n = -l->count;
    if (key == 'G' || key == K_END)
        n = l->count;
    if (!n)
        return false;
    l->cursor = between(l->cursor + n, 0, l->count - 1);
    list_fit(l, l->count, l->height);
    return true;
}

void list_scroll(struct list *l, int lines)
{
    l->top = between(l->top + lines, 0, l->count - l->height);
    l->cursor = between(l->cursor, l->top, l->top + l->height - 1);
}

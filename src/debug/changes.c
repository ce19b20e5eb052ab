/* changes.c - what differs between the last two stops: registers, and those pages of memory that somebody
 * asks about. For marks on the screen. */
#include <stdlib.h>
#include <string.h>
#include "debug/location.h"
#include "debug/stops.h"

#define PAGE      1024
#define PAGES_MAX 64

/* A page as it was when the last journey began. */
struct seen_page {
    uint64_t base;
    size_t size; /* bytes that were there */
    bool valid;
    unsigned char bytes[PAGE];
};

void stops_open(struct session *s)
{
    s->slots = xcalloc(s->isa->nslots + 1, sizeof *s->slots);
    s->slots_before = xcalloc(s->isa->nslots + 1, sizeof *s->slots_before);
    s->pages = xcalloc(PAGES_MAX, sizeof *s->pages);
}

void stops_close(struct session *s)
{
    free(s->slots);
    free(s->slots_before);
    free(s->pages);
    vec_release(&s->met);
    lines_release(&s->skips);
    lines_release(&s->due);
}

void begin_journey(struct session *s, struct beginning *b)
{
    uint64_t offset;
    const struct frame *f = look_frame_known(s);
    b->function = location_function(s, engine_pc(s->engine), &offset);
    b->cfa = f && f->has_cfa ? f->cfa : 0;
    b->inlined = f ? f->inlined : 0;
    b->cycle = engine_cycle(s->engine);
    b->returns = NULL;
    for (unsigned i = 0; i < s->isa->nslots; i++)
        s->slots_before[i] = engine_slot(s->engine, i);
    for (unsigned i = 0; i < s->npages; i++) {
        s->pages[i].size = engine_read(s->engine, s->pages[i].base, s->pages[i].bytes, PAGE);
        s->pages[i].valid = true;
    }
}

void end_journey(struct session *s)
{
    for (unsigned i = 0; i < s->isa->nslots; i++)
        s->slots[i] = engine_slot(s->engine, i);
}

bool session_slot_changed(const struct session *s, unsigned slot)
{
    return slot < s->isa->nslots && s->slots[slot] != s->slots_before[slot];
}

/* A page is remembered from the first time that somebody asks about it. */
bool session_byte_changed(const struct session *asked, uint64_t addr)
{
    struct session *s = (struct session *)(uintptr_t)asked; /* only what it remembers changes */
    uint64_t base = addr & ~(uint64_t)(PAGE - 1);
    unsigned char now;
    for (unsigned i = 0; i < s->npages; i++) {
        const struct seen_page *p = &s->pages[i];
        if (p->base != base)
            continue;
        return p->valid && addr - base < p->size && engine_read(s->engine, addr, &now, 1) == 1 &&
               now != p->bytes[addr - base];
    }
    unsigned at = s->npages < PAGES_MAX ? s->npages++ : (unsigned)(base / PAGE % PAGES_MAX);
    s->pages[at].base = base;
    s->pages[at].valid = false;
    return false;
}

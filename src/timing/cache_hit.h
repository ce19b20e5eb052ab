/* cache_hit.h - the part of a lookup that is worth having at hand: a hit in the line that its set used last,
 * under LRU, which nobody watches. Everything else goes through cache.c; the outcome is the same. */
#ifndef TIMING_CACHE_HIT_H
#define TIMING_CACHE_HIT_H

#include "timing/cache.h"
#include "timing/shadow.h"

/* One line of the tag store. tag is the line number (address >> line_bits) + 1; 0: nothing there. */
struct cache_line {
    uint64_t tag;
    uint64_t stamp;  /* LRU: access number of the last use; FIFO: of the fill */
    uint64_t ready;  /* prefetched: on its way before this cycle */
    uint32_t shadow; /* the line's node in the shadow, when it was last looked up */
    uint8_t dirty;
    uint8_t prefetched; /* and not used yet; then shadow is 0 */
    uint8_t pad[2];
};

/* True: it was such a hit, and everything is recorded. False: nothing has changed. */
static inline bool cache_quick_hit(const struct hier *h, const struct cache_at *c, uint64_t addr, bool write)
{
    uint64_t line = addr >> c->line_bits;
    struct cache_line *l = c->lines + c->recent[line & c->set_mask];
    struct shadow_node *node = c->nodes + l->shadow;
    if (l->tag != line + 1 || node->line != line || !c->quick || h->event)
        return false;
    l->stamp = ++*c->access;
    shadow_touch_at(c->nodes, c->log, l->shadow, l->stamp);
    l->dirty |= write & c->write_back;
    *(write ? &c->stats->writes : &c->stats->reads) += 1;
    return true;
}

#endif

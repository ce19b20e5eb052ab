/* map.c - see map.h: open addressing over an array of entries. index[] holds entry number + 1, 0 = free. */
#include "base/map.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "base/str.h"

static uint32_t hash(const char *key)
{
    uint32_t h = 2166136261u;
    for (; *key; key++)
        h = (h ^ (unsigned char)*key) * 16777619u;
    return h ^ h >> 15;
}

/* The place in index[] where key stands or would stand; nindex is a power of two and never full. */
static size_t place(const struct map *m, const char *key)
{
    size_t i = hash(key) & (m->nindex - 1);
    while (m->index[i] && strcmp(m->entries[m->index[i] - 1].key, key) != 0)
        i = (i + 1) & (m->nindex - 1);
    return i;
}

static void grow(struct map *m)
{
    m->nindex = m->nindex ? m->nindex * 2 : 16;
    m->cap = m->nindex / 2;
    m->entries = xrealloc(m->entries, m->cap * sizeof *m->entries);
    free(m->index);
    m->index = xcalloc(m->nindex, sizeof *m->index);
    for (size_t i = 0; i < m->count; i++)
        m->index[place(m, m->entries[i].key)] = (unsigned)i + 1;
}

void map_init(struct map *m)
{
    *m = (struct map){ 0 };
}

void map_release(struct map *m)
{
    free(m->entries);
    free(m->index);
    *m = (struct map){ 0 };
}

static struct map_entry *find(const struct map *m, const char *key)
{
    if (!m->count)
        return NULL;
    unsigned e = m->index[place(m, key)];
    return e ? &m->entries[e - 1] : NULL;
}

void *map_get(const struct map *m, const char *key)
{
    struct map_entry *e = find(m, key);
    return e ? e->value : NULL;
}

bool map_has(const struct map *m, const char *key)
{
    return find(m, key) != NULL;
}

bool map_put(struct map *m, const char *key, void *value)
{
    struct map_entry *e = find(m, key);
    if (e) {
        e->value = value;
        return false;
    }
    if (!m->entries || m->count == m->cap)
        grow(m);
    m->index[place(m, key)] = (unsigned)m->count + 1;
    m->entries[m->count++] = (struct map_entry){ key, value };
    return true;
}

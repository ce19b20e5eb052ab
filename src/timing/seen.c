/* seen.c - see seen.h. A growing hash table; not part of the copied state. */
#include "timing/seen.h"

#include <stdlib.h>
#include "base/str.h"

#define SEEN_START 1024

struct seen *seen_new(void)
{
    struct seen *s = xcalloc(1, sizeof *s);
    s->size = SEEN_START;
    s->lines = xcalloc(s->size, sizeof *s->lines);
    s->first = xcalloc(s->size, sizeof *s->first);
    return s;
}

void seen_free(struct seen *s)
{
    if (!s)
        return;
    free(s->lines);
    free(s->first);
    free(s);
}

static size_t find(const struct seen *s, uint64_t line)
{
    size_t i = (size_t)((line * UINT64_C(0x9E3779B97F4A7C15)) >> 20) & (s->size - 1);
    while (s->first[i] && s->lines[i] != line)
        i = (i + 1) & (s->size - 1);
    return i;
}

/* A new table of some size with the entries whose first access is not after `last`. */
static void rebuild(struct seen *s, size_t size, uint64_t last)
{
    struct seen old = *s;
    s->size = size;
    s->count = 0;
    s->lines = xcalloc(s->size, sizeof *s->lines);
    s->first = xcalloc(s->size, sizeof *s->first);
    for (size_t i = 0; i < old.size; i++) {
        if (!old.first[i] || old.first[i] > last)
            continue;
        size_t j = find(s, old.lines[i]);
        s->lines[j] = old.lines[i];
        s->first[j] = old.first[i];
        s->count++;
    }
    free(old.lines);
    free(old.first);
}

void seen_forget(struct seen *s, uint64_t access)
{
    rebuild(s, s->size, access);
}

bool seen_before(struct seen *s, uint64_t line, uint64_t access)
{
    size_t i = find(s, line);
    if (s->first[i]) {
        if (s->first[i] < access)
            return true;
        s->first[i] = access;
        return false;
    }
    s->lines[i] = line;
    s->first[i] = access;
    if (++s->count * 4 > s->size * 3)
        rebuild(s, s->size * 2, UINT64_MAX);
    return false;
}

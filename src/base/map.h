/* map.h - string -> pointer hash table that remembers insertion order. Keys are borrowed: they must outlive
 * it. */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>

struct map_entry {
    const char *key;
    void *value;
};

struct map {
    struct map_entry *entries; /* in insertion order; iterate 0..count-1 */
    size_t count, cap;
    unsigned *index;
    size_t nindex;
};

void map_init(struct map *m);
void map_release(struct map *m);
void *map_get(const struct map *m, const char *key); /* NULL: not there */
bool map_has(const struct map *m, const char *key);
bool map_put(struct map *m, const char *key, void *value); /* false: was there; the value is replaced */
#define map_each(e, m) for ((e) = (m)->entries; (e) && (e) < (m)->entries + (m)->count; (e)++)

#endif

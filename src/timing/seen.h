/* seen.h - which lines were ever touched, and when first: tells compulsory misses from the others.
 *
 * Append-only and independent of history: an entry holds the number of the access that touched the line
 * first, so after going back in time later entries simply lie in the future and count as untouched. Replaying
 * writes the same again. */
#ifndef TIMING_SEEN_H
#define TIMING_SEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct seen {
    uint64_t *lines, *first; /* open addressing; first = 0: empty */
    size_t count, size;
};

struct seen *seen_new(void);
void seen_free(struct seen *s);

/* Was `line` touched by an access with a smaller number? Records this one if it is the first. access >= 1. */
bool seen_before(struct seen *s, uint64_t line, uint64_t access);

/* Forgets the touches by accesses with larger numbers: they will come otherwise. */
void seen_forget(struct seen *s, uint64_t access);

#endif

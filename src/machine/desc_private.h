/* desc_private.h - what the files that read machine files share. Each read_ function reports and returns
 * false on a mistake; absent keys keep their defaults. */
#ifndef MACHINE_DESC_PRIVATE_H
#define MACHINE_DESC_PRIVATE_H

#include "base/yaml.h"
#include "machine/desc.h"

struct reading {
    struct machine_desc *m;
    struct diag *d;
};

bool desc_pipeline(struct reading *r, const struct yaml *top);
bool desc_costs(struct reading *r, const struct yaml *top);
bool desc_issue(struct reading *r, const struct yaml *y); /* desc_issue.c */
/* A kind of operation, or `any`: the bits of it and of its children. */
bool desc_kinds(struct reading *r, const struct yaml *y, uint32_t *out);
bool desc_none(const struct yaml *y); /* the word `none`: takes away what the extended file had */
bool desc_caches(struct reading *r, const struct yaml *top);
bool desc_tlb(struct reading *r, const struct yaml *top);
bool desc_memory(struct reading *r, const struct yaml *top);
bool desc_board(struct reading *r, const struct yaml *top);

/* Small numbers with a range; words out of a list. y may be NULL: nothing happens. */
bool desc_number(struct reading *r, const struct yaml *y, uint64_t low, uint64_t high, unsigned *out);
bool desc_word(struct reading *r, const struct yaml *y, const char *const *words, unsigned n,
               const char *what, unsigned *out);
/* A name that can be printed and typed as it is. */
bool desc_name(struct reading *r, const struct yaml *y, const char *what);
bool desc_flag(struct reading *r, const struct yaml *y, bool *out);
bool desc_cost(struct reading *r, const struct yaml *y, struct cost *out);

/* Where to point for the keys of a section, both written as in struct mistake: at the value of the first key
 * that is there (one that the file itself gives goes before those of a file that it extends), at the key if
 * that has no plain value, else at the section, at top without one. */
struct loc desc_at(const struct yaml *top, const char *section, const char *keys);
/* Reports a mistake there, after the text `what`. Returns false. */
bool desc_refuse(struct reading *r, const struct yaml *top, const struct mistake *m, const char *what);

#endif

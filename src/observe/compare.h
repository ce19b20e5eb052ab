/* compare.h - several reports of one program side by side, each on its own machine. The first is what the
 * others are measured against. Prints only; docs/REPORT.md explains the rows. */
#ifndef OBSERVE_COMPARE_H
#define OBSERVE_COMPARE_H

#include <stdio.h>
#include "observe/report.h"

struct comparison {
    const char *const *names;     /* of the columns */
    const struct report *reports; /* timed ones, all of the same program */
    const bool *differs;          /* output or exit status are not those of the first */
    size_t n;                     /* at least one */
};

/* At most 80 columns; more machines than fit go into blocks below each other. */
void compare_text(const struct comparison *c, FILE *out);

#define COMPARE_SCHEMA "orrery.compare/1"
/* 0, or -1: writing failed. */
int compare_json(const struct comparison *c, FILE *out);

#endif

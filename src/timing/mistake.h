/* mistake.h - what a description got wrong, and which key of a machine file said so: the one shape in which
 * hier_prepare(), predict_prepare() and pipe_prepare() refuse. This layer knows the names of the keys and no
 * file; who read the file finds their places (machine/desc.h). */
#ifndef TIMING_MISTAKE_H
#define TIMING_MISTAKE_H

#include <stdbool.h>
#include "base/diag.h"

struct mistake {
    char section[64]; /* keys from the top of the file, joined by '/': "caches/l1d" */
    char keys[128];   /* within it, split by blanks: at fault is the first one that the file gives */
    char text[256];   /* a sentence */
};

/* What is checked from now on stands in this section. */
void mistake_in(struct mistake *m, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* Returns false, so that a check can return it. */
bool mistake(struct mistake *m, const char *keys, const char *fmt, ...) PRINTF_LIKE(3, 4);

#endif

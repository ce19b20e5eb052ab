/* numbers.h - lists of numbers as gdb takes them: "1 2 4-6 $bpnum". */
#ifndef DEBUG_NUMBERS_H
#define DEBUG_NUMBERS_H

#include "debug/session_private.h"

/* Calls `each` for every number; it reports what it cannot do and returns false, the others are done
 * nevertheless. */
enum session_status numbers_each(struct session *s, const char *args, const char *what,
                                 bool (*each)(struct session *s, long n, void *ctx), void *ctx);

#endif

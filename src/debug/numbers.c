/* numbers.c - lists of numbers. */
#include "debug/numbers.h"

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* "$name" or digits, up to INT_MAX: no list is longer. *p moves behind it. */
static bool one_number(struct session *s, const char **p, const char *what, long *n)
{
    size_t len = **p == '$';
    while (isalnum((unsigned char)(*p)[len]) || (*p)[len] == '_')
        len++;
    char *text = xstrndup(*p, len), *end = text + len;
    uint64_t v = UINT64_MAX;
    bool known = *text != '$' || look_uint(s, text, &v);
    if (isdigit((unsigned char)*text))
        v = strtoull(text, &end, 10);
    bool fine = known && v <= INT_MAX && !*end;
    free(text);
    if (known && !fine)
        fail(s, "Bad %s number '%.*s'", what, (int)strcspn(*p, " \t"), *p);
    *n = fine ? (long)v : 0;
    *p += len;
    return fine;
}

enum session_status numbers_each(struct session *s, const char *args, const char *what,
                                 bool (*each)(struct session *s, long n, void *ctx), void *ctx)
{
    bool fine = true;
    for (const char *p = args; *p;) {
        long from, to;
        if (!one_number(s, &p, what, &from))
            return SESSION_FAILED;
        to = from;
        if (*p == '-') {
            p++;
            if (!one_number(s, &p, what, &to))
                return SESSION_FAILED;
            if (to < from || to - from > 100000)
                return fail(s, "inverted range");
        }
        if (*p && !isspace((unsigned char)*p))
            return fail(s, "Bad %s number '%s'", what, args);
        for (long n = from; n <= to; n++)
            fine &= each(s, n, ctx);
        p += strspn(p, " \t");
    }
    return fine ? SESSION_OK : SESSION_FAILED;
}

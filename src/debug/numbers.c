/* numbers.c - lists of numbers. */
#include "debug/numbers.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static bool one_number(struct session *s, const char **p, const char *what, long *n)
{
    if (**p == '$') {
        size_t len = 1;
        while (isalnum((unsigned char)(*p)[len]) || (*p)[len] == '_')
            len++;
        char *name = xstrndup(*p, len);
        uint64_t v;
        bool fine = look_uint(s, name, &v);
        free(name);
        *n = fine ? (long)v : 0;
        *p += len;
        return fine;
    }
    char *end;
    *n = isdigit((unsigned char)**p) ? strtol(*p, &end, 10) : -1;
    if (*n < 0) {
        fail(s, "Bad %s number '%.*s'", what, (int)strcspn(*p, " \t"), *p);
        return false;
    }
    *p = end;
    return true;
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

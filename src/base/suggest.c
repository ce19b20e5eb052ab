/* suggest.c - the nearest valid name to a wrong one (declared in diag.h). */
#include "base/diag.h"

#include <string.h>
#include <strings.h>

#define NAME_MAX_LEN 64

static int min2(int a, int b)
{
    return a < b ? a : b;
}

/* Edit distance in which swapping neighbours counts once; names longer than NAME_MAX_LEN are never near. */
static int distance(const char *a, const char *b)
{
    int row[3][NAME_MAX_LEN + 1];
    size_t na = strlen(a), nb = strlen(b);
    if (na > NAME_MAX_LEN || nb > NAME_MAX_LEN)
        return NAME_MAX_LEN;
    for (size_t j = 0; j <= nb; j++)
        row[0][j] = (int)j;
    for (size_t i = 1; i <= na; i++) {
        int *now = row[i % 3], *up = row[(i + 2) % 3], *up2 = row[(i + 1) % 3];
        now[0] = (int)i;
        for (size_t j = 1; j <= nb; j++) {
            now[j] = min2(min2(now[j - 1], up[j]) + 1, up[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                now[j] = min2(now[j], up2[j - 2] + 1);
        }
    }
    return row[na % 3][nb];
}

const char *diag_nearest(const char *name, const char *const *list, size_t n)
{
    const char *best = NULL;
    int limit = (int)min2((int)strnlen(name, NAME_MAX_LEN), NAME_MAX_LEN) / 3;
    int best_distance = (limit > 1 ? limit : 1) + 1;
    for (size_t i = 0; i < n; i++) {
        if (!list[i])
            continue;
        if (strcasecmp(name, list[i]) == 0)
            return list[i];
        int d = distance(name, list[i]);
        /* Replacing all there is (a one-letter name by another) is no likeness. */
        if (d < best_distance && (size_t)d < strlen(list[i])) {
            best_distance = d;
            best = list[i];
        }
    }
    return best;
}

const char *diag_suggest(char *buf, const char *name, const char *const *list, size_t n)
{
    const char *near = diag_nearest(name, list, n);
    buf[0] = '\0';
    if (near)
        snprintf(buf, DIAG_SUGGEST_MAX, "; did you mean '%s'?", near);
    return buf;
}

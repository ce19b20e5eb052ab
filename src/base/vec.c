/* vec.c - see vec.h: the functions behind the macros. */
#include "base/vec.h"
#include <string.h>

void vec_grow_(void **data, size_t count, size_t *cap, size_t size)
{
    if (count < *cap)
        return;
    size_t want = *cap ? *cap * 2 : 8;
    if (want > (size_t)-1 / 2 / size)
        BUG("a vector of %zu elements", want);
    *data = xrealloc(*data, want * size);
    *cap = want;
}

void vec_remove_(void *data, size_t *count, size_t i, size_t size)
{
    char *p = (char *)data + i * size;
    memmove(p, p + size, (--*count - i) * size);
}

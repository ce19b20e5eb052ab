/* mistake.c - see mistake.h. */
#include "timing/mistake.h"

#include <stdarg.h>
#include <stdio.h>

void mistake_in(struct mistake *m, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(m->section, sizeof m->section, fmt, ap);
    va_end(ap);
}

bool mistake(struct mistake *m, const char *keys, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(m->text, sizeof m->text, fmt, ap);
    va_end(ap);
    snprintf(m->keys, sizeof m->keys, "%s", keys);
    return false;
}

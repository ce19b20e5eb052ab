/* str.c - see str.h. The x-allocators stand here because everything that grows uses them. */
#include "base/str.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void *checked(void *p, size_t n)
{
    if (!p && n) {
        fprintf(stderr, "orrery: out of memory (%zu bytes wanted)\n", n);
        abort();
    }
    return p;
}

void *xmalloc(size_t n)
{
    return checked(malloc(n ? n : 1), n);
}

void *xcalloc(size_t n, size_t size)
{
    return n && size ? checked(calloc(n, size), n) : checked(calloc(1, 1), 1);
}

void *xrealloc(void *p, size_t n)
{
    return checked(realloc(p, n ? n : 1), n);
}

char *xstrdup(const char *s)
{
    return xstrndup(s, strlen(s));
}

char *xstrndup(const char *s, size_t n)
{
    n = strnlen(s, n);
    char *p = xmalloc(n + 1);
    memcpy(p, s, n);
    p[n] = '\0';
    return p;
}

char *xasprintf(const char *fmt, ...)
{
    struct str s;
    va_list ap;
    str_init(&s);
    va_start(ap, fmt);
    str_vaddf(&s, fmt, ap);
    va_end(ap);
    return str_take(&s);
}

/* Room for `more` characters and the NUL. cap 0: buf is not ours but a constant (or NULL). */
static void reserve(struct str *s, size_t more)
{
    if (more > SIZE_MAX / 4 - s->len)
        checked(NULL, more);
    if (s->len + more + 1 <= s->cap)
        return;
    size_t cap = s->cap ? s->cap : 32;
    while (cap < s->len + more + 1)
        cap *= 2;
    s->buf = s->cap ? xrealloc(s->buf, cap) : xmalloc(cap);
    s->cap = cap;
}

void str_init(struct str *s)
{
    *s = (struct str){ .buf = (char *)"" };
}

void str_release(struct str *s)
{
    if (s->cap)
        free(s->buf);
    *s = (struct str){ 0 };
}

void str_clear(struct str *s)
{
    str_cut(s, 0);
}

/* Nothing is written where nothing is cut off: an empty text may be a constant. */
void str_cut(struct str *s, size_t n)
{
    if (n >= s->len)
        return;
    s->len = n;
    s->buf[n] = '\0';
}

void str_drop_char(struct str *s)
{
    size_t n = s->len;
    while (n && (s->buf[--n] & 0xc0) == 0x80)
        ;
    str_cut(s, n);
}

void str_trim_end(struct str *s)
{
    size_t n = s->len;
    while (n && s->buf[n - 1] == ' ')
        n--;
    str_cut(s, n);
}

void str_add(struct str *s, const char *text)
{
    str_addn(s, text, strlen(text));
}

void str_addn(struct str *s, const char *text, size_t n)
{
    reserve(s, n);
    if (n)
        memcpy(s->buf + s->len, text, n);
    s->len += n;
    s->buf[s->len] = '\0';
}

void str_addc(struct str *s, char c)
{
    str_addn(s, &c, 1);
}

void str_addf(struct str *s, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    str_vaddf(s, fmt, ap);
    va_end(ap);
}

void str_vaddf(struct str *s, const char *fmt, va_list ap)
{
    va_list again;
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, again);
    va_end(again);
    if (n < 0)
        BUG("bad format '%s'", fmt);
    reserve(s, (size_t)n);
    vsnprintf(s->buf + s->len, (size_t)n + 1, fmt, ap);
    s->len += (size_t)n;
}

char *str_take(struct str *s)
{
    char *p = s->cap ? s->buf : xstrdup("");
    str_init(s);
    return p;
}

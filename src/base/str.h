/* str.h - a growing string buffer. Always NUL-terminated after init. Allocation failure aborts (xalloc). */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdarg.h>
#include <stddef.h>
#include "base/diag.h"

struct str {
    char *buf;
    size_t len, cap;
};

void str_init(struct str *s);
void str_release(struct str *s);
void str_clear(struct str *s); /* length 0, memory kept */
/* Shorter, never longer: to n bytes; by one UTF-8 character, if there is one; by the blanks at the end. */
void str_cut(struct str *s, size_t n);
void str_drop_char(struct str *s);
void str_trim_end(struct str *s);
void str_add(struct str *s, const char *text);
void str_addn(struct str *s, const char *text, size_t n);
void str_addc(struct str *s, char c);
void str_addf(struct str *s, const char *fmt, ...) PRINTF_LIKE(2, 3);
void str_vaddf(struct str *s, const char *fmt, va_list ap) PRINTF_LIKE(2, 0);
char *str_take(struct str *s); /* the caller frees; s is as after str_init and needs no release until used */

/* A digit's value in any base up to 36, letters in either case; 99: it is none (or EOF). */
static inline unsigned digit_value(int c)
{
    return c >= '0' && c <= '9'   ? (unsigned)(c - '0')
           : c >= 'a' && c <= 'z' ? (unsigned)(c - 'a' + 10)
           : c >= 'A' && c <= 'Z' ? (unsigned)(c - 'A' + 10)
                                  : 99;
}

/* Memory that never fails (aborts with a message). The caller frees with free(). */
void *xmalloc(size_t n);
void *xcalloc(size_t n, size_t size);
void *xrealloc(void *p, size_t n);
char *xstrdup(const char *s);
char *xstrndup(const char *s, size_t n);
char *xasprintf(const char *fmt, ...) PRINTF_LIKE(1, 2);

#endif

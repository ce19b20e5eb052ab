/* text.c - spans: where a piece of assembly text came from, and how it falls into statements. See text.h. */
#include "asm/text.h"

#include <ctype.h>
#include <string.h>

struct loc span_loc(const struct span *s, size_t offset)
{
    struct loc l = s->loc;
    if (s->moved)
        return l;
    for (size_t i = 0; i < offset && i < s->len; i++)
        l.col += ((unsigned char)s->text[i] & 0xC0) != 0x80;
    return l;
}

struct span span_sub(const struct span *s, size_t from, size_t to)
{
    struct span r = *s;
    r.loc = span_loc(s, from);
    r.text = s->text + from;
    r.len = to - from;
    return r;
}

void expansion_notes(struct diag *d, const struct expansion *exp)
{
    for (int n = 0; exp && n < 4; exp = exp->parent, n++)
        diag_note(d, exp->at, "%s", exp->what);
    if (exp)
        diag_note(d, exp->at, "... %d more", exp->depth);
}

static int PRINTF_LIKE(5, 0) span_report(struct diag *d, enum diag_level level, const struct span *s,
                                         size_t offset, const char *fmt, va_list ap)
{
    diag_verror(d, level, span_loc(s, offset), fmt, ap);
    expansion_notes(d, s->exp);
    return -1;
}

int span_error(struct diag *d, const struct span *s, size_t offset, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    span_report(d, DIAG_ERROR, s, offset, fmt, ap);
    va_end(ap);
    return -1;
}

int span_warning(struct diag *d, const struct span *s, size_t offset, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    span_report(d, DIAG_WARNING, s, offset, fmt, ap);
    va_end(ap);
    return -1;
}

bool text_comment_at(const struct asm_desc *desc, const char *p, size_t left)
{
    for (unsigned i = 0; i < desc->ncomments; i++) {
        size_t n = strlen(desc->comments[i]);
        if (n && n <= left && memcmp(p, desc->comments[i], n) == 0)
            return true;
    }
    return false;
}

static size_t skip_quoted(const char *t, size_t len, size_t i)
{
    char q = t[i++];
    if (q == '\'') { /* 'c, 'c', '\n': the closing quote is optional */
        if (i < len && t[i] == '\\')
            i++;
        i += i < len;
        while (i < len && t[i - 1] != '\'' && ((unsigned char)t[i] & 0xC0) == 0x80)
            i++;
        return i < len && t[i] == '\'' ? i + 1 : i;
    }
    while (i < len && t[i] != q)
        i += t[i] == '\\' && i + 1 < len ? 2 : 1;
    return i < len ? i + 1 : len;
}

size_t text_quoted(const char *t, size_t len, size_t from, size_t i)
{
    bool quote = t[i] == '"' || (t[i] == '\'' && (i == from || !ident_char((unsigned char)t[i - 1])));
    return quote ? skip_quoted(t, len, i) : i;
}

size_t stmt_cut(const struct asm_desc *desc, const struct span *line, size_t pos, struct span *stmt)
{
    const char *t = line->text;
    size_t i = pos, end, next;
    for (;;) {
        if (i >= line->len || text_comment_at(desc, t + i, line->len - i)) {
            end = i;
            next = line->len;
            break;
        }
        if (t[i] == ';') {
            end = i;
            next = i + 1;
            break;
        }
        size_t after = text_quoted(t, line->len, pos, i);
        i = after > i ? after : i + 1;
    }
    while (pos < end && isspace((unsigned char)t[pos]))
        pos++;
    while (end > pos && isspace((unsigned char)t[end - 1]))
        end--;
    *stmt = span_sub(line, pos, end);
    return next;
}

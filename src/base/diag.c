/* diag.c - see diag.h: collecting messages, and printing them with their source lines. */
#include "base/diag.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "base/fs.h"
#include "base/str.h"

#define WINDOW 160 /* of a longer source line, so many characters around the place are shown */

void diag_init(struct diag *d)
{
    *d = (struct diag){ 0 };
}

static void drop_messages(struct diag *d)
{
    for (size_t i = 0; i < d->count; i++)
        free(d->msgs[i].text);
    d->count = 0;
}

void diag_release(struct diag *d)
{
    drop_messages(d);
    free(d->msgs);
    for (size_t i = 0; i < d->nsources; i++) {
        free((char *)d->sources[i]->name);
        free((char *)d->sources[i]->text);
        free(d->sources[i]);
    }
    free(d->sources);
    *d = (struct diag){ 0 };
}

/* Takes over `text`. */
static const struct source *add_source(struct diag *d, const char *name, char *text, size_t size)
{
    struct source *s = xmalloc(sizeof *s);
    *s = (struct source){ xstrdup(name), text, size };
    d->sources = xrealloc(d->sources, (d->nsources + 1) * sizeof(struct source *));
    d->sources[d->nsources++] = s;
    return s;
}

const struct source *diag_source(struct diag *d, const char *name, const char *text, size_t size)
{
    char *copy = xmalloc(size + 1);
    if (size)
        memcpy(copy, text, size);
    copy[size] = '\0';
    return add_source(d, name, copy, size);
}

const struct source *diag_read_file(struct diag *d, const char *path, struct loc from)
{
    size_t size;
    char *text = fs_read(path, &size);
    if (!text) {
        diag_error(d, from, "cannot read '%s': %s", path, strerror(errno));
        return NULL;
    }
    return add_source(d, path, text, size);
}

static void add_message(struct diag *d, enum diag_level level, struct loc at, char *text)
{
    if (d->count == d->cap) {
        d->cap = d->cap ? d->cap * 2 : 8;
        d->msgs = xrealloc(d->msgs, d->cap * sizeof *d->msgs);
    }
    d->msgs[d->count++] = (struct diag_msg){ level, at, text };
}

int diag_verror(struct diag *d, enum diag_level level, struct loc at, const char *fmt, va_list ap)
{
    if (level == DIAG_ERROR) {
        d->errors++;
        if (++d->phase_errors == DIAG_MAX_ERRORS + 1) {
            add_message(d, DIAG_NOTE, (struct loc){ 0 }, xstrdup("more errors like these are not shown"));
            d->muted = true;
        }
    }
    if (d->muted)
        return -1;
    struct str s;
    str_init(&s);
    str_vaddf(&s, fmt, ap);
    add_message(d, level, at, str_take(&s));
    return -1;
}

int diag_error(struct diag *d, struct loc at, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    diag_verror(d, DIAG_ERROR, at, fmt, ap);
    va_end(ap);
    return -1;
}

int diag_warning(struct diag *d, struct loc at, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    diag_verror(d, DIAG_WARNING, at, fmt, ap);
    va_end(ap);
    return -1;
}

int diag_note(struct diag *d, struct loc at, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    diag_verror(d, DIAG_NOTE, at, fmt, ap);
    va_end(ap);
    return -1;
}

void diag_phase(struct diag *d)
{
    d->phase_errors = 0;
    d->muted = false;
}

/* The bytes of the valid UTF-8 character at p, 0 if it is none. */
static size_t utf8_length(const char *text, const char *end)
{
    const unsigned char *p = (const unsigned char *)text;
    size_t n = *p < 0x80 ? 1 : *p >= 0xc2 && *p < 0xe0 ? 2 : *p >= 0xe0 && *p < 0xf0 ? 3 : 4;
    if (*p >= 0x80 && (*p < 0xc2 || *p > 0xf4 || (size_t)(end - text) < n))
        return 0;
    for (size_t i = 1; i < n; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return 0;
    }
    return n;
}

/* What a user's file or name holds must not reach the terminal raw: control characters and broken UTF-8 come
 * out as '?', a tab as one blank, so that columns stay columns. */
static void add_clean(struct str *out, const char *p, const char *end)
{
    while (p < end) {
        size_t n = utf8_length(p, end);
        bool c1 = n == 2 && (unsigned char)p[0] == 0xc2 && (unsigned char)p[1] < 0xa0;
        if (n == 1 && *p == '\t')
            str_addc(out, ' ');
        else if (n == 0 || c1 || (n == 1 && ((unsigned char)*p < 0x20 || *p == 0x7f)))
            str_addc(out, '?');
        else
            str_addn(out, p, n);
        p += n ? n : 1;
    }
}

static const char *next_char(const char *p, const char *end)
{
    size_t n = utf8_length(p, end);
    return p + (n ? n : 1);
}

/* Start of line `line` (from 1); NULL if the text has fewer. */
static const char *find_line(const struct source *s, int line)
{
    const char *p = s->text, *end = s->text + s->size;
    for (; line > 1; line--) {
        p = memchr(p, '\n', (size_t)(end - p));
        if (!p)
            return NULL;
        p++;
    }
    return p;
}

static void add_source_line(struct str *out, struct loc at)
{
    const char *p = find_line(at.src, at.line), *end = at.src->text + at.src->size;
    if (!p || at.col < 1)
        return;
    const char *nl = memchr(p, '\n', (size_t)(end - p));
    if (nl)
        end = nl;
    if (end > p && end[-1] == '\r')
        end--;
    int col = at.col, skip = col > WINDOW ? col - WINDOW / 2 : 0;
    for (int i = 0; i < skip && p < end; i++, col--)
        p = next_char(p, end);
    const char *stop = p;
    for (int i = 0; i < WINDOW && stop < end; i++)
        stop = next_char(stop, end);
    str_addf(out, "%5d | ", at.line);
    add_clean(out, p, stop);
    str_addf(out, "\n      | %*s^\n", col - 1, "");
}

static void add_text(struct str *out, const struct diag_msg *m)
{
    static const char *const levels[] = { "error", "warning", "note" };
    const struct source *s = m->loc.src;
    if (s) {
        add_clean(out, s->name, s->name + strlen(s->name));
        if (m->loc.line > 0)
            str_addf(out, ":%d:%d", m->loc.line, m->loc.col);
    } else {
        str_add(out, "orrery");
    }
    str_addf(out, ": %s: ", levels[m->level]);
    add_clean(out, m->text, m->text + strlen(m->text));
    str_addc(out, '\n');
    if (s && m->loc.line > 0)
        add_source_line(out, m->loc);
}

/* Each message as a whole: standard error has no buffer. */
void diag_print(struct diag *d, FILE *out)
{
    struct str text;
    str_init(&text);
    for (size_t i = 0; i < d->count; i++) {
        str_clear(&text);
        add_text(&text, &d->msgs[i]);
        fwrite(text.buf, 1, text.len, out);
    }
    str_release(&text);
    drop_messages(d);
}

char *diag_text(struct diag *d)
{
    char *text = NULL;
    size_t size = 0;
    FILE *f = open_memstream(&text, &size);
    if (!f)
        BUG("open_memstream: %s", strerror(errno));
    diag_print(d, f);
    fclose(f);
    return text;
}

void bug_at(const char *file, int line, const char *fmt, ...)
{
    va_list ap;
    fprintf(stderr, "orrery: BUG at %s:%d: ", file, line);
    va_start(ap, fmt);
    vfprintf(stderr, fmt, ap);
    va_end(ap);
    fputc('\n', stderr);
    abort();
}

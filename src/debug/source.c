/* source.c - the text of the program's sources: those that were assembled, else files found on the host. */
#include "debug/source.h"

#include <stdlib.h>
#include <string.h>
#include "base/fs.h"
#include "debug/session_private.h"

static char *read_text(struct session *s, const char *file, size_t *size)
{
    for (size_t i = 0; i < s->image->nsources; i++) {
        const struct source *t = s->image->sources[i].text;
        if (t && !strcmp(s->image->sources[i].path, file)) {
            char *copy = xmalloc(t->size + 1);
            memcpy(copy, t->text, t->size);
            copy[t->size] = '\0';
            *size = t->size;
            return copy;
        }
    }
    if (!s->allow_host)
        return NULL;
    char *text = fs_read(file, size);
    if (text)
        return text;
    /* beside the program: a binary that was moved together with its sources */
    char *dir = fs_dirname(s->image->name), *path = fs_join(dir, fs_base_name(file));
    text = fs_read(path, size);
    free(dir);
    free(path);
    return text;
}

static struct source_file *open_source(struct session *s, const char *file)
{
    for (size_t i = 0; i < s->sources.count; i++)
        if (!strcmp(s->sources.data[i]->name, file))
            return s->sources.data[i];
    struct source_file *f = xcalloc(1, sizeof *f);
    f->name = xstrdup(file);
    f->text = read_text(s, file, &f->size);
    for (const char *p = f->text; p && p < f->text + f->size;) {
        const char *nl = memchr(p, '\n', (size_t)(f->text + f->size - p));
        *vec_push(&f->at) = p;
        p = nl ? nl + 1 : f->text + f->size;
    }
    *vec_push(&s->sources) = f;
    return f;
}

const char *session_source_line(struct session *s, const char *file, int line, size_t *length)
{
    const struct source_file *f = file ? open_source(s, file) : NULL;
    if (!f || line < 1 || (size_t)line > f->at.count)
        return NULL;
    const char *p = f->at.data[line - 1];
    const char *end = (size_t)line < f->at.count ? f->at.data[line] : f->text + f->size;
    size_t n = (size_t)(end - p);
    while (n && (p[n - 1] == '\n' || p[n - 1] == '\r'))
        n--;
    *length = n;
    return p;
}

int source_lines(struct session *s, const char *file)
{
    return file ? (int)open_source(s, file)->at.count : 0;
}

const char *source_file_named(const struct session *s, const char *name)
{
    for (size_t i = 0; i < s->image->nlines; i++) {
        const char *file = s->image->lines[i].file;
        if (file && fs_names(file, name))
            return file;
    }
    for (size_t i = 0; i < s->image->nsources; i++)
        if (fs_names(s->image->sources[i].path, name))
            return s->image->sources[i].path;
    return NULL;
}

bool source_line_at(const struct session *s, uint64_t addr, const char **file, int *line)
{
    const struct line *l = image_line_at(s->image, addr);
    if (!l || !l->file)
        return false;
    *file = l->file;
    *line = l->line;
    return true;
}

/* Does row b, behind row a, go on with its line? A statement does not go on with what is only inside one. */
static bool goes_on(const struct line *a, const struct line *b)
{
    return a->file && b->file && a->line == b->line && !strcmp(a->file, b->file) && (!a->inside || b->inside);
}

/* Rows of which only the last at an address counts. */
static const struct line *row_before(const struct image *img, const struct line *l)
{
    while (l > img->lines && l[-1].addr == l->addr)
        l--;
    return l > img->lines ? l - 1 : NULL;
}

static const struct line *row_behind(const struct image *img, const struct line *l)
{
    const struct line *end = img->lines + img->nlines;
    return l + 1 < end ? image_row_at(img, l[1].addr) : NULL;
}

bool source_line_range(const struct session *s, uint64_t addr, uint64_t *from, uint64_t *to)
{
    const struct image *img = s->image;
    const struct line *first = image_line_at(img, addr), *last = first, *next;
    if (!first)
        return false;
    while ((next = row_before(img, first)) && goes_on(next, first))
        first = next;
    while ((next = row_behind(img, last)) && goes_on(last, next))
        last = next;
    *from = first->addr;
    *to = next ? next->addr : addr + 1;
    return true;
}

bool source_line_begins(const struct session *s, uint64_t addr)
{
    const struct line *l = image_line_at(s->image, addr);
    return l && l->file && l->addr == addr;
}

/* The lowest address of the line, or of the next one that has code. */
bool source_line_addr(const struct session *s, const char *file, int line, uint64_t *addr, int *found)
{
    const struct line *best = NULL;
    for (size_t i = 0; i < s->image->nlines; i++) {
        const struct line *l = &s->image->lines[i];
        if (!l->file || l->inside || strcmp(l->file, file) != 0 || l->line < line)
            continue;
        if (!best || l->line < best->line)
            best = l;
    }
    if (!best)
        return false;
    *addr = best->addr;
    *found = best->line;
    return true;
}

void sources_release(struct session *s)
{
    for (size_t i = 0; i < s->sources.count; i++) {
        free(s->sources.data[i]->name);
        free(s->sources.data[i]->text);
        vec_release(&s->sources.data[i]->at);
        free(s->sources.data[i]);
    }
    vec_release(&s->sources);
}

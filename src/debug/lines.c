/* lines.c - lines to addresses. */
#include <stdlib.h>
#include <string.h>
#include "base/vec.h"
#include "debug/dwarf.h"

uint64_t debug_after_prologue(const struct debug_info *info, const struct image *img, uint64_t addr)
{
    struct debug_function f;
    uint64_t end = UINT64_MAX;
    if (!debug_function_at(info, addr, &f))
        return addr;
    if (f.low == addr)
        end = f.high;
    const struct line *first = image_line_at(img, addr), *last = img->lines + img->nlines;
    if (!first || first->addr != addr)
        return addr;
    for (const struct line *l = first + 1; l < last && l->addr < end; l++)
        if (l->file && l->line)
            return l->addr;
    return addr;
}

/* path ends in the components of name. */
static bool same_file(const char *path, const char *name)
{
    size_t n = strlen(path), m = strlen(name);
    return n >= m && strcmp(path + n - m, name) == 0 && (n == m || path[n - m - 1] == '/');
}

static bool of_line(const struct image *img, size_t i, const char *file, int line)
{
    const struct line *l = &img->lines[i];
    return l->file && l->line == line && (!file || same_file(l->file, file));
}

size_t debug_line_addresses(const struct image *img, const char *file, int *line, uint64_t **out)
{
    VEC(uint64_t) v = { 0 };
    int best = 0;
    *out = NULL;
    for (size_t i = 0; i < img->nlines; i++) {
        const struct line *l = &img->lines[i];
        if (l->file && l->line >= *line && (!best || l->line < best) && (!file || same_file(l->file, file)))
            best = l->line;
    }
    if (!best)
        return 0;
    *line = best;
    for (size_t i = 0; i < img->nlines; i++) /* where the line begins, not where it goes on */
        if (of_line(img, i, file, best) && !(i && of_line(img, i - 1, img->lines[i].file, best)))
            *vec_push(&v) = img->lines[i].addr;
    *out = v.data;
    return v.count;
}

/* lines.c - lines to addresses. */
#include <stdlib.h>
#include <string.h>
#include "base/vec.h"
#include "base/fs.h"
#include "debug/dwarf.h"

static bool is_assembly(const char *file)
{
    size_t n = strlen(file);
    return n > 2 && file[n - 2] == '.' && (file[n - 1] == 's' || file[n - 1] == 'S');
}

uint64_t debug_after_prologue(const struct debug_info *info, const struct image *img, uint64_t addr)
{
    struct debug_function f;
    if (!debug_function_at(info, addr, &f) || debug_locates(info, addr))
        return addr;
    const struct line *first = image_line_at(img, f.low), *end = img->lines + img->nlines;
    if (!first || first->addr != f.low || is_assembly(first->file))
        return addr;
    for (const struct line *l = first + 1; l < end && l->addr < f.high; l++)
        if (l->file && !l->inside)
            return l->addr > addr ? l->addr : addr;
    return addr;
}

static bool of_line(const struct image *img, size_t i, const char *file, int line)
{
    const struct line *l = &img->lines[i];
    return l->file && !l->inside && l->line == line && (!file || fs_names(l->file, file));
}

size_t debug_line_addresses(const struct image *img, const char *file, int *line, uint64_t **out)
{
    VEC(uint64_t) v = { 0 };
    int best = 0;
    *out = NULL;
    for (size_t i = 0; i < img->nlines; i++) {
        const struct line *l = &img->lines[i];
        if (l->line >= *line && (!best || l->line < best) && of_line(img, i, file, l->line))
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

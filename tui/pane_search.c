/* pane_search.c - searching in panes that list rows: all rows are drawn aside, as text, and looked through.
 * So what is found is what would be seen. */
#include <stdlib.h>
#include <string.h>
#include "tui/pane_parts.h"

#define SEARCH_WIDTH 512 /* columns: what a narrow pane cuts off is found, too */

/* Rows end with newlines. */
static bool row_has(const char *row, const char *text)
{
    return memmem(row, strcspn(row, "\n"), text, strlen(text)) != NULL;
}

static int find_row(const char *const *row, int count, int from, const char *text, bool backward, bool again)
{
    for (int k = again; k < count + again; k++) {
        int i = ((from + (backward ? -k : k)) % count + count) % count;
        if (row_has(row[i], text))
            return i;
    }
    return -1;
}

int rows_search(struct pane *p, rows_draw *draw, int from, const char *text, bool backward, bool again)
{
    struct canvas c;
    canvas_init(&c, SEARCH_WIDTH, 0);
    int count = draw(p, canvas_area(&c));
    canvas_resize(&c, SEARCH_WIDTH, count);
    draw(p, canvas_area(&c));
    struct str s;
    str_init(&s);
    canvas_dump(&c, false, &s);
    canvas_release(&c);
    const char **row = xcalloc((size_t)count + 1, sizeof *row);
    row[0] = s.buf;
    for (int i = 1; i < count; i++)
        row[i] = row[i - 1] + strcspn(row[i - 1], "\n") + 1;
    int found = count > 0 ? find_row(row, count, from, text, backward, again) : -1;
    free(row);
    str_release(&s);
    return found;
}

bool list_search(struct pane *p, struct list *l, rows_draw *draw, const char *text, bool backward, bool again)
{
    int row = rows_search(p, draw, l->cursor, text, backward, again);
    if (row >= 0)
        l->cursor = row;
    return row >= 0;
}

bool scrolled_search(struct pane *p, struct scrolled *s, rows_draw *draw, const char *text, bool backward,
                     bool again)
{
    bool seen = s->found >= s->top && s->found < s->top + p->height;
    int row = rows_search(p, draw, seen ? s->found : s->top, text, backward, again);
    if (row < 0)
        return false;
    s->found = row;
    if (row < s->top || row >= s->top + p->height)
        s->top = row - p->height / 3;
    return true;
}

/* ---- rows that are scrolled -------------------------------------------------------------------------- */

int scrolled_fit(struct scrolled *s, int height)
{
    int most = s->lines - height;
    s->top = s->top > most ? most : s->top;
    s->top = s->top < 0 ? 0 : s->top;
    return -s->top;
}

void scrolled_drawn(struct pane *p, struct scrolled *s, int height, int end)
{
    s->lines = end + s->top;
    pane_rows(p, s->top, height, s->lines);
}

bool scrolled_key(struct pane *p, struct scrolled *s, tui_key key)
{
    int lines = key_lines(key, p->height);
    s->top += lines;
    if (key == 'g' || key == K_HOME)
        s->top = 0;
    if (key == 'G' || key == K_END)
        s->top = s->lines;
    return lines || key == 'g' || key == K_HOME || key == 'G' || key == K_END;
}

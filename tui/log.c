/* log.c - lines above the prompt; see log.h. */
#include "tui/log.h"
#include <stdlib.h>
#include <string.h>

void log_release(struct log *l)
{
    for (size_t i = 0; i < l->lines.count; i++)
        free(l->lines.data[i].text);
    vec_release(&l->lines);
    l->open = false;
    l->mark = 0;
}

/* A tenth goes at a time, so that moving the rest costs little. */
static void make_room(struct log *l)
{
    if (l->lines.count < LOG_LINES)
        return;
    size_t gone = LOG_LINES / 10;
    for (size_t i = 0; i < gone; i++)
        free(l->lines.data[i].text);
    l->lines.count -= gone;
    l->mark = l->mark > gone ? l->mark - gone : 0;
    memmove(l->lines.data, l->lines.data + gone, l->lines.count * sizeof *l->lines.data);
}

/* To the line that is still open; where that is long already, what follows begins another. */
static void add_piece(struct log *l, enum element e, const char *text, size_t n)
{
    struct log_line *last = l->open ? &l->lines.data[l->lines.count - 1] : NULL;
    if (last && last->element == e && last->len + n <= LOG_LINE_MAX) {
        last->text = xrealloc(last->text, last->len + n + 1);
        memcpy(last->text + last->len, text, n);
        last->len += n;
        last->text[last->len] = '\0';
        return;
    }
    make_room(l);
    *vec_push(&l->lines) = (struct log_line){ .text = xstrndup(text, n), .len = n, .element = e };
}

void log_add(struct log *l, enum element e, const char *text, size_t n)
{
    while (n) {
        size_t piece = 0;
        while (piece < n && piece < LOG_LINE_MAX && text[piece] != '\n' && text[piece] != '\r' && text[piece])
            piece++;
        if (piece == LOG_LINE_MAX && piece < n)
            while ((text[piece] & 0xc0) == 0x80 && piece > 1)
                piece--;
        bool ends = piece < n && text[piece] == '\n';
        if (piece || ends) {
            add_piece(l, e, text, piece);
            l->open = !ends;
        }
        piece += piece < n && (text[piece] == '\n' || text[piece] == '\r' || !text[piece]);
        text += piece, n -= piece;
    }
}

void log_end_line(struct log *l)
{
    l->open = false;
}

static int rows_of(const struct log_line *line, int width)
{
    int columns = text_columns(line->text);
    return columns <= width || width < 1 ? 1 : (columns + width - 1) / width;
}

int log_rows(const struct log *l, int width, int limit)
{
    int rows = 0;
    for (size_t i = l->lines.count; i-- > 0 && rows < limit;)
        rows += rows_of(&l->lines.data[i], width);
    return rows;
}

void log_mark(struct log *l)
{
    l->mark = l->lines.count;
}

int log_rows_marked(const struct log *l, int width, int limit)
{
    int rows = 0;
    for (size_t i = l->lines.count; i-- > l->mark && rows < limit;)
        rows += rows_of(&l->lines.data[i], width);
    return rows;
}

int log_draw(const struct log *l, struct area a, int bottom, int back)
{
    size_t first = l->lines.count;
    int rows = 0; /* of lines [first ..) */
    while (first > 0 && rows < bottom + back)
        rows += rows_of(&l->lines.data[--first], a.width);
    int end = rows - back < bottom ? rows - back : bottom, y = end + back - rows;
    struct area part = area_part(a, 0, 0, a.width, end);
    for (size_t i = first; i < l->lines.count && y < end; i++) {
        int n = rows_of(&l->lines.data[i], a.width);
        for (int row = y < 0 ? -y : 0; row < n && y + row < end; row++)
            area_put(part, -row * a.width, y + row, l->lines.data[i].element, l->lines.data[i].text);
        y += n;
    }
    return end > 0 ? end : 0;
}

int log_search(const struct log *l, int width, int back, const char *text, bool down)
{
    int rows = 0, best = -1;
    for (size_t i = l->lines.count; i-- > 0;) {
        int n = rows_of(&l->lines.data[i], width);
        bool has = strstr(l->lines.data[i].text, text) != NULL;
        if (down && rows >= back)
            break;
        if (has && (down || rows > back))
            best = rows;
        if (best >= 0 && !down)
            break;
        rows += n;
    }
    return best;
}

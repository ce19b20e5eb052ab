/* yaml_loc.c - see yaml_loc_at() in yaml.h: from a byte of a scalar's text back to its place in the file. */
#include "base/yaml.h"

#include <string.h>

static bool continues(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

/* Characters in the first n bytes of text. */
static int chars(const char *text, size_t n)
{
    int count = 0;
    for (size_t i = 0; i < n && text[i]; i++)
        count += !continues(text[i]);
    return count;
}

static struct loc in_literal(const struct yaml *y, size_t offset)
{
    const char *start = y->text;
    int line = y->loc.line + 1;
    for (size_t i = 0; i < offset && y->text[i]; i++) {
        if (y->text[i] == '\n') {
            line++;
            start = y->text + i + 1;
        }
    }
    int col = y->block_indent + 1 + chars(start, offset - (size_t)(start - y->text));
    return (struct loc){ y->loc.src, line, col };
}

/* A reader of the source that counts lines and columns. */
struct cursor {
    const char *p, *end;
    int line, col;
};

static void step(struct cursor *c)
{
    if (c->p == c->end)
        return;
    if (*c->p == '\n') {
        c->line++;
        c->col = 0;
    }
    c->p++;
    if (c->p == c->end || !continues(*c->p))
        c->col++;
}

static void step_char(struct cursor *c)
{
    do
        step(c);
    while (c->p < c->end && continues(*c->p));
}

static struct cursor seek(const struct loc *at)
{
    const struct source *s = at->src;
    struct cursor c = { s->text, s->text + s->size, 1, 1 };
    while (c.p < c.end && (c.line < at->line || c.col < at->col))
        step_char(&c);
    return c;
}

static bool blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* Whether only blanks stand between c and the end of its line. */
static bool at_line_end(const struct cursor *c)
{
    const char *p = c->p;
    while (p < c->end && blank(*p))
        p++;
    return p < c->end && *p == '\n';
}

/* Over a folded line break: blanks, newlines and the next line's indentation. Returns the newlines. */
static int skip_fold(struct cursor *c)
{
    int newlines = 0;
    while (c->p < c->end && (blank(*c->p) || *c->p == '\n')) {
        newlines += *c->p == '\n';
        step(c);
    }
    return newlines;
}

/* A backslash that ends a line of a double-quoted scalar: the break yields nothing. */
static bool at_escaped_break(const struct cursor *c)
{
    return c->p + 1 < c->end && *c->p == '\\' && (c->p[1] == '\n' || c->p[1] == '\r');
}

/* Over the source of one character of the text of a double-quoted scalar. */
static void skip_escape(struct cursor *c)
{
    if (c->p + 1 >= c->end || *c->p != '\\') {
        step_char(c);
        return;
    }
    int digits = c->p[1] == 'x' ? 2 : c->p[1] == 'u' ? 4 : c->p[1] == 'U' ? 8 : 0;
    for (int i = 0; i < 2 + digits; i++)
        step(c);
}

/* Over a line break at c, if there is one, and over what it is in the text: a blank, nothing when escaped,
 * and for each further newline a newline. Returns the place in the text after it. */
static const char *skip_break(const struct yaml *y, struct cursor *c, const char *t)
{
    bool escaped = y->style == YAML_QUOTED2 && at_escaped_break(c);
    if (!escaped && !((*t == ' ' || *t == '\n') && at_line_end(c)))
        return t;
    if (escaped)
        step(c);
    int newlines = skip_fold(c);
    if (!escaped && newlines == 1)
        return t + 1;
    for (; newlines > 1 && *t == '\n'; newlines--)
        t++;
    return t;
}

/* Walks source and text side by side. */
static struct loc beside_text(const struct yaml *y, size_t offset)
{
    struct cursor c = seek(&y->loc);
    const char *t = y->text, *stop = y->text + offset;
    if (y->style != YAML_PLAIN)
        step(&c);
    for (;;) {
        t = skip_break(y, &c, t);
        if (t >= stop || !*t)
            break;
        if (y->style == YAML_QUOTED2)
            skip_escape(&c);
        else
            step_char(&c);
        if (y->style == YAML_QUOTED1 && *t == '\'')
            step(&c);
        do
            t++;
        while (continues(*t));
    }
    return (struct loc){ y->loc.src, c.line, c.col };
}

struct loc yaml_loc_at(const struct yaml *y, size_t offset)
{
    struct loc at = y->loc;
    if (y->kind != YAML_SCALAR || y->style == YAML_FOLDED)
        return at;
    if (y->style == YAML_LITERAL)
        return in_literal(y, offset);
    if (!y->straight)
        return beside_text(y, offset);
    at.col += (y->style != YAML_PLAIN) + chars(y->text, offset);
    return at;
}

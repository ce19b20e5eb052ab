/* input.c - what is read next: a stack of files and of bodies (macros, repetitions) that stand in for lines.
 *
 * Text of a body is substituted line by line as it is read, so a repetition costs no memory. Depth and the
 * number of made lines are bounded. */
#include "asm/asm.h"

#include "base/fs.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct frame {
    /* a file */
    char *text;
    size_t size, pos;
    const struct source *src;
    int line;
    /* a body */
    const struct body *body;
    size_t next; /* line of the body */
    uint64_t round, count;
    const struct binding *const *values;
    unsigned serial; /* \@ */
    bool is_macro;
    struct str buf;
    /* both */
    const struct expansion *exp;
    size_t conds; /* open conditionals when it began */
    struct span cur;
    size_t at; /* next statement in cur; at >= cur.len: take the next line */
    bool have;
};

static struct frame *top(const struct assembler *as)
{
    return as->frames.count ? as->frames.data[as->frames.count - 1] : NULL;
}

static void pop(struct assembler *as)
{
    struct frame *f = top(as);
    while (as->conds.count > f->conds) {
        as_error_at(as, &as->conds.data[as->conds.count - 1].at, "this .if has no .endif");
        as->conds.count--;
    }
    as->stmt.len = 0; /* its text may be this frame's */
    free(f->text);
    str_release(&f->buf);
    free(f);
    as->frames.count--;
}

void input_release(struct assembler *as)
{
    as->conds.count = 0;
    while (as->frames.count)
        pop(as);
    vec_release(&as->frames);
    vec_release(&as->conds);
}

static struct frame *push(struct assembler *as, const char *what)
{
    const struct frame *up = top(as);
    if (as->frames.count >= ASM_MAX_DEPTH) {
        as_error(as, 0, "macros, repetitions and included files are nested more than %d deep", ASM_MAX_DEPTH);
        as->fatal = true;
        return NULL;
    }
    struct frame *f = xcalloc(1, sizeof *f);
    str_init(&f->buf);
    f->conds = as->conds.count;
    f->exp = up ? up->exp : NULL;
    if (what) {
        struct expansion *e = ARENA_NEW(&as->arena, struct expansion);
        e->what = what;
        e->at = as->stmt.loc;
        e->parent = as->stmt.exp;
        e->depth = as->stmt.exp ? as->stmt.exp->depth + 1 : 1;
        f->exp = e;
    }
    *vec_push(&as->frames) = f;
    return f;
}

static size_t blank(char *t, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        t[i] = t[i] == '\n' ? '\n' : ' ';
    return to;
}

/* The position after the C comment that starts at i; `size`, with *open set to i, if it is never closed. */
static size_t c_comment_end(const char *t, size_t size, size_t i, size_t *open)
{
    for (size_t k = i + 2; k + 1 < size; k++) {
        if (t[k] == '*' && t[k + 1] == '/')
            return k + 2;
    }
    *open = i;
    return size;
}

/* Blanks out comments, keeping the lines, so that later stages need not know them; what opens first counts.
 * Returns the position of a C comment that is never closed, `size` if there is none. */
static size_t strip_comments(const struct asm_desc *desc, char *t, size_t size)
{
    size_t open = size, line = 0, end = 0;
    for (size_t i = 0; i < size;) {
        if (i >= end) { /* a new line, or the middle of one after a C comment */
            const char *nl = memchr(t + i, '\n', size - i);
            line = i;
            end = nl ? (size_t)(nl - t) + 1 : size;
        }
        size_t text = t[end - 1] == '\n' ? end - 1 : end, after = text_quoted(t, text, line, i);
        if (text_comment_at(desc, t + i, text - i))
            i = blank(t, i, end);
        else if (t[i] == '/' && i + 1 < size && t[i + 1] == '*')
            i = blank(t, i, c_comment_end(t, size, i, &open));
        else
            i = after > i ? after : i + 1;
    }
    return open;
}

static void refuse_open_comment(struct assembler *as, const struct source *src, size_t at)
{
    struct span s = { src->text, 0, { src, 1, 1 }, false, NULL };
    for (size_t i = 0; i < at; i++) {
        if (src->text[i] == '\n') {
            s.text = src->text + i + 1;
            s.loc.line++;
        }
    }
    s.len = src->size - (size_t)(s.text - src->text);
    span_error(as->d, &s, at - (size_t)(s.text - src->text), "this comment is never closed");
}

const struct source *input_read(struct assembler *as, const char *path, struct loc from)
{
    char *dir = from.src && path[0] != '/' ? fs_dirname(from.src->name) : NULL;
    char *beside = dir && strcmp(dir, ".") != 0 ? fs_join(dir, path) : NULL;
    const struct source *src = diag_read_file(as->d, beside && fs_exists(beside) ? beside : path, from);
    free(dir);
    free(beside);
    return src;
}

int input_file(struct assembler *as, const char *path, struct loc from)
{
    const struct source *src = input_read(as, path, from);
    return src ? input_source(as, src, from.src != NULL) : -1;
}

int input_source(struct assembler *as, const struct source *src, bool included)
{
    struct frame *f = push(as, included ? "included from here" : NULL);
    if (!f)
        return -1;
    f->src = src;
    f->size = src->size;
    f->text = xmalloc(src->size + 1);
    memcpy(f->text, src->text, src->size);
    f->text[src->size] = 0;
    size_t open = strip_comments(&as->isa->assembler, f->text, f->size);
    if (open < f->size)
        refuse_open_comment(as, src, open);
    if (!as->file->src)
        as->file->src = src;
    return 0;
}

int input_body(struct assembler *as, const struct body *b, uint64_t count,
               const struct binding *const *values, const char *what, bool is_macro)
{
    if (count > ASM_MAX_LINES || as->made_lines + count * (b->lines.count + 1) > ASM_MAX_LINES) {
        as_error(as, 0, "this makes more than %d lines in all", ASM_MAX_LINES);
        as->fatal = true;
        return -1;
    }
    as->made_lines += count * (b->lines.count + 1);
    struct frame *f = push(as, what);
    if (!f)
        return -1;
    f->body = b;
    f->count = count;
    f->values = values;
    f->is_macro = is_macro;
    f->serial = is_macro ? as->macro_count++ : 0;
    return 0;
}

void input_exit_macro(struct assembler *as)
{
    while (as->frames.count && as->frames.data[as->frames.count - 1]->body) {
        struct frame *f = top(as);
        bool last = f->is_macro;
        as->conds.count =
            f->conds < as->conds.count ? f->conds : as->conds.count; /* .exitm leaves them open */
        pop(as);
        if (last)
            return;
    }
}

void input_end_file(struct assembler *as)
{
    while (as->frames.count && top(as)->body)
        pop(as);
    if (as->frames.count)
        top(as)->pos = top(as)->size;
    if (as->frames.count)
        top(as)->have = false;
}

/* ---- substitution ------------------------------------------------------------------------------------ */

static const struct binding *bound(const struct frame *f, const char *name, size_t len)
{
    for (const struct binding *b = f->values ? f->values[f->is_macro ? 0 : f->round] : NULL; b && b->name;
         b++) {
        if (strlen(b->name) == len && memcmp(b->name, name, len) == 0)
            return b;
    }
    return NULL;
}

/* \name, \@ and \() ; any other backslash stays (escapes in strings). */
static void substitute(struct frame *f, const struct line_text *l)
{
    const char *t = l->text;
    str_clear(&f->buf);
    for (size_t i = 0; i < l->len;) {
        size_t n = i + 1;
        if (t[i] != '\\' || n >= l->len) {
            str_addc(&f->buf, t[i++]);
            continue;
        }
        if (t[n] == '@' && f->is_macro) {
            str_addf(&f->buf, "%u", f->serial);
            i += 2;
            continue;
        }
        if (t[n] == '(' && n + 1 < l->len && t[n + 1] == ')') {
            i += 3;
            continue;
        }
        while (n < l->len && ident_char((unsigned char)t[n]) &&
               (n > i + 1 || ident_start((unsigned char)t[n])))
            n++;
        const struct binding *b = bound(f, t + i + 1, n - i - 1);
        while (!b && n > i + 1 &&
               memchr(t + i + 1, '.', n - i - 1)) { /* \reg.w: the longest name that is one */
            n--;
            b = bound(f, t + i + 1, n - i - 1);
        }
        if (b)
            str_addn(&f->buf, b->text, b->len);
        else
            str_addn(&f->buf, t + i, n - i > 1 ? n - i : 2);
        i = b || n - i > 1 ? n : i + 2;
    }
}

static bool body_line(struct assembler *as, struct frame *f)
{
    if (f->next >= f->body->lines.count) {
        f->next = 0;
        f->round++;
    }
    if (f->round >= f->count || !f->body->lines.count)
        return false;
    const struct line_text *l = &f->body->lines.data[f->next++];
    bool plain = !memchr(l->text, '\\', l->len);
    if (!plain)
        substitute(f, l);
    if (f->buf.len > ASM_MAX_LINE) { /* a macro that doubles its argument soon fills all memory */
        as->stmt = (struct span){ l->text, l->len, l->loc, true, f->exp };
        as_error(as, 0, "with its arguments filled in this line has more than %d characters", ASM_MAX_LINE);
        as->fatal = true;
        return false;
    }
    bool changed = !plain && (f->buf.len != l->len || memcmp(f->buf.buf, l->text, l->len) != 0);
    f->cur = (struct span){ plain ? l->text : f->buf.buf, plain ? l->len : f->buf.len, l->loc,
                            l->moved || changed, f->exp };
    return true;
}

static bool file_line(struct frame *f)
{
    if (f->pos >= f->size)
        return false;
    const char *start = f->text + f->pos, *nl = memchr(start, '\n', f->size - f->pos);
    size_t len = nl ? (size_t)(nl - start) : f->size - f->pos;
    f->pos += len + 1;
    f->line++;
    if (len && start[len - 1] == '\r')
        len--;
    f->cur = (struct span){ start, len, { f->src, f->line, 1 }, false, f->exp };
    return true;
}

/* The next statement of one frame. */
static bool frame_next(struct assembler *as, struct frame *f, struct span *out)
{
    for (;;) {
        if (!f->have) {
            if (!(f->body ? body_line(as, f) : file_line(f)))
                return false;
            f->have = true;
            f->at = 0;
        }
        f->at = stmt_cut(&as->isa->assembler, &f->cur, f->at, out);
        if (f->at >= f->cur.len)
            f->have = false;
        if (out->len)
            return true;
    }
}

bool input_next(struct assembler *as)
{
    while (as->frames.count && !as->fatal) {
        if (frame_next(as, top(as), &as->stmt))
            return true;
        pop(as);
    }
    return false;
}

/* ---- bodies ------------------------------------------------------------------------------------------ */

/* Is the statement's first word, after any labels, in the list? */
static bool word_in(const struct span *s, const char *const *list)
{
    size_t i = 0, start;
    for (;;) {
        while (i < s->len && isspace((unsigned char)s->text[i]))
            i++;
        start = i;
        while (i < s->len && ident_char((unsigned char)s->text[i]))
            i++;
        if (i >= s->len || s->text[i] != ':' || i == start)
            break;
        i++;
    }
    for (; *list; list++) {
        if (strlen(*list) == i - start && strncasecmp(*list, s->text + start, i - start) == 0)
            return true;
    }
    return false;
}

struct body *input_collect(struct assembler *as, const char *const *open, const char *const *close)
{
    struct frame *f = top(as);
    struct body *b = ARENA_NEW(&as->arena, struct body);
    struct span opening = as->stmt, s;
    VEC(struct line_text) lines = { 0 };
    int depth = 1;
    /* the opening statement may live in the frame's buffer */
    opening.text = arena_strndup(&as->arena, opening.text, opening.len);
    while (frame_next(as, f, &s)) {
        if (word_in(&s, open))
            depth++;
        else if (word_in(&s, close) && --depth == 0)
            break;
        *vec_push(&lines) =
            (struct line_text){ arena_strndup(&as->arena, s.text, s.len), s.len, s.loc, s.moved, s.exp };
    }
    b->lines.count = lines.count;
    b->lines.data = ARENA_ARRAY(&as->arena, struct line_text, lines.count + 1);
    if (lines.count)
        memcpy(b->lines.data, lines.data, lines.count * sizeof *lines.data);
    vec_release(&lines);
    as->stmt = opening;
    if (depth > 0) {
        as_error(as, 0, "this has no '%s'", close[0]);
        return NULL;
    }
    return b;
}

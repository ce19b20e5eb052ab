/* text.h - assembly text before it has meaning: spans that know where they came from, and their tokens.
 *
 * A span is one statement: a stretch of a source line, or of a line that a macro made (`moved`: columns no
 * longer match, so messages point at the start of the line in the macro's body and add a note for every
 * expansion). Which characters start a comment or a number is the target's business (struct asm_desc). */
#ifndef ASM_TEXT_H
#define ASM_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/diag.h"
#include "base/vec.h"
#include <stdlib.h>
#include "isa/isa.h"

/* Why a line stands where no source has it: a macro call, a repetition, an included file. */
struct expansion {
    const char *what;
    struct loc at;
    const struct expansion *parent;
    int depth;
};

struct span {
    const char *text; /* not NUL-terminated */
    size_t len;
    struct loc loc; /* of text[0] */
    bool moved;
    const struct expansion *exp;
};

struct loc span_loc(const struct span *s, size_t offset);
struct span span_sub(const struct span *s, size_t from, size_t to);

/* Reports at an offset of the span, with a note for every expansion it came through (at most four). Returns
 * -1. */
int span_error(struct diag *d, const struct span *s, size_t offset, const char *fmt, ...) PRINTF_LIKE(4, 5);
int span_warning(struct diag *d, const struct span *s, size_t offset, const char *fmt, ...) PRINTF_LIKE(4, 5);
void expansion_notes(struct diag *d, const struct expansion *exp);

/* Does the text start with one of the target's comment signs? */
bool text_comment_at(const struct asm_desc *desc, const char *p, size_t left);
/* Position after the string or character constant that starts at i of the line t[from..len); i if none does.
 */
size_t text_quoted(const char *t, size_t len, size_t from, size_t i);

/* Cuts the statement that starts at `pos` out of a line: up to a separator, a comment or the end. Returns the
 * position after it (line->len: nothing follows). */
size_t stmt_cut(const struct asm_desc *desc, const struct span *line, size_t pos, struct span *stmt);

enum tok_kind {
    TOK_END,
    TOK_IDENT, /* symbol, register, directive, "." */
    TOK_NUMBER,
    TOK_FLOAT,
    TOK_STRING,  /* text and len: the bytes */
    TOK_LOCAL,   /* 1f, 1b: num = label number, forward = direction */
    TOK_PERCENT, /* %name: a modifier or a register */
    TOK_PUNCT,   /* op: one or two characters, second << 8 */
    TOK_HOLE,    /* {name} of a template */
    TOK_LINE,    /* @n of a template */
    TOK_EXPR     /* an operand that a template's hole was replaced with */
};

struct expr;

struct token {
    enum tok_kind kind;
    unsigned op;
    const char *text;
    size_t len;
    uint64_t num;
    bool forward;
    size_t offset; /* in the span */
    struct expr *expr;
};

struct tokens {
    VEC(struct token) v; /* ends with TOK_END */
};

/* Splits a span into tokens. templates: also {hole} and @1. Returns -1 after reporting. Strings are unescaped
 * into the arena; other texts point into the span. */
int lex_span(const struct asm_desc *desc, const struct span *s, bool templates, struct arena *a,
             struct diag *d, struct tokens *out);

/* One escape sequence after a backslash at text[*pos]; advances. Returns the character, -1 at the end. */
int lex_escape(const char *text, size_t len, size_t *pos);

bool tok_is(const struct token *t, const char *punct);
bool tok_same(const struct token *a, const struct token *b, bool fold);
bool ident_start(int c);
bool ident_char(int c);

#endif

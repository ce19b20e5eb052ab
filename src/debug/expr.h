/* expr.h - expressions as the debugger's commands take them: C's operators with C's precedence, registers,
 * pipeline latches, symbols, convenience variables and the history of values. docs/EXPRESSIONS.md is the
 * manual.
 *
 * Two steps: eval_parse() makes a tree, eval_run() evaluates it, as often as wanted (conditions and watches).
 * eval_text() does both, and its value may be optimised out, to be shown. Errors are sentences in gdb's
 * words. A text may be as long and as nested as it likes: work, memory and depth are bounded (EXPR_MAX_TEXT,
 * EXPR_MAX_DEPTH, VALUE_MAX_SIZE). */
#ifndef DEBUG_EXPR_H
#define DEBUG_EXPR_H

#include <stdbool.h>
#include <stddef.h>
#include "asm/image.h"
#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"
#include "debug/frame.h"
#include "debug/type.h"
#include "debug/value.h"
#include "isa/isa.h"

#define EXPR_MAX_TEXT  65536
#define EXPR_MAX_DEPTH 200

struct debug_info; /* dwarf.h */

/* Convenience variables, by name without $. */
struct variables {
    struct map names; /* name -> struct variable */
    struct arena arena;
};

struct values {
    VEC(struct value) v; /* $1 is v.data[0] */
};

/* How values are shown: "set print ...". */
struct print_options {
    unsigned elements; /* of an array or string; at least 1 */
    unsigned repeats;  /* more of the same than so many are shown once */
    char radix;        /* letter for integers and characters where none is asked for; 0: decimal */
    bool pretty;       /* one member on a line */
};

/* What an expression means depends on. Zero and set what is there; eval_init() does that for an engine. */
struct eval {
    struct world world;
    const struct isa *isa;
    const struct image *img; /* symbols; may be NULL */
    struct types *types;
    const struct debug_info *info; /* NULL: none */
    const struct frame *frame;     /* selected; NULL: no frame: registers as they are, no locals */
    struct variables *variables;
    struct values *values;
    struct print_options print;
    unsigned radix; /* in which integers without a prefix are written; 0: 10 */
};

/* Everything that an eval needs, owned in one piece. */
struct eval_home {
    struct eval eval;
    struct types types;
    struct variables variables;
    struct values values;
    struct debug_info *info;
    VEC(struct debug_info *) outdated; /* of former images; types may point into them */
    struct frames *frames; /* frames_clear() when time has moved; eval.frame is the caller's to choose */
};
/* Debugging information is read from the image's file, if it has any. isa, img, e must outlive it. */
void eval_init(struct eval_home *h, struct engine *e, const struct isa *isa, const struct image *img);
/* From now on names are those of another image. Values keep their types. */
void eval_reread(struct eval_home *h, const struct image *img);
void eval_release(struct eval_home *h);

/* What stands behind "$EX." besides operands; NULL at the end. */
extern const char *const latch_fields[];

struct expr; /* a parsed expression */

/* NULL: `error` has the sentence. Types are looked up now, everything else when it runs. */
struct expr *eval_parse(struct eval *e, const char *text, struct str *error);
/* Like it, but stops at the first comma outside of parentheses or where `stop` (a word: "if") stands; *rest
 * is where. For "break LOC if COND", "printf FORMAT, EXPR, EXPR". stop may be NULL. */
struct expr *eval_parse_part(struct eval *e, const char *text, const char *stop, const char **rest,
                             struct str *error);
void expr_free(struct expr *x);

/* The value is fetched and owned by the caller (value_release). 0, or -1 with a sentence. */
int eval_run(struct eval *e, const struct expr *x, struct value *out, struct str *error);
/* Without effects, without reading memory: only the type and place count. For whatis, ptype, sizeof. */
int eval_type(struct eval *e, const struct expr *x, struct value *out, struct str *error);
/* Without evaluating: 0 if all names are known in e's frame, else -1. */
int eval_names(struct eval *e, const struct expr *x, struct str *error);
/* Was the expression a type name? ("ptype struct P") */
const struct type *expr_is_type(const struct expr *x);
/* Assigns or changes something (=, +=, ++)? */
bool expr_has_effects(const struct expr *x);
/* Names $registers or locals: its value depends on the frame. */
bool expr_needs_frame(const struct expr *x);
/* Names variables that live as long as e's frame. */
bool expr_names_local(const struct eval *e, const struct expr *x);

int eval_text(struct eval *e, const char *text, struct value *out, struct str *error);
/* A number: an address, a count. Functions and arrays count as their addresses. */
int eval_uint(struct eval *e, const char *text, uint64_t *out, struct str *error);
int eval_value_uint(struct eval *e, const struct value *v, uint64_t *out, struct str *error);
/* True if not zero. */
int eval_truth(struct eval *e, const struct expr *x, bool *out, struct str *error);

/* Where the values lie that an expression without effects reads: a watch on them sees every change. Returns
 * how many, or 0 if it also depends on registers or other things that are not in memory (poll then). */
struct eval_place {
    uint64_t addr, size;
};
size_t eval_places(struct eval *e, const struct expr *x, struct eval_place *out, size_t max);

/* Brings the bytes of a value here. */
int value_fetch(struct eval *e, struct value *v, struct arena *a, struct str *error);
int value_assign(struct eval *e, struct value *target, const struct value *from, struct str *error);

/* ---- names ------------------------------------------------------------------------------------------- */

/* A register by any of its names, pc included: `name` without $. False: there is none. Reads it as of the
 * frame. */
bool register_value(struct eval *e, const char *name, struct value *out);
bool register_known(const struct eval *e, const char *name);

/* ---- history and variables --------------------------------------------------------------------------- */

/* Takes the value over; returns its number ($N). */
unsigned values_add(struct values *h, struct value *v);
/* n > 0: $n; n <= 0: $$-n from the last. NULL: there is none. */
const struct value *values_get(const struct values *h, long long n);
void values_release(struct values *h);

void variables_init(struct variables *v);
void variables_release(struct variables *v);
/* Copies the value. */
void variable_set(struct variables *v, const char *name, const struct value *value);
void variable_set_int(struct eval *e, const char *name, int64_t n);
const struct value *variable_get(const struct variables *v, const char *name); /* NULL: void */

#endif

/* sem_int.h - what the files of the semantics compiler share; nobody else includes it.
 *
 * Reading order: sem_lex.c (characters -> tokens), sem_parse*.c (tokens -> trees), sem_const.c (constants),
 * sem.c (the tables), ir_build.c (folding and emission), sem_type.c (widths), sem_expr.c, sem_call.c,
 * sem_stmt.c (trees -> IR), sem_space.c (register spaces), sem_unit.c (one instruction or hook), footprint.c
 * (what the IR needs and does). */
#ifndef ISA_SEM_INT_H
#define ISA_SEM_INT_H

#include "base/arena.h"
#include "base/bits.h"
#include "base/vec.h"
#include "isa/isa.h"
#include "isa/sem.h"

/* ---- trees ------------------------------------------------------------------------------------------- */

/* Where a node stands. The line and column are computed only when a message needs them. */
struct place_in {
    const struct yaml *y;
    unsigned off;
    const struct loc *row; /* inside a table cell: the row, for a note; else NULL */
};

struct sem_fn;

/* An identifier: one object per spelling, so names compare by pointer. Holds what the name means at top
 * level. */
struct sem_name {
    const char *text;
    bool is_const, reg_known;
    int64_t value;          /* is_const */
    const struct reg *reg;  /* reg_known: an ordinary register, a file or a space's register; or NULL */
    struct regspace *space; /* reg_known */
    struct sem_fn *fn;
    struct sem_name *next; /* hash chain */
};

enum expr_kind {
    EX_NUM,    /* num: unsized */
    EX_SIZED,  /* a: width, num */
    EX_TEXT,   /* name: a quoted text, only for sem_text() */
    EX_NAME,   /* name */
    EX_UNARY,  /* op, a */
    EX_BINARY, /* op, a, b */
    EX_IF,     /* a then b else c */
    EX_MATCH,  /* a, arms */
    EX_INDEX,  /* a[b] */
    EX_SLICE,  /* a[b:c] */
    EX_DSLICE, /* a[b +: c] */
    EX_FIELD,  /* a.name */
    EX_CALL,   /* name<a>(args) ; a may be NULL; as_store: `as: store` was given */
    EX_METHOD, /* a.name(args) */
};

/* Binary operators in the order of sem_parse.c's table, then the unary ones. */
enum sem_op {
    OP_NONE,
    OP_OROR,
    OP_ANDAND,
    OP_EQ,
    OP_NE,
    OP_LT,
    OP_LE,
    OP_GT,
    OP_GE,
    OP_LTS,
    OP_LES,
    OP_GTS,
    OP_GES,
    OP_OR,
    OP_XOR,
    OP_AND,
    OP_CONCAT,
    OP_SHL,
    OP_SHR,
    OP_SAR,
    OP_ADD,
    OP_SUB,
    OP_MUL,
    OP_DIV,
    OP_REM,
    OP_DIVS,
    OP_REMS,
    OP_NOT,
    OP_LNOT, /* ~ ! */
};

struct stmt;

struct match_arm {
    struct sem_expr *pattern; /* NULL: _ */
    struct place_in at;
    struct sem_expr *value; /* of an expression match */
    struct stmt *body;      /* of a statement match */
    struct match_arm *next;
};

struct sem_expr {
    uint8_t kind, op;
    bool as_store;
    uint16_t depth; /* nesting, bounded by the parser so that recursion is */
    uint16_t nargs;
    struct place_in at;
    struct sem_name *name;
    uint64_t num;
    struct sem_expr *a, *b, *c;
    struct sem_expr **args;
    struct match_arm *arms;
};

enum stmt_kind {
    ST_LET,
    ST_VAR,     /* name, width or NULL, e */
    ST_ASSIGN,  /* target = e */
    ST_DELAYED, /* delayed target = e */
    ST_IF,      /* e, body, other */
    ST_MATCH,   /* e, arms */
    ST_FOR,     /* name, e .. width, body */
    ST_RETURN,  /* e or NULL */
    ST_RAISE,   /* name, e or NULL */
    ST_JUMP,    /* e */
    ST_IDLE,
    ST_FETCH, /* name, part */
    ST_EXPR,  /* e */
};

struct stmt {
    uint8_t kind, part; /* part: 0 all, 1 lo, 2 hi */
    struct place_in at;
    struct sem_name *name;
    struct sem_expr *width, *target, *e;
    struct stmt *body, *other;
    struct match_arm *arms;
    struct stmt *next;
};

/* ---- tokens ------------------------------------------------------------------------------------------ */

enum tok_kind { T_EOF, T_NL, T_NUM, T_ID, T_CELL, T_TEXT, T_OP };

/* Punctuation that is no binary operator. */
enum {
    P_LPAREN = 64,
    P_RPAREN,
    P_LBRACK,
    P_RBRACK,
    P_LBRACE,
    P_RBRACE,
    P_COMMA,
    P_COLON,
    P_DOT,
    P_DOTDOT,
    P_ASSIGN,
    P_ARROW,
    P_PLUSCOLON,
    P_TICK
};

struct token {
    uint8_t kind, op; /* op: enum sem_op or P_* */
    unsigned off, len;
    uint64_t num;
    struct sem_name *name; /* T_ID, T_CELL (without $), T_TEXT */
};

struct tokens {
    struct token *data;
    size_t count, cap;
};

/* Tokens of a scalar, newlines inside parentheses and before a continuation dropped. false after reporting.
 */
bool sem_lex(struct sem *s, const struct yaml *y, const struct loc *row, struct diag *d, struct tokens *out);
const char *sem_op_text(unsigned op);

/* ---- the tables -------------------------------------------------------------------------------------- */

struct sem_param {
    struct sem_name *name;
    unsigned width;
};

/* A function of the ISA file, or a method of a mode. */
struct sem_fn {
    struct sem_name *name;
    const struct yaml *key, *text;
    struct sem_param *params;
    unsigned nparams;
    unsigned ret; /* 0: returns nothing */
    struct stmt *body;
    bool parsed, bad; /* body parsed; an error in it was reported */
    bool active;      /* being inlined: recursion */
    bool compiled;    /* inlined somewhere, so its body has been checked */
    bool called;      /* named by code or a hook; what a constant choice leaves out counts */
    int8_t pure;      /* 0 not known yet, 1 pure, 2 not, 3 being determined */
    struct sem_fn *next;
};

/* A register of a space, with its code. */
struct space_field {
    const struct reg_field *f;
    struct sem_expr *legal, *read;
};
struct space_reg {
    const struct reg *reg;
    uint32_t lo, hi; /* numbers */
    bool read_only, fixed, has_fields, has_write;
    uint64_t fixed_value, mask, write_mask;
    const struct reg *view; /* stored bits belong to this one */
    struct space_field *fields;
    unsigned nfields;
    struct sem_expr *read;
    struct stmt *write;
    bool reading; /* guards against read code that reads itself */
};
struct sem_space {
    struct regspace *space;
    const struct yaml *node;
    struct sem_name *check; /* function or NULL */
    struct place_in check_at;
    uint64_t missing;
    struct space_reg *regs;
    unsigned nregs;
    struct sem_space *next;
};

#define SEM_HASH 256

struct sem {
    struct isa *isa;
    struct arena *arena;
    struct sem_name *names[SEM_HASH];
    struct sem_fn *fns, **fns_tail;
    struct sem_fn *methods; /* parsed methods of modes; found again by their key node */
    struct sem_space *spaces;
    struct {
        uint64_t *data;
        size_t count, cap;
    } reported; /* hashes of messages, so that inlining repeats none (arena) */
};

struct sem_name *sem_intern(struct sem *s, const char *text, size_t len);
struct loc place_loc(struct place_in at);
/* Reports once per place and text; adds the note that names the table row. Always false. */
bool sem_error(struct sem *s, struct diag *d, struct place_in at, const char *fmt, ...) PRINTF_LIKE(4, 5);
void sem_note(struct diag *d, struct place_in at, const char *fmt, ...) PRINTF_LIKE(3, 4);

struct stmt *sem_parse_stmts(struct sem *s, const struct yaml *text, const struct sem_cells *cells,
                             struct diag *d, bool *ok);
/* A signature "name(arg: width, ...) -> width"; NULL after reporting. */
struct sem_fn *sem_parse_signature(struct sem *s, const struct yaml *key, struct diag *d);

/* Meaning of a name at top level (registers are looked up at first use). */
void sem_resolve(struct sem *s, struct sem_name *n);

/* ---- constants --------------------------------------------------------------------------------------- */

/* A constant: w == 0 an unsized number, else a value of w bits, zero-extended. */
struct cval {
    int64_t v;
    unsigned w;
};

/* How names are found while evaluating; get may be NULL. */
enum cname { CNAME_UNKNOWN, CNAME_CONST, CNAME_VARIES };
struct cenv {
    const struct sem *s;
    enum cname (*get)(const void *ctx, const struct sem_name *name, struct cval *out);
    const void *ctx;
};
bool sem_ceval(const struct cenv *env, const struct sem_expr *e, unsigned want, struct cval *out);
/* The part of an expression that keeps it from having a value. */
const struct sem_expr *sem_culprit(const struct cenv *env, const struct sem_expr *e);
/* Arguments of a function that constant expressions may call, -1: there is none of that name. The names of
 * all of them, for a suggestion. */
#define SEM_CONST_FNS 8
int sem_const_fn(const char *name, const char **names);

#endif

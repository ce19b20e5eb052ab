/* expr_tree.h - parsed expressions; for expr_*.c only. */
#ifndef DEBUG_EXPR_TREE_H
#define DEBUG_EXPR_TREE_H

#include "debug/expr.h"

enum node_kind {
    NODE_INT,     /* type, number */
    NODE_FLOAT,   /* type, real */
    NODE_STRING,  /* text, length (without the NUL) */
    NODE_NAME,    /* text: a symbol or variable */
    NODE_SCOPE,   /* text in scope (NULL: global) */
    NODE_DOLLAR,  /* text: register, stage or convenience variable, without $ */
    NODE_HISTORY, /* relative: $$number; else $number */
    NODE_UNARY,   /* op, a */
    NODE_BINARY,  /* op, a, b */
    NODE_AND,     /* a && b */
    NODE_OR,
    NODE_COND, /* a ? b : c */
    NODE_COMMA,
    NODE_ASSIGN, /* a op= b; op 0: a = b */
    NODE_STEP,   /* op '+' or '-', a; postfix: value before */
    NODE_CAST,   /* (type) a */
    NODE_SIZEOF, /* of a, or type */
    NODE_MEMBER, /* a.text */
    NODE_INDEX,  /* a[b] */
    NODE_AT,     /* a@b */
    NODE_TYPE
};

/* Operators of one character are that character. */
enum op {
    OP_SHL = 256,
    OP_SHR,
    OP_LE,
    OP_GE,
    OP_EQ,
    OP_NE,
    OP_ANDAND,
    OP_OROR,
    OP_ARROW,
    OP_SCOPE,
    OP_INC,
    OP_DEC
};

struct node {
    enum node_kind kind;
    int op;
    bool postfix, relative, global;
    unsigned depth;
    struct node *a, *b, *c;
    const struct type *type;
    uint64_t number;
    double real;
    const char *text, *scope;
    size_t length;
};

struct expr {
    struct arena arena;
    struct node *root;
};

/* ---- tokens: expr_lex.c ------------------------------------------------------------------------------ */

enum token_kind { TOK_END, TOK_INT, TOK_FLOAT, TOK_STRING, TOK_NAME, TOK_QUOTED, TOK_DOLLAR, TOK_OP };

struct token {
    enum token_kind kind;
    const char *at;   /* where it stands in the text */
    const char *text; /* NAME, QUOTED, STRING, DOLLAR: a copy */
    size_t length;
    int op;     /* TOK_OP */
    int assign; /* of "op=": the operator; 0: none */
    uint64_t number;
    bool decimal, is_char;
    char suffix[3]; /* "u", "ll", "f" ... lower case, sorted */
    unsigned nsuffix;
    double real;
};

struct lexer {
    const char *at, *end;
    struct arena *arena;
    struct str *error;
    unsigned radix; /* of integers without a prefix */
};

int lex_next(struct lexer *l, struct token *t);                           /* 0, -1 with an error */
int expr_fail(struct str *error, const char *fmt, ...) PRINTF_LIKE(2, 3); /* replaces the text; -1 */

/* ---- the parser's type names: expr_type.c ------------------------------------------------------------ */

struct parser {
    struct eval *e;
    struct expr *x;
    struct lexer lex;
    struct token tok;
    const char *stop; /* a word that ends the expression outside of parentheses, or NULL */
    bool stop_at_comma;
    unsigned depth, nesting;
    struct str *error;
};

int parser_next(struct parser *p);
bool parser_is_op(const struct parser *p, int op);
int parser_expect(struct parser *p, int op);
int parser_syntax(struct parser *p); /* "A syntax error in expression, near `...'." */
bool parser_at_type(const struct parser *p);
int parser_type(struct parser *p, const struct type **out); /* type-name with abstract declarator */
int parser_number(struct parser *p, uint64_t *out);         /* the constant between [ and ] */

/* ---- evaluation -------------------------------------------------------------------------------------- */

/* Of one run. */
struct run {
    struct eval *e;
    struct arena arena;
    struct str *error;
    bool quiet;                /* types and places only: no effects, no reads */
    struct eval_place *places; /* where memory was read, see eval_places */
    size_t nplaces, max_places;
    bool elsewhere; /* something else than memory was read */
};

int run_node(struct run *r, const struct node *n, struct value *out);
int run_fetch(struct run *r, struct value *v); /* bytes are here afterwards */
/* The value for arithmetic: fetched, arrays and functions are pointers. */
int run_rvalue(struct run *r, const struct node *n, struct value *out);
int value_decay(struct run *r, struct value *v);

/* expr_arith.c */
int arith_unary(struct run *r, int op, struct value *a, struct value *out);
int arith_binary(struct run *r, int op, struct value *a, struct value *b, struct value *out);
int arith_cast(struct run *r, const struct type *to, struct value *v, struct value *out);
bool arith_zero(struct run *r, const struct value *v);

/* expr_name.c */
int name_value(struct run *r, const struct node *n, struct value *out);   /* NAME, SCOPE */
int names_known(struct run *r, const struct node *n);                     /* all of them, or -1 */
int dollar_value(struct run *r, const struct node *n, struct value *out); /* DOLLAR */
/* $EX.rs1, $mstatus.field. 1: done; 0: not such a thing; -1 */
int dollar_member(struct run *r, const char *base, const char *member, struct value *out);

#endif

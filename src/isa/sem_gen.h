/* sem_gen.h - one compilation: tree -> types -> IR. Shared by sem_type.c, sem_expr.c, sem_call.c, sem_stmt.c,
 * sem_space.c and sem_unit.c.
 *
 * Types and code are made in one walk, because constant conditions prune before checking and functions are
 * inlined: what is checked is what runs. After an error the walk goes on with a harmless value, to find more
 * errors. */
#ifndef ISA_SEM_GEN_H
#define ISA_SEM_GEN_H

#include "isa/ir_build.h"
#include "isa/sem_int.h"

enum sym_kind {
    SYM_CONST, /* a loop's counter: an unsized constant */
    SYM_LET,
    SYM_VAR,
};

struct sym {
    struct sem_name *name;
    uint8_t kind, width;
    bool used, silent; /* silent: parameters need not be used */
    bool multi;        /* a variable assigned under a condition: one IR temporary with several definitions */
    uint16_t temp;
    int64_t value; /* SYM_CONST */
    struct place_in at;
};

/* A mode operand's variables keep their values between its methods. */
struct mode_var {
    const struct sem_mode_binding *mode;
    struct sym sym;
};

/* A function being inlined (or the instruction itself, fn NULL). */
struct frame {
    struct frame *up;
    struct sem_fn *fn;
    const struct sem_mode_binding *mode; /* a method's */
    const struct space_reg *reg; /* read, write or legal code of this register: its fields are names */
    size_t base;                 /* first symbol */
    unsigned conds;              /* conditions around the call */
    bool early, has_result;
    uint16_t result;
    bool result_is_var;
    struct irb_label end;
};

struct gen {
    struct sem *s;
    struct diag *d;
    const struct sem_unit *u;
    struct irb b;
    VEC(struct sym) syms;
    VEC(struct mode_var) mode_vars;
    struct frame *frame;
    unsigned conds;         /* conditions around this point that are decided at run time */
    bool dead, dead_pruned; /* nothing gets here; a pruned condition has to do with it */
    bool failed;
    unsigned steps; /* bounds the work of inlining and unrolling */
    unsigned nesting;
    uint64_t fetched; /* operands fetched explicitly (bus timing) */
};

#define W_BAD 255 /* the width of what was reported already */

bool gen_error(struct gen *g, struct place_in at, const char *fmt, ...) PRINTF_LIKE(3, 4);
bool gen_step(struct gen *g, struct place_in at); /* false: too much */
void gen_suggest_name(struct gen *g, struct place_in at, const struct sem_name *n);

/* ---- names (sem_name.c) ------------------------------------------------------------------------------ */
enum meaning_kind {
    MEANS_NOTHING,
    MEANS_SYM,     /* local, parameter, loop counter, mode variable */
    MEANS_FIELD,   /* a field of the register whose code this is */
    MEANS_OPERAND, /* index */
    MEANS_MODE,
    MEANS_PC,
    MEANS_NEXT_PC,
    MEANS_INSN,
    MEANS_DELAY,
    MEANS_REG,
    MEANS_SPACE,
    MEANS_CONST,
};
struct meaning {
    enum meaning_kind kind;
    struct sym *sym;
    const struct sem_mode_binding *mode;
    const struct space_field *field;
    const struct reg *reg;
    struct regspace *space;
    unsigned operand;
    unsigned width; /* of values */
    bool snapshot;  /* a mode variable: methods change it behind the reader's back */
};
/* quiet: does not count as a use. */
struct meaning gen_meaning(struct gen *g, struct sem_name *n, bool quiet);
struct sym *gen_push(struct gen *g, struct sem_name *n, enum sym_kind kind, unsigned width, uint16_t temp);
void gen_pop(struct gen *g, size_t to); /* reports unused ones */
void gen_mark_used(struct gen *g, const struct stmt *list);
void gen_mark_expr(struct gen *g, const struct sem_expr *e);
unsigned gen_pc_width(const struct gen *g);

/* ---- types (sem_type.c) ------------------------------------------------------------------------------ */
unsigned gen_width(struct gen *g, const struct sem_expr *e); /* 0: any; W_BAD */
bool gen_const(struct gen *g, const struct sem_expr *e, struct cval *out);
bool gen_const_in(struct gen *g, const struct sem_expr *e, int64_t lo, int64_t hi, const char *what,
                  int64_t *out);
bool gen_pure(struct gen *g, const struct sem_expr *e);
unsigned gen_pair(struct gen *g, const struct sem_expr *e); /* common width of both sides of a comparison */
/* Names of built-in functions and how wide their results are; gen_builtin_width: 0 contextual. */
struct builtin;
const struct builtin *gen_builtin(const struct sem_name *n);
unsigned gen_builtin_width(struct gen *g, const struct builtin *bi, const struct sem_expr *e);
bool gen_builtin_pure(const struct builtin *bi);

/* ---- expressions (sem_expr.c, sem_call.c) ------------------------------------------------------------ */
uint16_t gen_expr(struct gen *g, const struct sem_expr *e, unsigned w);
uint16_t gen_any(struct gen *g, const struct sem_expr *e, unsigned *w); /* width must be known */
uint16_t gen_zero(struct gen *g, unsigned w);
/* Patterns: constant, fitting, no two alike, everything covered (or `_` last). *only: the arm of a constant
 * selector. */
bool gen_check_arms(struct gen *g, const struct match_arm *arms, struct place_in at, unsigned ws,
                    bool exhaustive, uint16_t sel, const struct match_arm **only);
uint16_t gen_index(struct gen *g, const struct reg *file, const struct sem_expr *e);
/* A call in an expression (w > 0) or as a statement (w 0: a result is dropped). */
uint16_t gen_call(struct gen *g, const struct sem_expr *e, unsigned w);
uint16_t gen_method(struct gen *g, const struct sem_expr *e, unsigned w);
uint16_t gen_builtin_call(struct gen *g, const struct builtin *bi, const struct sem_expr *e, unsigned w);
struct sem_fn *gen_method_fn(struct gen *g, const struct sem_mode_binding *m, const struct sem_name *name,
                             struct place_in at);
const struct sem_mode_binding *gen_mode(struct gen *g, const struct sem_expr *e);
/* Inlines fn; args are temporaries of the parameters' widths. */
uint16_t gen_inline(struct gen *g, struct sem_fn *fn, const struct sem_mode_binding *mode,
                    const uint16_t *args, struct place_in at);
bool gen_body(struct gen *g, struct sem_fn *fn); /* parses it if needed */

/* ---- statements (sem_stmt.c) ------------------------------------------------------------------------- */
void gen_stmts(struct gen *g, const struct stmt *list);
void gen_block(struct gen *g, const struct stmt *list); /* in a scope of its own */
bool gen_assigned(const struct stmt *list, const struct sem_name *n, bool conditional);

/* ---- registers of spaces (sem_space.c) --------------------------------------------------------------- */
struct sem_space *sem_find_space(struct sem *s, const struct regspace *space);
const struct space_reg *gen_space_reg(struct gen *g, const struct reg *r); /* NULL: an ordinary register */
uint16_t gen_reg_read(struct gen *g, const struct reg *r, struct place_in at);
void gen_reg_write(struct gen *g, const struct reg *r, uint16_t v, struct place_in at);
uint16_t gen_field_read(struct gen *g, const struct reg *r, const struct reg_field *f, struct place_in at);
void gen_field_write(struct gen *g, const struct reg *r, const struct reg_field *f, uint16_t v);
uint16_t gen_space_read(struct gen *g, const struct sem_expr *e);
void gen_space_write(struct gen *g, const struct sem_expr *e, const struct sem_expr *value);
uint16_t gen_space_exists(struct gen *g, struct regspace *space, const struct sem_expr *e);

/* ---- after the walk ---------------------------------------------------------------------------------- */
bool sem_check_rules(struct gen *g, const struct ir *ir, const struct place_in *places); /* sem_rules.c */
/* Can an access of this ISA trap at all? (footprint.c) */
bool isa_memory_traps(const struct isa *isa);
void footprint_derive(const struct isa *isa, struct ir *ir, bool uses_space); /* footprint.c */

#endif

/* sem.h - the semantics language: text -> tree -> types -> IR.
 *
 * Between the loader (load.c, module.c, encode.c ...), which owns the model, and the compiler. Used again by
 * asm/ for modifiers, pseudos and `where:` (constant evaluation over named values). */
#ifndef ISA_SEM_H
#define ISA_SEM_H

#include <stdbool.h>
#include <stdint.h>
#include "base/yaml.h"

struct isa;
struct reg;
struct regspace;
struct insn;
struct ir;
struct sem;

/* A table row: $name -> cell. Cells are parsed where they stand. */
struct sem_cells {
    const char *const *names;
    const struct yaml *const *cells;
    unsigned count;
    struct loc row; /* errors inside a cell get a note that names the row */
};

struct sem_expr; /* a parsed expression (an arena's) */

/* Parses one expression from a scalar node. NULL after reporting. */
struct sem_expr *sem_parse_expr(struct sem *s, const struct yaml *text, const struct sem_cells *cells,
                                struct diag *d);

/* Named values for constant evaluation. get: false = unknown name. */
struct sem_names {
    bool (*get)(const void *ctx, const char *name, int64_t *value);
    const void *ctx;
};

/* Evaluates with 64-bit signed arithmetic over constants, parameters and `names` (may be NULL); knows the
 * operators, if-then-else, fits_s(v, n), fits_u(v, n), slices, sext<n>/zext<n>. false: not constant (nothing
 * reported). */
bool sem_const(const struct sem *s, const struct sem_expr *e, const struct sem_names *names, int64_t *out);

/* The names that an expression may use besides constants, and the values that each can have. */
struct sem_scope_name {
    const char *name;
    int64_t lo, hi;
};
#define SEM_SCOPE_MAX 64
struct sem_scope {
    const struct sem_scope_name *names;
    unsigned count;   /* at most SEM_SCOPE_MAX */
    unsigned width;   /* bits of each value, 0: unsized */
    const char *what; /* for messages: another name "is no operand of this instruction" */
};

/* Reports what would keep sem_const() from giving a value: names, functions and widths that are wrong, a name
 * that is compared with a number that it can't be. */
bool sem_check_scope(struct sem *s, const struct sem_expr *e, const struct sem_scope *scope, struct diag *d);

/* A text chosen by constants ("if XLEN == 64 then 'w' else ''"), or NULL: it is none. */
const char *sem_text(const struct sem *s, const struct sem_expr *e);

/* The same for a YAML scalar; reports if it can't be evaluated. */
bool sem_const_yaml(struct sem *s, const struct yaml *y, struct diag *d, int64_t *out);

/* A modifier's value: S and P are `word` bits wide; result sign-extended from word. */
bool sem_modifier(const struct sem *s, const struct sem_expr *e, uint64_t S, uint64_t P, int64_t *out);

/* The compiler's tables. The loader creates it first (constants are needed to elaborate the rest), declares
 * constants as they become known, functions when all modules are merged; then compiles. */
struct sem *sem_new(struct isa *isa);
void sem_set_const(struct sem *s, const char *name, int64_t value);
/* key: "name(arg: width, ...) -> width"; replace: an overlay's. */
bool sem_add_function(struct sem *s, const struct yaml *key, const struct yaml *body, bool replace,
                      struct diag *d);

/* A mode (addressing mode) bound to an operand name of an instruction: methods resolve statically. */
struct sem_mode_binding {
    const char *operand;         /* "m" in `m:g1` */
    const char *name;            /* "abx", or a register's name */
    const struct yaml *mode;     /* the mode's map, NULL for a register */
    const struct yaml *defaults; /* modes.defaults, or NULL */
    const struct reg *reg;       /* register code, or NULL */
};

/* Compiles statements to IR (in isa->arena) and derives the footprint. insn may be NULL (hooks, isa.illegal):
 * then `args` names fields 0..n-1. Returns NULL after reporting. */
struct sem_unit {
    const struct insn *insn;
    const struct yaml *text;
    const struct sem_cells *cells;
    const struct sem_mode_binding *modes;
    unsigned nmodes;
    const char *const *arg_names;
    const unsigned *arg_widths;
    unsigned nargs;
    const struct yaml *guard;   /* NULL, or a run-time condition: where it is false, `illegal` runs instead */
    const struct yaml *illegal; /* statements of isa.illegal; only with guard */
};
struct ir *sem_compile(struct sem *s, const struct sem_unit *u, struct diag *d);

/* Compiles a call of function `name` (a hook) whose parameters are the IR's fields. NULL after reporting at
 * `at`. */
struct ir *sem_compile_hook(struct sem *s, const char *name, struct loc at, struct diag *d);

/* Checks bodies of functions that nothing called yet (so that an unused function with an error is found). */
bool sem_check_functions(struct sem *s, struct diag *d);
/* Whether code or a hook names the function; known when everything is compiled. */
bool sem_function_called(const struct sem *s, const char *name);

/* Register spaces: the loader has put the registers (with slots) into isa->spaces and hands over the YAML
 * that holds their read/write/legal/check code. */
bool sem_add_space(struct sem *s, struct regspace *space, const struct yaml *node, struct diag *d);

#endif

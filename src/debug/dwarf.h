/* dwarf.h - what the compiler wrote down about a program: types, variables, functions, scopes, frames.
 *
 * Read from the image's ELF file through elfutils, on demand. Everything in the file is doubted: offsets,
 * sizes and chains are bounded, what cannot be understood is absent. Assembled programs have lines (image.h)
 * and nothing here. */
#ifndef DEBUG_DWARF_H
#define DEBUG_DWARF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "asm/image.h"
#include "base/str.h"
#include "debug/type.h"
#include "debug/value.h"
#include "isa/isa.h"

struct debug_info;
struct eval;

/* NULL: the image has none (no error). types, isa, img must outlive it. */
struct debug_info *debug_open(const struct isa *isa, const struct image *img, struct types *types);
void debug_close(struct debug_info *info); /* NULL is fine */

/* All of the following take info NULL for "there is none". */

/* kind: TYPE_STRUCT, TYPE_UNION, TYPE_ENUM by tag; TYPE_TYPEDEF: a typedef or base type. NULL: none. */
const struct type *debug_type(const struct debug_info *info, enum type_kind kind, const char *name);

/* A place as far as names are concerned: an address, and how many of the functions that were put into the one
 * around it count: up to that with this offset (debug_inline); 0: none, DEBUG_ALL: all. */
struct debug_place {
    uint64_t pc, inlined;
};
#define DEBUG_ALL UINT64_MAX

/* Is there a variable of this name, in scope at a place (pc 0: globals only)? */
bool debug_is_variable(const struct debug_info *info, struct debug_place at, const char *name);

/* ... one that lives in the frame of a function. */
bool debug_is_local(const struct debug_info *info, struct debug_place at, const char *name);

struct debug_place eval_place(const struct eval *e); /* of its frame */

enum debug_scope {
    DEBUG_ANY,     /* as C finds it at e->frame: blocks, then the file, then globals of other files */
    DEBUG_GLOBAL,  /* not in functions */
    DEBUG_FILE,    /* scope: file name */
    DEBUG_FUNCTION /* scope: function name; statics anywhere, else its innermost active frame */
};
/* 1: *out is the variable, enumerator or function; 0: there is none; -1: it has no value now (error says
 * why).
 */
int debug_variable(struct eval *e, enum debug_scope where, const char *scope, const char *name,
                   struct value *out, struct str *error);

/* A variable that can be seen from a place. */
struct debug_local {
    const char *name;
    const struct type *type;
    bool is_argument;
    unsigned block;            /* 0: the innermost */
    int line;                  /* of its declaration */
    uint64_t offset, function; /* how it is found again */
};
/* Of the function at a place, without those of what it was put into; innermost block first, arguments last.
 * The caller frees *out with free(). */
size_t debug_locals(const struct debug_info *info, struct debug_place at, struct debug_local **out);
/* Fetched and owned; optimized_out if it has no value here. -1: error says why. */
int debug_local_value(struct eval *e, const struct debug_local *l, struct value *out, struct str *error);

/* A function as declared. */
struct debug_function {
    const char *name, *file;
    int line;
    uint64_t low, high;
    const struct type *type;
    bool is_static;
};
bool debug_function_at(const struct debug_info *info, uint64_t pc, struct debug_function *out);
bool debug_function_named(const struct debug_info *info, const char *name, struct debug_function *out);

/* A function that was put into another (dwarf_inline.c). */
struct debug_inline {
    const char *name;
    uint64_t entry, offset; /* where it begins; how it is found again */
    uint64_t low, high;     /* its addresses, perhaps with others between them */
    const char *file;       /* of the line that calls it; NULL: not known */
    int line;
};
/* Those that pc lies in, the outermost first. */
size_t debug_inlines(const struct debug_info *info, uint64_t pc, struct debug_inline *out, size_t max);
/* Of the innermost of them or else the function: the same for all of its addresses, 0 if none is known. */
uint64_t debug_block(const struct debug_info *info, uint64_t pc);
/* Where a function was put, in no order; the caller frees *out. */
size_t debug_inlined_at(const struct debug_info *info, const char *name, uint64_t **out);

/* For "info functions", "info variables": called for each, in order of files. Stops when it returns false. */
struct debug_symbol {
    const char *name, *file;
    int line;
    const struct type *type;
    bool is_function, is_static;
    uint64_t addr;
};
void debug_each_symbol(const struct debug_info *info, bool (*each)(void *ctx, const struct debug_symbol *s),
                       void *ctx);

/* Does the compiler say at each instruction where variables are, in the unit around pc? */
bool debug_locates(const struct debug_info *info, uint64_t pc);
/* addr or, if that lies in the prologue of a function, what is behind it, by its second line: there its
 * arguments have their places. Where the compiler locates them before, too, nothing is skipped. */
uint64_t debug_after_prologue(const struct debug_info *info, const struct image *img, uint64_t addr);
/* Addresses of the code of a line (or of the next line that has any: *line is changed); n of them, sorted,
 * one for each place where it begins. file: as the user names it, a suffix of the path; NULL: any. The caller
 * frees *out. */
size_t debug_line_addresses(const struct image *img, const char *file, int *line, uint64_t **out);

#endif

/* load.h - what the files of the ISA loader share; nobody outside src/isa includes it.
 *
 * Reading order: load.c (the phases), target.c (files, options, parameters), module.c and overlay.c
 * (merging), reg.c, field.c, text.c ($col substitution), table.c (items -> rows), encode.c, mode.c, syntax.c,
 * match.c, alias.c, pseudo.c, decode.c, overlap.c, desc.c, abi.c, check.c, check_unused.c, check_pseudo.c,
 * insn_tests.c.
 *
 * Conventions: functions that can refuse return false after reporting to l->d; memory is the ISA's arena. */
#ifndef ISA_LOAD_H
#define ISA_LOAD_H

#include <stdlib.h>
#include "base/vec.h"
#include "isa/isa.h"
#include "isa/sem.h"

#define ISA_MAX_INSNS 16384 /* concrete instructions; a bound against runaway tables */

/* ---- merged modules ---------------------------------------------------------------------------------- */

enum section_id {
    SEC_PARAMS,
    SEC_CONSTS,
    SEC_ISA,
    SEC_REGISTERS,
    SEC_REGSPACES,
    SEC_MEMORY,
    SEC_FIELDS,
    SEC_FORMATS,
    SEC_MODES,
    SEC_GROUPS,
    SEC_FUNCTIONS,
    SEC_TRAPS,
    SEC_HOOKS,
    SEC_INPUTS,
    SEC_MODIFIERS,
    SEC_GUARDS,
    SEC_PORTS,
    SEC_ASSEMBLER,
    SEC_INSTRUCTIONS,
    SEC_ALIASES,
    SEC_PSEUDOS,
    SEC_TESTS,
    SEC_COUNT
};

/* One entry of a section: a key with its value, or an element of a list (key NULL). */
struct item {
    const char *name; /* map sections; functions: without the signature */
    const struct yaml *key, *value;
    const char *module;
    bool replaces; /* from an overlay's `replace` */
    bool used;     /* for reports of unused things */
};

struct section {
    VEC(struct item) items;
    struct map index; /* name -> position + 1 */
};

/* An instruction that an overlay takes away. */
struct removal {
    const char *name, *enc;
    const struct yaml *at;
    bool hit;
};

struct module {
    const char *name;
    const struct yaml *doc;
    const char *file; /* its path */
};

/* ---- instructions on their way ----------------------------------------------------------------------- */

/* Text put together from several YAML scalars ($col): from buffer offset `at` on it comes from y's offset
 * `off`. */
struct text_part {
    size_t at, off;
    const struct yaml *y;
};
struct text {
    const char *s;
    struct text_part *parts;
    unsigned nparts;
};

/* A concrete instruction before it gets its final place: what is needed besides struct insn. */
struct proto {
    struct insn insn;
    const struct item *item;
    const struct yaml *sem, *expands;
    struct text where; /* operand conditions as text, for the overlap check; s NULL: none */
    struct sem_cells *cells;
    struct loc row_loc;
    struct sem_mode_binding *modes;
    unsigned nmodes;
    bool dropped; /* removed or replaced by an overlay */
};

struct loader {
    const struct isa_request *rq;
    struct isa *isa;
    struct diag *d;
    struct arena *a;
    struct sem *sem;

    VEC(struct file_docs) files;
    VEC(const struct yaml *) targets; /* base targets first */
    VEC(struct module) modules;       /* in order of composition */
    const char *dir;                  /* of the target file */
    char *shipped;                    /* directory of shipped ISA files, or NULL */

    struct section sec[SEC_COUNT];
    VEC(struct removal) removals;
    struct map fields, formats, groups; /* name -> struct field / yaml / struct group */
    VEC(struct proto *) protos;
    struct map mnemonics; /* mnemonic -> struct form *, chained */
    unsigned forms;
    const struct yaml *mode_defaults;
    bool too_many;
    bool unreadable; /* a file was refused: what it would define isn't missed */
};

struct file_docs {
    const char *path;
    struct yaml **docs;
    int count;
};

/* ---- load.c: small helpers --------------------------------------------------------------------------- */

bool load_is_kind(struct loader *l, const struct yaml *y, enum yaml_kind kind, const char *what);
/* keys: those it may have, NULL at the end; NULL: any. */
bool load_is_map(struct loader *l, const struct yaml *y, const char *const *keys, const char *what);
bool load_number(const char *s, int64_t *out);             /* a plain number; false: something else */
bool load_number_n(const char *s, size_t n, int64_t *out); /* the same of part of a text, blanks around it */
bool load_plain_range(const char *s, size_t n, unsigned *hi, unsigned *lo); /* 12:11 or 7, at most 63 */
bool load_const(struct loader *l, const struct yaml *y, int64_t *out);
/* A constant in lo..hi; `what` names it in the message. */
bool load_const_in(struct loader *l, const struct yaml *y, const char *what, int64_t lo, int64_t hi,
                   int64_t *out);
/* "12:11", "7", "XLEN-1:2", "if c then a:b else d". */
bool load_range(struct loader *l, const struct yaml *y, unsigned limit, const char *what, unsigned *hi,
                unsigned *lo);
/* `when:` of a map; absent or empty = true. *ok is cleared after an error. */
bool load_when(struct loader *l, const struct yaml *y, bool *ok);
/* A copy of a map without the entries whose `when` is false. */
const struct yaml *load_prune(struct loader *l, const struct yaml *map, bool *ok);
/* A scalar made of part of another one: errors in it point into the original. */
const struct yaml *load_sub(struct loader *l, const struct yaml *y, size_t off, size_t len);
const char *load_suggest_map(char *buf, const char *name, const struct map *m);
#define LOAD_NAMES_MAX 512
const char *load_suggest_section(struct loader *l, char *buf, const char *name, enum section_id sec);

/* ---- the phases -------------------------------------------------------------------------------------- */

bool load_target(struct loader *l);   /* target.c: target file, options, list of modules */
bool load_params(struct loader *l);   /* param.c */
bool load_merge(struct loader *l);    /* module.c */
bool load_isa_keys(struct loader *l); /* desc.c: isa, traps, memory ... */
bool load_traps(struct loader *l);
bool load_memory(struct loader *l);
bool load_functions(struct loader *l); /* compile.c: functions and spaces declared */
bool load_hooks(struct loader *l);     /* hooks, illegal, fault statements: compiled */
bool load_ports(struct loader *l);
/* "RV$XLEN": parameters in a text; in the arena. */
const char *load_with_params(struct loader *l, const char *s);
bool load_assembler(struct loader *l);
bool load_registers(struct loader *l);    /* reg.c */
bool load_spaces(struct loader *l);       /* space.c */
bool load_names(struct loader *l);        /* names.c: index of register names */
bool load_fields(struct loader *l);       /* field.c: fields, formats, groups */
bool load_modes(struct loader *l);        /* mode.c: checks */
bool load_instructions(struct loader *l); /* table.c */
bool load_finish_insns(struct loader *l); /* insns.c: overlays applied, isa->insns made */
bool load_decode(struct loader *l);       /* decode.c, overlap.c */
bool load_aliases(struct loader *l);      /* alias.c: aliases and expands */
bool load_pseudos(struct loader *l);      /* pseudo.c: and modifiers */
/* The `value` of a modifier or relocation, over S and P; NULL after reporting. */
const struct sem_expr *load_relocation(struct loader *l, const struct yaml *value);
bool load_sem(struct loader *l);                               /* compile.c */
bool load_abi(struct loader *l);                               /* abi.c */
bool load_abi_debug(struct loader *l, const struct yaml *abi); /* abi_debug.c */
bool load_check(struct loader *l);   /* check.c: ambiguous syntax, round trips, and the next two */
bool check_unused(struct loader *l); /* check_unused.c: what nothing uses is told, and checked all the same */
bool check_pseudos(struct loader *l); /* check_pseudo.c: the lines that they emit */
bool load_tests(struct loader *l);    /* insn_tests.c */

/* ---- module.c, overlay.c ----------------------------------------------------------------------------- */

extern const char *const load_section_names[SEC_COUNT + 1];
bool load_section_is_list(enum section_id s);
struct item *load_find(struct loader *l, enum section_id s, const char *name);
bool load_add_entry(struct loader *l, enum section_id s, const struct yaml *key, const struct yaml *value,
                    const char *module, bool replace);
const char *load_entry_name(struct loader *l, enum section_id s, const struct yaml *key);
bool load_overlay(struct loader *l, const struct module *m);

/* ---- field.c ----------------------------------------------------------------------------------------- */

/* Attributes of a field or operand; `op` holds all but name, width and slices. */
struct field {
    struct operand op;
    unsigned bits; /* 0: none given */
    unsigned as;   /* 0: none given */
    const struct yaml *at;
    bool used;
};
struct format {
    const char *name;
    const struct yaml *bits, *node;
    bool used;
};
struct group_code {
    unsigned code;
    const char *name;
    const struct yaml *mode, *at; /* mode NULL: a register */
    const struct reg *reg;
};
struct group {
    const char *name;
    unsigned bits;
    struct group_code *codes;
    unsigned ncodes;
    bool used;
};
bool field_parse(struct loader *l, const struct yaml *y, const char *name, struct field *out);

/* ---- text.c ------------------------------------------------------------------------------------------ */

/* Replaces $col. used: array of flags per column, or NULL. */
bool text_subst(struct loader *l, const struct yaml *y, const struct sem_cells *cells, bool *used,
                struct text *out);
struct loc text_loc(const struct text *t, size_t off);
const struct yaml *text_scalar(struct loader *l, const struct text *t, size_t off, size_t len);
void text_mark_used(const char *s, const struct sem_cells *cells, bool *used);

/* ---- encode.c ---------------------------------------------------------------------------------------- */

/* A group operand found in an encoding. */
struct enc_group {
    const char *name;
    struct group *group;
    unsigned pos; /* index of its most significant bit in the bit string */
};
#define ENC_MAX_BITS (INSN_MAX_BYTES * 8)
/* Bits in the order written. what: '0' '1' '-' ignored, 'f' operand bit, 'g' group code. */
struct enc_bit {
    char what;
    uint8_t operand; /* index into insn->operands */
    uint8_t bit;     /* of the operand */
};
struct enc {
    struct loader *l;
    struct text text;
    struct proto *p;
    const struct yaml *local; /* the item's fields, or NULL */
    const struct format *format;
    struct enc_bit bits[ENC_MAX_BITS];
    unsigned nbits;
    unsigned chunk_start[ENC_MAX_BITS + 1]; /* chunks are what '/' separates */
    unsigned nchunks;
    struct enc_group groups[INSN_MAX_OPERANDS];
    unsigned ngroups;
    uint64_t have[INSN_MAX_OPERANDS]; /* operand bits encoded so far */
    struct {
        const char *name;
        size_t off; /* in text */
        bool used;
        bool ignore;
        int64_t value;
    } fixed[16];
    unsigned nfixed;
    const struct sem_cells *cells;
    bool *used_cols;
};
/* Reads `enc`: bits, operands and groups; operands without slices yet. */
bool enc_read(struct enc *e, const struct yaml *enc);
/* The names of the fields in a text of bits, each once; names has room for ENC_MAX_BITS. Returns their
 * number.
 */
unsigned enc_names(struct loader *l, const struct yaml *bits, const char **names);
/* Adds a mode's tail ("n:16le") as operand "m.n". */
bool enc_tail(struct enc *e, const struct yaml *tail, const char *prefix);
/* Lays the bits out in memory order: length, mask, value, slices. */
bool enc_layout(struct enc *e);

/* ---- mode.c ------------------------------------------------------------------------------------------ */

/* The item's `where:` split at && into conditions on modes, evaluated here, and on operands, joined in
 * *operands. */
bool mode_where(struct loader *l, const struct text *where, const struct enc_group *groups,
                const struct group_code **chosen, unsigned n, bool *holds, struct text *operands);

/* ---- syntax.c ---------------------------------------------------------------------------------------- */

/* Reads the templates `asm` of a concrete instruction into p->insn.syntax. */
bool syntax_read(struct loader *l, struct proto *p, const struct yaml *asm_, const struct sem_cells *cells,
                 bool *used, const struct enc_group *groups, const struct group_code **chosen,
                 unsigned ngroups);
/* Next token of a template or an assembly line: its length, 0 at the end; *s is moved past blanks. */
size_t syntax_token(const char **s);
/* A template with free holes (aliases, pseudos): parts with PART_OPERAND number the holes in `holes`. */
struct hole {
    const char *name;
    struct loc loc;
};
bool syntax_template(struct loader *l, const struct yaml *y, struct syntax *out, struct hole *holes,
                     unsigned *nholes);

/* ---- match.c: text <-> operands, through the templates ----------------------------------------------- */

/* All templates of a mnemonic, instructions first, in the order of the files. */
struct form {
    const struct syntax *syntax;
    const struct insn *insn;
    const struct alias *alias; /* NULL: the instruction's own */
    struct form *next, *last;  /* last: of the first only */
};
void match_index(struct loader *l);
void match_add_alias(struct loader *l, const struct alias *a);
const struct form *match_forms(struct loader *l, const char *mnemonic, size_t n); /* NULL: none */
/* What stands after a mnemonic, whoever reads it: an instruction, an alias or a pseudo-instruction. */
struct shape {
    const struct syntax_part *parts;
    unsigned nparts;
    const struct operand *operands[INSN_MAX_OPERANDS]; /* by the operand of a part; of a pseudo: NULL */
    const struct reg *regs[INSN_MAX_OPERANDS];         /* NULL: an expression */
};
void shape_of_form(const struct form *f, struct shape *out);
void shape_of_pseudo(const struct pseudo *p, struct shape *out);
/* What a hole or number of a text stands for. */
struct bound {
    bool set, hole;
    unsigned hole_number;
    uint64_t value; /* decoded */
};
struct match_text {
    const struct yaml *y; /* for places */
    const char *s;
    const struct hole *holes; /* {name} in the text; NULL: none allowed */
    unsigned nholes;
    uint64_t pc;             /* of the instruction, for operands written as addresses */
    const struct insn *only; /* NULL, or just forms of this instruction */
    const char *name;        /* NULL, or just forms of instructions of this name */
    bool aliases;
};
/* Finds the first form that reads the whole text; out has one entry per operand of the result. NULL: none
 * (why: a static reason or NULL). */
const struct form *match_line(struct loader *l, const struct match_text *t, struct bound *out,
                              const char **why);
/* Reports that no form reads a text; why: NULL, or what is wrong with an operand. Returns false. */
bool match_refuse(struct loader *l, struct loc at, const char *text, const char *what, const char *why);
/* Prints an instruction by one of its forms, without aliases. */
void match_print(const struct isa *isa, const struct insn *insn, const struct syntax *s,
                 const uint64_t *fields, uint64_t pc, struct str *out);

/* ---- decode.c, overlap.c ----------------------------------------------------------------------------- */

/* Whether an instruction's `where` is false for every word, as far as can be tried out. */
bool overlap_where_never(struct loader *l, const struct insn *insn);
/* Called for each leaf with more than one instruction. */
bool overlap_leaf(struct loader *l, const unsigned *list, unsigned n);
bool decode_matches(const struct insn *i, const struct ibits *raw);
uint64_t ibits_get(const struct ibits *b, unsigned pos, unsigned n); /* n <= 64 */
void ibits_put(struct ibits *b, unsigned pos, unsigned n, uint64_t v);
/* A number as the manual prints an instruction word -> memory order, and back. */
struct ibits ibits_from_word(const struct isa *isa, uint64_t word, unsigned len);
uint64_t ibits_to_word(const struct isa *isa, const struct ibits *b, unsigned len);

#endif

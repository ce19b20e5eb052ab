/* asm.h - the assembler's own world: expressions, symbols, sections, statements that may still grow.
 *
 * Internal to src/asm (image.h and assemble.h are the interface). One pass over the text runs macros and
 * directives and leaves sections made of items; layout then lets items grow until nothing changes; link
 * places the sections; emit writes bytes. All of it lives in the assembler's arena and is freed at once;
 * nothing knows an instruction set. */
#ifndef ASM_ASM_H
#define ASM_ASM_H

#include "asm/image.h"
#include "asm/text.h"
#include "base/map.h"
#include "isa/sem.h"

/* Bounds on what a source may ask for; every one is refused with a message. */
enum {
    ASM_MAX_DEPTH = 64,         /* nested macros, repetitions, includes */
    ASM_MAX_LINES = 1000000,    /* lines made by macros and repetitions */
    ASM_MAX_LINE = 1 << 16,     /* characters of a line of a macro's body, arguments filled in */
    ASM_MAX_FILLED = 64 << 20,  /* bytes of a section that are stored */
    ASM_MAX_SECTION = 1 << 30,  /* bytes of a section */
    ASM_MAX_EXPR_DEPTH = 500,   /* nesting of an expression, definitions included */
    ASM_MAX_PSEUDO_DEPTH = 24,  /* pseudo-instructions inside pseudo-instructions */
    ASM_MAX_PSEUDO_NODES = 2000 /* instructions that one pseudo-instruction may become */
};

struct section;
struct node;
struct asm_file;

/* ---- places and values ------------------------------------------------------------------------------- */

/* Where a statement was written. */
struct where {
    struct loc loc;
    const struct expansion *exp;
};

/* A byte of a section, in terms that survive growth. */
struct pos {
    struct section *sec;
    size_t item;
    uint64_t off;
};

enum expr_kind { EX_NUM, EX_SYM, EX_POS, EX_NODE, EX_UNARY, EX_BINARY, EX_MOD };

struct expr {
    enum expr_kind kind;
    unsigned op; /* token's op; EX_UNARY: '-', '~', '!', or 'l'/'h' (low, high byte) */
    int depth;
    uint64_t num;
    struct asym *sym;
    struct pos pos;
    const struct node *node; /* EX_NODE: a line of a pseudo-instruction, in pos.sec */
    struct expr *a, *b;
    const struct modifier *mod;
    struct loc loc;
};

/* sec NULL: a plain number. Before layout v is relative to the run of fixed-size items `run` of sec. */
struct value {
    int64_t v;
    const struct section *sec;
    size_t run;
    bool weak;                /* depends on a weak symbol */
    const struct asym *undef; /* why it has no value, if a symbol is the reason */
};

enum eval_mode { EVAL_NOW /* while reading: constants, distances that can't change */, EVAL_PLACED };

/* ---- symbols ----------------------------------------------------------------------------------------- */

enum asym_state { ASYM_UNDEF, ASYM_LABEL, ASYM_EQU, ASYM_COMMON, ASYM_LINKER };

struct asym {
    const char *name;
    enum asym_state state;
    struct where def;
    struct pos pos;
    struct expr *equ;
    uint64_t address;     /* ASYM_LINKER */
    uint64_t size, align; /* ASYM_COMMON */
    struct expr *size_expr;
    enum symbol_kind kind;
    bool global, weak, local, used, internal;
    bool busy; /* being evaluated: finds cycles */
    struct asm_file *file;
    struct asym *link; /* undefined here: the definition in another file */
};

/* 1:, 1f, 1b */
struct local_label {
    uint64_t number;
    struct asym *last, *next;
};

/* ---- sections ---------------------------------------------------------------------------------------- */

struct fixup {
    uint64_t off;
    unsigned size; /* bytes */
    struct expr *e;
    struct where at;
};

enum item_kind { ITEM_DATA, ITEM_INSN, ITEM_ALIGN, ITEM_SPACE, ITEM_ORG, ITEM_LEB };

struct item {
    enum item_kind kind;
    bool fixed;     /* size is final while reading */
    bool is_signed; /* ITEM_LEB */
    bool code;      /* ITEM_ALIGN: pad with no-ops */
    uint64_t offset, size;
    size_t run;          /* number of items of changing size before this one */
    uint64_t run_offset; /* bytes since the last of them */
    struct where at;
    VEC(uint8_t) bytes; /* ITEM_DATA */
    VEC(struct fixup) fixups;
    struct node *node;   /* ITEM_INSN */
    struct expr *e;      /* ITEM_SPACE count, ITEM_ORG target, ITEM_LEB value */
    uint64_t align, max; /* ITEM_ALIGN */
    uint64_t fill;
    unsigned fill_size;
    const bool *module_off; /* ITEM_ALIGN: options at that place, for the no-ops */
};

/* What the listing and the line table need to know about a statement. */
struct record {
    size_t item;
    uint64_t off, len; /* len UINT64_MAX: the whole item */
    struct where at;
    bool code;
};

enum outsec { OUT_TEXT, OUT_RODATA, OUT_DATA, OUT_BSS, OUT_COUNT, OUT_NONE = OUT_COUNT };

struct section {
    const char *name;
    unsigned flags; /* SEG_* */
    bool alloc, nobits;
    enum outsec out;
    uint64_t align;
    struct asm_file *file;
    VEC(struct item) items;
    VEC(struct record) records;
    uint64_t addr, size, filled;
    size_t placed; /* layout: items from here on have no place yet */
};

/* ---- instructions whose size may still grow ---------------------------------------------------------- */

struct opval {
    struct expr *e; /* NULL: v is the decoded value */
    uint64_t v;
    bool normalised; /* was written as an unsigned word and means a negative number */
    size_t offset;   /* in the statement, for messages */
};

struct cand {
    const struct insn *insn; /* NULL: a sequence */
    struct opval *ops;
    struct node *seq; /* nseq nodes and one more that stands for the end */
    unsigned nseq;
};

struct node {
    struct cand *cands; /* narrowest first; only `chosen` grows */
    unsigned ncands, chosen;
    uint64_t addr; /* offset in the section */
    uint64_t size;
    struct where at;
    const char *written; /* the mnemonic in the source, for messages; NULL: none was */
};

/* ---- the assembler ----------------------------------------------------------------------------------- */

struct asm_file {
    const struct source *src;
    struct map symbols;
    VEC(struct local_label) locals;
    VEC(struct section *) sections;
    VEC(struct asym *) commons; /* in the order of their directives */
};

struct abbr;
struct macro;
struct frame;

struct cond {
    bool active, taken, seen_else, outer;
    struct where at;
};

struct options_saved {
    bool *module_off;
};
struct pairs;

struct assembler {
    const struct isa *isa;
    struct diag *d;
    struct arena arena;
    bool fatal; /* gave up: no more text is read */

    /* reading */
    VEC(struct frame *) frames;
    VEC(struct cond) conds;
    struct map macros;
    struct map words;     /* .eqv: name -> struct token that it stands for */
    unsigned macro_count; /* \@ */
    uint64_t made_lines;
    struct span stmt; /* the statement at hand */
    struct tokens toks;

    /* the file at hand */
    struct asm_file *file;
    struct section *sec, *previous;
    VEC(struct section *) section_stack;

    VEC(struct asm_file *) files;
    struct map globals;
    struct map linker_symbols;

    /* the target's syntax, indexed */
    struct map forms;      /* mnemonic -> struct form, linked */
    struct abbr **abbr;    /* [insn index]: abbreviations, ended by insn NULL; NULL if none */
    unsigned *insn_module; /* [insn index] -> index into isa->modules */
    bool *module_off;      /* switched off by an option of the source */
    VEC(struct options_saved) option_stack;
    const char **names;  /* of all mnemonics, for suggestions */
    struct isa **others; /* [option]: the target with one that is off; NULL until a mnemonic is unknown */
    unsigned pseudo_nodes;
    const char *written; /* mnemonic of the statement at hand */
    bool no_abbr;        /* abbreviations are not wanted just now */

    /* linking */
    VEC(struct section *) order; /* allocated sections as they lie in memory */
    uint64_t part_addr[OUT_COUNT], part_end[OUT_COUNT], end;

    struct pairs *pairs; /* emission: modifiers that others refer to; emit.c */
    struct image *img;
};

int as_error(struct assembler *as, size_t offset, const char *fmt, ...) PRINTF_LIKE(3, 4); /* in as->stmt */
int as_error_at(struct assembler *as, const struct where *at, const char *fmt, ...) PRINTF_LIKE(3, 4);
struct where as_where(const struct assembler *as, size_t offset);
bool as_word(const struct token *t, const char *word); /* an identifier spelled so */

/* ---- expr.c ------------------------------------------------------------------------------------------ */

/* The most advanced reason why an operand could not be read. */
struct fail {
    size_t offset;
    int rank;   /* larger: got further; 0 none */
    bool shape; /* something is missing or too much: how the instruction is written helps */
    char text[240];
};
/* Keeps what got furthest. */
void fail_set(struct fail *f, int rank, size_t offset, const char *fmt, ...) PRINTF_LIKE(4, 5);

struct expr *expr_new(struct assembler *as, enum expr_kind kind, struct loc loc);
struct expr *expr_num(struct assembler *as, uint64_t v, struct loc loc);
/* Parses at token *i. NULL: f says why. *reg_name (may be NULL) is set if a register's name was taken for a
 * symbol. */
struct expr *expr_parse(struct assembler *as, const struct tokens *t, size_t *i, const struct span *s,
                        struct fail *f, bool *reg_name);
/* The same for a directive's operand: reports. */
struct expr *expr_operand(struct assembler *as, size_t *i);
bool expr_operand_const(struct assembler *as, size_t *i, const char *what, int64_t *v);
/* An expression that can be a constant becomes one. */
struct expr *expr_fold(struct assembler *as, struct expr *e);

/* ---- eval.c ------------------------------------------------------------------------------------------ */

bool expr_eval(struct assembler *as, const struct expr *e, enum eval_mode mode, uint64_t place,
               struct value *out);
bool expr_const(struct assembler *as, const struct expr *e, int64_t *v); /* now */
/* Why an expression has no value, reported at `at`. */
bool pair_lookup(struct assembler *as, const char *modifier, uint64_t label, uint64_t *s,
                 uint64_t *place);                                                  /* emit.c */
bool pair_exists(const struct assembler *as, const char *modifier, uint64_t label); /* emit.c */
int expr_report(struct assembler *as, const struct where *at, const struct expr *e, const struct value *v);

/* ---- symtab.c ---------------------------------------------------------------------------------------- */

struct asym *sym_get(struct assembler *as, const char *name,
                     size_t len); /* of the file at hand; made if new */
int sym_label(struct assembler *as, const char *name, size_t len, size_t offset);
int sym_local_label(struct assembler *as, uint64_t number);
struct asym *sym_local_ref(struct assembler *as, uint64_t number, bool forward);
int sym_assign(struct assembler *as, const char *name, size_t len, struct expr *e, bool once);
/* From here on the name stands for a register's. */
void sym_word(struct assembler *as, const char *name, size_t len, const struct token *t);
void sym_words(struct assembler *as, size_t first); /* puts them into as->toks from token `first` on */
struct expr *sym_here(struct assembler *as, struct loc loc); /* "." */
uint64_t pos_address(const struct pos *p);
/* Links undefined symbols of every file to definitions elsewhere; reports duplicates. */
void sym_link(struct assembler *as);
void sym_linker(struct assembler *as, const char *name, uint64_t address);
int sym_report_undefined(struct assembler *as, const struct where *at, const struct asym *sym);

/* ---- section.c --------------------------------------------------------------------------------------- */

struct section *section_get(struct assembler *as, const char *name); /* made by its name's habits if new */
void section_enter(struct assembler *as, struct section *sec);
struct item *section_item(struct assembler *as, enum item_kind kind);        /* NULL: refused */
int section_bytes(struct assembler *as, const void *p, size_t n, bool code); /* p NULL: zeroes */
int section_fixup(struct assembler *as, struct expr *e, unsigned size, size_t offset);
void section_record(struct assembler *as, bool code, uint64_t len);
bool section_code(const struct section *sec);
void as_put(const struct assembler *as, uint8_t *p, uint64_t v,
            unsigned size); /* in the target's byte order */

/* ---- input.c: what is read next ---------------------------------------------------------------------- */

struct line_text {
    const char *text;
    size_t len;
    struct loc loc;
    bool moved;
    const struct expansion *exp;
};
struct body {
    VEC(struct line_text) lines;
};
struct binding {
    const char *name; /* NULL: the list's end */
    const char *text;
    size_t len;
};
int input_file(struct assembler *as, const char *path, struct loc from); /* reads and stacks it */
int input_source(struct assembler *as, const struct source *src, bool included);
/* Stacks a body to be read `count` times; values[k] (count lists, or NULL) bind names in round k. */
int input_body(struct assembler *as, const struct body *b, uint64_t count,
               const struct binding *const *values, const char *what, bool is_macro);
bool input_next(struct assembler *as); /* the next statement into as->stmt; false: all read */
void input_exit_macro(struct assembler *as);
void input_end_file(struct assembler *as); /* .end: nothing more of this file is read */
void input_release(struct assembler *as);
/* Reads statements up to the one whose first word closes the one at hand, nested ones included. NULL after
 * reporting. */
struct body *input_collect(struct assembler *as, const char *const *open, const char *const *close);
const struct source *input_read(struct assembler *as, const char *path, struct loc from);

/* ---- macro.c, cond.c, directive.c, data.c ------------------------------------------------------------ */

int directive_run(struct assembler *as, const struct token *name);
typedef int (*directive_fn)(struct assembler *as, size_t i, int arg);
struct directive {
    const char *name;
    directive_fn run;
    int arg;
};
extern const struct directive directives_macro[], directives_cond[], directives_data[], directives_section[],
    directives_symbol[]; /* each ends with a NULL name */

struct macro *macro_find(const struct assembler *as, const struct token *name);
int macro_call(struct assembler *as, struct macro *m, const struct token *name);
bool cond_directive(struct assembler *as, int *rc); /* as->stmt is a conditional: done */
bool cond_active(const struct assembler *as);
int directive_number(struct assembler *as, size_t i, unsigned bits);
int directive_end(struct assembler *as, size_t i); /* nothing may follow */
bool directive_comma(struct assembler *as, size_t *i);
bool directive_more(struct assembler *as, size_t *i, int *rc); /* between list elements */
int directive_name(struct assembler *as, size_t *i, const struct token **out);

/* ---- form.c, match.c, insn.c, encode.c --------------------------------------------------------------- */

void forms_build(struct assembler *as);
void forms_release(struct assembler *as);
bool module_enabled(const struct assembler *as, const struct insn *insn);

/* The statement at hand is an instruction: as->toks from token `i`. */
int insn_statement(struct assembler *as, size_t i);
/* Can the candidate be encoded at this address? `last`: it is the widest one. */
bool cand_fits(struct assembler *as, const struct cand *c, const struct section *sec, uint64_t addr);
/* Bytes of an instruction (c->insn); reports what does not fit at `n`. */
int cand_encode(struct assembler *as, const struct cand *c, const struct node *n, uint64_t addr,
                uint8_t *out);
/* Fills `n` bytes with the target's no-ops, small ones first. */
void nop_fill(struct assembler *as, const bool *module_off, uint8_t *out, uint64_t n);

/* ---- layout.c, link.c, emit.c, listing.c ------------------------------------------------------------- */

/* Lets items grow until nothing changes; sections get addresses by link_place() in every round. */
int layout(struct assembler *as);
/* Collects sections and common symbols of all files in output order and fixes the order. */
void link_gather(struct assembler *as);
void link_place(struct assembler *as);
int emit_image(struct assembler *as, struct image *img);
void listing_text(struct assembler *as, const struct image *img, struct str *out);

#endif

/* isa.h - the model of one instruction set: what every other part reads.
 *
 * Made by isa_load() from a target file and its modules; immutable afterwards; lives in its own arena and is
 * freed at once. Nothing in it knows a particular ISA. Parts: registers and their slots in the register
 * block, operands and encodings, syntax, semantics as IR (ir.h), traps, ABI. */
#ifndef ISA_ISA_H
#define ISA_ISA_H

#include <stdbool.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/diag.h"
#include "base/map.h"
#include "base/str.h"
#include "base/yaml.h"
#include "isa/ir.h"
#include "isa/kind.h"

/* ---- registers --------------------------------------------------------------------------------------- */

#define ISA_MAX_SLOTS 640 /* of the register block */

struct reg_field {
    const char *name;
    uint8_t hi, lo;
    bool fixed, read_only;
    uint64_t fixed_value, write_mask;
    /* legal / read hooks of register spaces are compiled into the space's accessors, see isa->spaces */
};

/* A register or a register file. Each element is one 64-bit slot of the register block (slot ..
 * slot+count-1), kept zero-extended. A join has no slots of its own. */
/* A register that shows a counter instead of bits of its own. */
struct reg_counter {
    uint8_t of;        /* enum ir_counter */
    uint8_t high, low; /* which of its 64 bits */
};

struct reg {
    const char *name, *doc;
    struct loc loc;
    unsigned width; /* bits */
    unsigned count; /* elements of a file; 0 = a single register */
    int zero;       /* element that reads 0 and ignores writes; -1 none */
    unsigned slot;
    const char *prefix;       /* "$", "%", "" : written before a name */
    const char *numbered;     /* "x": x0..x31 are accepted; NULL: not */
    const char *const *names; /* count canonical names, or NULL (then numbered is printed) */
    struct {
        const char *name;
        unsigned index;
    } * aliases;
    unsigned naliases;
    struct reg_field *fields;
    unsigned nfields;
    uint64_t mask, ones, reset;
    const struct reg *const *join; /* parts, most significant first; NULL */
    unsigned njoin;
    const struct regspace *space;      /* NULL: an ordinary register */
    uint32_t at;                       /* number in the space */
    const struct reg_counter *counter; /* NULL: it has bits of its own */
    struct {
        const char *role;
        unsigned index;
    } * roles; /* "sp", "ra", "pc" */
    unsigned nroles;
    struct {
        uint64_t value;
        const char *name;
    } * value_names; /* of enumerations such as a privilege mode */
    unsigned nvalue_names;
};

/* A sparse space of registers reached by number. csr[a] compiles to a chain of tests on the (after
 * specialisation constant) number: no run-time structure is needed here except for names. */
struct regspace {
    const char *name, *prefix;
    unsigned addr; /* bits of a register number */
    unsigned width;
    const struct reg **regs; /* sorted by `at`; a range such as 0xB03-0xB1F has one entry per number */
    unsigned nregs;
};

/* ---- operands and encodings -------------------------------------------------------------------------- */

#define INSN_MAX_BYTES    16
#define INSN_MAX_OPERANDS 8

/* Raw instruction bits in memory order: bit k = bit k%8 of byte k/8. */
struct ibits {
    uint64_t w[2];
};

/* n (<= 64) operand bits from op_lo up stand at memory bits pos.. (contiguous in struct ibits order). */
struct slice {
    uint8_t op_lo, pos, n;
};

struct operand {
    const char *name;
    struct loc loc;
    uint8_t width;     /* bits of the operand as encoded, low implicit zeros included */
    uint8_t low;       /* lowest encoded bit: the value must be a multiple of 1 << low */
    uint8_t sem_width; /* width of the decoded value in the semantics */
    bool is_signed, show_signed;
    bool pcrel, from_next; /* written as an address; encoded relative to this instruction or to the next */
    uint8_t region;        /* pc-region absolute: the low `region` bits of an address; 0 no */
    bool code;             /* an absolute code address: the disassembler prints a label */
    int8_t asm_shift;      /* written value << asm_shift = value (negative: >>) */
    uint8_t asm_bits;      /* with asm_shift: the written value is an unsigned number of so many bits */
    const char *letters;   /* "iorw": written as letters, most significant bit first */
    bool glue;             /* letters are glued to the mnemonic */
    const struct reg *reg; /* register operand: file; the decoded value is the index (offset added) */
    unsigned reg_offset;
    const struct regspace *space; /* number of a register in a space; names are accepted and printed */
    bool has_default;
    uint64_t default_value;
    const char *reloc;            /* name of the relocation, or NULL */
    bool in_syntax, in_sem, tail; /* tail: a byte sequence after the opcode (modes, wide fields) */
    struct slice slices[8];
    uint8_t nslices;
};

/* ---- syntax ------------------------------------------------------------------------------------------ */

enum part_kind { PART_TEXT, PART_OPERAND };

struct syntax_part {
    enum part_kind kind;
    const char *text; /* PART_TEXT: one token ("," "(" "[hl+]" "#"...) */
    unsigned operand; /* PART_OPERAND: index into insn->operands (aliases: into the alias' own holes) */
};

/* One accepted way to write an instruction. The first of an instruction is printed. */
struct syntax {
    const char *mnemonic;
    struct syntax_part *parts;
    unsigned nparts;
    struct {
        unsigned operand;
        uint64_t value;
    } * fixed; /* "| D=0" */
    unsigned nfixed;
    struct loc loc;
};

/* A number that an operand of a target gets from an operand of the source, or a constant. */
struct operand_map {
    bool is_const;
    unsigned from;
    uint64_t value; /* decoded value */
};

/* ---- instructions ------------------------------------------------------------------------------------ */

struct sem_expr; /* sem.h */

struct insn {
    const char *name; /* mnemonic without operands: "addi", "c.lw", "ld" */
    const char *doc;
    const char *module;
    struct loc loc;  /* of the encoding */
    const char *row; /* table row: its first cell, or NULL */
    unsigned index;  /* in isa->insns */
    uint8_t len;     /* bytes */
    struct ibits mask, value;
    struct operand operands[INSN_MAX_OPERANDS];
    uint8_t noperands;
    const struct sem_expr *where; /* NULL, or a condition on operand values */
    struct syntax *syntax;
    unsigned nsyntax;
    const char *enc_text, *sem_text;                  /* as written, for `isa show` */
    const struct insn *expands;                       /* NULL, or the instruction that this one abbreviates */
    struct operand_map expand_map[INSN_MAX_OPERANDS]; /* one per operand of `expands` */
    struct expansion_of {
        const struct insn *insn;
        struct operand_map map[INSN_MAX_OPERANDS];
    } * also;
    unsigned nalso;     /* further entries of an `expands:` list: abbreviated too, same meaning */
    bool explicit_only; /* `hint: true` or `explicit: true`: the assembler never abbreviates to it; only its
                           own mnemonic or an alias does */
    struct ir *ir;      /* NULL iff expands */
    const struct yaml *tests; /* NULL, or the list of tests; see insn_tests.c */
    struct ir *guard;    /* of an abbreviation: NULL, or run first: raises if its module is switched off */
    const char *variant; /* mode combination ("m=abx"), or NULL */
};

/* text -> text: `target` with constants; the reverse condition is derived. */
struct alias {
    struct syntax syntax; /* operands index insn->operands directly through `map` */
    const struct insn *insn;
    struct operand_map map[INSN_MAX_OPERANDS]; /* for each operand of insn: constant, or hole number */
    unsigned hole_operand[INSN_MAX_OPERANDS];  /* hole number -> operand of insn whose kind it has */
    unsigned nholes;
    struct loc loc;
    bool assemble_only; /* never printed */
};

#define PSEUDO_MAX_LETS (2 * INSN_MAX_OPERANDS)
/* 1:n expansions. Templates are kept as text; asm/ expands and re-reads them. */
struct pseudo_case {
    const char *when_text;
    const struct sem_expr *when; /* NULL: always. Names: the holes' values (64-bit signed), parameters */
    struct {
        const char *name, *text;
        const struct sem_expr *value;
    } * lets;
    unsigned nlets;
    const char **emit;
    struct loc *emit_loc;
    unsigned nemit;
};
struct pseudo {
    const char *mnemonic;
    struct syntax_part *parts; /* PART_OPERAND numbers holes */
    unsigned nparts;
    struct {
        const char *name;
        const struct reg *reg;
    } holes[INSN_MAX_OPERANDS]; /* reg: must be a register of it; NULL: expr */
    unsigned nholes;
    struct pseudo_case *cases;
    unsigned ncases;
    struct {
        const char *name, *value;
    } * text; /* {W} -> constant text */
    unsigned ntext;
    struct loc loc;
};

struct modifier {
    const char *name;             /* "%hi" */
    const struct sem_expr *value; /* over S, P (word wide) */
    unsigned field_low;           /* the field keeps bits from here up */
    int elf;                      /* relocation number, -1 none */
    const char *pair;             /* NULL, or the modifier of the instruction named by the label */
};

struct trap {
    const char *name;
    unsigned number;
    int signal; /* of the target's abi: signals, 0 if none */
};

/* ---- memory and ABI ---------------------------------------------------------------------------------- */

enum misaligned { MISALIGNED_SPLIT, MISALIGNED_TRAP };

struct mem_desc {
    unsigned addr, cell; /* bits */
    bool big_endian;
    enum misaligned misaligned;
    int misaligned_load, misaligned_store;    /* trap numbers */
    int fault_fetch, fault_load, fault_store; /* trap numbers, -1: none declared */
    struct ir *fault_all;                     /* statements run on any fault instead of a trap, or NULL */
};

/* How a program sees its world (DESIGN section 6); the `abi:` section of the target file. */
struct service {
    uint64_t number;
    const char *name; /* "exit" "write" ...: machine/services.c knows what they do */
};
struct personality {
    const char *name;     /* "linux", "classroom" */
    uint16_t number_slot; /* register that holds the call number */
    uint16_t arg_slots[6], result_slot;
    unsigned nargs;
    bool negative_errno; /* errors come back as -errno (else as -1) */
    struct service *services;
    unsigned nservices;
};
struct abi {
    int elf_class, elf_machine; /* 32/64, e_machine; 0: no ELF */
    uint32_t elf_flags;
    uint64_t text_base, data_base, stack_top, stack_size, heap_size; /* data_base 0: data follows text */
    uint16_t sp_slot;                                                /* UINT16_MAX: none */
    struct {
        uint16_t slot;
        const char *value;
    } * init; /* value: a number or a symbol name ("__global_pointer$") */
    unsigned ninit;
    const struct personality *personalities;
    unsigned npersonalities;
    const char *elf_personality, *asm_personality; /* defaults */
    /* `symbols: { "__global_pointer$": "data + 0x800" }`: defined if a program mentions them and doesn't
     * define them. Names: text, rodata, data, bss, end (addresses of the image's parts). */
    struct {
        const char *name;
        const struct sem_expr *value;
    } * symbols;
    unsigned nsymbols;
    struct {
        unsigned type;
        const char *name;
        const struct sem_expr *value;
        uint8_t size;
        const char *operand;
        unsigned bytes;
    } * relocs;
    unsigned nrelocs;
    /* Numbers of registers in debugging information: of a file, that of its element 0. */
    struct {
        const struct reg *reg;
        unsigned number;
    } * dwarf;
    unsigned ndwarf;
    /* `returns:`: where functions leave their results: in these registers one after the other, as in memory.
     * What does not fit, and aggregates unless said otherwise, lie at the address in the first. */
    uint16_t return_slots[4];
    unsigned nreturns; /* 0: not known */
    bool return_aggregates;
    const char *gdb_architecture; /* NULL: gdb is told none */
    struct gdb_feature *gdb;      /* what gdb expects registers in; none: all under a name of our own */
    unsigned ngdb;
    bool gdb_watch_before; /* gdb expects to be stopped before a watched access, and makes it itself */
    struct loc loc;
};

/* A feature of gdb's target descriptions. */
struct gdb_feature {
    const char *name; /* "org.gnu.gdb..." */
    struct gdb_reg {
        const struct reg *reg;
        const char *name; /* in gdb; of a file: before the number */
    } * regs;
    unsigned nregs;
};

/* Assembler conventions of the target. */
struct asm_desc {
    const char **comments;
    unsigned ncomments;
    const char *label_suffix;
    bool case_insensitive;
    const char **hex, **binary; /* prefixes besides 0x and 0b */
    unsigned nhex, nbinary;
    struct {
        const char *name;
        unsigned bits;
    } * directives;
    unsigned ndirectives;
    struct {
        const char *op, *fn;
    } * operators; /* unary: "<" lo8 */
    unsigned noperators;
    /* `.option NAME`: allows or forbids instructions of a module (both NULL: accepted, changes nothing).
     * YAML: options: { rvc: { doc: "...", enable: rv-c }, norvc: { disable: rv-c }, relax: "linker relaxation
     * is not done" } */
    struct asm_option {
        const char *name, *doc, *enable, *disable;
    } * options;
    unsigned noptions;
    const char
        *load_address; /* the instruction that puts an address into a register, for messages; or NULL */
    struct asm_instead {
        const char *word, *text; /* a mnemonic of other assemblers, and what to write in its place */
    } * instead;
    unsigned ninstead;
    bool
        align_bytes; /* `align: bytes`: `.align n` aligns to n bytes; else (`align: power`, default) to 2^n */
    const char *
        *nops; /* `nops: ["c.nop", "nop"]`: what pads code, as text; those that don't assemble are skipped */
    unsigned nnops;
};

/* ---- the whole --------------------------------------------------------------------------------------- */

struct param {
    const char *name;
    int64_t value;
};

struct decode_node; /* decode.c */

struct isa {
    struct arena arena;
    const char *target; /* "rv32" */
    const char *name;   /* "RV32" */
    const char *doc;
    const char **modules; /* as composed, for reports: "rv-base rv-i ..." */
    unsigned nmodules;
    const char **options, **options_on;
    unsigned noptions, noptions_on;
    struct param *params; /* parameters and constants */
    unsigned nparams;

    unsigned unit;   /* bits of the decoder's unit: 8, 16, 32 */
    unsigned word;   /* bits at which immediates appear */
    unsigned align;  /* instruction alignment, bits */
    bool big_endian; /* of instruction words */
    bool pc_next;    /* `pc` in semantics is the fetch pointer */
    unsigned delay_slots;
    bool bus_timing;
    unsigned bus_cycle; /* clock ticks per bus cycle */

    struct reg *regs;
    unsigned nregs;
    unsigned nslots; /* size of the register block */
    const struct reg *pc;
    struct regspace *spaces;
    unsigned nspaces;
    struct map reg_names; /* every accepted spelling -> names.c */

    struct insn *insns;
    unsigned ninsns;
    unsigned max_len; /* bytes of the longest instruction */
    struct decode_node *decode;
    struct length { /* what all encodings of `len` bytes have in common; longest first */
        struct ibits mask, value;
        unsigned len;
    } * lengths;
    unsigned nlengths;
    struct ir *illegal; /* isa.illegal: run when nothing decodes */

    struct alias *aliases;
    unsigned naliases;
    struct pseudo *pseudos;
    unsigned npseudos;
    struct modifier *modifiers;
    unsigned nmodifiers;

    struct trap *traps;
    unsigned ntraps;
    struct ir *hook_trap, *hook_interrupt, *hook_reset; /* arguments are fields 0.. of the IR; NULL */
    struct mem_desc mem;
    struct {
        const char *name;
        uint8_t hi, lo;
    } * ports; /* raw encoding fields for exact machines */
    unsigned nports;
    const struct reg *port_file; /* the register file whose elements the ports number; NULL: no ports */
    struct abi abi;
    struct asm_desc assembler;
    unsigned ntests, nuntested; /* after isa_request.check: tests run; instructions without any */
    bool *tested;               /* the same for each of insns */
    struct sem *sem; /* compiler's tables (functions, constants), kept for const evaluation; sem.h */
};

/* How a user picks an ISA. target: name of a shipped target ("rv32"), or a path to a target file.
 * with/without: option letters, NULL-terminated or NULL. sets: "XLEN=64" overrides of params. paths: extra
 * directories in which modules are searched before the shipped ones (the target file's own directory always
 * is). */
struct isa_request {
    const char *target;
    const char *const *with, *const *without, *const *sets, *const *paths;
    const char *const *services; /* names of the host services that exist; NULL: any name is taken */
    bool check;                  /* also the costly checks: syntax round trips, unreachable aliases, tests: */
};

/* Returns NULL after reporting. isa_free frees everything. */
struct isa *isa_load(const struct isa_request *rq, struct diag *d);
void isa_free(struct isa *isa);

/* Names of the shipped targets, sorted; the caller frees each and the array. */
char **isa_targets(size_t *count);

/* Decodes raw bits (bytes beyond the end of memory zero). NULL: no instruction. fields gets the decoded
 * operand values (INSN_MAX_OPERANDS). `expands` is not followed: see isa_expand. */
const struct insn *isa_decode(const struct isa *isa, const struct ibits *raw, uint64_t *fields);

/* Bytes that raw bits take although they may be no instruction: the longest length whose encodings all share
 * bits, and raw has those; else the decoder's unit. */
unsigned isa_length(const struct isa *isa, const struct ibits *raw);

/* Follows `expands`: the instruction whose IR runs, with its operand values in place of the abbreviation's.
 */
const struct insn *isa_expand(const struct insn *insn, const uint64_t *fields, uint64_t *out);

/* Operand value <-> encoding. isa_operand_encode refuses what doesn't fit: returns NULL if fine, else a
 * static reason. */
uint64_t isa_operand_value(const struct operand *op, const struct ibits *raw);
const char *isa_operand_encode(const struct operand *op, uint64_t value, struct ibits *raw);
bool isa_where(const struct isa *isa, const struct insn *insn, const uint64_t *fields);

/* Registers by name. isa_reg_lookup: a name as the assembler accepts it ("$t0", "a0", "x10", "fp") in any
 * file, or in `file` if not NULL; returns the file/register and *index. isa_reg_name prints. */
const struct reg *isa_reg_lookup(const struct isa *isa, const struct reg *file, const char *name, size_t len,
                                 unsigned *index);
bool isa_has_role(const struct reg *r, unsigned index, const char *role); /* "sp", "ra" ... */
void isa_reg_name(const struct reg *r, unsigned index, struct str *out);
const struct reg *isa_reg_by_name(const struct isa *isa,
                                  const char *name); /* a register or file by its own name */
const struct reg *isa_slot_reg(const struct isa *isa, unsigned slot, unsigned *index);
int isa_role_slot(const struct isa *isa, const char *role); /* -1: none */

bool isa_param(const struct isa *isa, const char *name, int64_t *value);

#endif

/* exec.h - values: decodes, specialises and runs instructions. Knows no time.
 *
 * A `struct core` ties an ISA, an address space and the architectural state together. Two ways to run:
 * core_exec() one instruction (the timing model calls it when an instruction enters stage X), and core_run()
 * many, as fast as possible (--functional). Both run the same operations (uop.h), made once per address at
 * its first execution. */
#ifndef EXEC_EXEC_H
#define EXEC_EXEC_H

#include <stdbool.h>
#include <stdint.h>
#include "isa/isa.h"
#include "mem/mem.h"

#define ARCH_SLOTS 640

/* Architectural state: flat, copied as bytes. Slots from isa->nslots on are workspace of the interpreter:
 * zero whenever no function of exec/ runs. */
struct arch {
    uint64_t slot[ARCH_SLOTS]; /* the register block */
    uint64_t pc;               /* of the next instruction to execute */
    uint64_t jump_target;      /* pending target (delay slots) */
    uint64_t delayed_value;    /* pending register write (load delay) */
    uint16_t delayed_slot;
    uint8_t jump_pending; /* the instruction at pc is in a delay slot; then jump_target runs next */
    uint8_t
        delayed_pending; /* 2: becomes visible after the instruction at pc (1: only inside an instruction) */
    uint8_t reserved;    /* load_reserved holds reserve_addr */
    uint8_t pad[3];
    uint64_t reserve_addr;
    uint64_t cycle, instret;    /* what a counter read sees; the caller sets cycle before core_exec */
    uint64_t counter_offset[3]; /* software writes to counters: shown = real + offset; enum ir_counter */
};

struct dreg {
    uint16_t slot, needs; /* as struct foot_reg */
};

/* A decoded, specialised instruction. Immutable; when its memory goes is said at core_decode(). */
struct dinsn {
    const struct uop *code;  /* core_exec starts here */
    const struct insn *insn; /* whose semantics run; NULL: nothing decodes (running it raises isa.illegal) */
    const struct insn *enc;  /* as encoded (differs for abbreviations) */
    uint64_t pc, next;       /* address of this one, of the one behind it */
    struct ibits raw;
    uint8_t len;  /* bytes */
    uint8_t kind; /* enum kind */
    uint8_t nsrc, ndst;
    uint8_t loads, stores; /* accesses on the longest path */
    bool may_trap, conditional, jumps, sys, alone, op_signed, op_b_signed, op_rem;
    bool has_target; /* direct control transfer: */
    uint64_t target; /* its target */
    struct dreg src[FOOT_MAX],
        dst[FOOT_MAX]; /* real registers; the zero register stays in (slot of its element) */
    /* operands of the multiplication, division or shift: constant or (slot >> shift) & mask(width) */
    struct {
        bool known, is_const;
        uint8_t shift, width;
        uint16_t slot;
        uint64_t value;
    } op[2];
    uint64_t timing[8]; /* the timing model's, filled by core->on_decode */
    /* exec/'s own */
    uint16_t ncode, nwork; /* operations; workspace slots */
    const uint16_t *uops;  /* enum uop_code of each operation */
    struct block *block;   /* that starts here */
    bool ran;              /* not only fetched: a store to it is worth a warning */
};

struct access {
    uint64_t addr; /* in bytes */
    uint8_t size;  /* bytes */
    bool store, device;
};

#define EXEC_MAX_ACCESS 4

enum exec_status {
    EXEC_OK,
    EXEC_TRAP,  /* out.trap, out.trap_value; no hook: the environment ends the program. pc unchanged */
    EXEC_FAULT, /* access fault of an ISA that declares no trap for it: out.trap_value = address. pc unchanged
                 */
    EXEC_SYS,   /* out.sys, out.sys_a, out.sys_b: the caller performs it; pc has moved on */
    EXEC_LIMIT, /* core_run: budget used up */
    EXEC_STOP,  /* core_run: core->stop was set (signal handler) */
};

/* What core_exec tells about the instruction it ran. Fences are no EXEC_SYS: there is nothing for the caller
 * to do. */
struct exec_out {
    uint64_t next_pc; /* of the next instruction to execute (delay slots: the slot) */
    uint64_t target;  /* taken: where to */
    bool taken;       /* a control transfer took place (delay slots: was started) */
    bool trapped;     /* the ISA's trap hook ran in its place; then trap, trap_value, taken, target */
    uint8_t naccess;  /* a misaligned access that is split counts as two */
    struct access access[EXEC_MAX_ACCESS];
    unsigned trap;
    uint64_t trap_value;
    enum ir_sys sys;
    uint64_t sys_a, sys_b, sys_pc; /* after EXEC_SYS; sys_pc: its instruction */
};

/* Whoever wants to know what executing changes, before it does: a debugger that shows the past. */
struct exec_recorder {
    void *ctx;
    /* An instruction is about to execute against arch (in the place of one that can't be fetched: a trap). */
    void (*begin)(void *ctx, uint64_t pc);
    /* It is about to store size bytes to memory; once for each of its stores, devices apart. */
    void (*store)(void *ctx, uint64_t addr, unsigned size);
};

struct core {
    const struct isa *isa;
    struct mem *mem;
    struct arch *arch;
    struct exec_out out;
    const struct exec_recorder *recorder; /* core_record */
    /* called once for each new dinsn, to fill timing[] */
    void (*on_decode)(void *ctx, struct dinsn *d);
    void *on_decode_ctx;
    /* A performed access to RAM goes the slow way (all do in the pages of mem_watch); before a store. NULL.
     */
    void (*on_access)(void *ctx, uint64_t addr, unsigned size, bool store);
    void *on_access_ctx;
    volatile int stop;        /* set asynchronously: core_run returns soon */
    uint64_t code_stores;     /* stores that hit decoded code since the last instruction fence (a warning) */
    struct code_cache *cache; /* derived data */
    struct dinsn **hot;       /* derived: the instructions met last, by address, see core_decode */
    /* exec/'s own: */
    unsigned misaligned;    /* enum misaligned */
    unsigned cell_shift;    /* byte address = address << cell_shift */
    unsigned status;        /* enum exec_status of a failed access */
    bool jump_set, now_set; /* inside one instruction: it has jumped */
    bool dry;               /* scratch execution: no stores, no devices */
    bool noting;            /* inside an instruction that is recorded */
    bool joined;            /* ... since its middle */
    bool careful;           /* stores go the slow way: dry, or recorded */
    uint64_t jump_to;
};

/* mem and arch must outlive the core; mem->code_written becomes the core's. misaligned: overrides
 * isa->mem.misaligned if
 * >= 0 (enum misaligned). NULL: the ISA has too many registers for struct arch. */
struct core *core_new(const struct isa *isa, struct mem *mem, struct arch *arch, int misaligned);
void core_free(struct core *c);
void core_reset(struct core *c, uint64_t pc); /* registers to their reset values; all other state zero */

#define CORE_HOT 2048
const struct dinsn *core_decode_slow(struct core *c, uint64_t pc);

/* The decoded instruction at pc, decoding it if needed. NULL: fetch fault (out.trap, out.trap_value set as
 * for EXEC_TRAP, or EXEC_FAULT if the ISA declares no trap: core->status tells). A write to its bytes takes a
 * dinsn out of use (core_generation() changes: decode again before executing), but who still holds it may
 * read and even execute it: its memory lives on for CORE_GRACE further such writes, more than instructions
 * fit into a pipeline, or to core_collect(). */
static inline const struct dinsn *core_decode(struct core *c, uint64_t pc)
{
    const struct dinsn *d = c->hot[(pc >> 1) & (CORE_HOT - 1)];
    return d->pc == pc ? d : core_decode_slow(c, pc);
}
/* What core_decode(c, pc) returned before, if it still stands; NULL. */
const struct dinsn *core_decoded(const struct core *c, uint64_t pc);
/* Addresses of code, both included. */
struct code_span {
    uint64_t first, last;
};
/* All that still stands, in no order. */
void core_each_decoded(const struct core *c, void (*each)(void *ctx, const struct dinsn *d), void *ctx);
#define CORE_GRACE 4096
uint64_t core_generation(const struct core *c);
void core_collect(struct core *c); /* nobody holds a dinsn of an older generation */

/* Runs one instruction against arch and memory; arch->pc moves on. d->pc must be arch->pc. */
enum exec_status core_exec(struct core *c, const struct dinsn *d);

/* From now on r is told what core_exec, core_trap and performing core_exec_scratch do (not core_run). It must
 * outlive that; NULL: nobody is. */
void core_record(struct core *c, const struct exec_recorder *r);
/* The same from on_access: begin() comes late for the instruction under way. */
void core_record_now(struct core *c, const struct exec_recorder *r);

/* Wrong-path or interlock-off execution on another register block: arch is not touched, devices aren't either
 * (they read as zero), traps are only reported (EXEC_TRAP, never a hook). Stores are suppressed unless
 * perform_stores (then a jump that is pending behind a delay slot stands in arch, too, and a delayed load is
 * done); they stand in out.access either way. `scratch` has ARCH_SLOTS slots and is read and
 * written; those from isa->nslots on must be zero and are so again afterwards. out.next_pc, out.taken,
 * out.target tell where it went. */
enum exec_status core_exec_scratch(struct core *c, const struct dinsn *d, uint64_t *scratch,
                                   bool perform_stores);

/* As many as `budget` instructions; *done counts those that completed. arch->cycle follows arch->instret. */
enum exec_status core_run(struct core *c, uint64_t budget, uint64_t *done);

/* Takes a trap through the ISA's hook; false: there is none. */
bool core_trap(struct core *c, unsigned trap, bool is_interrupt, uint64_t value, uint64_t pc);

/* After the debugger or a host service changed memory behind the core's back (mem_poke and mem_restore tell
 * it themselves). */
void core_invalidate(struct core *c, uint64_t addr, uint64_t size);

#endif

/* branches.h - an instruction where it stands in memory, and the conditional branches that have run, with
 * what was counted of each. Reads only. */
#ifndef DEBUG_BRANCHES_H
#define DEBUG_BRANCHES_H

#include "debug/engine.h"
#include "isa/isa.h"

/* insn NULL: none decodes; len: of the bytes that were shown. */
struct code_at {
    const struct insn *insn;
    uint64_t fields[INSN_MAX_OPERANDS];
    struct ibits raw;
    unsigned len;    /* bytes; 0: nothing is there */
    bool has_target; /* it may go to `target`, known from its text */
    bool conditional;
    uint64_t target;
};
void code_at(const struct engine *e, const struct isa *isa, uint64_t pc, struct code_at *out);

struct branch {
    uint64_t pc, target;
    bool has_target;
    uint64_t runs, taken, mispredicted;
    uint64_t lost; /* cycles, to its mispredictions */
};
/* Those that have retired, by address; the caller frees. */
size_t branches_list(struct engine *e, const struct isa *isa, struct branch **out);

#endif

/* ir.c - names of the operations and a listing of a program of them. */
#include "isa/ir.h"

#include <inttypes.h>
#include <string.h>
#include "base/str.h"

/* How an operation is written: D result, A B C temporaries, I the number, 2 the second width. */
static const struct {
    const char *name, *form;
} codes[IR_CODE_COUNT] = {
    [IR_NOP] = { "nop", "" },
    [IR_CONST] = { "const", "DI" },
    [IR_FIELD] = { "field", "DI" },
    [IR_PC] = { "pc", "D" },
    [IR_NEXT_PC] = { "next_pc", "D" },
    [IR_RAW] = { "raw", "D" },
    [IR_IN_DELAY_SLOT] = { "in_delay_slot", "D" },
    [IR_READ] = { "read", "DI" },
    [IR_READX] = { "readx", "DIA" },
    [IR_WRITE] = { "write", "IA" },
    [IR_WRITEX] = { "writex", "IAB" },
    [IR_WRITEX_DELAYED] = { "writex_delayed", "IAB" },
    [IR_PENDING] = { "pending", "DIA" },
    [IR_MOV] = { "mov", "DA" },
    [IR_ADD] = { "add", "DAB" },
    [IR_SUB] = { "sub", "DAB" },
    [IR_MUL] = { "mul", "DAB" },
    [IR_AND] = { "and", "DAB" },
    [IR_OR] = { "or", "DAB" },
    [IR_XOR] = { "xor", "DAB" },
    [IR_DIVU] = { "divu", "DAB" },
    [IR_DIVS] = { "divs", "DAB" },
    [IR_REMU] = { "remu", "DAB" },
    [IR_REMS] = { "rems", "DAB" },
    [IR_MULH_SS] = { "mulh_ss", "DAB" },
    [IR_MULH_SU] = { "mulh_su", "DAB" },
    [IR_MULH_UU] = { "mulh_uu", "DAB" },
    [IR_SHL] = { "shl", "DAB" },
    [IR_SHR] = { "shr", "DAB" },
    [IR_SAR] = { "sar", "DAB" },
    [IR_ROTL] = { "rotl", "DAB" },
    [IR_ROTR] = { "rotr", "DAB" },
    [IR_NOT] = { "not", "DA" },
    [IR_NEG] = { "neg", "DA" },
    [IR_EQ] = { "eq", "DAB2" },
    [IR_NE] = { "ne", "DAB2" },
    [IR_LTU] = { "ltu", "DAB2" },
    [IR_LEU] = { "leu", "DAB2" },
    [IR_LTS] = { "lts", "DAB2" },
    [IR_LES] = { "les", "DAB2" },
    [IR_SEXT] = { "sext", "DA2" },
    [IR_TRUNC] = { "trunc", "DA" },
    [IR_SLICE] = { "slice", "DAI" },
    [IR_DSLICE] = { "dslice", "DAB" },
    [IR_CONCAT] = { "concat", "DAB2" },
    [IR_SEL] = { "sel", "DABC" },
    [IR_CLZ] = { "clz", "DA2" },
    [IR_CTZ] = { "ctz", "DA2" },
    [IR_POPCOUNT] = { "popcount", "DA2" },
    [IR_BSWAP] = { "bswap", "DA2" },
    [IR_LOAD] = { "load", "DA" },
    [IR_STORE] = { "store", "AB2" },
    [IR_LOAD_RESERVED] = { "load_reserved", "DA" },
    [IR_STORE_COND] = { "store_cond", "DAB2" },
    [IR_BZ] = { "bz", "AI" },
    [IR_BR] = { "br", "I" },
    [IR_JUMP] = { "jump", "A" },
    [IR_JUMP_NOW] = { "jump_now", "A" },
    [IR_RAISE] = { "raise", "IA" },
    [IR_IDLE] = { "idle", "" },
    [IR_FETCH] = { "fetch", "I2" },
    [IR_COUNTER] = { "counter", "DI" },
    [IR_COUNTER_WRITE] = { "counter_write", "IA" },
    [IR_SYS] = { "sys", "IAB" },
    [IR_END] = { "end", "" },
};

const char *ir_code_name(enum ir_code c)
{
    return (unsigned)c < IR_CODE_COUNT ? codes[c].name : "?";
}

static void print_op(const struct ir_op *op, struct str *out)
{
    const char *form = op->code < IR_CODE_COUNT ? codes[op->code].form : "";
    if (*form == 'D') {
        str_addf(out, "t%u:%u = ", op->d, op->w);
        form++;
    }
    str_add(out, ir_code_name(op->code));
    for (; *form; form++) {
        switch (*form) {
        case 'A': op->a == IR_NONE ? (void)0 : str_addf(out, " t%u", op->a); break;
        case 'B': op->b == IR_NONE ? (void)0 : str_addf(out, " t%u", op->b); break;
        case 'C': str_addf(out, " t%u", op->c); break;
        case '2': str_addf(out, " w%u", op->w2); break;
        default: str_addf(out, op->imm < 10 ? " %" PRIu64 : " 0x%" PRIx64, op->imm); break;
        }
    }
    str_add(out, op->flags & IRF_AS_STORE ? " as-store" : "");
    str_add(out, op->flags & IRF_PHYS ? " phys" : "");
}

void ir_print(const struct ir *ir, struct str *out)
{
    for (unsigned i = 0; i < ir->nops; i++) {
        str_addf(out, "%3u  ", i);
        print_op(&ir->ops[i], out);
        str_addc(out, '\n');
    }
}

/* eval.c - the value of pure operations, those that specialisation adds included. */
#include "exec/spec.h"

#include "base/bits.h"
#include "isa/ir_fold.h"

bool spec_pure(unsigned code)
{
    return (code < IR_CODE_COUNT && code != IR_CONST && ir_is_pure((enum ir_code)code)) || code == S_GEU ||
           code == S_GES || code == S_SSLICE;
}

bool spec_eval(unsigned code, unsigned w, unsigned w2, uint64_t imm, const uint64_t v[3], uint64_t *out)
{
    struct ir_op op = { .code = (uint8_t)code, .w = (uint8_t)w, .w2 = (uint8_t)w2, .imm = imm };
    if (!spec_pure(code))
        return false;
    if (code == S_GEU)
        *out = v[0] >= v[1];
    else if (code == S_GES)
        *out = bits_signed(v[0], w2) >= bits_signed(v[1], w2);
    else if (code == S_SSLICE)
        *out = bits_sext(v[0] >> imm & bits_mask(w2), w2, w);
    else
        *out = ir_fold(&op, v[0], v[1], v[2]);
    return true;
}

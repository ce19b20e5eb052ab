/* ir_fold.h - what the pure operations of the IR mean, once: for the compiler's folding, the specialiser's
 * and ir_eval(). Total: defined for all inputs. Operands are zero-extended values; see ir.h for w and w2. */
#ifndef ISA_IR_FOLD_H
#define ISA_IR_FOLD_H

#include <stdbool.h>
#include <stdint.h>
#include "isa/ir.h"

/* Pure and computed from a, b, c, imm alone. */
bool ir_is_pure(enum ir_code code);

/* Two operands, without imm. */
uint64_t ir_fold2(enum ir_code code, unsigned w, unsigned w2, uint64_t a, uint64_t b);

/* Any pure operation. */
uint64_t ir_fold(const struct ir_op *op, uint64_t a, uint64_t b, uint64_t c);

#endif

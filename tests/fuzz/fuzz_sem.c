/* fuzz_sem.c - any text as semantics: refused with a message, or compiled to a program that ends whatever it
 * is given.
 *
 * Input: the first line is a function's signature, the lines up to one with "--" its body; the rest are the
 * statements of an instruction of a small ISA, which can call the function. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../sem_fixture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool load(void *ctx, uint64_t addr, unsigned bits, unsigned flags, uint64_t *out)
{
    (void)ctx;
    (void)bits;
    (void)flags;
    *out = addr ^ 0x5a5a5a5a5a5a5a5a;
    return addr % 7 != 0;
}

static bool store(void *ctx, uint64_t addr, unsigned bits, unsigned flags, uint64_t v)
{
    (void)ctx;
    (void)bits;
    (void)flags;
    (void)v;
    return addr % 5 != 0;
}

/* Everything stays inside what ir.h promises. */
static void run(const struct isa *isa, const struct ir *ir)
{
    uint64_t slots[SLOTS], fields[INSN_MAX_OPERANDS] = { 31, 1, 2, ~0ull, 0x80, 3 };
    struct ir_env env = { .slots = slots, .fields = fields, .pc = ~0ull, .load = load, .store = store };
    for (unsigned i = 0; i < SLOTS; i++)
        slots[i] = ~0ull >> i;
    ir_eval(isa, ir, &env);
    for (unsigned i = 0; i < ir->nops; i++) {
        const struct ir_op *op = &ir->ops[i];
        bool branch = op->code == IR_BZ || op->code == IR_BR;
        if ((branch && (op->imm <= i || op->imm >= ir->nops)) ||
            (op->d != IR_NONE && (op->w < 1 || op->w > 64)))
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fixture fx;
    char *text = malloc(size + 1), *body, *code;
    memcpy(text, data, size);
    text[size] = '\0';
    fx_init(&fx);
    fx.isa->bus_timing = size % 2;
    fx.insn->operands[O_N].tail = true;
    body = strchr(text, '\n');
    code = body ? strstr(body, "\n--\n") : NULL;
    if (code) {
        *code = '\0';
        *body = '\0'; /* the same place, if the body is empty */
        body += body < code;
        code += 4;
        sem_add_function(fx.sem, fx_yaml(&fx, text), fx_yaml(&fx, body), false, &fx.diag);
    } else {
        code = text;
    }
    struct ir *ir = fx_compile(&fx, code);
    if (ir)
        run(fx.isa, ir);
    else if (!fx.diag.errors)
        abort(); /* refused without a word */
    sem_check_functions(fx.sem, &fx.diag);
    free(diag_text(&fx.diag));
    fx_release(&fx);
    free(text);
    return 0;
}

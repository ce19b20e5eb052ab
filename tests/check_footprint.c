/* check_footprint.c - what instructions need, make and may do, as derived for the shipped targets
 * (footprint.c).
 *
 * A row gives the whole footprint of one instruction in words: kind; sources with the places that consume
 * them; destinations with the place that makes them; what else is so. Registers of files are written with the
 * operand that numbers them. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include "isa/isa.h"

static const struct {
    const char *target, *insn, *foot;
} rows[] = {
    { "rv32", "add", "alu: x[rs1]@alu x[rs2]@alu -> x[rd]@alu" },
    { "rv32", "sll", "alu.shift: x[rs1]@alu x[rs2]@alu -> x[rd]@alu; a b" },
    { "rv32", "slli", "alu.shift: x[rs1]@alu -> x[rd]@alu; a b" },
    { "rv32", "lui", "alu: -> x[rd]@decode" },
    { "rv32", "auipc", "alu: -> x[rd]@alu" },
    { "rv32", "lw", "load: x[rs1]@address -> x[rd]@load; trap loads 1" },
    { "rv32", "lb", "load: x[rs1]@address -> x[rd]@load; trap loads 1" },
    { "rv32", "sb", "store: x[rs1]@address x[rs2]@store ->; trap stores 1" },
    { "rv32", "beq", "branch: x[rs1]@branch x[rs2]@branch ->; conditional jumps" },
    { "rv32", "jal", "jump.direct: -> x[rd]@decode; jumps" },
    { "rv32", "jalr", "jump.indirect: x[rs1]@branch -> x[rd]@decode; jumps" },
    { "rv32", "mul", "mul: x[rs1]@mul x[rs2]@mul -> x[rd]@mul; signed a b" },
    { "rv32", "mulhu", "mul.high: x[rs1]@mul x[rs2]@mul -> x[rd]@mul; a b" },
    { "rv32", "mulh", "mul.high: x[rs1]@mul x[rs2]@mul -> x[rd]@mul; signed a b" },
    { "rv32", "div", "div: x[rs1]@div x[rs2]@div -> x[rd]@div; signed a b" },
    { "rv32", "remu", "div: x[rs1]@div x[rs2]@div -> x[rd]@div; rem a b" },
    { "rv64", "divw", "div: x[rs1]@div x[rs2]@div -> x[rd]@div; signed a b" },
    { "rv64", "addw", "alu: x[rs1]@alu x[rs2]@alu -> x[rd]@alu" },
    { "rv64", "sraiw", "alu.shift: x[rs1]@alu -> x[rd]@alu; a b" },
    { "rv32", "lr.w", "amo: x[rs1]@address -> x[rd]@load; trap loads 1" },
    { "rv32", "sc.w", "amo: x[rs1]@address x[rs2]@store -> x[rd]@load; trap stores 1" },
    { "rv32", "amoadd.w", "amo: x[rs1]@address x[rs2]@alu -> x[rd]@load; trap loads 1 stores 1" },
    { "rv32", "amoswap.w", "amo: x[rs1]@address x[rs2]@store -> x[rd]@load; trap loads 1 stores 1" },
    { "rv32", "csrrw", "csr: x[rs1]@csr -> x[rd]@csr; trap" },
    { "rv32", "csrrsi", "csr: -> x[rd]@csr; trap" },
    { "rv32", "fence", "fence: ->; sys" },
    { "rv32", "fence.i", "fence: ->; sys" },
    { "rv32", "ecall", "system: ->; sys" },
    { "rv32", "ebreak", "system: ->; trap" },
    { "rv32-priv", "mret", "system: mode@alu -> mode@csr; trap conditional jumps" },
    { "mips1", "mult", "mul: r[rs]@mul r[rt]@mul -> lo@mul hi@mul; signed a b" },
    { "mips1", "multu", "mul: r[rs]@mul r[rt]@mul -> lo@mul hi@mul; a b" },
    { "mips1", "divu", "div: r[rs]@div r[rt]@div -> lo@div hi@div; a b" },
    { "mips1", "mflo", "alu: lo@alu -> r[rd]@alu" },
    { "mips1", "add", "alu: r[rs]@alu r[rt]@alu -> r[rd]@alu; trap" },
    { "mips1", "lw", "load: r[rs]@address -> r[rt]@load; trap loads 1" },
    { "mips1", "bgezal", "branch: r[rs]@branch -> r[31]@alu; conditional jumps" },
    { "mips1", "jr", "jump.indirect: r[rs]@branch ->; jumps" },
    { "y86-64", "addq", "alu: r[rA]@alu r[rB]@alu -> cc@alu r[rB]@alu" },
    { "y86-64", "popq", "load: r[4]@alu,address -> r[4]@alu r[rA]@load; trap loads 1" },
    { "y86-64", "cmovle", "alu: cc@alu r[rA]@alu -> r[rB]@alu; conditional" },
    { "y86-64", "jne", "branch: cc@branch ->; conditional jumps" },
    { "y86-64", "jmp", "jump.direct: ->; jumps" },
    { "y86-64", "ret", "jump.indirect: r[4]@alu,address -> r[4]@alu; trap jumps loads 1" },
    { "y86-64", "rmmovq", "store: r[rB]@address r[rA]@store ->; trap stores 1" },
    { "lc3", "add", "alu: r[sr1]@alu r[sr2]@alu -> r[dr]@alu psr@alu" },
    { "lc3", "ldi", "load: -> r[dr]@load psr@load; loads 2" },
    { "lc3", "br", "branch: psr@branch ->; conditional jumps" },
};

static const struct ir_op *def_of(const struct ir *ir, uint16_t t)
{
    for (unsigned i = 0; i < ir->nops; i++) {
        if (ir->ops[i].d == t) {
            return &ir->ops[i];
        }
    }
    return NULL;
}

static void print_reg(const struct isa *isa, const struct insn *insn, const struct foot_reg *r,
                      struct str *out)
{
    const char *sep = "@";
    unsigned index;
    if (r->file < 0) {
        str_addf(out, " %s", isa_slot_reg(isa, r->slot, &index)->name);
    } else {
        const struct ir_op *op = def_of(insn->ir, r->index);
        if (op->code == IR_FIELD) {
            str_addf(out, " %s[%s]", isa->regs[r->file].name, insn->operands[op->imm].name);
        } else {
            str_addf(out, " %s[%d]", isa->regs[r->file].name, (int)op->imm);
        }
    }
    for (int p = 0; p < PLACE_COUNT; p++) {
        if (r->needs >> p & 1) {
            str_addf(out, "%s%s", sep, place_name((enum place)p));
            sep = ",";
        }
    }
}

static void print_foot(const struct isa *isa, const struct insn *insn, struct str *out)
{
    const struct footprint *f = &insn->ir->foot;
    struct str more;
    str_init(&more);
    str_addf(out, "%s:", kind_name((enum kind)f->kind));
    for (unsigned i = 0; i < f->nsrc; i++) {
        print_reg(isa, insn, &f->src[i], out);
    }
    str_add(out, " ->");
    for (unsigned i = 0; i < f->ndst; i++) {
        print_reg(isa, insn, &f->dst[i], out);
    }
    const struct {
        bool on;
        const char *word;
    } words[] = { { f->may_trap, " trap" }, { f->conditional, " conditional" },
                  { f->jumps, " jumps" },   { f->sys, " sys" },
                  { f->alone, " alone" },   { f->op_signed, " signed" },
                  { f->op_rem, " rem" } };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        str_add(&more, words[i].on ? words[i].word : "");
    }
    if (f->loads) {
        str_addf(&more, " loads %u", f->loads);
    }
    if (f->stores) {
        str_addf(&more, " stores %u", f->stores);
    }
    str_add(&more, f->op_a != IR_NONE ? " a" : "");
    str_add(&more, f->op_b != IR_NONE ? " b" : "");
    if (more.len) {
        str_addf(out, ";%s", more.buf);
    }
    str_release(&more);
}

static struct isa *load(const char *target, struct diag *d)
{
    struct isa_request rq = { .target = target };
    struct isa *isa = isa_load(&rq, d);
    ck_assert_msg(isa != NULL, "%s: %s", target, diag_text(d));
    return isa;
}

START_TEST(test_rows)
{
    static const char *const targets[] = { "rv32", "rv64", "rv32-priv", "mips1", "y86-64", "lc3" };
    struct diag d;
    diag_init(&d);
    struct isa *isa = load(targets[_i], &d);
    unsigned done = 0;
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        for (unsigned i = 0; strcmp(rows[r].target, targets[_i]) == 0 && i < isa->ninsns; i++) {
            struct str text;
            if (strcmp(isa->insns[i].name, rows[r].insn) != 0 || !isa->insns[i].ir) {
                continue;
            }
            str_init(&text);
            print_foot(isa, &isa->insns[i], &text);
            ck_assert_msg(strcmp(text.buf, rows[r].foot) == 0, "%s %s\n   have %s\n expect %s",
                          rows[r].target, rows[r].insn, text.buf, rows[r].foot);
            str_release(&text);
            done++;
            break;
        }
    }
    ck_assert(done > 0);
    isa_free(isa);
    diag_release(&d);
}
END_TEST

/* Sanity of every instruction of every shipped target. */
START_TEST(test_all)
{
    size_t n;
    char **targets = isa_targets(&n);
    ck_assert_uint_ge(n, 9);
    for (size_t t = 0; t < n; t++) {
        struct diag d;
        diag_init(&d);
        struct isa *isa = load(targets[t], &d);
        for (unsigned i = 0; i < isa->ninsns; i++) {
            const struct ir *ir = isa->insns[i].ir;
            if (!ir) {
                continue;
            }
            ck_assert(ir->foot.kind > KIND_NONE && ir->foot.kind < KIND_COUNT);
            for (unsigned k = 0; k < ir->foot.nsrc; k++) {
                ck_assert(ir->foot.src[k].needs != 0);
            }
            for (unsigned k = 0; k < ir->foot.ndst; k++) { /* one place makes a value */
                ck_assert((ir->foot.dst[k].needs & (ir->foot.dst[k].needs - 1)) == 0 &&
                          ir->foot.dst[k].needs);
            }
            ck_assert_msg(!ir->foot.alone || isa->bus_timing, "%s %s issues alone", targets[t],
                          isa->insns[i].name);
        }
        isa_free(isa);
        diag_release(&d);
        free(targets[t]);
    }
    free(targets);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("footprint");
    TCase *t = tcase_create("footprint");
    tcase_add_loop_test(t, test_rows, 0, 6);
    tcase_add_test(t, test_all);
    suite_add_tcase(suite, t);
    SRunner *r = srunner_create(suite);
    srunner_set_tap(r, "-");
    srunner_run_all(r, CK_SILENT);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

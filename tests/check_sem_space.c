/* check_sem_space.c - register spaces: what software sees when it reads and writes them by number
 * (sem_space.c). */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "isa/isa.h"

#define FILE_NAME "check_sem_space.tmp.yaml"

static const char head[] =
    "schema: 1\n"
    "target: t\n"
    "modules: [t]\n"
    "---\n"
    "schema: 1\n"
    "module: t\n"
    "isa: { name: \"T\", unit: 16, endian: little, word: 32, pc_reads: current, illegal: "
    "\"raise bad(0)\" }\n"
    "registers:\n"
    "  pc: { width: 32, role: pc }\n"
    "  r: { width: 32, count: 4, numbered: r }\n"
    "  mode: { width: 2 }\n"
    "memory: { mem: { addr: 32, cell: 8, endian: little } }\n"
    "traps: { bad: 1 }\n"
    "fields: { d: { bits: 2, reg: r }, n: { bits: 8, space: csr } }\n"
    "functions:\n"
    "  \"chk(a: 8, write: 1)\": |\n"
    "    if write == 1 && a[7:6] == 3 { raise bad(zext(a)) }\n"
    "    if mode < a[5:4] || !csr.exists(a) { raise bad(zext(a)) }\n"
    "instructions:\n"
    "  - { name: get, enc: \"0000 00 d n\", asm: \"get {d}, {n}\", sem: \"r[d] = csr[n]\" }\n"
    "  - { name: put, enc: \"0001 00 d n\", asm: \"put {d}, {n}\", sem: \"csr[n] = r[d]\" }\n"
    "  - name: swap\n"
    "    enc: \"0010 00 d n\"\n"
    "    asm: \"swap {d}, {n}\"\n"
    "    sem: |\n"
    "      let old = csr[n]\n"
    "      csr[n] = r[d]\n"
    "      r[d] = old\n"
    "  - { name: name, enc: \"0011 00 d ---- ----\", asm: \"name {d}\", sem: \"r[d] = st @ 2'0 @ "
    "mode @ 4'0\", when: \"0\" }\n"
    "  - { name: bits, enc: \"0011 00 d ---- ----\", asm: \"bits {d}\", sem: \"r[d] = st\" }\n"
    "  - { name: on, enc: \"0100 00 -- ---- ----\", asm: \"on\", sem: \"st.E = 1; st.P = 2\" }\n"
    "regspaces:\n"
    "  csr:\n"
    "    addr: 8\n"
    "    width: 32\n"
    "    check: chk\n"
    "    regs:\n";

static const char registers[] =
    "      st:\n"
    "        at: 1\n"
    "        fields:\n"
    "          E: { bits: 1 }\n"
    "          P: { bits: \"5:4\", legal: \"v != 3\" }\n"
    "          K: { bits: \"9:8\", fixed: 2 }\n"
    "          R: { bits: 12, read_only: true }\n"
    "          S: { bits: 31, read: \"P == 2\" }\n"
    "      view: { at: 2, view: st, fields: [E, S] }\n"
    "      plain: { at: 3 }\n"
    "      low: { at: 4, mask: 0xFF, write_mask: 0x0F }\n"
    "      both: { at: 5, read: \"plain & low\", write: \"plain = (plain & ~low) | (v & low)\" }\n"
    "      ver: { at: 0xC1, fixed: 0x77 }\n"
    "      hpm: { at: \"0x20-0x27\", fixed: 0 }\n"
    "      cyc: { at: 6, counter: cycle }\n"
    "      cych: { at: 7, counter: cycle, part: high }\n"
    "      ro: { at: 8, read_only: true, reset: 9 }\n"
    "      deep: { at: 0x30, mask: \"~1\" }\n";

static struct isa *isa;
static struct diag diag;
static uint64_t slots[640];
static uint64_t count;

static struct isa *load(const char *more)
{
    FILE *f = fopen(FILE_NAME, "w");
    ck_assert(f != NULL);
    fputs(head, f);
    fputs(more, f);
    fclose(f);
    struct isa_request rq = { .target = FILE_NAME };
    struct isa *r = isa_load(&rq, &diag);
    remove(FILE_NAME);
    return r;
}

static void setup(void)
{
    diag_init(&diag);
    isa = load(registers);
    ck_assert_msg(isa != NULL, "%s", diag_text(&diag));
    memset(slots, 0, sizeof slots);
    for (unsigned i = 0; i < isa->nregs; i++) {
        if (!isa->regs[i].njoin && !isa->regs[i].count) {
            slots[isa->regs[i].slot] |= isa->regs[i].reset;
        }
    }
    count = 0x1122334455667788;
}

static void teardown(void)
{
    isa_free(isa);
    diag_release(&diag);
}

static uint64_t counter(void *ctx, enum ir_counter c)
{
    (void)ctx;
    return c == IR_CYCLE ? count : 0;
}

static uint64_t *slot(const char *name)
{
    return &slots[isa_reg_by_name(isa, name)->slot];
}

/* Runs one instruction on r1 and number n. false: it trapped. */
static bool run(const char *name, unsigned n)
{
    for (unsigned i = 0; i < isa->ninsns; i++) {
        const struct insn *insn = &isa->insns[i];
        uint64_t fields[INSN_MAX_OPERANDS] = { 0 };
        struct ir_env env = { .slots = slots, .fields = fields, .counter = counter };
        if (strcmp(insn->name, name) != 0) {
            continue;
        }
        for (unsigned k = 0; k < insn->noperands; k++) {
            fields[k] = strcmp(insn->operands[k].name, "d") == 0 ? 1 : n;
        }
        ir_eval(isa, insn->ir, &env);
        return !env.trapped;
    }
    ck_abort_msg("no instruction %s", name);
}

static uint64_t get(unsigned n)
{
    ck_assert_msg(run("get", n), "get %u traps", n);
    return slot("r")[1];
}

static bool put(unsigned n, uint64_t v)
{
    slot("r")[1] = v;
    return run("put", n);
}

START_TEST(test_fields)
{
    ck_assert_uint_eq(get(1), 0x200); /* the fixed field */
    ck_assert(put(1, 0xffffffdf));    /* P = 1 */
    ck_assert_uint_eq(get(1), 0x212); /* unlisted bits read 0, R is read only */
    ck_assert(put(1, 0x30));          /* P = 3 is not legal: it keeps 1, E goes */
    ck_assert_uint_eq(get(1), 0x210);
    ck_assert(put(1, 0x22));
    ck_assert_uint_eq(get(1), 0x80000222); /* S is computed: P == 2 */
    ck_assert_uint_eq(*slot("st"), 0x22);
    ck_assert(run("bits", 0)); /* by name: what is stored */
    ck_assert_uint_eq(slot("r")[1] & 0x33, 0x22);
}
END_TEST

START_TEST(test_view)
{
    ck_assert(put(1, 0x22));
    ck_assert_uint_eq(get(2), 0x80000002);
    ck_assert(put(2, 0x10)); /* clears E; P is not in the view */
    ck_assert_uint_eq(get(1), 0x80000220);
    ck_assert(run("on", 0));
    ck_assert_uint_eq(get(2), 0x80000002);
}
END_TEST

START_TEST(test_masks_and_code)
{
    ck_assert(put(3, 0x12345678) && get(3) == 0x12345678);
    ck_assert(put(4, 0xffff) && get(4) == 0x0f);
    ck_assert_uint_eq(get(5), 0x08);
    ck_assert(put(5, 0xffffffff));
    ck_assert_uint_eq(get(3), 0x1234567f);
    *slot("mode") = 3;
    ck_assert(put(0x30, 0xffffffff) && get(0x30) == 0xfffffffe);
    ck_assert(put(8, 5));
    ck_assert_uint_eq(get(8), 9);
}
END_TEST

START_TEST(test_check)
{
    ck_assert(!run("get", 0x40)); /* missing */
    ck_assert(!run("put", 0x40));
    ck_assert_uint_eq(get(0xC1), 0x77);
    ck_assert(!put(0xC1, 1)); /* read only by number */
    ck_assert(!run("get", 0x30));
    *slot("mode") = 3;
    ck_assert(run("get", 0x30));
    for (unsigned n = 0x20; n < 0x28; n++) {
        ck_assert(put(n, 5));
        ck_assert_uint_eq(get(n), 0);
    }
    ck_assert(!run("get", 0x28));
}
END_TEST

START_TEST(test_counter)
{
    ck_assert_uint_eq(get(6), 0x55667788);
    ck_assert_uint_eq(get(7), 0x11223344);
}
END_TEST

START_TEST(test_swap)
{
    ck_assert(put(3, 7));
    slot("r")[1] = 9;
    ck_assert(run("swap", 3));
    ck_assert(slot("r")[1] == 7 && *slot("plain") == 9);
    slot("r")[1] = 1;
    ck_assert(!run("swap", 0xC1)); /* traps at the write, before anything changed */
    ck_assert_uint_eq(slot("r")[1], 1);
}
END_TEST

/* Registers of a space are no hazards of their own; r and mode are. */
START_TEST(test_footprint)
{
    for (unsigned i = 0; i < isa->ninsns; i++) {
        const struct footprint *f = &isa->insns[i].ir->foot;
        ck_assert_int_eq(f->kind, KIND_CSR);
        for (unsigned k = 0; k < f->nsrc; k++) {
            ck_assert(f->src[k].file >= 0 || f->src[k].slot == isa_reg_by_name(isa, "mode")->slot);
        }
        for (unsigned k = 0; k < f->ndst; k++) {
            ck_assert(f->dst[k].file >= 0);
        }
    }
}
END_TEST

static const struct {
    const char *regs, *message;
} bad[] = {
    { "      st: { at: 1, read: \"stt\" }\n", "unknown name 'stt'; did you mean 'st'?" },
    { "      st: { at: 1, read: \"mode\" }\n",
      "this is 2 bits wide, 32 needed here (use sext, zext or a slice)" },
    { "      st: { at: 1, counter: cycles }\n",
      "no counter 'cycles' (cycle, instret, time); did you mean 'cycle'?" },
    { "      st: { at: 1, counter: cycle, part: hi }\n", "part is low or high" },
    { "      st: { at: 1, fields: { A: { bits: 0, legal: \"w == 1\" } } }\n", "unknown name 'w'" },
    { "      st: { at: 1, write: \"v = 1\" }\n", "'v' is a parameter; use var to assign again" },
    { "      st: { at: \"4-6\" }\n", "a range of numbers needs `fixed`: 'st' is one register" },
    { "      st: { at: 1, write: \"return\" }\n", "the code of a register returns nothing" },
};

START_TEST(test_bad)
{
    diag_release(&diag);
    diag_init(&diag);
    struct str text;
    str_init(&text);
    str_add(&text, bad[_i].regs);
    /* the two registers that head's instructions name */
    str_add(&text, strstr(bad[_i].regs, "A:") ? "" : "      E1: { at: 2 }\n");
    struct isa *r = load(text.buf);
    str_release(&text);
    ck_assert_msg(r == NULL, "%s accepted", bad[_i].regs);
    bool found = false;
    for (size_t i = 0; i < diag.count; i++) {
        found = found || strcmp(diag.msgs[i].text, bad[_i].message) == 0;
    }
    ck_assert_msg(found, "%s: %s", bad[_i].regs, diag_text(&diag));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sem_space");
    TCase *t = tcase_create("sem_space");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, test_fields);
    tcase_add_test(t, test_view);
    tcase_add_test(t, test_masks_and_code);
    tcase_add_test(t, test_check);
    tcase_add_test(t, test_counter);
    tcase_add_test(t, test_swap);
    tcase_add_test(t, test_footprint);
    tcase_add_loop_test(t, test_bad, 0, sizeof bad / sizeof *bad);
    suite_add_tcase(suite, t);
    SRunner *r = srunner_create(suite);
    srunner_set_tap(r, "-");
    srunner_run_all(r, CK_SILENT);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* check_isa_load.c - the shipped targets load, pass their own checks and tests, and decode to what their
 * manuals say. */
#include "isa/isa.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static struct diag d;

static void setup(void)
{
    diag_init(&d);
}

static void teardown(void)
{
    diag_release(&d);
}

static struct isa *load(const struct isa_request *rq)
{
    struct isa *isa = isa_load(rq, &d);
    if (!isa) {
        char *said = diag_text(&d);
        ck_abort_msg("%s doesn't load:\n%s", rq->target, said);
    }
    ck_assert_int_eq(d.errors, 0);
    return isa;
}

static struct isa *load_plain(const char *target)
{
    return load(&(struct isa_request){ .target = target });
}

/* ---- every target ------------------------------------------------------------------------------------ */

START_TEST(every_target_passes_its_checks)
{
    size_t n;
    char **names = isa_targets(&n);
    ck_assert_uint_ge(n, 8);
    for (size_t i = 0; i < n; i++) {
        struct isa *isa = load(&(struct isa_request){ .target = names[i], .check = true });
        ck_assert_str_eq(isa->target, names[i]);
        ck_assert_uint_gt(isa->ninsns, 10);
        ck_assert_uint_gt(isa->ntests, 0);
        isa_free(isa);
        free(names[i]);
    }
    free(names);
}
END_TEST

/* Every subset of a target's options must make an ISA. */
static void check_subsets(const char *target)
{
    struct isa *all = load_plain(target);
    const char *options[8];
    unsigned n = all->noptions;
    ck_assert_uint_gt(n, 0);
    ck_assert_uint_le(n, 8);
    for (unsigned i = 0; i < n; i++)
        options[i] = all->options[i];
    for (unsigned set = 0; set < 1u << n; set++) {
        const char *with[9], *without[9];
        unsigned w = 0, o = 0;
        for (unsigned i = 0; i < n; i++)
            *(set >> i & 1 ? &with[w++] : &without[o++]) = options[i];
        with[w] = without[o] = NULL;
        struct isa *isa = load(&(struct isa_request){ .target = target, .with = with, .without = without });
        ck_assert_uint_eq(isa->noptions_on, w);
        isa_free(isa);
    }
    isa_free(all);
}

START_TEST(every_subset_of_options_loads)
{
    check_subsets("rv32");
    check_subsets("rv64");
}
END_TEST

/* ---- decoding ---------------------------------------------------------------------------------------- */

static const struct insn *decode(const struct isa *isa, const char *bytes, uint64_t *fields)
{
    struct ibits raw = { { 0, 0 } };
    unsigned pos = 0;
    for (const char *s = bytes; *s; s += s[2] ? 3 : 2, pos += 8)
        raw.w[pos / 64] |= (uint64_t)strtoul((char[]){ s[0], s[1], '\0' }, NULL, 16) << pos % 64;
    return isa_decode(isa, &raw, fields);
}

static void decodes(const struct isa *isa, const char *bytes, const char *name, unsigned len, uint64_t f0,
                    uint64_t f1)
{
    uint64_t fields[INSN_MAX_OPERANDS];
    const struct insn *i = decode(isa, bytes, fields);
    if (!i || strcmp(i->name, name) != 0)
        ck_abort_msg("%s: %s is %s, not %s", isa->target, bytes, i ? i->name : "nothing", name);
    ck_assert_uint_eq(i->len, len);
    if (i->noperands > 0)
        ck_assert_uint_eq(fields[0], f0);
    if (i->noperands > 1)
        ck_assert_uint_eq(fields[1], f1);
}

START_TEST(little_endian_words_and_parcels)
{
    uint64_t fields[INSN_MAX_OPERANDS];
    struct isa *isa = load_plain("rv64");
    decodes(isa, "93 02 f3 ff", "addi", 4, UINT64_MAX,
            6); /* addi t0, t1, -1: operands as encoded, high bits first */
    decodes(isa, "e3 0e 00 fe", "beq", 4, (uint64_t)-4, 0); /* beq zero, zero, .-4 */
    decodes(isa, "37 f5 ff ff", "lui", 4, 0xfffffffffffff000, 10);
    decodes(isa, "08 41", "c.lw", 2, 0, 10); /* c.lw a0, 0(a0) */
    ck_assert_ptr_null(
        decode(isa, "00 00 00 00", fields) && strcmp(decode(isa, "00 00", fields)->name, "c.unimp") ? isa
                                                                                                    : NULL);
    ck_assert_ptr_null(decode(isa, "ff ff ff ff", fields));
    isa_free(isa);
}
END_TEST

START_TEST(big_endian_words)
{
    struct isa *isa = load_plain("mips1");
    decodes(isa, "20 42 ff ff", "addi", 4, 2, 2);
    decodes(isa, "08 00 00 04", "j", 4, 0x10, 0);
    isa_free(isa);
}
END_TEST

START_TEST(bytes_and_tails)
{
    struct isa *isa = load_plain("6502");
    decodes(isa, "bd 34 12", "lda", 3, 0x1234, 0);
    decodes(isa, "d0 fe", "bne", 2, 0xfffe, 0);
    isa_free(isa);
    isa = load_plain("y86-64");
    decodes(isa, "30 f3 08 07 06 05 04 03 02 01", "irmovq", 10, 3, 0x0102030405060708);
    isa_free(isa);
    isa = load_plain("sm83");
    decodes(isa, "cb 7c", "bit", 2, 7, 0);
    isa_free(isa);
}
END_TEST

/* A register number that the file doesn't have is no instruction. */
START_TEST(register_numbers_are_checked)
{
    uint64_t fields[INSN_MAX_OPERANDS];
    struct isa *isa = load_plain("y86-64");
    ck_assert_ptr_nonnull(decode(isa, "20 01", fields));
    ck_assert_ptr_null(decode(isa, "20 0f", fields));
    isa_free(isa);
}
END_TEST

/* ---- operands ---------------------------------------------------------------------------------------- */

START_TEST(operands_encode_what_they_decode)
{
    size_t n;
    char **names = isa_targets(&n);
    for (size_t t = 0; t < n; t++) {
        struct isa *isa = load_plain(names[t]);
        for (unsigned i = 0; i < isa->ninsns; i++)
            for (unsigned k = 0; k < isa->insns[i].noperands; k++) {
                const struct operand *op = &isa->insns[i].operands[k];
                for (unsigned bit = 0; bit < 128; bit++) {
                    struct ibits raw = { { 0, 0 } }, back = { { 0, 0 } }, own = { { 0, 0 } };
                    raw.w[bit / 64] = UINT64_C(1) << bit % 64;
                    for (unsigned s = 0; s < op->nslices; s++)
                        if (bit >= op->slices[s].pos && bit < op->slices[s].pos + op->slices[s].n)
                            own = raw;
                    uint64_t v = isa_operand_value(op, &raw);
                    if (op->reg && v >= op->reg->count)
                        continue;
                    ck_assert_ptr_null(isa_operand_encode(op, v, &back));
                    ck_assert_mem_eq(&back, &own, sizeof own);
                }
            }
        isa_free(isa);
        free(names[t]);
    }
    free(names);
}
END_TEST

START_TEST(operands_refuse_what_does_not_fit)
{
    struct isa *isa = load_plain("rv32");
    struct ibits raw = { { 0, 0 } };
    for (unsigned i = 0; i < isa->ninsns; i++) {
        const struct insn *insn = &isa->insns[i];
        if (strcmp(insn->name, "beq") != 0)
            continue;
        const struct operand *imm = &insn->operands[0];
        ck_assert_str_eq(imm->name, "imm");
        ck_assert_ptr_null(isa_operand_encode(imm, 4094, &raw));
        ck_assert_ptr_null(isa_operand_encode(imm, (uint64_t)-4096, &raw));
        ck_assert_ptr_nonnull(isa_operand_encode(imm, 4096, &raw));
        ck_assert_ptr_nonnull(isa_operand_encode(imm, (uint64_t)-4098, &raw));
        ck_assert_ptr_nonnull(isa_operand_encode(imm, 3, &raw));
    }
    isa_free(isa);
}
END_TEST

/* ---- abbreviations and names ------------------------------------------------------------------------- */

START_TEST(abbreviations_expand)
{
    uint64_t fields[INSN_MAX_OPERANDS], full[INSN_MAX_OPERANDS];
    struct isa *isa = load_plain("rv32");
    const struct insn *c = decode(isa, "7d 15", fields), *to; /* c.addi a0, -1 */
    ck_assert_ptr_nonnull(c);
    ck_assert_str_eq(c->name, "c.addi");
    ck_assert_ptr_null(c->ir);
    to = isa_expand(c, fields, full);
    ck_assert_str_eq(to->name, "addi");
    ck_assert_ptr_nonnull(to->ir);
    for (unsigned i = 0; i < to->noperands; i++)
        ck_assert_uint_eq(full[i], to->operands[i].reg ? 10 : 0xffffffff);
    isa_free(isa);
}
END_TEST

START_TEST(registers_by_name)
{
    struct isa *isa = load_plain("mips1");
    unsigned index;
    const struct reg *r = isa_reg_lookup(isa, NULL, "$t0", 3, &index);
    ck_assert_ptr_nonnull(r);
    ck_assert_uint_eq(index, 8);
    ck_assert_ptr_eq(isa_reg_lookup(isa, r, "$8", 2, &index), r);
    ck_assert_ptr_null(isa_reg_lookup(isa, NULL, "t0", 2, &index));
    ck_assert_ptr_null(isa_reg_lookup(isa, NULL, "$32", 3, &index));
    struct str s;
    str_init(&s);
    isa_reg_name(r, 31, &s);
    ck_assert_str_eq(s.buf, "$ra");
    str_release(&s);
    isa_free(isa);
}
END_TEST

/* ---- requests ---------------------------------------------------------------------------------------- */

static void refused(const struct isa_request *rq, const char *message)
{
    ck_assert_ptr_null(isa_load(rq, &d));
    char *said = diag_text(&d);
    if (!strstr(said, message))
        ck_abort_msg("expected '%s', got:\n%s", message, said);
    free(said);
}

START_TEST(wrong_requests)
{
    const char *const with[] = { "Q", NULL }, *const sets[] = { "XLENN=32", NULL },
                      *const bad[] = { "XLEN=33", NULL }, *const no_number[] = { "XLEN", NULL };
    refused(&(struct isa_request){ .target = "rv23" }, "there is no target 'rv23'; did you mean 'rv32'?");
    refused(&(struct isa_request){ .target = "./nowhere.yaml" }, "nowhere.yaml");
    refused(&(struct isa_request){ .target = "rv32", .with = with }, "target 'rv32' has no option 'Q'");
    refused(&(struct isa_request){ .target = "rv32", .sets = sets }, "no module has a parameter 'XLENN'");
    refused(&(struct isa_request){ .target = "rv32", .sets = bad }, "parameter 'XLEN' can't be 33");
    refused(&(struct isa_request){ .target = "rv32", .sets = no_number }, "NAME=NUMBER");
}
END_TEST

/* A parameter on the command line is stronger than the target's. */
START_TEST(parameters_by_request)
{
    const char *const sets[] = { "XLEN=64", NULL };
    struct isa *isa = load(&(struct isa_request){ .target = "rv32", .sets = sets });
    int64_t v;
    ck_assert(isa_param(isa, "XLEN", &v));
    ck_assert_int_eq(v, 64);
    ck_assert_str_eq(isa->name, "RV64");
    isa_free(isa);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("isa_load");
    TCase *t = tcase_create("isa_load");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, every_target_passes_its_checks);
    tcase_add_test(t, every_subset_of_options_loads);
    tcase_add_test(t, little_endian_words_and_parcels);
    tcase_add_test(t, big_endian_words);
    tcase_add_test(t, bytes_and_tails);
    tcase_add_test(t, register_numbers_are_checked);
    tcase_add_test(t, operands_encode_what_they_decode);
    tcase_add_test(t, operands_refuse_what_does_not_fit);
    tcase_add_test(t, abbreviations_expand);
    tcase_add_test(t, registers_by_name);
    tcase_add_test(t, wrong_requests);
    tcase_add_test(t, parameters_by_request);
    suite_add_tcase(s, t);
    SRunner *r = srunner_create(s);
    srunner_set_tap(r, "-");
    srunner_run_all(r, CK_SILENT);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed != 0;
}

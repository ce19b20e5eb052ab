/* insn_test.h - what the files that run `tests:` share: insn_tests.c (running), test_state.c (states),
 * test_code.c (what is executed). */
#ifndef ISA_INSN_TEST_H
#define ISA_INSN_TEST_H

#include "isa/load.h"

#define TEST_MEMORY 64 /* bytes that one test can mention or write */

struct byte {
    uint64_t addr;
    uint8_t value;
    bool written;
};

/* One test while it runs. */
struct test {
    struct loader *l;
    const struct yaml *y;
    const struct insn *insn;
    struct ibits raw;
    uint64_t fields[INSN_MAX_OPERANDS];
    uint64_t slots[ISA_MAX_SLOTS], want[ISA_MAX_SLOTS];
    uint64_t pc;
    bool delay_slot, reserved;
    struct byte mem[TEST_MEMORY], want_mem[TEST_MEMORY];
    unsigned nmem, nwant_mem;
    bool full;         /* too many bytes */
    int sys, want_sys; /* -1 none */
};

/* What `after` says about trap and pc. */
struct outcome {
    const struct yaml *trap, *trap_value, *pc_at;
    uint64_t pc;
    struct loc at;
};

/* Names of those built-ins that a test must mention; NULL for others. */
#define TEST_SYS_COUNT (IR_SYS_INTERRUPT + 1)
extern const char *const test_sys_names[TEST_SYS_COUNT];

/* test_state.c */
bool test_fits(struct test *t, const struct yaml *y, unsigned width, uint64_t *out);
bool test_read_bytes(struct loader *l, const struct yaml *y, uint8_t *out, unsigned max, unsigned *n);
struct byte *test_find_byte(struct byte *mem, unsigned n, uint64_t addr);
struct byte *test_make_byte(struct byte *mem, unsigned *n, uint64_t addr);
uint64_t test_byte_address(const struct isa *isa, uint64_t addr);
void test_reset(struct test *t);
bool test_read_before(struct test *t);
bool test_read_after(struct test *t, struct outcome *o);

/* test_code.c: from `asm`, `code` or both, which must agree; of: the instruction to which the test belongs,
 * or NULL. */
bool test_read_insn(struct test *t, const struct insn *of);

#endif

/* check_mem.c - regions, permissions, pages shared between copies, devices, host pointers. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include "mem/mem.h"

static struct mem m;

static void add(uint64_t base, uint64_t size, enum region_kind kind, unsigned flags)
{
    struct region r = { .base = base, .size = size, .kind = kind, .flags = flags, .name = "r" };
    ck_assert(mem_add_region(&m, &r, NULL));
}

static void setup(void)
{
    mem_init(&m, 32);
    add(0x10000, 0x4000, REGION_RAM, MEM_R | MEM_W | MEM_X);
    add(0x20000, 0x1800, REGION_RAM, MEM_R | MEM_W);
    add(0x30000, 0x1000, REGION_ROM, MEM_R | MEM_X);
    add(0xFFFFF000, 0x1000, REGION_RAM, MEM_R | MEM_W);
}

static void teardown(void)
{
    mem_release(&m);
}

static uint32_t word(const struct mem *from, uint64_t addr)
{
    uint8_t b[4] = { 0 };
    ck_assert(mem_peek(from, addr, b, 4));
    return (uint32_t)(b[0] | b[1] << 8 | b[2] << 16) | (uint32_t)b[3] << 24;
}

static void set_word(struct mem *to, uint64_t addr, uint32_t v)
{
    uint8_t b[4] = { (uint8_t)v, (uint8_t)(v >> 8), (uint8_t)(v >> 16), (uint8_t)(v >> 24) };
    ck_assert(mem_poke(to, addr, b, 4));
}

START_TEST(regions_do_not_overlap)
{
    const struct region *clash = NULL;
    struct region r = { .base = 0x13FFF, .size = 1, .name = "late" };
    ck_assert(!mem_add_region(&m, &r, &clash));
    ck_assert_ptr_eq(clash, mem_region(&m, 0x10000));
    r.base = 0x14000;
    ck_assert(mem_add_region(&m, &r, &clash));
    ck_assert_str_eq(mem_region(&m, 0x14000)->name, "late");
    ck_assert_ptr_null(mem_region(&m, 0x14001));
    r = (struct region){ .base = 0x50000, .size = 0 };
    ck_assert(!mem_add_region(&m, &r, NULL));
    r = (struct region){ .base = 0xFFFF0000, .size = 0x10001 };
    ck_assert(!mem_add_region(&m, &r, NULL));
}
END_TEST

START_TEST(bytes_and_limits)
{
    uint8_t buf[16] = "0123456789abcde";
    ck_assert(mem_poke(&m, 0x10FFC, buf, 8)); /* across a page */
    ck_assert_uint_eq(word(&m, 0x10FFE), 0x35343332);
    ck_assert_uint_eq(word(&m, 0x12000), 0);
    ck_assert(!mem_poke(&m, 0x13FFC, buf, 8)); /* the first half fits and is done */
    ck_assert_uint_eq(word(&m, 0x13FFC), 0x33323130);
    ck_assert(mem_poke(&m, 0x30000, buf, 4));     /* loaders write ROM */
    ck_assert(!mem_peek(&m, 0xFFFFFFFE, buf, 4)); /* no wrapping around */
    ck_assert(!mem_peek(&m, UINT64_C(0x100010000), buf, 1));
    ck_assert_uint_eq(mem_fetch(&m, 0x13FFE, buf, 4), 2);
    ck_assert_uint_eq(mem_fetch(&m, 0x20000, buf, 4), 0);
}
END_TEST

START_TEST(permissions)
{
    uint8_t buf[8] = { 1 };
    uint64_t v;
    ck_assert_int_eq(mem_write_slow(&m, 0x30000, 4, buf, 0), MEM_FAULT);
    ck_assert_int_eq(mem_read_slow(&m, 0x30000, 4, buf, &v), MEM_OK);
    ck_assert_int_eq(mem_read_slow(&m, 0x40000, 1, buf, &v), MEM_FAULT);
    ck_assert_int_eq(mem_write_slow(&m, 0x217FE, 4, buf, 0), MEM_FAULT);
    ck_assert_uint_eq(word(&m, 0x217FC), 0); /* nothing of it was written */
    ck_assert_ptr_null(mem_host_write(&m, 0x30000));
    ck_assert_ptr_nonnull(mem_host_read(&m, 0x30000));
    ck_assert_ptr_null(mem_host_read(&m, 0x21000)); /* the page isn't whole */
    ck_assert_ptr_nonnull(mem_host_read(&m, 0x20000));
    ck_assert_ptr_null(mem_host_read(&m, 0x40000));
}
END_TEST

START_TEST(tables_of_host_pointers)
{
    const struct mem_tlb_entry *rd = &m.tlb->rd[mem_tlb_index(0x11000)],
                               *wr = &m.tlb->wr[mem_tlb_index(0x11000)];
    ck_assert_uint_eq(mem_host_read(&m, 0x11010)[0], 0); /* nobody wrote there: the page of zeros */
    ck_assert_uint_eq(rd->tag, 0x11000);
    uint8_t *p = mem_host_write(&m, 0x11010);
    ck_assert_uint_ne(rd->tag, 0x11000); /* the page of zeros isn't it any more */
    ck_assert_uint_eq(wr->tag, 0x11000);
    ck_assert_ptr_eq((uint8_t *)(wr->addend + 0x11010), p);
    *p = 7;
    ck_assert_uint_eq(mem_host_read(&m, 0x11010)[0], 7);
    mem_flush(&m);
    ck_assert_uint_eq(rd->tag, MEM_NO_TAG);
    for (unsigned size = 1; size <= 8; size *= 2) /* no access, misaligned or not, hits an empty entry */
        for (uint64_t a = 0; a < 2 * MEM_PAGE; a++)
            if ((a & (~(uint64_t)(MEM_PAGE - 1) | (size - 1))) == MEM_NO_TAG)
                ck_abort();
}
END_TEST

START_TEST(copies_share_until_written)
{
    struct mem old;
    set_word(&m, 0x10000, 1);
    set_word(&m, 0x12000, 2);
    mem_host_write(&m, 0x10000);
    mem_snapshot(&old, &m);
    ck_assert_uint_eq(mem_digest(&old), mem_digest(&m));
    ck_assert_uint_eq(m.tlb->wr[mem_tlb_index(0x10000)].tag, MEM_NO_TAG);
    ck_assert_ptr_eq(mem_slot(&m, 0x12)->page, mem_slot(&old, 0x12)->page);
    *mem_host_write(&m, 0x10000) = 9;
    set_word(&m, 0x13000, 3);
    ck_assert_uint_eq(word(&old, 0x10000), 1);
    ck_assert_uint_eq(word(&m, 0x10000), 9);
    ck_assert_uint_ne(mem_digest(&old), mem_digest(&m));
    ck_assert_ptr_eq(mem_slot(&m, 0x12)->page, mem_slot(&old, 0x12)->page);
    mem_restore(&m, &old);
    ck_assert_uint_eq(word(&m, 0x10000), 1);
    ck_assert_uint_eq(word(&m, 0x13000), 0);
    ck_assert_uint_eq(mem_digest(&old), mem_digest(&m));
    set_word(&m, 0x12000, 5); /* still not the copy's */
    ck_assert_uint_eq(word(&old, 0x12000), 2);
    mem_release(&old);
    ck_assert_uint_eq(word(&m, 0x12000), 5);
}
END_TEST

START_TEST(digest_sees_bytes_only)
{
    uint64_t empty = mem_digest(&m);
    set_word(&m, 0x12000, 0); /* a page of zeros is like none */
    ck_assert_uint_eq(mem_digest(&m), empty);
    set_word(&m, 0x12000, 1);
    uint64_t one = mem_digest(&m);
    set_word(&m, 0x12000, 0);
    set_word(&m, 0x13000, 1);
    ck_assert_uint_ne(mem_digest(&m), one);
}
END_TEST

START_TEST(growing)
{
    ck_assert(mem_grow_region(&m, 0x20000, 0x3000));
    set_word(&m, 0x22000, 4);
    ck_assert(mem_grow_region(&m, 0x20000, 0x1000));
    ck_assert_ptr_null(mem_region(&m, 0x22000));
    ck_assert(mem_grow_region(&m, 0x20000, 0x3000));
    ck_assert_uint_eq(word(&m, 0x22000), 0);
    ck_assert(!mem_grow_region(&m, 0x20000, 0x10001));
    ck_assert(!mem_grow_region(&m, 0x20001, 0x1000));
}
END_TEST

/* A device that remembers the last access. */
struct toy {
    uint64_t offset, value;
    unsigned size;
};

static uint64_t toy_read(void *ctx, uint64_t offset, unsigned size)
{
    struct toy *t = ctx;
    t->offset = offset;
    t->size = size;
    return 0x1122334455667788;
}

static void toy_write(void *ctx, uint64_t offset, unsigned size, uint64_t value)
{
    struct toy *t = ctx;
    t->offset = offset;
    t->size = size;
    t->value = value;
}

START_TEST(devices)
{
    static const struct device_ops ops = { .name = "toy", .read = toy_read, .write = toy_write };
    struct toy t = { 0 };
    struct region r = {
        .base = 0xF0000000, .size = 16, .kind = REGION_DEVICE, .flags = MEM_R | MEM_W, .ops = &ops, .ctx = &t
    };
    uint8_t buf[8];
    uint64_t v = 0;
    ck_assert(mem_add_region(&m, &r, NULL));
    ck_assert_int_eq(mem_read_slow(&m, 0xF0000004, 2, buf, &v), MEM_DEVICE);
    ck_assert_uint_eq(v, 0x7788);
    ck_assert_uint_eq(t.offset, 4);
    ck_assert_int_eq(mem_write_slow(&m, 0xF0000008, 1, buf, 0x1FF), MEM_DEVICE);
    ck_assert_uint_eq(t.value, 0xFF);
    ck_assert_int_eq(mem_read_slow(&m, 0xF0000001, 4, buf, &v), MEM_FAULT);
    ck_assert_int_eq(mem_read_slow(&m, 0xF000000E, 4, buf, &v), MEM_FAULT);
    ck_assert(!mem_peek(&m, 0xF0000000, buf, 1));
    ck_assert_ptr_null(mem_host_read(&m, 0xF0000000));
}
END_TEST

/* Pages with decoded code: writes go the slow way and are told. */
struct told {
    uint64_t addr, size;
    unsigned calls;
};

static void tell(void *ctx, uint64_t addr, uint64_t size)
{
    struct told *t = ctx;
    t->addr = addr;
    t->size = size;
    t->calls++;
}

START_TEST(code_pages)
{
    struct told t = { 0 };
    struct mem old;
    uint8_t buf[4] = { 1, 2, 3, 4 };
    m.code_written = tell;
    m.code_ctx = &t;
    mem_host_write(&m, 0x10000);
    mem_mark_code(&m, 0x10004, true);
    ck_assert_uint_eq(m.tlb->wr[mem_tlb_index(0x10000)].tag, MEM_NO_TAG);
    ck_assert_ptr_null(mem_host_write(&m, 0x10000));
    ck_assert_ptr_nonnull(mem_host_write_code(&m, 0x10000));
    ck_assert_ptr_null(mem_host_write_code(&m, 0x11000));
    ck_assert_int_eq(mem_write_slow(&m, 0x10008, 4, buf, 0), MEM_OK);
    ck_assert_uint_eq(t.calls, 1);
    ck_assert_uint_eq(t.addr, 0x10008);
    ck_assert_uint_eq(t.size, 4);
    mem_snapshot(&old, &m);
    ck_assert_ptr_null(mem_host_write(&m, 0x10000)); /* the mark stays */
    mem_restore(&m, &old);
    ck_assert_uint_eq(t.calls, 1); /* the page is the same */
    mem_poke(&m, 0x10010, buf, 1);
    ck_assert_uint_eq(t.calls, 2);
    mem_restore(&m, &old);
    ck_assert_uint_eq(t.calls, 3);
    ck_assert_uint_eq(t.addr, 0x10000);
    mem_mark_code(&m, 0x10000, false);
    ck_assert_ptr_nonnull(mem_host_write(&m, 0x10000));
    mem_release(&old);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("mem");
    TCase *t = tcase_create("mem");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, regions_do_not_overlap);
    tcase_add_test(t, bytes_and_limits);
    tcase_add_test(t, permissions);
    tcase_add_test(t, tables_of_host_pointers);
    tcase_add_test(t, copies_share_until_written);
    tcase_add_test(t, digest_sees_bytes_only);
    tcase_add_test(t, growing);
    tcase_add_test(t, devices);
    tcase_add_test(t, code_pages);
    suite_add_tcase(s, t);
    SRunner *r = srunner_create(s);
    srunner_set_tap(r, "-");
    srunner_run_all(r, CK_SILENT);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* check_base.c - strings, vectors, maps, arenas, bit vectors and files. */
#include <check.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/arena.h"
#include "base/bits.h"
#include "base/fs.h"
#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"

START_TEST(strings_grow)
{
    struct str s;
    str_init(&s);
    ck_assert_str_eq(s.buf, "");
    for (int i = 0; i < 1000; i++)
        str_addf(&s, "%d,", i);
    str_addc(&s, 'x');
    str_addn(&s, "yzz", 2);
    ck_assert_uint_eq(s.len, 3893);
    ck_assert_str_eq(s.buf + s.len - 7, "999,xyz");
    str_clear(&s);
    str_add(&s, "again");
    char *taken = str_take(&s);
    ck_assert_str_eq(taken, "again");
    ck_assert_str_eq(s.buf, "");
    free(taken);
    str_release(&s);
    char *p = xasprintf("%s-%d", "a", 7);
    ck_assert_str_eq(p, "a-7");
    free(p);
    p = xstrndup("abc", 99);
    ck_assert_str_eq(p, "abc");
    free(p);
}
END_TEST

START_TEST(ranges_overlap)
{
    const uint64_t last = UINT64_MAX;
    ck_assert(bits_overlap(4, 4, 7, 9) && bits_overlap(7, 9, 4, 4) && bits_overlap(5, 1, 4, 4));
    ck_assert(!bits_overlap(4, 4, 8, 1) && !bits_overlap(8, 1, 4, 4));
    ck_assert(!bits_overlap(5, 0, 4, 4) && !bits_overlap(4, 4, 5, 0));
    ck_assert(bits_overlap(last - 7, 8, last, 1) && bits_overlap(last, 1, last - 7, 8));
    ck_assert(!bits_overlap(last - 7, 8, 0, 8) && bits_overlap(1, last, last, 1));
}
END_TEST

/* What was never written to is a constant, so nothing may be written to it either. */
START_TEST(strings_shrink)
{
    struct str s;
    str_init(&s);
    str_cut(&s, 0);
    str_drop_char(&s);
    str_trim_end(&s);
    ck_assert_str_eq(s.buf, "");
    str_add(&s, "x\xc3\xa4 y  ");
    str_trim_end(&s);
    ck_assert_str_eq(s.buf, "x\xc3\xa4 y");
    str_cut(&s, 9);
    ck_assert_uint_eq(s.len, 5);
    str_cut(&s, 3);
    str_drop_char(&s);
    ck_assert_str_eq(s.buf, "x");
    str_drop_char(&s);
    str_drop_char(&s);
    ck_assert_str_eq(s.buf, "");
    str_release(&s);
}
END_TEST

START_TEST(vectors_grow)
{
    VEC(int) v = { 0 };
    for (int i = 0; i < 1000; i++)
        *vec_push(&v) = i;
    int *p, sum = 0;
    vec_each (p, &v)
        sum += *p;
    ck_assert_int_eq(sum, 499500);
    ck_assert_uint_eq(v.count, 1000);
    vec_release(&v);
    ck_assert_uint_eq(v.cap, 0);
}
END_TEST

START_TEST(maps_keep_order)
{
    struct map m;
    struct map_entry *e;
    static char keys[5000][8];
    map_init(&m);
    ck_assert_ptr_null(map_get(&m, "0"));
    for (int i = 0; i < 5000; i++) {
        snprintf(keys[i], sizeof keys[i], "%d", i * 7919 % 5000);
        ck_assert(map_put(&m, keys[i], keys[i]));
    }
    ck_assert_uint_eq(m.count, 5000);
    int i = 0;
    map_each (e, &m)
        ck_assert_ptr_eq(e->value, keys[i++]);
    for (i = 0; i < 5000; i++)
        ck_assert_ptr_eq(map_get(&m, keys[i]), keys[i]);
    ck_assert_ptr_null(map_get(&m, "5000"));
    ck_assert(!map_put(&m, "17", NULL));
    ck_assert(map_has(&m, "17"));
    ck_assert_ptr_null(map_get(&m, "17"));
    ck_assert_uint_eq(m.count, 5000);
    map_release(&m);
}
END_TEST

START_TEST(arenas)
{
    struct arena a;
    arena_init(&a);
    unsigned char *before = NULL;
    for (size_t i = 0; i < 3000; i++) {
        size_t n = i % 17 == 0 ? 100000 : i % 50;
        unsigned char *p = arena_alloc(&a, n);
        ck_assert_ptr_nonnull(p);
        ck_assert_uint_eq((uintptr_t)p % 16, 0);
        size_t zeros = 0;
        while (zeros < n && p[zeros] == 0)
            zeros++;
        ck_assert_uint_eq(zeros, n);
        memset(p, 0xaa, n);
        ck_assert_ptr_ne(p, before);
        before = n ? p : NULL;
    }
    ck_assert_str_eq(arena_strndup(&a, "hello", 3), "hel");
    ck_assert_str_eq(arena_printf(&a, "%s %d", "x", 5), "x 5");
    arena_release(&a);
    arena_release(&a);
}
END_TEST

START_TEST(bit_vectors)
{
    ck_assert_uint_eq(bits_mask(0), 0);
    ck_assert_uint_eq(bits_mask(64), UINT64_MAX);
    ck_assert_uint_eq(bits_get(0xabcd, 11, 4), 0xbc);
    ck_assert_uint_eq(bits_get(UINT64_MAX, 63, 0), UINT64_MAX);
    ck_assert(bits_signed(0x80, 8) == -128);
    ck_assert(bits_signed(1, 1) == -1);
    ck_assert(bits_signed(UINT64_C(1) << 63, 64) == INT64_MIN);
    ck_assert_uint_eq(bits_sext(0xff80, 8, 16), 0xff80);
    ck_assert_uint_eq(bits_sext(0x7f, 8, 64), 0x7f);
    ck_assert(bits_fits_s(-128, 8) && !bits_fits_s(128, 8) && bits_fits_s(INT64_MIN, 64));
    ck_assert(bits_fits_u(255, 8) && !bits_fits_u(256, 8) && bits_fits_u(UINT64_MAX, 64));
}
END_TEST

static void check_path(char *got, const char *want)
{
    ck_assert_str_eq(got, want);
    free(got);
}

START_TEST(numbers_in_memory)
{
    static const uint8_t bytes[9] = { 1, 2, 3, 4, 5, 6, 7, 8, 9 };
    uint8_t out[9];
    ck_assert_uint_eq(bits_from_bytes(bytes, 0, true), 0);
    ck_assert_uint_eq(bits_from_bytes(bytes, 3, true), 0x010203);
    ck_assert_uint_eq(bits_from_bytes(bytes, 3, false), 0x030201);
    ck_assert_uint_eq(bits_from_bytes(bytes, 9, true), UINT64_C(0x0203040506070809));
    ck_assert_uint_eq(bits_from_bytes(bytes, 9, false), UINT64_C(0x0807060504030201));
    for (unsigned n = 0; n <= 9; n++)
        for (unsigned big = 0; big < 2; big++) {
            uint64_t v = UINT64_C(0x8182838485868788);
            memset(out, 0xee, sizeof out);
            bits_to_bytes(out, n, big, v);
            ck_assert_uint_eq(bits_from_bytes(out, n, big), v & bits_mask(8 * n));
            ck_assert(n == 9 || out[n] == 0xee);
            ck_assert(n < 9 || out[big ? 0 : 8] == 0);
        }
}
END_TEST

START_TEST(digits)
{
    const char *const all = "0123456789abcdefghijklmnopqrstuvwxyz", *const upper =
                                                                        "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    for (unsigned i = 0; all[i]; i++)
        ck_assert_uint_eq(digit_value(all[i]), i);
    for (unsigned i = 0; upper[i]; i++)
        ck_assert_uint_eq(digit_value(upper[i]), 10 + i);
    static const int none[] = { '/', ':', '@', '[', '`', '{', 0, -1, 0xe4, '_' };
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        ck_assert_uint_ge(digit_value(none[i]), 36);
}
END_TEST

START_TEST(paths)
{
    ck_assert_str_eq(fs_base_name("a"), "a");
    ck_assert_str_eq(fs_base_name("/a/b.c"), "b.c");
    ck_assert_str_eq(fs_base_name("a/"), "");
    check_path(fs_dirname("a"), ".");
    check_path(fs_dirname("/a"), "/");
    check_path(fs_dirname("a/b/c.s"), "a/b");
    check_path(fs_join("a", "b"), "a/b");
    check_path(fs_join("a/", "b"), "a/b");
    check_path(fs_join(".", "b"), "b");
}
END_TEST

START_TEST(reading_files)
{
    size_t size = 0;
    char name[] = "check_base.XXXXXX", big[100000];
    int fd = mkstemp(name);
    memset(big, 'b', sizeof big);
    big[500] = '\0';
    ck_assert_int_eq(write(fd, big, sizeof big), (ssize_t)sizeof big);
    close(fd);
    char *text = fs_read(name, &size);
    ck_assert_uint_eq(size, sizeof big);
    ck_assert_mem_eq(text, big, sizeof big);
    ck_assert_int_eq(text[size], '\0');
    free(text);
    ck_assert(fs_exists(name));
    unlink(name);
    ck_assert(!fs_exists(name));
    errno = 0;
    ck_assert_ptr_null(fs_read(name, &size));
    ck_assert_int_eq(errno, ENOENT);
    ck_assert_ptr_null(fs_read("/dev/zero", &size));
    ck_assert_int_eq(errno, EFBIG);
}
END_TEST

START_TEST(places_of_data)
{
    char root[] = "check_base_data.XXXXXX";
    ck_assert_ptr_nonnull(mkdtemp(root));
    char *isa = fs_join(root, "isa"), *file = fs_join(isa, "only-here.yaml"), *other = fs_join(isa, "a.yaml");
    mkdir(isa, 0777);
    fclose(fopen(file, "w"));
    fclose(fopen(other, "w"));
    ck_assert_ptr_null(fs_data_path("isa", "only-here.yaml"));
    setenv("ORRERY_DATADIR", root, 1);
    check_path(fs_data_path("isa", "only-here.yaml"), file);
    setenv("ORRERY_DATADIR", "/nonexistent", 1);
    ck_assert_ptr_null(fs_data_path("isa", "only-here.yaml"));
    fs_set_data_dir(root);
    check_path(fs_data_path("isa", "only-here.yaml"), file);
    check_path(fs_data_dir("isa"), isa);
    size_t n;
    char **names = fs_list(isa, ".yaml", &n);
    ck_assert_uint_eq(n, 2);
    check_path(names[0], "a.yaml");
    check_path(names[1], "only-here.yaml");
    free(names);
    names = fs_list("/nonexistent", ".yaml", &n);
    ck_assert_uint_eq(n, 0);
    free(names);
    unlink(file);
    unlink(other);
    rmdir(isa);
    rmdir(root);
    free(isa);
    free(file);
    free(other);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("base");
    TCase *t = tcase_create("base");
    suite_add_tcase(s, t);
    tcase_add_test(t, strings_grow);
    tcase_add_test(t, strings_shrink);
    tcase_add_test(t, ranges_overlap);
    tcase_add_test(t, vectors_grow);
    tcase_add_test(t, maps_keep_order);
    tcase_add_test(t, arenas);
    tcase_add_test(t, bit_vectors);
    tcase_add_test(t, numbers_in_memory);
    tcase_add_test(t, digits);
    tcase_add_test(t, paths);
    tcase_add_test(t, reading_files);
    tcase_add_test(t, places_of_data);
    SRunner *r = srunner_create(s);
    srunner_set_tap(r, "-");
    srunner_run_all(r, CK_SILENT);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

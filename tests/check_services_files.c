/* check_services_files.c - host services on files: only below --root, and no way out of it. */
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include "base/str.h"
#include "services_rig.h"

static char *make_root(void)
{
    char *dir = xstrdup("services.XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(dir));
    return dir;
}

static void in_root(const char *dir, const char *name, char *out, size_t n)
{
    snprintf(out, n, "%s/%s", dir, name);
}

enum { O_RD = 0, O_WR = 1, O_CREATE = 0x40, O_TRUNCATE = 0x200, O_ADD = 0x400 };

START_TEST(files_need_a_root)
{
    open_world("linux", "", NULL);
    poke(RAM, "data.txt");
    ck_assert_int_eq(result(4, RAM, O_RD, 0), -EACCES);
    ck_assert_ptr_nonnull(strstr(w.call.hint, "--root DIR"));
    close_world();
}
END_TEST

START_TEST(files_below_the_root)
{
    char *dir = make_root(), path[64], buf[16];
    open_world("linux", "", dir);
    poke(RAM, "/data.txt");
    poke(RAM + 64, "hello file");
    int fd = result(4, RAM, O_WR | O_CREATE | O_TRUNCATE, 0);
    ck_assert_int_eq(fd, 3);
    ck_assert_int_eq(result(3, 3, RAM + 64, 10), 10);
    ck_assert_int_eq(result(2, 3, RAM + 64, 10), -EBADF); /* write only */
    ck_assert_int_eq(result(5, 3, 0, 0), 0);
    ck_assert_int_eq(result(5, 3, 0, 0), -EBADF);
    ck_assert_int_eq(result(4, RAM, O_RD, 0), 3);
    ck_assert_int_eq(result(6, 3, 6, 0), 6);
    struct service_state copy = w.st;
    ck_assert_int_eq(result(2, 3, RAM + 128, 100), 4);
    ck_assert(mem_peek(&w.mem, RAM + 128, buf, 4));
    ck_assert_int_eq(memcmp(buf, "file", 4), 0);
    ck_assert_int_eq(result(2, 3, RAM + 128, 100), 0);
    ck_assert_int_eq(result(5, 3, 0, 0), 0);
    w.st = copy; /* back to when it was open, at the offset of that time */
    ck_assert_int_eq(result(2, 3, RAM + 128, 100), 4);
    ck_assert_int_eq(result(8, 3, RAM, 0), 0);
    ck_assert(mem_peek(&w.mem, RAM + 48, buf, 8));
    ck_assert_int_eq(buf[0], 10); /* st_size */
    ck_assert_int_eq(result(6, 3, (uint64_t)-1, 0), -EINVAL);
    ck_assert_int_eq(result(6, 1, 0, 0), -ESPIPE);
    poke(RAM, "data.txt");
    ck_assert_int_eq(result(11, RAM, 0, 0), 0);
    close_world();
    in_root(dir, "data.txt", path, sizeof path);
    ck_assert_int_eq(access(path, F_OK), -1);
    ck_assert_int_eq(rmdir(dir), 0);
    free(dir);
}
END_TEST

/* Neither .. nor links lead out of the root; devices are refused. */
START_TEST(no_escape)
{
    static const char *const names[] = { "../services-secret",
                                         "/../services-secret",
                                         "sub/../../services-secret",
                                         "out",
                                         "absolute",
                                         "up/services-secret",
                                         "zero" };
    char *dir = make_root(), path[64];
    FILE *f = fopen("services-secret", "w");
    ck_assert_ptr_nonnull(f);
    fclose(f);
    in_root(dir, "sub", path, sizeof path);
    ck_assert_int_eq(mkdir(path, 0700), 0);
    in_root(dir, "out", path, sizeof path);
    ck_assert_int_eq(symlink("../services-secret", path), 0);
    in_root(dir, "absolute", path, sizeof path);
    ck_assert_int_eq(symlink("/etc/passwd", path), 0);
    in_root(dir, "up", path, sizeof path);
    ck_assert_int_eq(symlink("..", path), 0);
    in_root(dir, "zero", path, sizeof path);
    ck_assert_int_eq(symlink("/dev/zero", path), 0);
    open_world("linux", "", dir);
    for (size_t i = 0; i < COUNT(names); i++) {
        poke(RAM, names[i]);
        ck_assert_msg(result(4, RAM, O_RD, 0) == -EACCES, "%s", names[i]);
        ck_assert_int_lt(result(14, RAM, RAM + 512, 0), 0);
        ck_assert_int_lt(result(4, RAM, O_WR | O_CREATE, 0), 0);
    }
    close_world();
    for (size_t i = 3; i < COUNT(names); i++) {
        in_root(dir, i == 5 ? "up" : names[i], path, sizeof path);
        ck_assert_int_eq(unlink(path), 0);
    }
    in_root(dir, "sub", path, sizeof path);
    ck_assert_int_eq(rmdir(path), 0);
    ck_assert_int_eq(rmdir(dir), 0);
    ck_assert_int_eq(unlink("services-secret"), 0);
    free(dir);
}
END_TEST

START_TEST(bad_addresses_and_lengths)
{
    open_world("linux", "some input\n", NULL);
    ck_assert_int_eq(result(3, 1, 0x100, 5), -EFAULT);
    ck_assert_int_eq(result(3, 1, RAM, 0xffffffff), -EFAULT);
    ck_assert_int_eq(result(3, 1, 0xfffffff0, 0x20), -EFAULT);
    ck_assert_int_eq(result(3, 1, RAM, 0), 0);
    ck_assert_int_eq(result(3, 77, RAM, 1), -EBADF);
    ck_assert_int_eq(result(3, 0, RAM, 1), -EBADF);
    ck_assert_int_eq(result(2, 0, 0x8000, 4), -EFAULT); /* read-only memory */
    ck_assert_int_eq(result(2, 0, RAM, 0x2001), -EFAULT);
    ck_assert_int_eq(result(2, 0, RAM, 0x2000), 11);
    ck_assert_int_eq(result(2, 0, RAM, 0x2000), 0);
    ck_assert_int_eq(result(13, RAM, 0xffffffff, 0), 256);
    ck_assert_int_eq(result(9, 0x8000, 0, 0), -EFAULT);
    ck_assert_int_eq(result(12, 1, 0x100, 2), -EFAULT);
    ck_assert_int_eq(result(12, 1, RAM, 5000), -EINVAL);
    expect_output("");
    close_world();
}
END_TEST

START_TEST(vectored_write)
{
    const uint32_t iov[4] = { RAM + 64, 3, RAM + 80, 4 };
    open_world("linux", "", NULL);
    ck_assert(mem_poke(&w.mem, RAM, iov, sizeof iov));
    poke(RAM + 64, "abc");
    poke(RAM + 80, "defg");
    ck_assert_int_eq(result(12, 1, RAM, 2), 7);
    expect_output("abcdefg");
    close_world();
}
END_TEST

int main(void)
{
    Suite *s = suite_create("services_files");
    TCase *t = tcase_create("all");
    tcase_add_test(t, files_need_a_root);
    tcase_add_test(t, files_below_the_root);
    tcase_add_test(t, no_escape);
    tcase_add_test(t, bad_addresses_and_lengths);
    tcase_add_test(t, vectored_write);
    suite_add_tcase(s, t);
    SRunner *r = srunner_create(s);
    srunner_set_tap(r, "-");
    srunner_run_all(r, CK_SILENT);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? 1 : 0;
}

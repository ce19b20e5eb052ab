/* check_cycles.c - the examples of docs/CYCLES.md, taken out of the document: each takes the cycles it says.
 * And the hazards of tests/cycles/nointerlock: each gives the wrong value that was worked out by hand. */
#include "cycle_rig.h"

#include "base/fs.h"

struct example {
    bool delayed; /* target mips1 */
    char machine[80], sets[RIG_SETS][160], *text;
    const char *set_list[RIG_SETS + 1];
    unsigned nsets;
    long cycles, status; /* -1: not said */
};

/* "# key: value" lines at the top of a program. */
static void read_header(struct example *e, const char *line)
{
    char value[160];
    if (!strncmp(line, "# target: mips1\n", 16)) {
        e->delayed = true;
        return;
    }
    if (sscanf(line, "# machine: %79s", e->machine) == 1 || sscanf(line, "# cycles: %ld", &e->cycles) == 1 ||
        sscanf(line, "# status: %ld", &e->status) == 1)
        return;
    if (sscanf(line, "# set: %159[^\n]", value) == 1 && e->nsets < RIG_SETS) {
        snprintf(e->sets[e->nsets], sizeof e->sets[0], "%s", value);
        e->set_list[e->nsets] = e->sets[e->nsets];
        e->nsets++;
    }
}

static void parse_example(struct example *e, const char *from, const char *to)
{
    memset(e, 0, sizeof *e);
    e->cycles = e->status = -1;
    e->text = xstrndup(from, (size_t)(to - from));
    for (const char *line = e->text; *line == '#'; line++) {
        read_header(e, line);
        line = strchr(line, '\n');
        ck_assert_ptr_nonnull(line);
    }
}

static void run_example(const struct example *e, const char *what)
{
    struct rig r;
    char *file = rig_write("check_cycles", e->text);
    (e->delayed ? rig_start_delayed : rig_start)(&r, e->machine, e->set_list, file);
    enum stop stop = machine_run(r.m, 1000000, UINT64_MAX);
    const struct run_stats *s = machine_stats(r.m);
    ck_assert_msg(stop == STOP_EXIT, "%s: ended otherwise (%d)", what, stop);
    if (e->cycles >= 0)
        ck_assert_msg(s->cycles == (uint64_t)e->cycles, "%s: %llu cycles, not %ld:\n%s", what,
                      (unsigned long long)s->cycles, e->cycles, e->text);
    if (e->status >= 0)
        ck_assert_msg(machine_end(r.m)->exit_status == e->status, "%s: status %d, not %ld:\n%s", what,
                      machine_end(r.m)->exit_status, e->status, e->text);
    rig_sums(&r);
    rig_stop(&r);
    remove(file);
    free(file);
}

START_TEST(document)
{
    size_t size, n = 0;
    char *path = rig_file("docs/CYCLES.md"), *doc = fs_read(path, &size);
    ck_assert_msg(doc != NULL, "%s", path);
    for (const char *at = doc; (at = strstr(at, "```asm\n")); n++) {
        const char *from = at + strlen("```asm\n"), *to = strstr(from, "```");
        struct example e;
        char what[40];
        ck_assert_ptr_nonnull(to);
        parse_example(&e, from, to);
        snprintf(what, sizeof what, "example %zu", n + 1);
        ck_assert_msg(e.cycles > 0 && e.machine[0], "%s says no machine or no cycles", what);
        run_example(&e, what);
        free(e.text);
        at = to + 3;
    }
    ck_assert_uint_ge(n, 12);
    free(doc);
    free(path);
}
END_TEST

/* The file holds programs one after the other; each begins with its "# machine:" line. */
START_TEST(nointerlock)
{
    size_t size, n = 0;
    char *path = rig_file("tests/cycles/nointerlock"), *text = fs_read(path, &size);
    ck_assert_msg(text != NULL, "%s", path);
    for (const char *at = strstr(text, "# machine:"); at;) {
        const char *next = strstr(at + 1, "# machine:");
        struct example e;
        char what[40];
        parse_example(&e, at, next ? next : at + strlen(at));
        snprintf(what, sizeof what, "hazard %zu", ++n);
        ck_assert_msg(e.status >= 0, "%s says no status", what);
        run_example(&e, what);
        free(e.text);
        at = next;
    }
    ck_assert_uint_ge(n, 10);
    free(text);
    free(path);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("cycles");
    TCase *t = tcase_create("cycles");
    tcase_add_test(t, document);
    tcase_add_test(t, nointerlock);
    suite_add_tcase(s, t);
    SRunner *r = srunner_create(s);
    srunner_set_fork_status(r, CK_FORK);
    srunner_set_tap(r, "-");
    srunner_run_all(r, CK_SILENT);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed != 0;
}

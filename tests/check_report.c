/* The report, from a struct report made by hand: layout, sums, and both forms saying the same. */
#include <check.h>
#include <inttypes.h>
#include <jansson.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>
#include "asm/image.h"
#include "base/str.h"
#include "mem/mem.h"
#include "observe/report.h"

static const char *const options[] = { "M", "C" };
static const char *const sets[] = { "l1d.size=8KiB" };
static const char *const args[] = { "one", "t\xe4o" };

static struct report_line lines[] = {
    { .pc = 0x10074,
      .file = "dir/matmul.s",
      .line = 23,
      .where = "dot+0x4",
      .text = "lw t5, 0(t1)",
      .cycles = 6000,
      .instructions = 1000,
      .cause = { [CAUSE_BASE] = 1000, [CAUSE_LOAD_USE] = 1000, [CAUSE_DCACHE] = 4000 } },
    { .pc = 0x10078,
      .text = "mul t4, t4, t5",
      .cycles = 1000,
      .instructions = 1000,
      .cause = { [CAUSE_BASE] = 1000 } },
};

static struct report example(void)
{
    struct report r = { .program = "matmul.s",
                        .args = args,
                        .nargs = 2,
                        .target = "toy",
                        .options = options,
                        .noptions = 2,
                        .machine = "classic5",
                        .models = "textbook",
                        .sets = sets,
                        .nsets = 1,
                        .clock = 100000000,
                        .seed = 1,
                        .address_digits = 8,
                        .end = { .stop = STOP_EXIT, .exit_status = 3 },
                        .status = 3,
                        .ncaches = 1,
                        .caches = { "l1d" },
                        .lines = lines,
                        .nlines = 2,
                        .nlines_total = 2 };
    r.stats.cycles = 1234567;
    r.stats.instructions = 1000000;
    r.stats.cause[CAUSE_BASE] = 1000000;
    r.stats.cause[CAUSE_FILL] = 4;
    r.stats.cause[CAUSE_LOAD_USE] = 34563;
    r.stats.cause[CAUSE_DCACHE] = 200000;
    r.stats.mix[KIND_ALU] = 700000;
    r.stats.mix[KIND_LOAD] = 200000;
    r.stats.mix[KIND_BRANCH] = 100000;
    r.stats.branches = 100000;
    r.stats.taken = 90000;
    r.stats.mispredicted = 10000;
    r.stats.cache[0] = (struct cache_stats){
        .reads = 200000, .writes = 100, .read_misses = 5000, .miss = { 1000, 3000, 1000 }, .write_backs = 77
    };
    return r;
}

/* The caller frees. */
static char *text_of(const struct report *r, bool utf8)
{
    char *buf;
    size_t n;
    FILE *f = open_memstream(&buf, &n);
    report_text(r, &(struct report_style){ utf8 }, f);
    fclose(f);
    return buf;
}

static json_t *json_of(const struct report *r)
{
    char *buf;
    size_t n;
    json_error_t e;
    FILE *f = open_memstream(&buf, &n);
    ck_assert_int_eq(report_json(r, f), 0);
    fclose(f);
    json_t *j = json_loads(buf, 0, &e);
    ck_assert_msg(j != NULL, "%s", e.text);
    free(buf);
    return j;
}

/* Columns of a line of UTF-8. */
static int columns(const char *p, const char *end)
{
    int n = 0;
    for (; p < end; p++)
        n += ((unsigned char)*p & 0xc0) != 0x80;
    return n;
}

static void expect_within_80(const char *text)
{
    for (const char *p = text; *p;) {
        const char *end = strchr(p, '\n');
        ck_assert_ptr_nonnull(end);
        ck_assert_msg(columns(p, end) <= 80, "%d columns: %.*s", columns(p, end), (int)(end - p), p);
        p = end + 1;
    }
}

static void expect_utf8(const char *text)
{
    json_t *j = json_string(text);
    ck_assert_msg(j != NULL, "no UTF-8: %s", text);
    json_decref(j);
}

START_TEST(text_fits_and_says_it)
{
    static const char *const phrases[] = {
        "matmul.s on classic5 (textbook), toy M C\nwith l1d.size=8KiB\nended with exit status 3\n",
        "  cycles              1,234,567\n",
        "  CPI                     1.235\n",
        "  time                12.346 ms at 100 MHz\n",
        "  base                1,000,000   81.0%   1.000  ",
        "  total               1,234,567  100.0%   1.235\n",
        "  alu                   700,000   70.0%",
        "mispredicted           10,000   10.0%",
        "  l1d        200,100       5,000   2.5%      1,000     3,000    1,000         77\n",
        "  matmul.s:23              6,000    0.5%   lw t5, 0(t1)\n",
        "      base 1,000, load-use 1,000, dcache 4,000\n",
        "  0x00010078               1,000    0.1%   mul t4, t4, t5\n",
    };
    struct report r = example();
    for (int utf8 = 0; utf8 < 2; utf8++) {
        char *text = text_of(&r, utf8);
        expect_within_80(text);
        for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++)
            ck_assert_msg(strstr(text, phrases[i]) != NULL, "no '%s' in:\n%s", phrases[i], text);
        for (const char *p = text; !utf8 && *p; p++)
            ck_assert_msg((unsigned char)*p < 0x80, "not ASCII:\n%s", text);
        ck_assert_ptr_null(strstr(text, "Simulated")); /* nothing of the host without its time */
        free(text);
    }
}
END_TEST

/* The longest numbers and names still fit. */
START_TEST(text_of_long_runs)
{
    struct report r = example();
    r.stats.cycles = UINT64_C(999999999999);
    r.stats.instructions = UINT64_C(999999999999);
    for (unsigned c = 0; c < CAUSE_COUNT; c++)
        r.stats.cause[c] = r.stats.cycles / CAUSE_COUNT;
    for (unsigned k = 0; k < KIND_COUNT; k++)
        r.stats.mix[k] = UINT64_C(99999999999);
    r.stats.btb_hits = r.stats.btb_misses = r.stats.ras_hits = r.stats.squashed = r.stats.fetched =
        UINT64_C(999999999999);
    for (unsigned c = 0; c < CAUSE_COUNT; c++)
        lines[0].cause[c] = UINT64_C(999999999);
    lines[0].text = "a very long line of source text, with \u00fcml\u00e4uts, that does not fit";
    lines[0].file = "dir/a-long-name-of-a-file.s";
    lines[1].text = "a shorter one: \u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc"
                    "\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc"
                    "\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc";
    r.seconds = 12345.678;
    r.region.started = true;
    r.region.cycles = r.stats.cycles;
    char *text = text_of(&r, true);
    expect_within_80(text);
    ck_assert_ptr_nonnull(strstr(text, "region (open)"));
    expect_utf8(text);
    free(text);
    r.region.started = false;
    text = text_of(&r, false);
    expect_within_80(text);
    free(text);
}
END_TEST

static json_int_t integer(const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);
    ck_assert_msg(json_is_integer(v), "'%s' is no integer", key);
    return json_integer_value(v);
}

START_TEST(json_says_the_same)
{
    struct report r = example();
    json_t *j = json_of(&r), *v;
    const char *key;
    json_int_t sum = 0;
    ck_assert_str_eq(json_string_value(json_object_get(j, "schema")), "orrery.run/1");
    ck_assert_int_eq(integer(j, "cycles"), 1234567);
    ck_assert_int_eq(integer(j, "instructions"), 1000000);
    json_object_foreach(json_object_get(j, "cpi_stack"), key, v) sum += json_integer_value(v);
    ck_assert_int_eq(sum, 1234567);
    ck_assert_uint_eq(json_object_size(json_object_get(j, "cpi_stack")), CAUSE_COUNT);
    const json_t *cache = json_array_get(json_object_get(j, "caches"), 0);
    ck_assert_int_eq(integer(cache, "reads"), 200000);
    ck_assert_int_eq(integer(cache, "compulsory") + integer(cache, "capacity") + integer(cache, "conflict"),
                     5000);
    const json_t *line = json_array_get(json_object_get(j, "lines"), 0);
    ck_assert_int_eq(integer(line, "line"), 23);
    ck_assert_str_eq(json_string_value(json_object_get(line, "pc")), "0x00010074");
    ck_assert(json_is_null(json_object_get(json_array_get(json_object_get(j, "lines"), 1), "file")));
    ck_assert(json_is_null(json_object_get(j, "region")));
    ck_assert_str_eq(json_string_value(json_array_get(json_object_get(j, "arguments"), 1)), "t?o");
    ck_assert_str_eq(json_string_value(json_object_get(json_object_get(j, "end"), "reason")), "exit");
    json_decref(j);
}
END_TEST

/* ---- the published schema ---------------------------------------------------------------------------- */

static bool has_type(const json_t *v, const char *type)
{
    static const struct {
        const char *name;
        json_type a, b;
    } types[] = { { "object", JSON_OBJECT, JSON_OBJECT }, { "array", JSON_ARRAY, JSON_ARRAY },
                  { "string", JSON_STRING, JSON_STRING }, { "integer", JSON_INTEGER, JSON_INTEGER },
                  { "number", JSON_INTEGER, JSON_REAL },  { "boolean", JSON_TRUE, JSON_FALSE },
                  { "null", JSON_NULL, JSON_NULL } };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (!strcmp(types[i].name, type))
            return json_typeof(v) == types[i].a || json_typeof(v) == types[i].b;
    return false;
}

static bool one_of_types(const json_t *v, const json_t *type)
{
    if (!json_is_array(type))
        return has_type(v, json_string_value(type));
    for (size_t i = 0; i < json_array_size(type); i++)
        if (has_type(v, json_string_value(json_array_get(type, i))))
            return true;
    return false;
}

static bool matches(const json_t *v, const char *pattern)
{
    regex_t re;
    ck_assert_int_eq(regcomp(&re, pattern, REG_EXTENDED | REG_NOSUB), 0);
    bool yes = json_is_string(v) && !regexec(&re, json_string_value(v), 0, NULL, 0);
    regfree(&re);
    return yes;
}

static bool valid(const json_t *root, const json_t *schema, const json_t *v);

static bool valid_object(const json_t *root, const json_t *schema, const json_t *v)
{
    const json_t *required = json_object_get(schema, "required");
    const json_t *more = json_object_get(schema, "additionalProperties");
    const char *key;
    json_t *item;
    for (size_t i = 0; i < json_array_size(required); i++)
        if (!json_object_get(v, json_string_value(json_array_get(required, i))))
            return false;
    json_object_foreach((json_t *)v, key, item)
    {
        const json_t *known = json_object_get(json_object_get(schema, "properties"), key);
        if (known ? !valid(root, known, item) : json_is_false(more) || (more && !valid(root, more, item)))
            return false;
    }
    return true;
}

/* The part of JSON Schema that run.schema.json uses. */
static bool valid(const json_t *root, const json_t *schema, const json_t *v)
{
    const json_t *x;
    if ((x = json_object_get(schema, "$ref")))
        return valid(root, json_object_get(json_object_get(root, "$defs"), json_string_value(x) + 8), v);
    if ((x = json_object_get(schema, "const")) && !json_equal(x, v))
        return false;
    if ((x = json_object_get(schema, "type")) && !one_of_types(v, x))
        return false;
    if ((x = json_object_get(schema, "minimum")) && json_integer_value(v) < json_integer_value(x))
        return false;
    if ((x = json_object_get(schema, "pattern")) && !matches(v, json_string_value(x)))
        return false;
    if ((x = json_object_get(schema, "enum"))) {
        bool found = false;
        for (size_t i = 0; i < json_array_size(x); i++)
            found |= json_equal(json_array_get(x, i), v);
        if (!found)
            return false;
    }
    for (size_t i = 0; json_is_array(v) && i < json_array_size(v); i++)
        if (!valid(root, json_object_get(schema, "items"), json_array_get(v, i)))
            return false;
    return !json_is_object(v) || valid_object(root, schema, v);
}

START_TEST(json_fits_the_schema)
{
    const char *dir = getenv("SRCDIR");
    char *path = xasprintf("%s/docs/schema/run.schema.json", dir ? dir : ".");
    json_error_t e;
    json_t *schema = json_load_file(path, 0, &e);
    ck_assert_msg(schema != NULL, "%s: %s", path, e.text);
    struct report r = example();
    json_t *j = json_of(&r);
    ck_assert(valid(schema, schema, j));
    json_object_set_new(j, "cycles", json_real(1.0));
    ck_assert(!valid(schema, schema, j));
    json_object_set_new(j, "cycles", json_integer(1));
    ck_assert(valid(schema, schema, j));
    json_object_set_new(j, "something", json_integer(1));
    ck_assert(!valid(schema, schema, j));
    json_object_del(j, "something");
    json_object_del(j, "host");
    ck_assert(!valid(schema, schema, j));
    json_decref(j);
    r.end.stop = STOP_TRAP;
    r.trap = "illegal";
    r.region = (struct report_region){ .started = true, .cycles = 10, .instructions = 0 };
    r.functional = false;
    j = json_of(&r);
    ck_assert(valid(schema, schema, j));
    json_decref(j);
    r.functional = true;
    j = json_of(&r);
    ck_assert(valid(schema, schema, j));
    json_decref(j);
    json_decref(schema);
    free(path);
}
END_TEST

/* A failed host service has no trap, also where number 0 is one without a signal of its own. */
START_TEST(only_traps_have_names)
{
    struct trap traps[] = { { .number = 0, .name = "misaligned" },
                            { .number = 2, .name = "illegal", .signal = 4 } };
    const struct isa isa = { .traps = traps, .ntraps = 2 };
    struct machine_end e = { .stop = STOP_TRAP, .exit_signal = 31 };
    ck_assert_ptr_null(report_trap_name(&isa, &e));
    e.has_trap = true;
    ck_assert_str_eq(report_trap_name(&isa, &e), "misaligned");
    e.trap = 2;
    ck_assert_str_eq(report_trap_name(&isa, &e), "illegal");
    e.trap = 3;
    ck_assert_ptr_null(report_trap_name(&isa, &e));
}
END_TEST

START_TEST(region_is_a_difference)
{
    struct run_stats s = { .cycles = 1000, .instructions = 800 };
    ck_assert(!report_find_region(&s).started);
    s.region_started = 1;
    s.region_cycle0 = 100;
    s.region_instr0 = 50;
    s.cause[CAUSE_BASE] = 800;
    s.cause[CAUSE_DATA] = 200;
    s.region_cause0[CAUSE_BASE] = 50;
    s.region_cause0[CAUSE_DATA] = 50;
    struct report_region g = report_find_region(&s);
    ck_assert(g.started && !g.ended);
    ck_assert_uint_eq(g.cycles, 900);
    ck_assert_uint_eq(g.instructions, 750);
    ck_assert_uint_eq(g.cause[CAUSE_BASE] + g.cause[CAUSE_DATA], 900);
    s.region_ended = 1;
    s.region_cycle1 = 300;
    s.region_instr1 = 200;
    s.region_cause1[CAUSE_BASE] = 200;
    s.region_cause1[CAUSE_DATA] = 100;
    g = report_find_region(&s);
    ck_assert_uint_eq(g.cycles, 200);
    ck_assert_uint_eq(g.cause[CAUSE_BASE], 150);
    ck_assert_uint_eq(g.cause[CAUSE_DATA], 50);
}
END_TEST

START_TEST(functional_has_no_cycles)
{
    struct report r = example();
    r.functional = true;
    r.ncaches = 0;
    r.nlines = 0;
    char *text = text_of(&r, true);
    ck_assert_ptr_null(strstr(text, "cycles  "));
    ck_assert_ptr_nonnull(strstr(text, "instructions        1,000,000"));
    free(text);
    json_t *j = json_of(&r);
    ck_assert_ptr_null(json_object_get(j, "cycles"));
    ck_assert(json_is_null(json_object_get(j, "machine")));
    ck_assert_int_eq(integer(j, "instructions"), 1000000);
    json_decref(j);
}
END_TEST

/* Cycles of several addresses of one line add up; the costliest line comes first; text comes from the source.
 */
START_TEST(lines_are_summed)
{
    static const struct source source = { "a.s", "one\n\ttwo \"#\" '#'  # twice\nthree\n", 32 };
    static struct line table[] = { { 0x100, "a.s", 1, false },
                                   { 0x104, "a.s", 2, false },
                                   { 0x108, "a.s", 1, false },
                                   { 0x10c, NULL, 0, false } };
    struct image img = { .lines = table, .nlines = 4 };
    img.sources = calloc(1, sizeof *img.sources);
    img.sources[0].path = "a.s";
    img.sources[0].text = &source;
    img.nsources = 1;
    struct profile_entry profile[] = { { 0x100, 1, { [CAUSE_BASE] = 1 } },
                                       { 0x104, 4, { [CAUSE_BASE] = 4, [CAUSE_DATA] = 6 } },
                                       { 0x108, 2, { [CAUSE_BASE] = 2, [CAUSE_ICACHE] = 3 } } };
    static const char *comments[] = { ";", "#" };
    struct isa isa = { .target = "toy", .max_len = 4, .assembler = { .comments = comments, .ncomments = 2 } };
    struct mem mem;
    struct report r = { 0 };
    mem_init(&mem, 32);
    arena_init(&r.arena);
    report_find_lines(&r, &isa, &img, &mem, profile, 3);
    ck_assert_uint_eq(r.nlines, 2);
    ck_assert_int_eq(r.lines[0].line, 2);
    ck_assert_uint_eq(r.lines[0].cycles, 10);
    ck_assert_str_eq(r.lines[0].text, "two \"#\" '#'");
    ck_assert_int_eq(r.lines[1].line, 1);
    ck_assert_uint_eq(r.lines[1].cycles, 6);
    ck_assert_uint_eq(r.lines[1].instructions, 3);
    ck_assert_uint_eq(r.lines[1].cause[CAUSE_ICACHE], 3);
    ck_assert_uint_eq(r.lines[1].pc, 0x100);
    report_release(&r);
    mem_release(&mem);
    free(img.sources);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("report");
    TCase *t = tcase_create("all");
    tcase_add_test(t, text_fits_and_says_it);
    tcase_add_test(t, text_of_long_runs);
    tcase_add_test(t, json_says_the_same);
    tcase_add_test(t, json_fits_the_schema);
    tcase_add_test(t, only_traps_have_names);
    tcase_add_test(t, region_is_a_difference);
    tcase_add_test(t, functional_has_no_cycles);
    tcase_add_test(t, lines_are_summed);
    suite_add_tcase(s, t);
    SRunner *r = srunner_create(s);
    srunner_set_tap(r, "-");
    srunner_run_all(r, CK_SILENT);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? 1 : 0;
}

/* check_yaml.c - the YAML tree: what is kept, what is refused, and above all the places. */
#include "base/yaml.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include "base/fs.h"
#include "base/str.h"

static struct diag d;
static struct arena arena;

static void setup(void)
{
    diag_init(&d);
    arena_init(&arena);
}

static void teardown(void)
{
    arena_release(&arena);
    diag_release(&d);
}

/* The documents of text; -1 when refused. */
static int documents(const char *text, struct yaml ***docs)
{
    return yaml_parse(diag_source(&d, "t.yaml", text, strlen(text)), &arena, &d, docs);
}

static const struct yaml *parse(const char *text)
{
    struct yaml **docs;
    ck_assert_int_eq(documents(text, &docs), 1);
    return docs[0];
}

/* What is said about a text that must be refused. */
static void refused(const char *text, const char *message)
{
    struct yaml **docs;
    ck_assert_int_eq(documents(text, &docs), -1);
    char *said = diag_text(&d);
    if (!strstr(said, message))
        ck_abort_msg("expected '%s', got:\n%s", message, said);
    free(said);
}

/* Where the first `word` of y's text is said to be; must be where it stands in the source. */
static void check_place(const struct yaml *y, const char *word)
{
    const char *in_text = strstr(y->text, word), *in_source = strstr(y->loc.src->text, word);
    ck_assert_ptr_nonnull(in_text);
    ck_assert_ptr_nonnull(in_source);
    int line = 1, col = 1;
    for (const char *p = y->loc.src->text; p < in_source; p++) {
        if (((unsigned char)*p & 0xc0) != 0x80)
            col++;
        if (*p == '\n') {
            line++;
            col = 1;
        }
    }
    struct loc at = yaml_loc_at(y, (size_t)(in_text - y->text));
    ck_assert_int_eq(at.line, line);
    ck_assert_int_eq(at.col, col);
}

START_TEST(tree)
{
    const struct yaml *y = parse("a: 1\nb: [x, 'y', \"z\"]\nc: {d: e}\nf:\n");
    ck_assert_int_eq(y->kind, YAML_MAP);
    ck_assert_uint_eq(y->count, 4);
    ck_assert_str_eq(y->keys[0].text, "a");
    ck_assert_str_eq(yaml_get(y, "a")->text, "1");
    const struct yaml *b = yaml_get(y, "b");
    ck_assert_int_eq(b->kind, YAML_SEQ);
    ck_assert_int_eq(b->items[0].style, YAML_PLAIN);
    ck_assert_int_eq(b->items[1].style, YAML_QUOTED1);
    ck_assert_int_eq(b->items[2].style, YAML_QUOTED2);
    ck_assert_str_eq(yaml_get(yaml_get(y, "c"), "d")->text, "e");
    ck_assert_str_eq(yaml_get(y, "f")->text, "");
    ck_assert_ptr_null(yaml_get(y, "g"));
    ck_assert_ptr_null(yaml_get(NULL, "g"));
    ck_assert_ptr_null(yaml_get(b, "g"));
    ck_assert_int_eq(yaml_key(y, "c")->loc.line, 3);
    ck_assert_int_eq(yaml_get(y, "c")->loc.col, 4);
}
END_TEST

START_TEST(several_documents)
{
    struct yaml **docs;
    ck_assert_int_eq(documents("--- a\n--- b\n", &docs), 2);
    ck_assert_str_eq(docs[1]->text, "b");
    ck_assert_int_eq(docs[1]->loc.line, 2);
    ck_assert_int_eq(documents("# nothing\n", &docs), 0);
}
END_TEST

START_TEST(places_in_plain_and_quoted)
{
    check_place(parse("k: plain words here\n")->items, "here");
    check_place(parse("k: 'quoted words here'\n")->items, "here");
    check_place(parse("k: \"quoted words here\"\n")->items, "here");
    check_place(parse("k: 'it''s quoted here'\n")->items, "here");
    check_place(parse("k: \"tab\\tand \\x41\\u00e9 here\"\n")->items, "here");
    check_place(parse("k: \"\xc3\xa4\xc3\xb6 \\\"x\\\" here\"\n")->items, "here");
    check_place(parse("\xc3\xa4: \xe2\x82\xac\xe2\x82\xac here\n")->items, "here");
}
END_TEST

START_TEST(places_in_folded_lines)
{
    check_place(parse("k: one\n   two   \n   three here\n")->items, "here");
    check_place(parse("k: one\n\n\n   two here\n")->items, "here");
    check_place(parse("k: 'one\n   two''s \n\n   three here'\n")->items, "here");
    check_place(parse("k: \"one\n   two \\\n   three\\\n\n   four here\"\n")->items, "here");
    check_place(parse("k: one\r\n   two\r\n   three here\r\n")->items, "here");
}
END_TEST

START_TEST(places_in_literals)
{
    check_place(parse("k: |\n  first\n  second here\n")->items, "here");
    check_place(parse("k: |\n\n\n      first here\n")->items, "here");
    check_place(parse("k: |2\n      more indented\n  here\n")->items, "here");
    check_place(parse("k: |-\n  if x {\n    body\n    \xc3\xa4 here\n  }\n")->items, "here");
    check_place(parse("- - k: |  # comment\n      a\n\n      here\n")->items->items->items, "here");
    check_place(parse("k: |\r\n  first\r\n  second here\r\n")->items, "here");
    const struct yaml *y = parse("k: |\n    a\n     b\n")->items;
    ck_assert_int_eq(y->block_indent, 4);
    ck_assert_str_eq(y->text, "a\n b\n");
    ck_assert_int_eq(parse("k: |\n\nj: 1\n")->items->block_indent, 0);
}
END_TEST

START_TEST(folded_block_has_one_place)
{
    const struct yaml *y = parse("k: >\n  a\n  b\n")->items;
    ck_assert_int_eq(y->style, YAML_FOLDED);
    ck_assert_int_eq(yaml_loc_at(y, 2).line, 1);
}
END_TEST

/* Whether the place of each character of y's text is one where that character stands. */
static size_t check_every_place(const struct yaml *y)
{
    size_t checked = 0;
    for (size_t at = 0; y->text[at]; at++) {
        struct loc l = yaml_loc_at(y, at);
        const char *p = l.src->text;
        if (((unsigned char)y->text[at] & 0x80) != 0)
            continue;
        for (int line = 1; line < l.line; line++)
            p = strchr(p, '\n') + 1;
        for (int col = 1; col < l.col;)
            col += ((unsigned char)*++p & 0xc0) != 0x80;
        ck_assert_msg(*p == y->text[at], "%s:%d:%d", l.src->name, l.line, l.col);
        checked++;
    }
    return checked;
}

static size_t check_tree(const struct yaml *y)
{
    size_t checked = 0;
    if (y->kind == YAML_SCALAR && (y->straight || y->style == YAML_LITERAL))
        checked += check_every_place(y);
    for (size_t i = 0; i < y->count; i++) {
        if (y->kind == YAML_MAP)
            checked += check_tree(&y->keys[i]);
        checked += check_tree(&y->items[i]);
    }
    return checked;
}

START_TEST(places_in_shipped_files)
{
    size_t n, checked = 0;
    char *dir = fs_data_dir("isa");
    ck_assert_ptr_nonnull(dir);
    char **names = fs_list(dir, ".yaml", &n);
    for (size_t i = 0; i < n; i++) {
        char *path = fs_join(dir, names[i]);
        struct yaml **docs;
        int count = yaml_parse(diag_read_file(&d, path, (struct loc){ 0 }), &arena, &d, &docs);
        diag_print(&d, stderr);
        ck_assert_int_ge(count, 1);
        while (count--)
            checked += check_tree(docs[count]);
        free(path);
        free(names[i]);
    }
    free(names);
    free(dir);
    ck_assert_uint_gt(checked, 10000);
}
END_TEST

START_TEST(aliases)
{
    const struct yaml *y = parse("a: &x [1, 2]\nb: *x\n");
    ck_assert_str_eq(yaml_get(y, "b")->items[1].text, "2");
    ck_assert_int_eq(yaml_get(y, "b")->loc.line, 1);
    refused("a: *x\n", "t.yaml:1:4: error: alias '*x'");
    refused("a: &x [*x]\n", "alias '*x' has no complete anchor");
    refused("--- &x 1\n--- *x\n", "alias '*x'");
}
END_TEST

START_TEST(alias_bomb)
{
    struct str s;
    str_init(&s);
    str_add(&s, "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++)
        str_addf(&s, "a%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d]\n", i, i, i - 1, i - 1,
                 i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
    refused(s.buf, "more than 100000 nodes");
    str_release(&s);
}
END_TEST

START_TEST(nesting)
{
    struct str s;
    str_init(&s);
    for (int i = 0; i < 64; i++)
        str_addc(&s, '[');
    for (int i = 0; i < 64; i++)
        str_addc(&s, ']');
    parse(s.buf);
    str_clear(&s);
    for (int i = 0; i < 100000; i++)
        str_addc(&s, '[');
    refused(s.buf, "t.yaml:1:65: error: nested deeper than 64 levels");
    str_release(&s);
}
END_TEST

START_TEST(refusals)
{
    refused("a: 1\nb: 2\na: 3\n", "t.yaml:3:1: error: key 'a' stands twice\n    3 | a: 3\n      | ^\n"
                                  "t.yaml:1:1: note: the first one is here");
    refused("a:\n\tb: 1\n", "t.yaml:2:1: error: tab");
    refused("a:\n  \tb: 1\n", "t.yaml:2:3: error: tab");
    refused("[a]: 1\n", "t.yaml:1:1: error: a key must be a single word");
    refused("a: !!int 1\n", "t.yaml:1:4: error: tags");
    refused("a: 1\rb: 2\n", "t.yaml:1:5: error: carriage return");
    refused("a: x\xc2\x85z\n", "t.yaml:1:5: error: next-line");
    refused("a: \"x\\0y\"\n", "t.yaml:1:4: error: a text cannot hold a zero");
    refused("a: b: c\n", "t.yaml:1:5: error: mapping values are not allowed");
    refused("a: [1, 2\n", "t.yaml:2:1: error: did not find expected ',' or ']'");
    refused("a: 1\nb: \xff\n", "t.yaml:2:4: error: not YAML text: ");
    refused("a: 'x\n", "error: found unexpected end of stream");
}
END_TEST

START_TEST(all_duplicates_are_reported)
{
    struct yaml **docs;
    ck_assert_int_eq(documents("a: {x: 1, x: 2}\nb: {y: 1, y: 2}\n", &docs), -1);
    ck_assert_int_eq(d.errors, 2);
}
END_TEST

static const struct {
    const char *text;
    bool ok;
    uint64_t value;
} numbers[] = {
    { "0", true, 0 },
    { "42", true, 42 },
    { "1_000", true, 1000 },
    { "0x_1", false, 0 },
    { "1_", false, 0 },
    { "0xFF_ff", true, 0xffff },
    { "0b1010", true, 10 },
    { "0b102", false, 0 },
    { "18446744073709551615", true, UINT64_MAX },
    { "18446744073709551616", false, 0 },
    { "010", false, 0 },
    { "0_1", false, 0 },
    { "0x", false, 0 },
    { "-1", false, 0 },
    { "1a", false, 0 },
    { "''", false, 0 },
    { "31:25", false, 0 },
    { "[1]", false, 0 },
};

START_TEST(unsigned_numbers)
{
    uint64_t v = 7;
    const struct yaml *y = parse(numbers[_i].text);
    ck_assert_int_eq(yaml_uint(y, &d, &v), numbers[_i].ok);
    ck_assert_int_eq(d.errors, !numbers[_i].ok);
    ck_assert_uint_eq(v, numbers[_i].ok ? numbers[_i].value : 7);
}
END_TEST

START_TEST(signed_numbers)
{
    int64_t v;
    ck_assert(yaml_int(parse("-9223372036854775808"), &d, &v));
    ck_assert(v == INT64_MIN);
    ck_assert(yaml_int(parse("-0x10"), &d, &v));
    ck_assert_int_eq(v, -16);
    ck_assert(!yaml_int(parse("9223372036854775808"), &d, &v));
    ck_assert(!yaml_int(parse("-9223372036854775809"), &d, &v));
    ck_assert(!yaml_int(parse("-"), &d, &v));
    ck_assert_int_eq(d.errors, 3);
}
END_TEST

START_TEST(sizes_and_booleans)
{
    uint64_t v;
    bool b;
    ck_assert(yaml_size(parse("16KiB"), &d, &v) && v == 16384);
    ck_assert(yaml_size(parse("2 MiB"), &d, &v) && v == 2 << 20);
    ck_assert(yaml_size(parse("4GiB"), &d, &v) && v == UINT64_C(4) << 30);
    ck_assert(yaml_size(parse("64"), &d, &v) && v == 64);
    ck_assert(!yaml_size(parse("16kb"), &d, &v));
    ck_assert(!yaml_size(parse("17179869184GiB"), &d, &v));
    ck_assert(yaml_bool(parse("true"), &d, &b) && b);
    ck_assert(yaml_bool(parse("false"), &d, &b) && !b);
    ck_assert(!yaml_bool(parse("yes"), &d, &b));
    ck_assert(!yaml_bool(parse("[true]"), &d, &b));
    ck_assert_int_eq(d.errors, 4);
}
END_TEST

START_TEST(unknown_keys)
{
    static const char *const valid[] = { "stages", "caches", NULL };
    ck_assert(yaml_check_keys(parse("stages: 1\ncaches: 2\n"), &d, valid, "a machine"));
    ck_assert(!yaml_check_keys(parse("stagse: 1\nzzz: 2\n"), &d, valid, "a machine"));
    char *said = diag_text(&d);
    ck_assert_ptr_nonnull(strstr(said, "unknown key 'stagse' in a machine; did you mean 'stages'?"));
    ck_assert_ptr_nonnull(strstr(said, "t.yaml:2:1: error: unknown key 'zzz' in a machine\n"));
    free(said);
    ck_assert(!yaml_check_keys(parse("[a]"), &d, valid, "a machine"));
}
END_TEST

START_TEST(single_values)
{
    ck_assert_str_eq(yaml_parse_value(diag_source(&d, "--set", "7", 1), &arena, &d)->text, "7");
    ck_assert_str_eq(yaml_parse_value(diag_source(&d, "--set", "", 0), &arena, &d)->text, "");
    ck_assert_uint_eq(yaml_parse_value(diag_source(&d, "--set", "[1, 2]", 6), &arena, &d)->count, 2);
    ck_assert_ptr_null(yaml_parse_value(diag_source(&d, "--set", "--- 1\n--- 2", 11), &arena, &d));
    ck_assert_ptr_null(yaml_parse_value(diag_source(&d, "--set", "[", 1), &arena, &d));
}
END_TEST

int main(void)
{
    Suite *s = suite_create("yaml");
    TCase *t = tcase_create("yaml");
    suite_add_tcase(s, t);
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, tree);
    tcase_add_test(t, several_documents);
    tcase_add_test(t, places_in_plain_and_quoted);
    tcase_add_test(t, places_in_folded_lines);
    tcase_add_test(t, places_in_literals);
    tcase_add_test(t, folded_block_has_one_place);
    tcase_add_test(t, places_in_shipped_files);
    tcase_add_test(t, aliases);
    tcase_add_test(t, alias_bomb);
    tcase_add_test(t, nesting);
    tcase_add_test(t, refusals);
    tcase_add_test(t, all_duplicates_are_reported);
    tcase_add_loop_test(t, unsigned_numbers, 0, sizeof numbers / sizeof numbers[0]);
    tcase_add_test(t, signed_numbers);
    tcase_add_test(t, sizes_and_booleans);
    tcase_add_test(t, unknown_keys);
    tcase_add_test(t, single_values);
    SRunner *r = srunner_create(s);
    srunner_set_tap(r, "-");
    srunner_run_all(r, CK_SILENT);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

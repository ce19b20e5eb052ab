/* yaml_get.c - see yaml.h: looking things up in a tree, and scalars as numbers. */
#include "base/yaml.h"

#include <inttypes.h>
#include <string.h>
#include "base/str.h"

static long find(const struct yaml *y, const char *key)
{
    if (!y || y->kind != YAML_MAP)
        return -1;
    for (size_t i = 0; i < y->count; i++) {
        if (strcmp(y->keys[i].text, key) == 0)
            return (long)i;
    }
    return -1;
}

const struct yaml *yaml_get(const struct yaml *y, const char *key)
{
    long i = find(y, key);
    return i < 0 ? NULL : &y->items[i];
}

const struct yaml *yaml_key(const struct yaml *y, const char *key)
{
    long i = find(y, key);
    return i < 0 ? NULL : &y->keys[i];
}

/* "expected WANT, found ..." at the node. */
static bool refuse(const struct yaml *y, struct diag *d, const char *want)
{
    if (y->kind != YAML_SCALAR)
        diag_error(d, y->loc, "expected %s, found a %s", want, y->kind == YAML_SEQ ? "list" : "mapping");
    else if (!*y->text)
        diag_error(d, y->loc, "expected %s, found nothing", want);
    else
        diag_error(d, y->loc, "expected %s, found '%s'", want, y->text);
    return false;
}

bool yaml_text(const struct yaml *y, struct diag *d, const char **out)
{
    if (y->kind != YAML_SCALAR)
        return refuse(y, d, "a text");
    *out = y->text;
    return true;
}

/* An unsigned number at the start of text; *rest is what follows. Returns NULL or what is wrong. */
static const char *parse_number(const char *text, uint64_t *out, const char **rest)
{
    unsigned base = 10;
    const char *p = text;
    uint64_t v = 0;
    if (p[0] == '0' && (p[1] == 'x' || p[1] == 'X'))
        base = 16;
    else if (p[0] == '0' && (p[1] == 'b' || p[1] == 'B'))
        base = 2;
    else if (p[0] == '0' && (digit_value(p[1]) < 10 || p[1] == '_'))
        return "a number has no leading zero (octal is not known here; hexadecimal is 0x)";
    if (base != 10)
        p += 2;
    if (digit_value(*p) >= base)
        return "not a number";
    for (; digit_value(*p) < base || (*p == '_' && digit_value(p[1]) < base); p++) {
        if (*p == '_')
            continue;
        unsigned digit = digit_value(*p);
        if (v > (UINT64_MAX - digit) / base)
            return "a number has at most 64 bits";
        v = v * base + digit;
    }
    *out = v;
    *rest = p;
    return NULL;
}

/* The number y holds, with the unit behind it left in *rest. */
static bool scan_number(const struct yaml *y, struct diag *d, const char *text, uint64_t *v,
                        const char **rest)
{
    const char *problem = parse_number(text, v, rest);
    if (!problem)
        return true;
    if (digit_value(*text) < 10)
        diag_error(d, y->loc, "'%s': %s", y->text, problem);
    else
        refuse(y, d, "a number");
    return false;
}

static bool whole_number(const struct yaml *y, struct diag *d, const char *text, uint64_t *v)
{
    const char *rest;
    uint64_t value;
    if (!scan_number(y, d, text, &value, &rest))
        return false;
    if (*rest) {
        refuse(y, d, "a number");
        return false;
    }
    *v = value;
    return true;
}

bool yaml_int(const struct yaml *y, struct diag *d, int64_t *out)
{
    uint64_t v;
    if (y->kind != YAML_SCALAR)
        return refuse(y, d, "a number");
    bool minus = y->text[0] == '-';
    if (!whole_number(y, d, y->text + minus, &v))
        return false;
    if (v > (uint64_t)INT64_MAX + minus) {
        diag_error(d, y->loc, "%s does not fit in 64 bits with a sign", y->text);
        return false;
    }
    *out = minus ? (int64_t)(0 - v) : (int64_t)v;
    return true;
}

bool yaml_uint(const struct yaml *y, struct diag *d, uint64_t *out)
{
    if (y->kind != YAML_SCALAR)
        return refuse(y, d, "a number");
    if (y->text[0] == '-')
        return refuse(y, d, "a number that is not negative");
    return whole_number(y, d, y->text, out);
}

bool yaml_size(const struct yaml *y, struct diag *d, uint64_t *out)
{
    static const struct {
        const char *name;
        unsigned shift;
    } units[] = { { "", 0 }, { "B", 0 }, { "KiB", 10 }, { "MiB", 20 }, { "GiB", 30 } };
    const char *unit;
    uint64_t v;
    if (y->kind != YAML_SCALAR || y->text[0] == '-')
        return refuse(y, d, "a size such as 4096, 16KiB or 1MiB");
    if (!scan_number(y, d, y->text, &v, &unit))
        return false;
    while (*unit == ' ')
        unit++;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (strcmp(unit, units[i].name) != 0)
            continue;
        if (v > UINT64_MAX >> units[i].shift) {
            diag_error(d, y->loc, "%s is more than 64 bits can count", y->text);
            return false;
        }
        *out = v << units[i].shift;
        return true;
    }
    return refuse(y, d, "a size such as 4096, 16KiB or 1MiB");
}

bool yaml_bool(const struct yaml *y, struct diag *d, bool *out)
{
    bool yes = y->kind == YAML_SCALAR && strcmp(y->text, "true") == 0;
    if (!yes && (y->kind != YAML_SCALAR || strcmp(y->text, "false") != 0))
        return refuse(y, d, "true or false");
    *out = yes;
    return true;
}

bool yaml_check_keys(const struct yaml *y, struct diag *d, const char *const *valid, const char *what)
{
    size_t n = 0;
    bool ok = true;
    if (y->kind != YAML_MAP) {
        diag_error(d, y->loc, "%s must be a mapping (key: value)", what);
        return false;
    }
    while (valid[n])
        n++;
    for (size_t i = 0; i < y->count; i++) {
        const char *key = y->keys[i].text;
        size_t j = 0;
        while (j < n && strcmp(key, valid[j]) != 0)
            j++;
        if (j < n)
            continue;
        char hint[DIAG_SUGGEST_MAX];
        diag_error(d, y->keys[i].loc, "unknown key '%s' in %s%s", key, what,
                   diag_suggest(hint, key, valid, n));
        ok = false;
    }
    return ok;
}

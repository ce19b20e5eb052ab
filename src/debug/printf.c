/* printf.c - printf of the debugger: C's conversions over values of the guest. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "debug/watch.h"

#define STRING_MAX 65536

struct printer {
    struct session *s;
    const char *args; /* what follows the format: ",a,b" */
    struct str *out;
};

/* The format between its quotes, escapes replaced. NULL after reporting; the caller frees. */
static char *read_format(struct session *s, const char *args, const char **rest)
{
    static const char letters[] = "nrtabfve\"\\'", codes[] = "\n\r\t\a\b\f\v\033\"\\'";
    struct str text;
    if (*args != '"') {
        fail(s,
             *args ? "Bad format string" : "Argument required (format-control string and values to print).");
        return NULL;
    }
    str_init(&text);
    const char *p = args + 1;
    for (; *p && *p != '"'; p++) {
        const char *known = *p == '\\' && p[1] ? strchr(letters, p[1]) : NULL;
        if (known) {
            str_addc(&text, codes[known - letters]);
            p++;
        } else if (*p == '\\' && p[1] >= '0' && p[1] <= '7') {
            char *end;
            char digits[4] = { 0 };
            strncpy(digits, p + 1, 3);
            str_addc(&text, (char)strtol(digits, &end, 8));
            p += end - digits;
        } else {
            str_addc(&text, *p);
        }
    }
    if (*p != '"') {
        fail(s, "Bad format string, missing '\"'");
        str_release(&text);
        return NULL;
    }
    p += 1 + strspn(p + 1, " \t");
    if (*p && *p != ',') {
        fail(s, "Invalid argument syntax");
        str_release(&text);
        return NULL;
    }
    *rest = p;
    return str_take(&text);
}

static bool next_value(struct printer *p, struct value *v)
{
    struct str error;
    const char *rest = p->args;
    bool fine = false;
    if (*p->args != ',') {
        fail(p->s, "Bad format string, not enough arguments");
        return false;
    }
    str_init(&error);
    struct expr *x = eval_parse_part(look(p->s), p->args + 1, NULL, &rest, &error);
    if (x && eval_run(look(p->s), x, v, &error) == 0)
        fine = true;
    else
        fail_text(p->s, error.buf);
    expr_free(x);
    p->args = rest;
    str_release(&error);
    return fine;
}

/* The guest's string at a pointer or in an array. */
static void add_string(struct printer *p, const struct value *v, const char *spec)
{
    struct world *w = &p->s->home.eval.world;
    struct str text;
    uint64_t addr = 0;
    struct str error;
    str_init(&text);
    str_init(&error);
    const struct type *t = type_strip(v->type);
    if (t && t->kind == TYPE_ARRAY && v->place != LVAL_MEMORY) {
        const unsigned char *b = value_bytes(v);
        for (uint64_t i = 0; i < t->size && b[i]; i++)
            str_addc(&text, (char)b[i]);
    } else if (eval_value_uint(look(p->s), v, &addr, &error) == 0) {
        unsigned char c;
        while (text.len < STRING_MAX && w->read(w->ctx, addr++, &c, 1) == 1 && c)
            str_addc(&text, (char)c);
    }
    str_addf(p->out, "%*.*s", atoi(spec + 1 + strspn(spec + 1, "-+ #0")) * (strchr(spec, '-') ? -1 : 1),
             strchr(spec, '.') ? atoi(strchr(spec, '.') + 1) : STRING_MAX, text.buf);
    str_release(&text);
    str_release(&error);
}

/* The conversion was checked letter by letter. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static void add_number(struct printer *p, const struct value *v, const char *spec, char letter)
{
    char form[40], buf[700];
    const struct types *types = &p->s->home.types;
    const struct type *t = type_strip(v->type);
    bool is_float = t && t->kind == TYPE_FLOAT;
    double d = is_float ? value_double(types, v) : 0;
    uint64_t n = 0;
    struct str error;
    str_init(&error);
    if (is_float)
        n = (uint64_t)(int64_t)(d > -9e18 && d < 9e18 ? d : 0);
    else if (eval_value_uint(look(p->s), v, &n, &error) != 0)
        fail_text(p->s, error.buf);
    str_release(&error);
    if (strchr("feEgGaA", letter)) {
        if (!is_float)
            d = (double)(int64_t)n;
        snprintf(form, sizeof form, "%s%c", spec, letter);
        snprintf(buf, sizeof buf, form, d);
    } else if (letter == 'c') {
        snprintf(form, sizeof form, "%sc", spec);
        snprintf(buf, sizeof buf, form, (int)(unsigned char)n);
    } else if (letter == 'p') {
        snprintf(buf, sizeof buf, "0x%llx", (unsigned long long)n);
    } else {
        if (t && t->size < 8 && strchr("xXou", letter))
            n &= (UINT64_C(1) << (8 * t->size)) - 1;
        snprintf(form, sizeof form, "%sll%c", spec, letter);
        snprintf(buf, sizeof buf, form, (unsigned long long)n);
    }
    str_add(p->out, buf);
}

#pragma GCC diagnostic pop

/* One conversion; *f stands behind its %. */
static bool convert(struct printer *p, const char **f)
{
    char spec[24] = "%";
    size_t n = 1;
    struct value v;
    const char *q = *f;
    while (*q && (strchr("-+ #0.", *q) || isdigit((unsigned char)*q)) && n < 12)
        spec[n++] = *q++;
    q += strspn(q, "lhzjt");
    if (!*q || !strchr("diuxXocspfeEgGaA", *q) || (strchr(spec, '.') && atoi(strchr(spec, '.') + 1) > 500) ||
        atoi(spec + 1 + strspn(spec + 1, "-+ #0")) > 500) {
        fail(p->s, "Unrecognized format specifier '%c' in printf", *q ? *q : '%');
        return false;
    }
    if (!next_value(p, &v))
        return false;
    if (*q == 's')
        add_string(p, &v, spec);
    else
        add_number(p, &v, spec, *q);
    value_release(&v);
    *f = q + 1;
    return true;
}

bool formatted(struct session *s, const char *args, struct str *out)
{
    struct printer p = { .s = s, .out = out };
    char *format = read_format(s, args, &p.args);
    bool fine = format != NULL;
    for (const char *f = format; fine && *f;) {
        if (*f != '%') {
            str_addc(out, *f++);
        } else if (f[1] == '%') {
            str_addc(out, '%');
            f += 2;
        } else {
            f++;
            fine = convert(&p, &f);
        }
    }
    if (fine && *p.args) {
        fail(s, "Wrong number of arguments for specified format-string");
        fine = false;
    }
    free(format);
    return fine;
}

enum session_status print_formatted(struct session *s, const char *args)
{
    struct str text;
    str_init(&text);
    bool fine = formatted(s, args, &text);
    if (fine)
        out_text(s, text.buf, text.len);
    str_release(&text);
    return fine ? SESSION_OK : SESSION_FAILED;
}

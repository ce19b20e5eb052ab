/* macro.c - .macro, .rept, .irp, .irpc and calls of macros. Text is substituted by input.c as it is read. */
#include "asm/asm.h"

#include <ctype.h>
#include <string.h>

struct macro_param {
    const char *name, *value; /* value: the default, NULL none */
    size_t len;
    bool required, vararg;
};

struct macro {
    const char *name;
    struct loc loc;
    struct macro_param *params;
    size_t nparams;
    const struct body *body;
};

static const char *const macro_open[] = { ".macro", NULL };
static const char *const macro_close[] = { ".endm", ".endmacro", NULL };
static const char *const rept_open[] = { ".rept", ".rep", ".irp", ".irpc", NULL };
static const char *const rept_close[] = { ".endr", NULL };

/* Names of macros, as those of directives and instructions, are the same in capitals. */
static void fold(char *out, const char *name, size_t len)
{
    for (size_t i = 0; i < len; i++)
        out[i] = (char)tolower((unsigned char)name[i]);
    out[len] = 0;
}

struct macro *macro_find(const struct assembler *as, const struct token *name)
{
    char key[128];
    if (!as->macros.count || name->len >= sizeof key)
        return NULL;
    fold(key, name->text, name->len);
    return map_get(&as->macros, key);
}

/* ---- arguments as text ------------------------------------------------------------------------------- */

struct cursor {
    struct assembler *as;
    const char *t;
    size_t i, len;
};

static void skip_blank(struct cursor *c)
{
    while (c->i < c->len && isspace((unsigned char)c->t[c->i]))
        c->i++;
}

static bool wordish(int ch)
{
    return ident_char(ch) || ch == '"' || ch == '\'' || ch == '%' || ch == '\\';
}

/* Does an argument end at this blank? It does between two words ("a b"), not around an operator ("a + b"). */
static bool blank_ends(const struct cursor *c, size_t start)
{
    size_t j = c->i;
    while (j < c->len && isspace((unsigned char)c->t[j]))
        j++;
    if (j >= c->len)
        return true;
    bool left = c->i > start && (wordish((unsigned char)c->t[c->i - 1]) || c->t[c->i - 1] == ')');
    return left && (wordish((unsigned char)c->t[j]) || c->t[j] == '(');
}

/* One argument: up to a comma, or a blank between words, outside parentheses and strings. A quoted argument
 * loses its quotes. */
static const char *take_arg(struct cursor *c, size_t *len)
{
    skip_blank(c);
    size_t start = c->i;
    int depth = 0;
    if (c->i < c->len && c->t[c->i] == '"') {
        struct str s;
        str_init(&s);
        for (c->i++; c->i < c->len && c->t[c->i] != '"'; c->i++) {
            if (c->t[c->i] == '\\' && c->i + 1 < c->len && c->t[c->i + 1] == '"')
                c->i++;
            str_addc(&s, c->t[c->i]);
        }
        c->i += c->i < c->len;
        *len = s.len;
        const char *r = arena_strndup(&c->as->arena, s.buf, s.len);
        str_release(&s);
        return r;
    }
    for (; c->i < c->len; c->i++) {
        char ch = c->t[c->i];
        if (ch == '(' || ch == '[')
            depth++;
        else if (ch == ')' || ch == ']')
            depth--;
        else if (ch == '"')
            for (c->i++; c->i < c->len && c->t[c->i] != '"';)
                c->i++;
        else if (ch == '\'' && c->i + 2 < c->len && c->t[c->i + 2] == '\'')
            c->i += 2;
        else if (depth <= 0 && (ch == ',' || (isspace((unsigned char)ch) && blank_ends(c, start))))
            break;
    }
    size_t end = c->i < c->len ? c->i : c->len;
    while (end > start && isspace((unsigned char)c->t[end - 1]))
        end--;
    *len = end - start;
    return arena_strndup(&c->as->arena, c->t + start, end - start);
}

static void skip_separator(struct cursor *c)
{
    skip_blank(c);
    if (c->i < c->len && c->t[c->i] == ',')
        c->i++;
    skip_blank(c);
}

static size_t word_length(const struct cursor *c)
{
    size_t n = 0;
    while (c->i + n < c->len && ident_char((unsigned char)c->t[c->i + n]))
        n++;
    return n;
}

/* ---- definition -------------------------------------------------------------------------------------- */

static int param_attribute(struct cursor *c, struct macro_param *p)
{
    if (c->i < c->len && c->t[c->i] == ':') {
        c->i++;
        size_t n = word_length(c);
        if (n == 3 && memcmp(c->t + c->i, "req", 3) == 0)
            p->required = true;
        else if (n == 6 && memcmp(c->t + c->i, "vararg", 6) == 0)
            p->vararg = true;
        else
            return as_error(c->as, c->i, "expected 'req' or 'vararg' after ':'");
        c->i += n;
    }
    skip_blank(c);
    if (c->i < c->len && c->t[c->i] == '=') {
        c->i++;
        p->value = take_arg(c, &p->len);
    }
    return 0;
}

static int parse_params(struct cursor *c, struct macro *m)
{
    VEC(struct macro_param) v = { 0 };
    int rc = 0;
    for (skip_separator(c); c->i < c->len && rc == 0; skip_separator(c)) {
        size_t n = word_length(c);
        if (!n) {
            rc = as_error(c->as, c->i, "expected the name of a macro parameter");
            break;
        }
        struct macro_param p = { arena_strndup(&c->as->arena, c->t + c->i, n), NULL, 0, false, false };
        c->i += n;
        rc = param_attribute(c, &p);
        *vec_push(&v) = p;
    }
    m->nparams = v.count;
    m->params = ARENA_ARRAY(&c->as->arena, struct macro_param, v.count + 1);
    if (v.count)
        memcpy(m->params, v.data, v.count * sizeof *v.data);
    vec_release(&v);
    return rc;
}

static int run_macro(struct assembler *as, size_t i, int arg)
{
    (void)arg;
    struct cursor c = { as, as->stmt.text, as->toks.v.data[i].offset, as->stmt.len };
    size_t n = word_length(&c);
    struct macro *m = ARENA_NEW(&as->arena, struct macro);
    m->name = arena_strndup(&as->arena, c.t + c.i, n);
    m->loc = span_loc(&as->stmt, c.i);
    size_t at = c.i;
    c.i += n;
    int rc = n ? parse_params(&c, m) : as_error(as, at, "expected the name of the macro");
    m->body = input_collect(as, macro_open, macro_close);
    if (!m->body || rc < 0)
        return -1;
    char *key = arena_strdup(&as->arena, m->name);
    fold(key, m->name, n);
    const struct macro *old = map_get(&as->macros, key);
    if (old) {
        as_error(as, at, "macro '%s' is already defined", m->name);
        diag_note(as->d, old->loc, "first defined here");
        return -1;
    }
    map_put(&as->macros, key, m);
    return 0;
}

/* ---- call -------------------------------------------------------------------------------------------- */

static struct macro_param *param_named(const struct macro *m, const char *name, size_t len)
{
    for (size_t i = 0; i < m->nparams; i++) {
        if (strlen(m->params[i].name) == len && memcmp(m->params[i].name, name, len) == 0)
            return &m->params[i];
    }
    return NULL;
}

/* `name=value` for a parameter of the macro: its number, else -1. */
static int keyword(struct cursor *c, const struct macro *m)
{
    size_t n = word_length(c), j = c->i + n;
    while (j < c->len && isspace((unsigned char)c->t[j]))
        j++;
    const struct macro_param *p = n && j < c->len && c->t[j] == '=' ? param_named(m, c->t + c->i, n) : NULL;
    if (!p || (j + 1 < c->len && c->t[j + 1] == '='))
        return -1;
    c->i = j + 1;
    return (int)(p - m->params);
}

static int parse_args(struct cursor *c, const struct macro *m, struct binding *b)
{
    size_t positional = 0;
    for (skip_blank(c); c->i < c->len; skip_separator(c)) {
        int k = keyword(c, m);
        if (k < 0 && positional >= m->nparams) {
            as_error(c->as, c->i, "too many arguments for macro '%s', which takes %zu", m->name, m->nparams);
            diag_note(c->as->d, m->loc, "defined here");
            return -1;
        }
        if (k < 0)
            k = (int)positional++;
        if (m->params[k].vararg) {
            b[k].text = arena_strndup(&c->as->arena, c->t + c->i, c->len - c->i);
            b[k].len = c->len - c->i;
            c->i = c->len;
            break;
        }
        size_t len;
        const char *text = take_arg(c, &len);
        if (len || !b[k].text) {
            b[k].text = text;
            b[k].len = len;
        }
    }
    return 0;
}

int macro_call(struct assembler *as, struct macro *m, const struct token *name)
{
    struct binding *b = ARENA_ARRAY(&as->arena, struct binding, m->nparams + 1);
    struct cursor c = { as, as->stmt.text, name->offset + name->len, as->stmt.len };
    for (size_t i = 0; i < m->nparams; i++)
        b[i].name = m->params[i].name;
    if (parse_args(&c, m, b) < 0)
        return -1;
    for (size_t i = 0; i < m->nparams; i++) {
        const struct macro_param *p = &m->params[i];
        if (p->required && (!b[i].text || !b[i].len))
            return as_error(as, name->offset, "macro '%s' needs a value for '%s'", m->name, p->name);
        if (!b[i].text || !b[i].len) {
            b[i].text = p->value ? p->value : "";
            b[i].len = p->len;
        }
    }
    const struct binding **values = ARENA_ARRAY(&as->arena, const struct binding *, 1);
    values[0] = b;
    return input_body(as, m->body, 1, values,
                      arena_printf(&as->arena, "in the expansion of macro '%s'", m->name), true);
}

/* ---- repetition -------------------------------------------------------------------------------------- */

static int run_rept(struct assembler *as, size_t i, int arg)
{
    (void)arg;
    int64_t n = 0;
    bool ok = expr_operand_const(as, &i, "the count", &n);
    if (ok && n < 0)
        ok = as_error(as, 0, "the count is negative") == 0;
    const struct body *b = input_collect(as, rept_open, rept_close);
    if (!ok || !b)
        return -1;
    return n ? input_body(as, b, (uint64_t)n, NULL, "in this repetition", false) : 0;
}

static const struct binding *bind_one(struct assembler *as, const char *name, const char *text, size_t len)
{
    struct binding *b = ARENA_ARRAY(&as->arena, struct binding, 2);
    b[0] = (struct binding){ name, text, len };
    return b;
}

static int run_irp(struct assembler *as, size_t i, int chars)
{
    struct cursor c = { as, as->stmt.text, as->toks.v.data[i].offset, as->stmt.len };
    size_t n = word_length(&c);
    const char *name = arena_strndup(&as->arena, c.t + c.i, n);
    VEC(const struct binding *) v = { 0 };
    int rc = n ? 0 : as_error(as, c.i, "expected a name, then the values it takes");
    c.i += n;
    skip_separator(&c);
    while (rc == 0 && c.i < c.len) {
        size_t len;
        const char *text = take_arg(&c, &len);
        for (size_t k = 0; chars && k < len; k++)
            *vec_push(&v) = bind_one(as, name, text + k, 1);
        if (!chars)
            *vec_push(&v) = bind_one(as, name, text, len);
        skip_separator(&c);
    }
    if (!v.count)
        *vec_push(&v) = bind_one(as, name, "", 0);
    const struct binding **values = ARENA_ARRAY(&as->arena, const struct binding *, v.count);
    memcpy(values, v.data, v.count * sizeof *values);
    size_t count = v.count;
    vec_release(&v);
    const struct body *b = input_collect(as, rept_open, rept_close);
    if (rc < 0 || !b)
        return -1;
    return input_body(as, b, count, values, "in this repetition", false);
}

static int run_stray(struct assembler *as, size_t i, int arg)
{
    (void)i;
    return as_error(as, 0, "nothing is open that %s could close", arg ? ".endr" : ".endm");
}

static int run_exitm(struct assembler *as, size_t i, int arg)
{
    (void)i;
    (void)arg;
    input_exit_macro(as);
    return 0;
}

static int run_purgem(struct assembler *as, size_t i, int arg)
{
    (void)arg;
    struct macro *m = macro_find(as, &as->toks.v.data[i]);
    if (!m)
        return as_error(as, as->toks.v.data[i].offset, "there is no such macro");
    struct map kept;
    struct map_entry *e;
    map_init(&kept);
    map_each (e, &as->macros) {
        if (e->value != m)
            map_put(&kept, e->key, e->value);
    }
    map_release(&as->macros);
    as->macros = kept;
    return 0;
}

const struct directive directives_macro[] = {
    { ".macro", run_macro, 0 },    { ".rept", run_rept, 0 },  { ".rep", run_rept, 0 },
    { ".irp", run_irp, 0 },        { ".irpc", run_irp, 1 },   { ".endm", run_stray, 0 },
    { ".endmacro", run_stray, 0 }, { ".endr", run_stray, 1 }, { ".exitm", run_exitm, 0 },
    { ".purgem", run_purgem, 0 },  { NULL, NULL, 0 },
};

/* expr.c - running expressions; the history of values; convenience variables. */
#include "debug/expr.h"

#include <stdlib.h>
#include <string.h>
#include "debug/dwarf.h"
#include "debug/expr_tree.h"

/* ---- surroundings ------------------------------------------------------------------------------------ */

void eval_init(struct eval_home *h, struct engine *e, const struct isa *isa, const struct image *img)
{
    memset(h, 0, sizeof *h);
    types_init(&h->types, isa);
    variables_init(&h->variables);
    h->info = debug_open(isa, img, &h->types);
    h->eval.world = world_of_engine(e);
    h->eval.isa = isa;
    h->eval.img = img;
    h->eval.types = &h->types;
    h->eval.info = h->info;
    h->eval.variables = &h->variables;
    h->eval.values = &h->values;
    h->eval.print = (struct print_options){ .elements = 200, .repeats = 10 };
    h->frames = frames_new(isa, img, h->info, &h->eval.world, &h->types);
}

void eval_reread(struct eval_home *h, const struct image *img)
{
    *vec_push(&h->outdated) = h->info;
    h->info = debug_open(h->eval.isa, img, &h->types);
    h->eval.img = img;
    h->eval.info = h->info;
    h->eval.frame = NULL;
    frames_free(h->frames);
    h->frames = frames_new(h->eval.isa, img, h->info, &h->eval.world, &h->types);
}

void eval_release(struct eval_home *h)
{
    frames_free(h->frames);
    values_release(&h->values);
    variables_release(&h->variables);
    debug_close(h->info);
    for (size_t i = 0; i < h->outdated.count; i++)
        debug_close(h->outdated.data[i]);
    vec_release(&h->outdated);
    types_release(&h->types);
}

/* ---- running ----------------------------------------------------------------------------------------- */

static void begin(struct run *r, struct eval *e, struct str *error)
{
    *r = (struct run){ .e = e, .error = error };
    arena_init(&r->arena);
}

static int run_whole(struct eval *e, const struct expr *x, bool gone_too, struct value *out,
                     struct str *error)
{
    struct run r;
    struct value v;
    *out = (struct value){ 0 };
    begin(&r, e, error);
    int status = run_node(&r, x->root, &v);
    if (status == 0 && !(gone_too && value_is_gone(&v)))
        status = run_fetch(&r, &v);
    if (status == 0)
        value_copy(out, &v);
    arena_release(&r.arena);
    return status;
}

int eval_run(struct eval *e, const struct expr *x, struct value *out, struct str *error)
{
    return run_whole(e, x, false, out, error);
}

int eval_type(struct eval *e, const struct expr *x, struct value *out, struct str *error)
{
    struct run r;
    *out = (struct value){ .type = expr_is_type(x) };
    if (out->type)
        return 0;
    begin(&r, e, error);
    r.quiet = true;
    int status = run_node(&r, x->root, out);
    out->large = NULL; /* the arena's */
    out->owned = false;
    arena_release(&r.arena);
    return status;
}

const struct type *expr_is_type(const struct expr *x)
{
    return x->root->kind == NODE_TYPE ? x->root->type : NULL;
}

static bool any_node(const struct node *n, bool (*test)(const struct node *n))
{
    return n && (test(n) || any_node(n->a, test) || any_node(n->b, test) || any_node(n->c, test));
}

static bool has_effect(const struct node *n)
{
    return n->kind == NODE_ASSIGN || n->kind == NODE_STEP;
}

static bool of_frame(const struct node *n)
{
    return n->kind == NODE_DOLLAR || n->kind == NODE_NAME;
}

bool expr_has_effects(const struct expr *x)
{
    return any_node(x->root, has_effect);
}

bool expr_needs_frame(const struct expr *x)
{
    return any_node(x->root, of_frame);
}

static bool names_local(const struct eval *e, const struct node *n)
{
    if (!n)
        return false;
    if (n->kind == NODE_NAME && debug_is_local(e->info, eval_place(e), n->text))
        return true;
    return names_local(e, n->a) || names_local(e, n->b) || names_local(e, n->c);
}

bool expr_names_local(const struct eval *e, const struct expr *x)
{
    return names_local(e, x->root);
}

int eval_names(struct eval *e, const struct expr *x, struct str *error)
{
    struct run r;
    begin(&r, e, error);
    int status = names_known(&r, x->root);
    arena_release(&r.arena);
    return status;
}

int eval_text(struct eval *e, const char *text, struct value *out, struct str *error)
{
    *out = (struct value){ 0 };
    struct expr *x = eval_parse(e, text, error);
    int status = x ? run_whole(e, x, true, out, error) : -1;
    expr_free(x);
    return status;
}

int eval_value_uint(struct eval *e, const struct value *v, uint64_t *out, struct str *error)
{
    const struct type *t = v->type ? type_strip(v->type) : NULL;
    if (t && (t->kind == TYPE_ARRAY || t->kind == TYPE_FUNCTION) && v->place == LVAL_MEMORY)
        return *out = v->addr, 0;
    if (value_is_gone(v))
        return expr_fail(error, "value has been optimized out");
    if (!t || !type_is_scalar(t))
        return expr_fail(error, "Value can't be converted to integer.");
    struct run r;
    struct value whole, copy = *v;
    begin(&r, e, error);
    int status = arith_cast(&r, types_basic(e->types, BASIC_LLONG), &copy, &whole);
    arena_release(&r.arena);
    if (status == 0)
        *out = value_uint(e->types, &whole);
    return status;
}

int eval_uint(struct eval *e, const char *text, uint64_t *out, struct str *error)
{
    struct value v;
    int status = eval_text(e, text, &v, error);
    if (status == 0)
        status = eval_value_uint(e, &v, out, error);
    value_release(&v);
    return status;
}

int eval_truth(struct eval *e, const struct expr *x, bool *out, struct str *error)
{
    struct run r;
    struct value v;
    begin(&r, e, error);
    int status = run_rvalue(&r, x->root, &v);
    if (status == 0 && (value_is_void(&v) || !type_is_scalar(v.type)))
        status = expr_fail(error, "Argument to comparison operation not a number or boolean.");
    if (status == 0)
        *out = !arith_zero(&r, &v);
    arena_release(&r.arena);
    return status;
}

size_t eval_places(struct eval *e, const struct expr *x, struct eval_place *out, size_t max)
{
    struct run r;
    struct value v;
    struct str error;
    if (expr_has_effects(x))
        return 0;
    str_init(&error);
    begin(&r, e, &error);
    r.places = out;
    r.max_places = max;
    bool whole = run_node(&r, x->root, &v) == 0 && run_fetch(&r, &v) == 0 && !r.elsewhere && r.nplaces <= max;
    arena_release(&r.arena);
    str_release(&error);
    return whole ? r.nplaces : 0;
}

/* ---- history ----------------------------------------------------------------------------------------- */

unsigned values_add(struct values *h, struct value *v)
{
    *vec_push(&h->v) = *v;
    *v = (struct value){ 0 };
    return (unsigned)h->v.count;
}

const struct value *values_get(const struct values *h, long long n)
{
    long long count = (long long)h->v.count, at = n > 0 ? n : count + n;
    return at >= 1 && at <= count ? &h->v.data[at - 1] : NULL;
}

void values_release(struct values *h)
{
    struct value *v;
    vec_each (v, &h->v)
        value_release(v);
    vec_release(&h->v);
}

/* ---- convenience variables --------------------------------------------------------------------------- */

void variables_init(struct variables *v)
{
    map_init(&v->names);
    arena_init(&v->arena);
}

void variables_release(struct variables *v)
{
    struct map_entry *m;
    map_each (m, &v->names)
        value_release(m->value);
    map_release(&v->names);
    arena_release(&v->arena);
}

void variable_set(struct variables *v, const char *name, const struct value *value)
{
    struct value copy, *at = map_get(&v->names, name);
    value_copy(&copy, value); /* may be the old value itself */
    if (!at) {
        at = ARENA_NEW(&v->arena, struct value);
        map_put(&v->names, arena_strdup(&v->arena, name), at);
    }
    value_release(at);
    *at = copy;
    at->place = LVAL_NONE;
    at->bits = 0;
    at->variable = NULL;
}

void variable_set_int(struct eval *e, const char *name, int64_t n)
{
    struct value v;
    const struct type *of_int = types_basic(e->types, BASIC_INT);
    bool fits = n >= INT32_MIN && n <= INT32_MAX && of_int->size >= 4;
    value_set_uint(e->types, &v, fits ? of_int : types_basic(e->types, BASIC_LLONG), (uint64_t)n);
    variable_set(e->variables, name, &v);
}

const struct value *variable_get(const struct variables *v, const char *name)
{
    return map_get(&v->names, name);
}

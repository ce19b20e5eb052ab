/* param.c - parameters and constants: `params:` of modules and target, --set, `consts:`.
 *
 * A module declares a parameter with a map ({one_of, min, max, default, doc}) and sets another module's with
 * a number. The first of these decides: the request (--set), the target file (the last of a chain of
 * `extends`), a module's number, the default. */
#include "isa/load.h"

#include <string.h>

struct decl {
    const char *name;
    const struct yaml *node;
    struct loc set_at; /* where its value comes from */
    bool set, strong;  /* strong: by the target or the request */
    int64_t value;
};

struct params {
    struct loader *l;
    VEC(struct decl) list;
};

static const char *const param_keys[] = { "one_of", "min", "max", "default", "doc", NULL };

static struct decl *find(struct params *p, const char *name)
{
    struct decl *d;
    vec_each (d, &p->list)
        if (strcmp(d->name, name) == 0)
            return d;
    return NULL;
}

static bool unknown(struct params *p, const char *name, struct loc at)
{
    char buf[DIAG_SUGGEST_MAX];
    const char *names[64];
    size_t n = 0;
    struct decl *d;
    vec_each (d, &p->list)
        if (n < 64)
            names[n++] = d->name;
    diag_error(p->l->d, at, "no module has a parameter '%s'%s", name, diag_suggest(buf, name, names, n));
    return false;
}

static bool declare(struct params *p, const struct yaml *key, const struct yaml *node)
{
    struct decl *old = find(p, key->text);
    if (!yaml_check_keys(node, p->l->d, param_keys, "a parameter"))
        return false;
    if (old) {
        diag_error(p->l->d, key->loc, "parameter '%s' is declared twice", key->text);
        diag_note(p->l->d, old->node->loc, "the first declaration");
        return false;
    }
    *vec_push(&p->list) = (struct decl){ .name = key->text, .node = node };
    return true;
}

/* Sets a value that nothing stronger has set before. */
static bool set(struct params *p, const struct yaml *key, const struct yaml *value, bool conflict)
{
    struct decl *d = find(p, key->text);
    int64_t v;
    if (!d)
        return unknown(p, key->text, key->loc);
    if (!load_const(p->l, value, &v))
        return false;
    if (conflict && d->set && d->value != v && !d->strong) {
        diag_error(p->l->d, value->loc, "parameter '%s' is set to %lld here ...", d->name, (long long)v);
        diag_note(p->l->d, d->set_at, "... and to %lld here", (long long)d->value);
        return false;
    }
    if (d->set)
        return true;
    d->set = true;
    d->value = v;
    d->set_at = value->loc;
    return true;
}

static bool set_request(struct params *p, const char *text)
{
    const char *eq = strchr(text, '=');
    struct loc none = { NULL, 0, 0 };
    int64_t v;
    if (!eq || eq == text || !load_number(eq + 1, &v)) {
        diag_error(p->l->d, none, "'%s': a parameter is set by NAME=NUMBER", text);
        return false;
    }
    char *name = arena_strndup(p->l->a, text, (size_t)(eq - text));
    struct decl *d = find(p, name);
    if (!d)
        return unknown(p, name, none);
    d->set = true;
    d->value = v;
    return true;
}

static bool each_param(struct params *p, bool declarations, bool conflict)
{
    struct module *m;
    bool ok = true;
    vec_each (m, &p->l->modules) {
        const struct yaml *y = yaml_get(m->doc, "params");
        if (y && !load_is_kind(p->l, y, YAML_MAP, "`params`"))
            return false;
        yaml_each (i, y) {
            if (declarations && y->items[i].kind == YAML_MAP)
                ok &= declare(p, &y->keys[i], &y->items[i]);
            else if (!declarations && y->items[i].kind != YAML_MAP)
                ok &= set(p, &y->keys[i], &y->items[i], conflict);
        }
    }
    return ok;
}

static bool allowed(struct params *p, const struct decl *d)
{
    const struct yaml *one_of = yaml_get(d->node, "one_of"), *min = yaml_get(d->node, "min"),
                      *max = yaml_get(d->node, "max");
    struct loc at = d->set_at;
    int64_t v;
    bool fine = !one_of;
    if (one_of && !load_is_kind(p->l, one_of, YAML_SEQ, "`one_of`"))
        return false;
    yaml_each (i, one_of) {
        if (!load_const(p->l, &one_of->items[i], &v))
            return false;
        fine |= v == d->value;
    }
    if (min && load_const(p->l, min, &v))
        fine &= d->value >= v;
    if (max && load_const(p->l, max, &v))
        fine &= d->value <= v;
    if (fine)
        return true;
    diag_error(p->l->d, at, "parameter '%s' can't be %lld", d->name, (long long)d->value);
    diag_note(p->l->d, d->node->loc, "its declaration says what it can be");
    return false;
}

static bool settle(struct params *p, struct decl *d)
{
    const struct yaml *def = yaml_get(d->node, "default");
    if (!d->set) {
        if (!def) {
            diag_error(p->l->d, d->node->loc,
                       "parameter '%s' has no value: the target's `params` must set it", d->name);
            return false;
        }
        d->set_at = def->loc;
        if (!load_const(p->l, def, &d->value))
            return false;
    }
    return allowed(p, d);
}

static void publish(struct loader *l, const char *name, int64_t value)
{
    struct isa *isa = l->isa;
    sem_set_const(l->sem, name, value);
    isa->params[isa->nparams++] = (struct param){ name, value };
}

static bool all_params(struct params *p)
{
    struct loader *l = p->l;
    struct decl *d;
    bool ok = each_param(p, true, false);
    for (const char *const *s = l->rq->sets; s && *s; s++)
        ok &= set_request(p, *s);
    for (size_t t = l->targets.count; t-- > 0;) {
        const struct yaml *y = yaml_get(l->targets.data[t], "params");
        if (y && !load_is_kind(l, y, YAML_MAP, "`params`"))
            return false;
        yaml_each (i, y)
            ok &= set(p, &y->keys[i], &y->items[i], false);
    }
    /* two modules that disagree are an error unless something stronger has decided */
    vec_each (d, &p->list)
        d->strong = d->set;
    ok &= each_param(p, false, true);
    vec_each (d, &p->list)
        ok = ok && settle(p, d);
    return ok;
}

static bool all_consts(struct loader *l)
{
    struct module *m;
    bool ok = true;
    vec_each (m, &l->modules) {
        const struct yaml *y = yaml_get(m->doc, "consts");
        if (y && !load_is_kind(l, y, YAML_MAP, "`consts`"))
            return false;
        yaml_each (i, y) {
            int64_t v;
            if (isa_param(l->isa, y->keys[i].text, &v)) {
                diag_error(l->d, y->keys[i].loc, "'%s' is already a parameter or constant", y->keys[i].text);
                ok = false;
            } else if (!load_const(l, &y->items[i], &v))
                ok = false;
            else
                publish(l, y->keys[i].text, v);
        }
    }
    return ok;
}

bool load_params(struct loader *l)
{
    struct params p = { .l = l };
    struct module *m;
    struct decl *d;
    bool ok = all_params(&p);
    size_t n = p.list.count;
    vec_each (m, &l->modules) {
        const struct yaml *y = yaml_get(m->doc, "consts");
        n += y ? y->count : 0;
    }
    l->isa->params = ARENA_ARRAY(l->a, struct param, n + 1);
    if (ok)
        vec_each (d, &p.list)
            publish(l, d->name, d->value);
    vec_release(&p.list);
    return ok && all_consts(l);
}

bool isa_param(const struct isa *isa, const char *name, int64_t *value)
{
    for (unsigned i = 0; i < isa->nparams; i++)
        if (strcmp(isa->params[i].name, name) == 0) {
            *value = isa->params[i].value;
            return true;
        }
    return false;
}

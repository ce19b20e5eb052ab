/* check_unused.c - what an ISA defines and nothing uses: a warning, for a module may offer more than one
 * target takes. Encodings are read where an instruction uses them, so those of formats and fields that none
 * uses are read here; the bodies of functions that nothing calls were compiled with the rest
 * (sem_check_functions()). */
#include "isa/load.h"

#include <string.h>

/* ---- encodings without an instruction ---------------------------------------------------------------- */

/* Reads an encoding as if an instruction had it. */
static bool read_alone(struct loader *l, struct loc at, const char *text)
{
    struct yaml enc = { .kind = YAML_SCALAR, .style = YAML_PLAIN, .text = (char *)text, .loc = at };
    struct proto *p = ARENA_NEW(l->a, struct proto);
    struct enc *e = ARENA_NEW(l->a, struct enc);
    p->insn.loc = at;
    e->l = l;
    e->p = p;
    return enc_read(e, &enc) && enc_layout(e);
}

/* An instruction has few operands, a format may have more fields, of which its instructions fix some: so many
 * at a time are operands, the others are left out. */
static bool check_format(struct loader *l, const struct format *f)
{
    const char *names[ENC_MAX_BITS];
    unsigned n = enc_names(l, f->bits, names);
    for (unsigned from = 0; from == 0 || from < n; from += INSN_MAX_OPERANDS) {
        const char *text = f->name;
        for (unsigned i = 0; i < n; i++)
            if (i < from || i >= from + INSN_MAX_OPERANDS)
                text = arena_printf(l->a, "%s %s=-", text, names[i]);
        if (!read_alone(l, f->bits->loc, text))
            return false;
    }
    return true;
}

/* The field alone, and bits that don't matter up to the end of the unit. */
static bool check_field(struct loader *l, const struct item *it, const struct field *f)
{
    char rest[ENC_MAX_BITS];
    unsigned n = (l->isa->unit - f->bits % l->isa->unit) % l->isa->unit;
    memset(rest, '-', n);
    return read_alone(l, it->key->loc, arena_printf(l->a, "%s:%u %.*s", it->name, f->bits, (int)n, rest));
}

/* ---- the sections ------------------------------------------------------------------------------------ */

static void unused(struct loader *l, const struct item *it, const char *what)
{
    diag_warning(l->d, it->key->loc, "%s '%s' is not used", what, it->name);
}

/* Reading a format uses its fields, so these come first. */
static bool check_fields(struct loader *l)
{
    struct item *it;
    bool ok = true;
    vec_each (it, &l->sec[SEC_FIELDS].items) {
        const struct field *f = map_get(&l->fields, it->name);
        if (!f || f->used)
            continue;
        unused(l, it, "field");
        ok &= check_field(l, it, f);
    }
    return ok;
}

static bool check_formats(struct loader *l)
{
    struct item *it;
    bool ok = true;
    vec_each (it, &l->sec[SEC_FORMATS].items) {
        const struct format *f = map_get(&l->formats, it->name);
        if (!f || f->used)
            continue;
        unused(l, it, "format");
        ok &= check_format(l, f);
    }
    return ok;
}

bool check_unused(struct loader *l)
{
    struct item *it;
    vec_each (it, &l->sec[SEC_GROUPS].items) {
        const struct group *g = map_get(&l->groups, it->name);
        if (g && !g->used)
            unused(l, it, "group");
    }
    vec_each (it, &l->sec[SEC_MODES].items)
        if (!it->used && it->value != l->mode_defaults)
            diag_warning(l->d, it->key->loc, "mode '%s' is in no group", it->name);
    vec_each (it, &l->sec[SEC_FUNCTIONS].items)
        if (!sem_function_called(l->sem, it->name))
            unused(l, it, "function");
    bool ok = check_fields(l);
    return check_formats(l) && ok;
}

/* dwarf_scope.c - variables by name and place: blocks, functions, files. */
#include <dwarf.h>
#include <stdlib.h>
#include <string.h>
#include "base/fs.h"
#include "debug/dwarf_private.h"

#define BLOCK_DEPTH 64
#define LOCALS_MAX  4096

/* A variable found in a function. */
struct local {
    Dwarf_Die die;
    unsigned depth;   /* of its block */
    uint64_t inlined; /* the function that it belongs to: offset of one that was put there; 0: the whole */
    bool is_argument;
};
struct locals {
    VEC(struct local) v;
    struct debug_place at;
    bool everywhere; /* blocks that do not hold the place too */
};

/* Without addresses of its own a block is where its parent is. */
static bool holds(Dwarf_Die *block, uint64_t pc)
{
    Dwarf_Attribute a;
    if (!dwarf_attr(block, DW_AT_low_pc, &a) && !dwarf_attr(block, DW_AT_ranges, &a))
        return true;
    return dwarf_haspc(block, pc) > 0;
}

/* Does a block count that stands in what `inlined` says? */
static bool counts(const struct locals *l, Dwarf_Die *block, uint64_t inlined)
{
    int tag = dwarf_tag(block);
    bool inner = tag == DW_TAG_inlined_subroutine && inlined != l->at.inlined;
    return (tag == DW_TAG_lexical_block || inner) && (l->everywhere || holds(block, l->at.pc));
}

static void collect(struct locals *l, Dwarf_Die *scope, unsigned depth, uint64_t inlined)
{
    Dwarf_Die child;
    bool whole = dwarf_tag(scope) != DW_TAG_lexical_block;
    if (depth > BLOCK_DEPTH || dwarf_child(scope, &child) != 0)
        return;
    do {
        int tag = dwarf_tag(&child);
        if (tag == DW_TAG_variable || tag == DW_TAG_formal_parameter) {
            struct local v = { child, depth, inlined, tag == DW_TAG_formal_parameter && whole };
            if (dwarf_diename(&child))
                *vec_push(&l->v) = v;
        } else if (counts(l, &child, inlined))
            collect(l, &child, depth + 1,
                    tag == DW_TAG_inlined_subroutine ? dwarf_dieoffset(&child) : inlined);
    } while (l->v.count < LOCALS_MAX && dwarf_siblingof(&child, &child) == 0);
}

static void locals_of(struct locals *l, const struct entry *function, struct debug_place at, bool everywhere)
{
    Dwarf_Die die = function->die;
    *l = (struct locals){ .at = at, .everywhere = everywhere };
    collect(l, &die, 0, 0);
}

/* The innermost of that name; NULL: none. */
static struct local *named(const struct locals *l, const char *name)
{
    struct local *best = NULL, *v;
    vec_each (v, &l->v)
        if (strcmp(dwarf_diename(&v->die), name) == 0 && (!best || v->depth >= best->depth))
            best = v;
    return best;
}

struct debug_place eval_place(const struct eval *e)
{
    if (!e->frame)
        return (struct debug_place){ e->world.pc(e->world.ctx), DEBUG_ALL };
    return (struct debug_place){ e->frame->look, e->frame->inlined };
}

/* ---- lists ------------------------------------------------------------------------------------------- */

/* Innermost block first, arguments last; in a block as declared. */
static int order(const struct debug_local *a, const struct debug_local *b)
{
    if (a->is_argument != b->is_argument)
        return a->is_argument ? 1 : -1;
    return a->block < b->block ? -1 : a->block > b->block;
}

static void insert(struct debug_local *list, size_t n, const struct debug_local *one)
{
    size_t at = n;
    while (at > 0 && order(one, &list[at - 1]) < 0)
        at--;
    memmove(list + at + 1, list + at, (n - at) * sizeof *list);
    list[at] = *one;
}

size_t debug_locals(const struct debug_info *info, struct debug_place at, struct debug_local **out)
{
    const struct entry *f = dwarf_function(info, at.pc);
    struct locals l;
    unsigned deepest = 0;
    *out = NULL;
    if (!f)
        return 0;
    locals_of(&l, f, at, false);
    struct local *v;
    vec_each (v, &l.v)
        deepest = v->depth > deepest ? v->depth : deepest;
    struct debug_local *list = xcalloc(l.v.count + 1, sizeof *list);
    size_t n = 0;
    vec_each (v, &l.v) {
        int line = 0;
        if (at.inlined != DEBUG_ALL && v->inlined != at.inlined)
            continue;
        dwarf_decl_line(&v->die, &line);
        const struct debug_local one = { .name = dwarf_diename(&v->die),
                                         .type = dwarf_type_of(info, &v->die),
                                         .is_argument = v->is_argument,
                                         .block = deepest - v->depth,
                                         .line = line,
                                         .offset = dwarf_dieoffset(&v->die),
                                         .function = f->low };
        insert(list, n++, &one);
    }
    vec_release(&l.v);
    *out = list;
    return n;
}

int debug_local_value(struct eval *e, const struct debug_local *l, struct value *out, struct str *error)
{
    Dwarf_Die die, function;
    const struct entry *f = dwarf_function(e->info, l->function);
    *out = (struct value){ 0 };
    if (!f || !dwarf_offdie(e->info->dw, l->offset, &die))
        return -1;
    function = f->die;
    if (dwarf_value(e, e->info, &die, &function, out) < 0)
        return -1;
    return out->optimized_out ? 0 : value_fetch(e, out, NULL, error);
}

bool debug_is_variable(const struct debug_info *info, struct debug_place at, const char *name)
{
    const struct entry *f = dwarf_function(info, at.pc);
    if (f) {
        struct locals l;
        locals_of(&l, f, at, false);
        bool found = named(&l, name) != NULL;
        vec_release(&l.v);
        if (found)
            return true;
    }
    for (const struct entry *e = dwarf_first(info, name); e; e = e->next)
        if (e->kind != ENTRY_TYPE)
            return true;
    return false;
}

bool debug_is_local(const struct debug_info *info, struct debug_place at, const char *name)
{
    const struct entry *f = dwarf_function(info, at.pc);
    struct locals l;
    if (!f)
        return false;
    locals_of(&l, f, at, false);
    struct local *v = named(&l, name);
    bool lives_there = v && !dwarf_is_static(&v->die);
    vec_release(&l.v);
    return lives_there;
}

/* ---- by name ----------------------------------------------------------------------------------------- */

/* 1, 0 as debug_variable(). */
static int local_variable(struct eval *e, const struct entry *f, const char *name, struct value *out)
{
    struct locals l;
    Dwarf_Die function = f->die;
    locals_of(&l, f, eval_place(e), false);
    struct local *v = named(&l, name);
    int found = v && dwarf_value(e, e->info, &v->die, &function, out) == 0;
    vec_release(&l.v);
    return found;
}

static int entry_value(struct eval *e, const struct entry *x, struct value *out)
{
    Dwarf_Die die = x->die, parent = x->parent;
    const struct type *t;
    switch (x->kind) {
    case ENTRY_VARIABLE:
        return x->declaration && !dwarf_is_static(&die) ? 0 : dwarf_value(e, e->info, &die, NULL, out) == 0;
    case ENTRY_FUNCTION:
        *out = (struct value){ .place = LVAL_MEMORY, .addr = x->low, .lazy = true };
        out->type = dwarf_type(e->info, &die);
        return x->high != 0;
    case ENTRY_ENUMERATOR:
        t = dwarf_type(e->info, &parent);
        for (size_t i = 0; t->kind == TYPE_ENUM && i < t->nvalues; i++)
            if (strcmp(t->values[i].name, x->name) == 0) {
                value_set_uint(e->types, out, t, (uint64_t)t->values[i].value);
                return 1;
            }
        return 0;
    case ENTRY_TYPE: break;
    }
    return 0;
}

/* Of this unit first, then what other units show, then what they hide. */
static int global_variable(struct eval *e, unsigned unit, const char *file, const char *name,
                           struct value *out)
{
    for (unsigned pass = 0; pass < 3; pass++)
        for (const struct entry *x = dwarf_first(e->info, name); x; x = x->next) {
            bool own = unit && x->unit == unit;
            if ((file && !fs_names(x->file, file)) || pass != (own ? 0 : x->external ? 1 : 2))
                continue;
            if (entry_value(e, x, out))
                return 1;
        }
    return 0;
}

/* 1 found, 0 not in this function, -1 its frame is not there. */
static int of_function(struct eval *e, const struct entry *f, const char *name, struct value *out,
                       struct str *error)
{
    struct locals l;
    Dwarf_Die function = f->die;
    int status = 0;
    if (dwarf_function(e->info, eval_place(e).pc) == f && local_variable(e, f, name, out))
        return 1;
    locals_of(&l, f, (struct debug_place){ 0, DEBUG_ALL }, true);
    struct local *v = named(&l, name);
    if (v && dwarf_is_static(&v->die))
        status = dwarf_value(e, e->info, &v->die, &function, out) == 0;
    else if (v) {
        str_clear(error);
        str_addf(error, "No frame is currently executing in block %s.", f->name);
        status = -1;
    }
    vec_release(&l.v);
    return status;
}

int debug_variable(struct eval *e, enum debug_scope where, const char *scope, const char *name,
                   struct value *out, struct str *error)
{
    const struct entry *f = e->info ? dwarf_function(e->info, eval_place(e).pc) : NULL;
    *out = (struct value){ 0 };
    if (!e->info)
        return 0;
    switch (where) {
    case DEBUG_ANY:
        if (f && local_variable(e, f, name, out))
            return 1;
        return global_variable(e, f ? f->unit : 0, NULL, name, out);
    case DEBUG_GLOBAL: return global_variable(e, 0, NULL, name, out);
    case DEBUG_FILE: return global_variable(e, 0, scope, name, out);
    case DEBUG_FUNCTION: break;
    }
    for (const struct entry *x = dwarf_first(e->info, scope); x; x = x->next)
        if (x->kind == ENTRY_FUNCTION && x->high)
            return of_function(e, x, name, out, error);
    return 0;
}

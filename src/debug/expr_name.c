/* expr_name.c - what names in expressions mean: registers and their fields, pipeline latches, symbols. */
#include "debug/expr_tree.h"

#include <stdlib.h>
#include <strings.h>
#include <string.h>
#include "asm/disasm.h"
#include "base/diag.h"
#include "debug/dwarf.h"

/* ---- registers --------------------------------------------------------------------------------------- */

/* By any name that the assembler accepts, with or without the ISA's prefix; or a role ("sp", "fp", "pc"). */
static const struct reg *find_register(const struct isa *isa, const char *name, unsigned *index)
{
    static const char *const roles[] = { "sp", "fp", "ra" };
    char prefixed[80];
    size_t n = strlen(name);
    const struct reg *r = isa_reg_lookup(isa, NULL, name, n, index);
    for (unsigned i = 0; !r && i < isa->nregs && n + 8 < sizeof prefixed; i++) {
        const char *prefix = isa->regs[i].space ? isa->regs[i].space->prefix : isa->regs[i].prefix;
        if (!prefix || !*prefix || strlen(prefix) > 4)
            continue;
        snprintf(prefixed, sizeof prefixed, "%s%s", prefix, name);
        r = isa_reg_lookup(isa, NULL, prefixed, strlen(prefixed), index);
    }
    if (!r && strcmp(name, "pc") == 0)
        return *index = 0, isa->pc;
    for (unsigned i = 0; !r && i < sizeof roles / sizeof roles[0]; i++) {
        int slot = strcmp(name, roles[i]) == 0 ? isa_role_slot(isa, name) : -1;
        r = slot >= 0 ? isa_slot_reg(isa, (unsigned)slot, index) : NULL;
    }
    return r && (!r->count || *index < r->count) ? r : NULL;
}

static const struct type *register_type(struct eval *e, const struct reg *r, unsigned index)
{
    unsigned size = 1;
    while (size < 8 && size * 8 < r->width)
        size *= 2;
    bool address = size == e->types->pointer_size;
    if (address && (r == e->isa->pc || isa_has_role(r, index, "ra")))
        return types_pointer(e->types, types_basic(e->types, BASIC_CODE));
    if (address && (isa_has_role(r, index, "sp") || isa_has_role(r, index, "fp")))
        return types_pointer(e->types, NULL);
    return types_int(e->types, size, r->width == size * 8 && size >= 4);
}

/* A view of another register shows only its own fields. */
static uint64_t view_mask(const struct isa *isa, const struct reg *r)
{
    unsigned index;
    uint64_t mask = 0;
    if (!r->nfields || isa_slot_reg(isa, r->slot, &index) == r)
        return UINT64_MAX;
    for (unsigned i = 0; i < r->nfields; i++) {
        unsigned n = r->fields[i].hi - r->fields[i].lo + 1u;
        mask |= (n >= 64 ? UINT64_MAX : (UINT64_C(1) << n) - 1) << r->fields[i].lo;
    }
    return mask;
}

static bool read_joined(struct eval *e, const struct reg *r, uint64_t *out)
{
    uint64_t v = 0, part = 0;
    for (unsigned i = 0; i < r->njoin; i++) {
        if (!frame_slot(&e->world, e->types, e->frame, r->join[i]->slot, r->join[i]->width, &part))
            return false;
        v = (r->join[i]->width < 64 ? v << r->join[i]->width : 0) | part;
    }
    *out = v;
    return true;
}

static void read_register(struct eval *e, const struct reg *r, unsigned index, struct value *out)
{
    const struct type *type = register_type(e, r, index);
    uint64_t v = 0;
    bool known = true;
    if (r == e->isa->pc)
        v = e->frame ? e->frame->pc : e->world.pc(e->world.ctx);
    else if (r->join)
        known = read_joined(e, r, &v);
    else
        known = frame_slot(&e->world, e->types, e->frame, r->slot + index, r->width, &v);
    value_set_uint(e->types, out, type, v & view_mask(e->isa, r));
    out->optimized_out = !known;
    out->place = r == e->isa->pc                                 ? LVAL_PC
                 : r->join || view_mask(e->isa, r) != UINT64_MAX ? LVAL_NONE
                                                                 : LVAL_SLOT;
    out->slot = (uint16_t)(r->slot + index);
}

bool register_value(struct eval *e, const char *name, struct value *out)
{
    unsigned index = 0;
    const struct reg *r = find_register(e->isa, name, &index);
    if (!r)
        return false;
    read_register(e, r, index, out);
    return true;
}

bool register_known(const struct eval *e, const char *name)
{
    unsigned index;
    return find_register(e->isa, name, &index) != NULL;
}

/* $mstatus.MIE, in any case of letters. */
static int register_field(struct run *r, const struct reg *reg, unsigned index, const char *name,
                          struct value *out)
{
    const struct types *t = r->e->types;
    const struct reg_field *f = NULL;
    for (unsigned i = 0; i < reg->nfields; i++)
        if (strcasecmp(reg->fields[i].name, name) == 0)
            f = &reg->fields[i];
    if (!f)
        return expr_fail(r->error, "Register %s has no field named %s.", reg->name, name);
    read_register(r->e, reg, index, out);
    uint64_t whole = value_uint(t, out);
    unsigned n = f->hi - f->lo + 1u;
    uint64_t mask = n >= 64 ? UINT64_MAX : (UINT64_C(1) << n) - 1;
    struct value v;
    value_set_uint(t, &v, types_int(t, (unsigned)out->type->size, false), (whole >> f->lo) & mask);
    v.place = reg->join ? LVAL_NONE : LVAL_SLOT;
    v.slot = (uint16_t)(reg->slot + index);
    v.bit = f->lo;
    v.bits = (uint8_t)n;
    *out = v;
    r->elsewhere = true;
    return 1;
}

/* ---- the pipeline ------------------------------------------------------------------------------------ */

/* "EX", or a latch by the stages on both its sides: "ID_EX" holds what stands in EX. -1: none. */
static int find_stage(const struct world *w, const char *name)
{
    unsigned n = w->stages ? w->stages(w->ctx) : 0;
    for (unsigned i = 0; i < n; i++)
        if (strcmp(w->stage_name(w->ctx, i), name) == 0)
            return (int)i;
    const char *sep = strrchr(name, '_');
    for (unsigned i = 1; sep && i < n; i++) {
        const char *before = w->stage_name(w->ctx, i - 1);
        if (strcmp(w->stage_name(w->ctx, i), sep + 1) == 0 && strlen(before) == (size_t)(sep - name) &&
            strncmp(before, name, (size_t)(sep - name)) == 0)
            return (int)i;
    }
    return -1;
}

enum fact {
    FACT_PC,
    FACT_SEQ,
    FACT_NEXT,
    FACT_BUBBLE,
    FACT_TAKEN,
    FACT_SINCE,
    FACT_WRONG,
    FACT_ADDR,
    FACT_HIT,
    FACT_CULPRIT,
    FACT_RESULT,
    FACTS
};
const char *const latch_fields[] = { "pc",         "seq",  "next", "bubble",  "taken",  "since",
                                     "wrong_path", "addr", "hit",  "culprit", "result", NULL };

static bool stage_fact(const struct view_stage *v, enum fact f, uint64_t *out)
{
    switch (f) {
    case FACT_PC: *out = v->pc; return !v->bubble;
    case FACT_SEQ: *out = v->seq; return !v->bubble;
    case FACT_NEXT: *out = v->next; return !v->bubble && v->decided;
    case FACT_BUBBLE: *out = v->bubble; return true;
    case FACT_TAKEN: *out = v->taken; return !v->bubble && v->decided;
    case FACT_SINCE: *out = v->since; return !v->bubble;
    case FACT_WRONG: *out = v->wrong_path; return !v->bubble;
    case FACT_ADDR: *out = v->naccess ? v->access[0].addr : 0; return !v->bubble && v->naccess > 0;
    case FACT_HIT: *out = v->hit; return !v->bubble && v->naccess > 0;
    case FACT_CULPRIT: *out = v->culprit; return true;
    case FACT_RESULT: *out = v->ndst ? v->dst[0].value : 0; return !v->bubble && v->ndst && v->dst[0].known;
    case FACTS: break;
    }
    return false;
}

static bool stage_operand(const struct view_stage *v, unsigned slot, uint64_t *out)
{
    for (unsigned i = 0; i < v->nsrc; i++)
        if (v->src[i].slot == slot && v->src[i].known)
            return *out = v->src[i].value, true;
    for (unsigned i = 0; i < v->ndst; i++)
        if (v->dst[i].slot == slot && v->dst[i].known)
            return *out = v->dst[i].value, true;
    return false;
}

/* 1: *slot; 2: *value (an immediate); 0: there is none. */
static int operand_of(const struct insn *insn, const uint64_t *fields, const char *name, unsigned *slot,
                      uint64_t *value)
{
    for (unsigned i = 0; insn && i < insn->noperands; i++) {
        const struct operand *op = &insn->operands[i];
        if (strcmp(op->name, name) != 0)
            continue;
        if (!op->reg)
            return *value = fields[i], 2;
        return *slot = op->reg->slot + (unsigned)fields[i], 1;
    }
    return 0;
}

/* The operand by its name in the ISA file: of the instruction, or of the one that it abbreviates. */
static int encoded_operand(const struct run *r, const struct view_stage *v, const char *name, unsigned *slot,
                           uint64_t *value)
{
    const struct world *w = &r->e->world;
    uint8_t bytes[INSN_MAX_BYTES] = { 0 };
    struct ibits raw = { { 0, 0 } };
    uint64_t fields[INSN_MAX_OPERANDS], whole[INSN_MAX_OPERANDS];
    size_t n = w->read(w->ctx, v->pc, bytes, sizeof bytes);
    for (size_t i = 0; i < n; i++)
        raw.w[i / 8] |= (uint64_t)bytes[i] << (8 * (i % 8));
    const struct insn *insn = isa_decode(r->e->isa, &raw, fields);
    int what = operand_of(insn, fields, name, slot, value);
    if (what || !insn || !insn->expands)
        return what;
    return operand_of(isa_expand(insn, fields, whole), whole, name, slot, value);
}

static int latch_member(struct run *r, unsigned stage, const char *base, const char *name, struct value *out)
{
    struct view_stage v;
    const struct types *t = r->e->types;
    const struct reg *reg;
    unsigned slot = 0, index = 0;
    uint64_t value = 0;
    r->elsewhere = true;
    *out = (struct value){ .type = types_basic(t, BASIC_VOID) };
    r->e->world.stage(r->e->world.ctx, stage, &v);
    for (unsigned f = 0; f < FACTS; f++)
        if (strcmp(name, latch_fields[f]) == 0) {
            bool address = f == FACT_PC || f == FACT_NEXT;
            if (stage_fact(&v, f, &value))
                value_set_uint(t, out,
                               address ? types_pointer(r->e->types, types_basic(t, BASIC_CODE))
                                       : types_basic(t, BASIC_ULLONG),
                               value);
            return 1;
        }
    if (v.bubble)
        return 1; /* void */
    int what = encoded_operand(r, &v, name, &slot, &value);
    if (!what && (reg = find_register(r->e->isa, name, &index)) != NULL)
        what = 1, slot = reg->slot + index;
    if (!what)
        return expr_fail(r->error, "The instruction in %s has no operand named %s.", base, name);
    if (what == 2) {
        value_set_uint(t, out, types_basic(t, BASIC_LONG), value);
        return 1;
    }
    reg = isa_slot_reg(r->e->isa, slot, &index);
    if (reg && reg->zero >= 0 && (unsigned)reg->zero == index)
        value_set_uint(t, out, register_type(r->e, reg, index), 0);
    else if (reg && stage_operand(&v, slot, &value))
        value_set_uint(t, out, register_type(r->e, reg, index), value);
    return 1;
}

/* ---- $names ------------------------------------------------------------------------------------------ */

int dollar_member(struct run *r, const char *base, const char *member, struct value *out)
{
    unsigned index = 0;
    const struct reg *reg = find_register(r->e->isa, base, &index);
    if (reg)
        return reg->nfields ? register_field(r, reg, index, member, out) : 0;
    int stage = find_stage(&r->e->world, base);
    return stage < 0 ? 0 : latch_member(r, (unsigned)stage, base, member, out);
}

int dollar_value(struct run *r, const struct node *n, struct value *out)
{
    struct eval *e = r->e;
    const struct type *count = types_basic(e->types, BASIC_ULLONG);
    const struct value *v;
    int stage;
    if (strcmp(n->text, "cycle") == 0) {
        value_set_uint(e->types, out, count, e->world.cycle(e->world.ctx));
        r->elsewhere = true;
    } else if (strcmp(n->text, "instret") == 0) {
        value_set_uint(e->types, out, count, e->world.instret(e->world.ctx));
        r->elsewhere = true;
    } else if (register_value(e, n->text, out))
        r->elsewhere = true;
    else if ((v = variable_get(e->variables, n->text)) == NULL &&
             (stage = find_stage(&e->world, n->text)) >= 0)
        return latch_member(r, (unsigned)stage, n->text, "pc", out) < 0 ? -1 : 0;
    else {
        *out = v ? *v : (struct value){ .type = types_basic(e->types, BASIC_VOID) };
        out->owned = false;
        out->place = LVAL_VARIABLE;
        out->addr = 0;
        out->variable = n->text;
    }
    return 0;
}

/* ---- symbols ----------------------------------------------------------------------------------------- */

static bool in_code(const struct image *img, uint64_t addr)
{
    for (size_t i = 0; i < img->nsegments; i++) {
        const struct segment *s = &img->segments[i];
        if (addr >= s->addr && addr - s->addr < s->size)
            return s->flags & SEG_X && (!(s->flags & SEG_W) || image_line_at(img, addr));
    }
    return false;
}

/* The nearest name, for the error. */
static int no_symbol(struct run *r, const char *name)
{
    char hint[DIAG_SUGGEST_MAX];
    const struct image *img = r->e->img;
    VEC(const char *) names = { 0 };
    for (size_t i = 0; img && i < img->nsymbols && i < 4096; i++)
        *vec_push(&names) = img->symbols[i].name;
    diag_suggest(hint, name, names.data, names.count);
    vec_release(&names);
    unsigned index;
    if (find_register(r->e->isa, name, &index))
        return expr_fail(r->error, "No symbol \"%s\" in current context; did you mean $%s?", name, name);
    return expr_fail(r->error, "No symbol \"%s\" in current context%s", name, *hint ? hint : ".");
}

static bool image_value(struct run *r, const char *name, struct value *out)
{
    const struct symbol *s = r->e->img ? image_symbol(r->e->img, name) : NULL;
    struct debug_function f;
    if (!s)
        return false;
    if (s->kind == SYM_ABS) {
        value_set_uint(r->e->types, out, types_basic(r->e->types, BASIC_LONG), s->addr);
        return true;
    }
    *out = (struct value){ .place = LVAL_MEMORY, .addr = s->addr, .lazy = true };
    bool code = s->kind == SYM_FUNC || (s->kind == SYM_LABEL && in_code(r->e->img, s->addr));
    out->type = types_basic(r->e->types, code ? BASIC_NO_CODE : BASIC_NO_DATA);
    if (code && debug_function_at(r->e->info, s->addr, &f) && f.low == s->addr && f.type)
        out->type = f.type;
    return true;
}

/* Bytes that a variable was put together from belong to this run. */
static void adopt(struct run *r, struct value *v)
{
    struct value old = *v;
    if (!v->owned)
        return;
    memcpy(value_space(v, &r->arena), value_bytes(&old), v->type->size);
    free(old.large);
}

int name_value(struct run *r, const struct node *n, struct value *out)
{
    enum debug_scope where = n->kind == NODE_NAME ? DEBUG_ANY : n->scope ? DEBUG_FILE : DEBUG_GLOBAL;
    int status = debug_variable(r->e, where, n->scope, n->text, out, r->error);
    if (status == 0 && where == DEBUG_FILE) {
        struct debug_function f;
        status = debug_variable(r->e, DEBUG_FUNCTION, n->scope, n->text, out, r->error);
        if (status == 0 && debug_function_named(r->e->info, n->scope, &f))
            return expr_fail(r->error, "No symbol \"%s\" in function \"%s\".", n->text, n->scope);
        if (status == 0)
            return expr_fail(r->error, "No symbol \"%s\" in specified context.", n->text);
    }
    if (status > 0)
        adopt(r, out);
    if (status)
        r->elsewhere |= status > 0 && out->place != LVAL_MEMORY;
    else if (!image_value(r, n->text, out))
        return no_symbol(r, n->text);
    return status < 0 ? -1 : 0;
}

int names_known(struct run *r, const struct node *n)
{
    const struct eval *e = r->e;
    if (!n)
        return 0;
    if (n->kind == NODE_NAME && !debug_is_variable(e->info, eval_place(e), n->text) &&
        !image_symbol(e->img, n->text))
        return no_symbol(r, n->text);
    return names_known(r, n->a) < 0 || names_known(r, n->b) < 0 || names_known(r, n->c) < 0 ? -1 : 0;
}

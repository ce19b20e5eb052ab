/* sem_name.c - what a name means at a place of a compilation: locals first, then operands, built-in names,
 * registers, constants. */
#include <stdlib.h>
#include <string.h>
#include "isa/sem_gen.h"

unsigned gen_pc_width(const struct gen *g)
{
    const struct isa *isa = g->s->isa;
    return isa->pc ? isa->pc->width : isa->mem.addr ? isa->mem.addr : 64;
}

static unsigned insn_width(const struct gen *g)
{
    unsigned bits = g->s->isa->max_len * 8;
    return bits == 0 ? 32 : bits > 64 ? 64 : bits;
}

static struct sym *find_sym(struct gen *g, const struct sem_name *n)
{
    for (size_t i = g->syms.count; i > g->frame->base; i--) {
        if (g->syms.data[i - 1].name == n) {
            return &g->syms.data[i - 1];
        }
    }
    return NULL;
}

static struct sym *find_mode_var(struct gen *g, const struct sem_name *n)
{
    for (size_t i = 0; g->frame->mode && i < g->mode_vars.count; i++) {
        struct mode_var *v = &g->mode_vars.data[i];
        if (v->mode == g->frame->mode && v->sym.name == n) {
            return &v->sym;
        }
    }
    return NULL;
}

/* Operands are visible to the instruction's own statements and to the methods of its modes, whose operands
 * carry the name of the mode operand ("m.n") or not ("n"). */
static int find_operand(struct gen *g, const struct sem_name *n)
{
    const struct insn *insn = g->u->insn;
    const struct frame *f = g->frame;
    char own[128];
    if (!insn || (f->fn && !f->mode) || f->reg) {
        return -1;
    }
    if (f->mode) {
        snprintf(own, sizeof own, "%s.%s", f->mode->operand, n->text);
        for (unsigned i = 0; i < insn->noperands; i++) {
            if (strcmp(insn->operands[i].name, own) == 0) {
                return (int)i;
            }
        }
    }
    for (unsigned i = 0; i < insn->noperands; i++) {
        if (strcmp(insn->operands[i].name, n->text) == 0) {
            return (int)i;
        }
    }
    return -1;
}

static const struct sem_mode_binding *find_mode(struct gen *g, const struct sem_name *n)
{
    for (unsigned i = 0; (!g->frame->fn || g->frame->mode) && !g->frame->reg && i < g->u->nmodes; i++) {
        if (strcmp(g->u->modes[i].operand, n->text) == 0) {
            return &g->u->modes[i];
        }
    }
    return NULL;
}

static const struct space_field *find_field(struct gen *g, const struct sem_name *n)
{
    const struct space_reg *r = g->frame->reg;
    for (unsigned i = 0; r && i < r->nfields; i++) {
        if (strcmp(r->fields[i].f->name, n->text) == 0) {
            return &r->fields[i];
        }
    }
    return NULL;
}

static bool builtin_name(struct gen *g, const struct sem_name *n, struct meaning *m)
{
    static const struct {
        const char *name;
        enum meaning_kind kind;
    } table[] = {
        { "pc", MEANS_PC },
        { "next_pc", MEANS_NEXT_PC },
        { "insn", MEANS_INSN },
        { "in_delay_slot", MEANS_DELAY },
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (strcmp(table[i].name, n->text) == 0) {
            m->kind = table[i].kind;
            m->width = m->kind == MEANS_INSN ? insn_width(g) : m->kind == MEANS_DELAY ? 1 : gen_pc_width(g);
            return true;
        }
    }
    return false;
}

static void global_name(struct gen *g, struct sem_name *n, struct meaning *m)
{
    sem_resolve(g->s, n);
    if (builtin_name(g, n, m)) {
        return;
    }
    if (n->reg) {
        m->kind = n->reg == g->s->isa->pc ? MEANS_PC : MEANS_REG;
        m->reg = n->reg;
        m->width = n->reg->width;
    } else if (n->space) {
        m->kind = MEANS_SPACE;
    } else if (n->is_const) {
        m->kind = MEANS_CONST;
    }
    m->space = n->space;
}

struct meaning gen_meaning(struct gen *g, struct sem_name *n, bool quiet)
{
    struct meaning m = { .kind = MEANS_NOTHING };
    int op;
    m.sym = find_sym(g, n);
    if (!m.sym) {
        m.sym = find_mode_var(g, n);
        m.snapshot = m.sym != NULL;
    }
    if (m.sym) {
        m.kind = MEANS_SYM;
        m.width = m.sym->width;
        m.sym->used = m.sym->used || !quiet;
    } else if ((m.field = find_field(g, n))) {
        m.kind = MEANS_FIELD;
        m.reg = g->frame->reg->reg;
        m.width = m.field->f->hi - m.field->f->lo + 1u;
    } else if ((op = find_operand(g, n)) >= 0) {
        m.kind = MEANS_OPERAND;
        m.operand = (unsigned)op;
        m.width = g->u->insn->operands[op].sem_width;
        sem_resolve(g->s, n);
        m.space = n->space; /* csr[csr]: the space wins where it is indexed */
    } else if ((m.mode = find_mode(g, n))) {
        m.kind = MEANS_MODE;
    } else {
        global_name(g, n, &m);
    }
    return m;
}

struct sym *gen_push(struct gen *g, struct sem_name *n, enum sym_kind kind, unsigned width, uint16_t temp)
{
    struct sym *s = vec_push(&g->syms);
    *s = (struct sym){
        .name = n, .kind = (uint8_t)kind, .width = (uint8_t)width, .temp = temp, .silent = true
    };
    return s;
}

void gen_pop(struct gen *g, size_t to)
{
    while (g->syms.count > to) {
        struct sym s = g->syms.data[--g->syms.count];
        if (!s.used && !s.silent && !g->failed) {
            gen_error(g, s.at, "'%s' is not used", s.name->text);
        }
    }
}

/* ---- names in what is not compiled (pruned, unreachable) --------------------------------------------- */

static void mark_arms(struct gen *g, const struct match_arm *m)
{
    for (; m; m = m->next) {
        gen_mark_expr(g, m->value);
        gen_mark_used(g, m->body);
    }
}

void gen_mark_expr(struct gen *g, const struct sem_expr *e)
{
    if (!e) {
        return;
    }
    if (e->kind == EX_NAME) {
        struct sym *s = find_sym(g, e->name);
        if (s) {
            s->used = true;
        }
    }
    if (e->kind == EX_CALL && e->name->fn) {
        e->name->fn->called = true;
    }
    gen_mark_expr(g, e->a);
    gen_mark_expr(g, e->b);
    gen_mark_expr(g, e->c);
    for (unsigned i = 0; i < e->nargs; i++) {
        gen_mark_expr(g, e->args[i]);
    }
    mark_arms(g, e->arms);
}

void gen_mark_used(struct gen *g, const struct stmt *list)
{
    for (const struct stmt *st = list; st; st = st->next) {
        gen_mark_expr(g, st->e);
        gen_mark_expr(g, st->width);
        if (st->target && st->target->kind != EX_NAME) {
            gen_mark_expr(g, st->target);
        }
        gen_mark_used(g, st->body);
        gen_mark_used(g, st->other);
        mark_arms(g, st->arms);
    }
}

/* ---- messages ---------------------------------------------------------------------------------------- */

void gen_suggest_name(struct gen *g, struct place_in at, const struct sem_name *n)
{
    const struct isa *isa = g->s->isa;
    VEC(const char *) list = { 0 };
    char buf[DIAG_SUGGEST_MAX];
    for (size_t i = g->frame->base; i < g->syms.count; i++) {
        *vec_push(&list) = g->syms.data[i].name->text;
    }
    for (unsigned i = 0; g->u->insn && i < g->u->insn->noperands; i++) {
        *vec_push(&list) = g->u->insn->operands[i].name;
    }
    for (unsigned i = 0; i < isa->nregs; i++) {
        *vec_push(&list) = isa->regs[i].name;
    }
    for (unsigned i = 0; i < isa->nspaces; i++) {
        for (unsigned j = 0; j < isa->spaces[i].nregs; j++) {
            *vec_push(&list) = isa->spaces[i].regs[j]->name;
        }
    }
    for (unsigned i = 0; i < SEM_HASH; i++) {
        for (const struct sem_name *c = g->s->names[i]; c; c = c->next) {
            if (c->is_const) {
                *vec_push(&list) = c->text;
            }
        }
    }
    gen_error(g, at, "unknown name '%s'%s", n->text, diag_suggest(buf, n->text, list.data, list.count));
    vec_release(&list);
}

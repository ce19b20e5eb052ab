/* compile.c - hands the semantics to the compiler (sem.h): functions, spaces, hooks, then every instruction.
 */
#include "isa/load.h"

#include <string.h>

static const char *const hook_keys[] = { "trap", "interrupt", "reset", NULL };

/* ---- functions and spaces ---------------------------------------------------------------------------- */

bool load_functions(struct loader *l)
{
    struct item *it;
    bool ok = true;
    vec_each (it, &l->sec[SEC_FUNCTIONS].items) {
        if (!load_is_kind(l, it->value, YAML_SCALAR, "a function's body"))
            ok = false;
        else
            ok &= sem_add_function(l->sem, it->key, it->value, false, l->d);
    }
    for (unsigned i = 0; i < l->isa->nspaces; i++)
        ok &= sem_add_space(l->sem, &l->isa->spaces[i], l->sec[SEC_REGSPACES].items.data[i].value, l->d);
    return ok;
}

/* ---- hooks ------------------------------------------------------------------------------------------- */

static bool statements(struct loader *l, const struct yaml *y, struct ir **out)
{
    struct sem_unit u = { .text = y };
    if (!load_is_kind(l, y, YAML_SCALAR, "statements"))
        return false;
    *out = sem_compile(l->sem, &u, l->d);
    return *out != NULL;
}

static bool one_hook(struct loader *l, const char *name, struct ir **out)
{
    const struct item *it = load_find(l, SEC_HOOKS, name);
    if (!it)
        return true;
    if (!load_is_kind(l, it->value, YAML_SCALAR, "a hook"))
        return false;
    *out = sem_compile_hook(l->sem, it->value->text, it->value->loc, l->d);
    return *out != NULL;
}

static bool check_hook_names(struct loader *l)
{
    struct item *it;
    char buf[DIAG_SUGGEST_MAX];
    bool ok = true;
    vec_each (it, &l->sec[SEC_HOOKS].items) {
        if (strcmp(it->name, "trap") == 0 || strcmp(it->name, "interrupt") == 0 ||
            strcmp(it->name, "reset") == 0)
            continue;
        diag_error(l->d, it->key->loc, "there is no hook '%s'%s", it->name,
                   diag_suggest(buf, it->name, hook_keys, 3));
        ok = false;
    }
    return ok;
}

/* `memory.translate` is checked, so that the file is right; nothing runs it yet. */
static bool check_translate(struct loader *l)
{
    const struct yaml *t = yaml_get(l->sec[SEC_MEMORY].items.data[0].value, "translate"),
                      *fn = yaml_get(t, "fn");
    static const char *const keys[] = { "fn", "page", NULL };
    int64_t v;
    if (!t)
        return true;
    if (!yaml_check_keys(t, l->d, keys, "`translate`"))
        return false;
    if (!fn || fn->kind != YAML_SCALAR || !yaml_get(t, "page")) {
        diag_error(l->d, t->loc, "`translate` is {fn: FUNCTION, page: BITS}");
        return false;
    }
    return load_const_in(l, yaml_get(t, "page"), "`page`", 4, 32, &v) &&
           sem_compile_hook(l->sem, fn->text, fn->loc, l->d) != NULL;
}

bool load_hooks(struct loader *l)
{
    struct isa *isa = l->isa;
    const struct yaml *all = yaml_get(yaml_get(l->sec[SEC_MEMORY].items.data[0].value, "fault"), "all");
    bool ok = check_hook_names(l);
    ok &= statements(l, load_find(l, SEC_ISA, "illegal")->value, &isa->illegal);
    ok &= one_hook(l, "trap", &isa->hook_trap);
    ok &= one_hook(l, "interrupt", &isa->hook_interrupt);
    ok &= one_hook(l, "reset", &isa->hook_reset);
    ok &= !all || statements(l, all, &isa->mem.fault_all);
    return check_translate(l) && ok;
}

/* ---- instructions ------------------------------------------------------------------------------------ */

/* The condition under which the instruction's module is switched on. */
static const struct yaml *guard_of(struct loader *l, const struct insn *insn)
{
    const struct item *it = load_find(l, SEC_GUARDS, insn->module);
    return it ? it->value : NULL;
}

static void mark_used_operands(struct insn *insn, const struct ir *ir)
{
    for (unsigned i = 0; i < ir->nops; i++)
        if ((ir->ops[i].code == IR_FIELD || ir->ops[i].code == IR_FETCH) && ir->ops[i].imm < insn->noperands)
            insn->operands[ir->ops[i].imm].in_sem = true;
}

static bool compile(struct loader *l, struct insn *insn, const struct proto *p)
{
    static const struct yaml nothing = { .kind = YAML_SCALAR, .text = "" };
    struct sem_unit u = { .insn = insn, .cells = p->cells, .modes = p->modes, .nmodes = p->nmodes };
    u.guard = guard_of(l, insn);
    u.illegal = load_find(l, SEC_ISA, "illegal")->value;
    if (p->expands) {
        u.text = &nothing;
        if (u.guard)
            insn->guard = sem_compile(l->sem, &u, l->d);
        return !u.guard || insn->guard;
    }
    u.text = p->sem;
    insn->ir = sem_compile(l->sem, &u, l->d);
    if (insn->ir)
        mark_used_operands(insn, insn->ir);
    return insn->ir != NULL;
}

/* Encoded, but said nowhere: almost always a slip. */
static bool check_operands(struct loader *l, const struct insn *insn)
{
    bool ok = true;
    for (unsigned i = 0; i < insn->noperands; i++) {
        const struct operand *op = &insn->operands[i];
        if (op->in_sem || op->in_syntax || op->has_default)
            continue;
        diag_error(l->d, op->loc,
                   "operand '%s' of '%s' is encoded but appears neither in `sem` nor in `asm`; write '-' "
                   "for bits that don't matter",
                   op->name, insn->name);
        ok = false;
    }
    return ok;
}

static bool check_guards(struct loader *l)
{
    struct item *it;
    bool ok = true;
    /* a guard of a module that this target leaves out is fine */
    vec_each (it, &l->sec[SEC_GUARDS].items)
        ok &= load_is_kind(l, it->value, YAML_SCALAR, "a guard");
    return ok;
}

bool load_sem(struct loader *l)
{
    struct isa *isa = l->isa;
    bool ok = check_guards(l);
    for (unsigned i = 0; ok && i < isa->ninsns; i++) {
        const struct proto *p = l->protos.data[i];
        int before = l->d->errors;
        bool fine = compile(l, &isa->insns[i], p) && check_operands(l, &isa->insns[i]);
        if (!fine && isa->insns[i].variant && l->d->errors > before && !l->d->muted)
            diag_note(l->d, isa->insns[i].loc, "in '%s' with %s", isa->insns[i].name, isa->insns[i].variant);
        if (l->d->phase_errors >= DIAG_MAX_ERRORS)
            break;
    }
    return ok && l->d->phase_errors == 0 && sem_check_functions(l->sem, l->d);
}

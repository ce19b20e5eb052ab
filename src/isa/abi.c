/* abi.c - the `abi:` section of the target: file format, memory map, initial registers, system calls,
 * signals, relocations. */
#include "isa/load.h"

#include <string.h>

static const char *const abi_keys[] = {
    "elf",         "memory",  "registers", "stack_pointer", "default", "personalities", "signals",
    "relocations", "symbols", "dwarf",     "gdb",           "returns", "doc",           NULL
};
static const char *const elf_keys[] = { "class", "machine", "flags", NULL };
static const char *const memory_keys[] = { "text", "data", "heap", "stack_top", "stack", NULL };
static const char *const return_keys[] = { "registers", "aggregates", NULL };
static const char *const default_keys[] = { "elf", "asm", NULL };
static const char *const personality_keys[] = { "number",   "args", "result", "errors",
                                                "services", "when", "doc",    NULL };
static const char *const reloc_keys[] = { "name", "value", "bytes", "operand", "size", "when", NULL };

static bool number(struct loader *l, const struct yaml *y, uint64_t *out)
{
    int64_t v;
    uint64_t size;
    if (!y)
        return true;
    if (y->kind == YAML_SCALAR && strstr(y->text, "iB")) {
        if (!yaml_size(y, l->d, &size))
            return false;
        *out = size;
        return true;
    }
    if (!load_const(l, y, &v))
        return false;
    *out = (uint64_t)v;
    return true;
}

static bool slot_of(struct loader *l, const struct yaml *y, uint16_t *out)
{
    unsigned index = 0;
    const struct reg *r;
    if (!load_is_kind(l, y, YAML_SCALAR, "a register"))
        return false;
    r = isa_reg_lookup(l->isa, NULL, y->text, strlen(y->text), &index);
    if (!r)
        r = isa_reg_by_name(l->isa, y->text);
    if (!r || r->join || r == l->isa->pc || (r->count && index >= r->count)) {
        diag_error(l->d, y->loc, "there is no register '%s'", y->text);
        return false;
    }
    *out = (uint16_t)(r->slot + index);
    return true;
}

/* ---- file format and memory -------------------------------------------------------------------------- */

static bool read_elf(struct loader *l, const struct yaml *y, struct abi *a)
{
    int64_t v;
    if (!y)
        return true;
    if (!load_is_map(l, y, elf_keys, "`elf`"))
        return false;
    if (!yaml_get(y, "class") || !yaml_get(y, "machine")) {
        diag_error(l->d, y->loc, "`elf` needs `class` (32 or 64) and `machine`");
        return false;
    }
    if (!load_const_in(l, yaml_get(y, "class"), "`class`", 32, 64, &v))
        return false;
    a->elf_class = (int)v;
    if (v != 32 && v != 64) {
        diag_error(l->d, yaml_get(y, "class")->loc, "`class` is 32 or 64");
        return false;
    }
    if (!load_const_in(l, yaml_get(y, "machine"), "`machine`", 1, 65535, &v))
        return false;
    a->elf_machine = (int)v;
    if (yaml_get(y, "flags") && !load_const_in(l, yaml_get(y, "flags"), "`flags`", 0, UINT32_MAX, &v))
        return false;
    a->elf_flags = yaml_get(y, "flags") ? (uint32_t)v : 0;
    return true;
}

/* The stack must lie in the address space, and what is placed must not start in it. */
static bool check_memory(struct loader *l, const struct yaml *y, const struct abi *a)
{
    static const char *const placed[] = { "text", "data" };
    const struct yaml *stack = yaml_get(y, "stack"), *top = yaml_get(y, "stack_top");
    const uint64_t at[] = { a->text_base, a->data_base };
    if (!top)
        return true;
    if (a->stack_size > a->stack_top) {
        diag_error(l->d, (stack ? stack : top)->loc, "a stack of 0x%llx bytes does not fit below 0x%llx",
                   (unsigned long long)a->stack_size, (unsigned long long)a->stack_top);
        return false;
    }
    for (unsigned i = 0; i < 2; i++) {
        const struct yaml *p = yaml_get(y, placed[i]);
        if (!p || (i && !at[i]) || at[i] < a->stack_top - a->stack_size || at[i] >= a->stack_top)
            continue;
        diag_error(l->d, p->loc, "`%s` lies in the stack, which is 0x%llx to 0x%llx", placed[i],
                   (unsigned long long)(a->stack_top - a->stack_size), (unsigned long long)a->stack_top - 1);
        diag_note(l->d, top->loc, "the stack's top");
        return false;
    }
    return true;
}

static bool read_memory(struct loader *l, const struct yaml *y, struct abi *a)
{
    if (!y)
        return true;
    return load_is_map(l, y, memory_keys, "`memory`") && number(l, yaml_get(y, "text"), &a->text_base) &&
           number(l, yaml_get(y, "data"), &a->data_base) && number(l, yaml_get(y, "heap"), &a->heap_size) &&
           number(l, yaml_get(y, "stack_top"), &a->stack_top) &&
           number(l, yaml_get(y, "stack"), &a->stack_size) && check_memory(l, y, a);
}

static bool read_registers(struct loader *l, const struct yaml *y, struct abi *a)
{
    if (!y)
        return true;
    if (!load_is_map(l, y, NULL, "`registers`"))
        return false;
    a->init = arena_alloc(l->a, sizeof *a->init * (y->count + 1));
    yaml_each (i, y) {
        if (!slot_of(l, &y->keys[i], &a->init[a->ninit].slot) ||
            !yaml_text(&y->items[i], l->d, &a->init[a->ninit++].value))
            return false;
    }
    return true;
}

static bool read_symbols(struct loader *l, const struct yaml *y, struct abi *a)
{
    if (!y)
        return true;
    if (!load_is_map(l, y, NULL, "`symbols`"))
        return false;
    a->symbols = arena_alloc(l->a, sizeof *a->symbols * (y->count + 1));
    yaml_each (i, y) {
        if (!load_is_kind(l, &y->items[i], YAML_SCALAR, "a symbol's value"))
            return false;
        a->symbols[a->nsymbols].name = y->keys[i].text;
        a->symbols[a->nsymbols].value = sem_parse_expr(l->sem, &y->items[i], NULL, l->d);
        if (!a->symbols[a->nsymbols++].value)
            return false;
    }
    return true;
}

/* ---- personalities ----------------------------------------------------------------------------------- */

static bool known_service(struct loader *l, const struct yaml *y)
{
    const char *const *all = l->rq->services;
    char buf[DIAG_SUGGEST_MAX];
    size_t n = 0;
    for (; all && all[n]; n++)
        if (strcmp(all[n], y->text) == 0)
            return true;
    if (!all)
        return true;
    diag_error(l->d, y->loc, "there is no host service '%s'%s", y->text, diag_suggest(buf, y->text, all, n));
    return false;
}

static bool read_services(struct loader *l, const struct yaml *y, struct personality *p)
{
    if (!y)
        return true;
    if (!load_is_map(l, y, NULL, "`services`"))
        return false;
    p->services = ARENA_ARRAY(l->a, struct service, y->count + 1);
    bool ok = true;
    yaml_each (i, y) {
        int64_t v;
        struct service *s = &p->services[p->nservices];
        if (!load_const(l, &y->keys[i], &v) || !yaml_text(&y->items[i], l->d, &s->name))
            return false;
        ok &= known_service(l, &y->items[i]);
        s->number = (uint64_t)v;
        p->nservices++;
    }
    return ok;
}

static bool read_personality(struct loader *l, const struct yaml *key, const struct yaml *y,
                             struct personality *p)
{
    const struct yaml *number_reg = yaml_get(y, "number"), *args = yaml_get(y, "args"),
                      *result = yaml_get(y, "result"), *errors = yaml_get(y, "errors");
    p->name = key->text;
    if (!load_is_map(l, y, personality_keys, "a personality"))
        return false;
    if (!number_reg || !result) {
        diag_error(l->d, key->loc, "personality '%s' needs `number` and `result`: registers", key->text);
        return false;
    }
    if (!slot_of(l, number_reg, &p->number_slot) || !slot_of(l, result, &p->result_slot))
        return false;
    if (args && !load_is_kind(l, args, YAML_SEQ, "`args`"))
        return false;
    if (args && args->count > 6) {
        diag_error(l->d, args->loc, "at most 6 argument registers");
        return false;
    }
    yaml_each (i, args)
        if (!slot_of(l, &args->items[i], &p->arg_slots[p->nargs++]))
            return false;
    if (errors) {
        p->negative_errno = errors->kind == YAML_SCALAR && strcmp(errors->text, "negative") == 0;
        if (!p->negative_errno && (errors->kind != YAML_SCALAR || strcmp(errors->text, "minus_one") != 0)) {
            diag_error(l->d, errors->loc, "`errors` is `negative` (-errno) or `minus_one`");
            return false;
        }
    }
    return read_services(l, yaml_get(y, "services"), p);
}

static bool default_personality(struct loader *l, const struct yaml *y, const struct abi *a, const char **out)
{
    if (!y)
        return true;
    if (!yaml_text(y, l->d, out))
        return false;
    for (unsigned i = 0; i < a->npersonalities; i++)
        if (strcmp(a->personalities[i].name, *out) == 0)
            return true;
    diag_error(l->d, y->loc, "there is no personality '%s'", *out);
    return false;
}

static bool read_personalities(struct loader *l, const struct yaml *abi, struct abi *a)
{
    const struct yaml *y = yaml_get(abi, "personalities"), *def = yaml_get(abi, "default");
    bool ok = true;
    if (y && !load_is_map(l, y, NULL, "`personalities`"))
        return false;
    y = load_prune(l, y, &ok);
    struct personality *list = ARENA_ARRAY(l->a, struct personality, (y ? y->count : 0) + 1);
    a->personalities = list;
    yaml_each (i, y)
        ok &= read_personality(l, &y->keys[i], &y->items[i], &list[a->npersonalities++]);
    if (!ok || (def && !load_is_map(l, def, default_keys, "`default`")))
        return false;
    a->elf_personality = a->asm_personality = a->npersonalities ? list[0].name : NULL;
    return default_personality(l, yaml_get(def, "elf"), a, &a->elf_personality) &&
           default_personality(l, yaml_get(def, "asm"), a, &a->asm_personality);
}

/* ---- signals ----------------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    int number;
} signals[] = { { "ILL", 4 }, { "TRAP", 5 }, { "BUS", 7 }, { "FPE", 8 }, { "SEGV", 11 } };

static bool signal_number(struct loader *l, const struct yaml *y, int *out)
{
    int64_t v;
    if (!load_is_kind(l, y, YAML_SCALAR, "a signal"))
        return false;
    for (unsigned i = 0; i < sizeof signals / sizeof signals[0]; i++)
        if (strcmp(signals[i].name, y->text) == 0 || (load_number(y->text, &v) && v == signals[i].number)) {
            *out = signals[i].number;
            return true;
        }
    diag_error(l->d, y->loc, "'%s' is no signal: ILL, TRAP, BUS, FPE or SEGV", y->text);
    return false;
}

static bool read_signals(struct loader *l, const struct yaml *y)
{
    struct isa *isa = l->isa;
    char buf[DIAG_SUGGEST_MAX];
    bool ok = true;
    if (y && !load_is_map(l, y, NULL, "`signals`"))
        return false;
    yaml_each (i, y) {
        struct trap *t = NULL;
        for (unsigned k = 0; k < isa->ntraps; k++)
            if (strcmp(isa->traps[k].name, y->keys[i].text) == 0)
                t = &isa->traps[k];
        if (!t) {
            diag_error(l->d, y->keys[i].loc, "there is no trap '%s'%s", y->keys[i].text,
                       load_suggest_section(l, buf, y->keys[i].text, SEC_TRAPS));
            ok = false;
        } else
            ok &= signal_number(l, &y->items[i], &t->signal);
    }
    return ok;
}

/* ---- relocations ------------------------------------------------------------------------------------- */

static bool known_operand(const struct isa *isa, const char *name)
{
    for (unsigned i = 0; i < isa->ninsns; i++)
        for (unsigned k = 0; k < isa->insns[i].noperands; k++)
            if (strcmp(isa->insns[i].operands[k].name, name) == 0)
                return true;
    return false;
}

static bool read_reloc(struct loader *l, struct abi *a, const struct yaml *key, const struct yaml *y)
{
    const struct yaml *name = yaml_get(y, "name"), *value = yaml_get(y, "value"),
                      *bytes = yaml_get(y, "bytes"), *operand = yaml_get(y, "operand");
    int64_t v;
    if (!load_is_map(l, y, reloc_keys, "a relocation") ||
        !load_const_in(l, key, "a relocation's number", 0, 65535, &v))
        return false;
    a->relocs[a->nrelocs].type = (unsigned)v;
    if (!value || !bytes == !operand) {
        diag_error(l->d, key->loc, "a relocation needs `value` and one of `bytes` and `operand`");
        return false;
    }
    if (name && !yaml_text(name, l->d, &a->relocs[a->nrelocs].name))
        return false;
    if (!load_is_kind(l, value, YAML_SCALAR, "`value`") ||
        !(a->relocs[a->nrelocs].value = load_relocation(l, value)))
        return false;
    if (bytes) {
        if (!load_const_in(l, bytes, "`bytes`", 1, 8, &v))
            return false;
        a->relocs[a->nrelocs].bytes = (unsigned)v;
        a->relocs[a->nrelocs].size = (uint8_t)v;
    } else {
        if (!yaml_text(operand, l->d, &a->relocs[a->nrelocs].operand))
            return false;
        if (!known_operand(l->isa, a->relocs[a->nrelocs].operand)) {
            diag_error(l->d, operand->loc, "no instruction has an operand '%s'",
                       a->relocs[a->nrelocs].operand);
            return false;
        }
    }
    a->nrelocs++;
    return true;
}

static bool read_relocs(struct loader *l, const struct yaml *y, struct abi *a)
{
    bool ok = true;
    if (!y)
        return true;
    if (!load_is_map(l, y, NULL, "`relocations`"))
        return false;
    y = load_prune(l, y, &ok);
    a->relocs = arena_alloc(l->a, sizeof *a->relocs * (y->count + 1));
    yaml_each (i, y)
        ok &= read_reloc(l, a, &y->keys[i], &y->items[i]);
    return ok;
}

/* ---- results of functions ---------------------------------------------------------------------------- */

/* returns: { registers: [a0, a1], aggregates: registers } */
static bool read_returns(struct loader *l, const struct yaml *y, struct abi *a)
{
    const struct yaml *registers = yaml_get(y, "registers"), *aggregates = yaml_get(y, "aggregates");
    if (!y)
        return true;
    if (!load_is_map(l, y, return_keys, "`returns`"))
        return false;
    if (!registers || registers->kind != YAML_SEQ || !registers->count || registers->count > 4) {
        diag_error(l->d, y->loc, "`returns` needs `registers`: a list of one to four");
        return false;
    }
    yaml_each (i, registers)
        if (!slot_of(l, &registers->items[i], &a->return_slots[a->nreturns++]))
            return false;
    if (!aggregates)
        return true;
    a->return_aggregates = aggregates->kind == YAML_SCALAR && strcmp(aggregates->text, "registers") == 0;
    if (a->return_aggregates || (aggregates->kind == YAML_SCALAR && strcmp(aggregates->text, "memory") == 0))
        return true;
    diag_error(l->d, aggregates->loc, "`aggregates` is `registers` (if they fit) or `memory`");
    return false;
}

/* ---- the section ------------------------------------------------------------------------------------- */

bool load_abi(struct loader *l)
{
    struct abi *a = &l->isa->abi;
    const struct yaml *y = NULL, *sp;
    for (size_t i = 0; i < l->targets.count; i++)
        if (yaml_get(l->targets.data[i], "abi"))
            y = yaml_get(l->targets.data[i], "abi");
    int role = isa_role_slot(l->isa, "sp");
    a->sp_slot = role < 0 ? UINT16_MAX : (uint16_t)role;
    a->stack_size = UINT64_C(1) << 20;
    if (!y)
        return true;
    a->loc = y->loc;
    if (!load_is_map(l, y, abi_keys, "`abi`"))
        return false;
    bool ok = read_elf(l, yaml_get(y, "elf"), a);
    ok &= read_memory(l, yaml_get(y, "memory"), a);
    ok &= read_registers(l, yaml_get(y, "registers"), a);
    ok &= read_symbols(l, yaml_get(y, "symbols"), a);
    ok &= read_personalities(l, y, a);
    ok &= read_signals(l, yaml_get(y, "signals"));
    ok &= read_relocs(l, yaml_get(y, "relocations"), a);
    ok &= read_returns(l, yaml_get(y, "returns"), a);
    ok &= load_abi_debug(l, y);
    sp = yaml_get(y, "stack_pointer");
    return (!sp || slot_of(l, sp, &a->sp_slot)) && ok;
}

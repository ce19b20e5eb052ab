/* desc.c - the small sections: isa, traps, memory, ports, assembler, inputs. */
#include "isa/load.h"

#include <string.h>
#include "base/bits.h"

/* ---- isa --------------------------------------------------------------------------------------------- */

static const char *const isa_keys[] = { "name",        "unit",    "endian", "align", "word", "pc_reads",
                                        "delay_slots", "illegal", "timing", "cycle", "doc",  NULL };

/* Refuses entries of a section whose keys are not in the list. */
static bool check_entries(struct loader *l, enum section_id s, const char *const *valid)
{
    struct item *it;
    bool ok = true;
    char buf[DIAG_SUGGEST_MAX];
    size_t n = 0;
    while (valid[n])
        n++;
    vec_each (it, &l->sec[s].items) {
        size_t k = 0;
        while (k < n && strcmp(valid[k], it->name) != 0)
            k++;
        if (k < n)
            continue;
        diag_error(l->d, it->key->loc, "unknown key '%s' in `%s`%s", it->name, load_section_names[s],
                   diag_suggest(buf, it->name, valid, n));
        ok = false;
    }
    return ok;
}

/* One of two words; *out is left alone if the key is absent. */
static bool word_key(struct loader *l, const struct yaml *y, const char *on, const char *off, bool *out)
{
    if (!y)
        return true;
    if (!load_is_kind(l, y, YAML_SCALAR, "this"))
        return false;
    *out = strcmp(y->text, on) == 0;
    if (*out || strcmp(y->text, off) == 0)
        return true;
    diag_error(l->d, y->loc, "'%s' must be '%s' or '%s'", y->text, on, off);
    return false;
}

static const struct yaml *entry(struct loader *l, enum section_id s, const char *name)
{
    const struct item *it = load_find(l, s, name);
    return it ? it->value : NULL;
}

static bool isa_number(struct loader *l, const char *key, unsigned def, int64_t lo, int64_t hi, unsigned *out)
{
    const struct yaml *y = entry(l, SEC_ISA, key);
    int64_t v;
    *out = def;
    if (!y)
        return true;
    if (!load_const_in(l, y, arena_printf(l->a, "`%s`", key), lo, hi, &v))
        return false;
    *out = (unsigned)v;
    return true;
}

const char *load_with_params(struct loader *l, const char *s)
{
    struct str out;
    str_init(&out);
    for (; *s; s++) {
        size_t n = *s == '$' ? strcspn(s + 1, " $-.,/") : 0;
        int64_t v;
        if (n && isa_param(l->isa, arena_strndup(l->a, s + 1, n), &v)) {
            str_addf(&out, "%lld", (long long)v);
            s += n;
        } else
            str_addc(&out, *s);
    }
    const char *text = arena_strdup(l->a, out.buf);
    str_release(&out);
    return text;
}

static bool isa_words(struct loader *l)
{
    struct isa *isa = l->isa;
    const struct yaml *timing = entry(l, SEC_ISA, "timing"), *name = entry(l, SEC_ISA, "name");
    if (!word_key(l, entry(l, SEC_ISA, "endian"), "big", "little", &isa->big_endian) ||
        !word_key(l, entry(l, SEC_ISA, "pc_reads"), "next", "current", &isa->pc_next) ||
        !word_key(l, timing, "bus", "pipeline", &isa->bus_timing))
        return false;
    isa->name = isa->target;
    if (!name)
        return true;
    const char *text;
    if (!yaml_text(name, l->d, &text))
        return false;
    isa->name = load_with_params(l, text);
    return true;
}

bool load_isa_keys(struct loader *l)
{
    struct isa *isa = l->isa;
    const struct yaml *unit = entry(l, SEC_ISA, "unit");
    static const char *const needed[] = { "unit", "word", "illegal" };
    bool ok = check_entries(l, SEC_ISA, isa_keys);
    for (unsigned i = 0; i < 3; i++)
        if (!entry(l, SEC_ISA, needed[i])) {
            diag_error(l->d, l->modules.data[0].doc->loc, "no module says `%s` in its `isa:` section",
                       needed[i]);
            ok = false;
        }
    if (!ok || !isa_words(l) || !isa_number(l, "unit", 8, 8, 32, &isa->unit) ||
        !isa_number(l, "word", 32, 1, 64, &isa->word) ||
        !isa_number(l, "align", isa->unit, 8, 128, &isa->align) ||
        !isa_number(l, "delay_slots", 0, 0, 1, &isa->delay_slots) ||
        !isa_number(l, "cycle", 1, 1, 64, &isa->bus_cycle))
        return false;
    if (isa->unit != 8 && isa->unit != 16 && isa->unit != 32) {
        diag_error(l->d, unit->loc, "`unit` is 8, 16 or 32 bits");
        return false;
    }
    return true;
}

/* ---- traps ------------------------------------------------------------------------------------------- */

bool load_traps(struct loader *l)
{
    struct isa *isa = l->isa;
    struct item *it;
    bool ok = true;
    int64_t v;
    isa->traps = ARENA_ARRAY(l->a, struct trap, l->sec[SEC_TRAPS].items.count + 1);
    vec_each (it, &l->sec[SEC_TRAPS].items) {
        if (!load_const_in(l, it->value, "a trap's number", 0, 65535, &v)) {
            ok = false;
            continue;
        }
        for (unsigned i = 0; i < isa->ntraps; i++)
            if (isa->traps[i].number == (unsigned)v) {
                diag_error(l->d, it->value->loc, "traps '%s' and '%s' have the same number %lld", it->name,
                           isa->traps[i].name, (long long)v);
                ok = false;
            }
        isa->traps[isa->ntraps++] = (struct trap){ it->name, (unsigned)v, 0 };
    }
    return ok;
}

/* ---- memory ------------------------------------------------------------------------------------------ */

static const char *const mem_keys[] = { "addr",      "cell", "endian", "misaligned", "fault",
                                        "translate", "doc",  "when",   NULL };
static const char *const fault_keys[] = { "fetch", "load", "store", "all", NULL };
static const char *const misaligned_keys[] = { "load", "store", NULL };

static bool trap_named(struct loader *l, const struct yaml *y, int *out)
{
    char buf[DIAG_SUGGEST_MAX];
    if (!y)
        return true;
    if (!load_is_kind(l, y, YAML_SCALAR, "a trap"))
        return false;
    for (unsigned i = 0; i < l->isa->ntraps; i++)
        if (strcmp(l->isa->traps[i].name, y->text) == 0) {
            *out = (int)l->isa->traps[i].number;
            return true;
        }
    diag_error(l->d, y->loc, "there is no trap '%s'%s", y->text,
               load_suggest_section(l, buf, y->text, SEC_TRAPS));
    return false;
}

static bool read_misaligned(struct loader *l, const struct yaml *y, struct mem_desc *m)
{
    if (!y)
        return true;
    if (y->kind == YAML_SCALAR && strcmp(y->text, "split") == 0)
        return true;
    if (y->kind != YAML_MAP) {
        diag_error(l->d, y->loc, "`misaligned` is `split` or {load: TRAP, store: TRAP}");
        return false;
    }
    m->misaligned = MISALIGNED_TRAP;
    if (!yaml_check_keys(y, l->d, misaligned_keys, "`misaligned`"))
        return false;
    if (!yaml_get(y, "load") || !yaml_get(y, "store")) {
        diag_error(l->d, y->loc, "`misaligned` needs a trap for `load` and one for `store`");
        return false;
    }
    return trap_named(l, yaml_get(y, "load"), &m->misaligned_load) &&
           trap_named(l, yaml_get(y, "store"), &m->misaligned_store);
}

static bool read_memory(struct loader *l, const struct item *it)
{
    struct mem_desc *m = &l->isa->mem;
    const struct yaml *y = it->value, *addr = yaml_get(y, "addr"), *cell = yaml_get(y, "cell"),
                      *fault = yaml_get(y, "fault");
    int64_t v = 8;
    if (!load_is_kind(l, y, YAML_MAP, "a memory") || !yaml_check_keys(y, l->d, mem_keys, "a memory"))
        return false;
    if (!addr) {
        diag_error(l->d, it->key->loc, "memory '%s' needs `addr`: the width of an address", it->name);
        return false;
    }
    if ((cell && !load_const_in(l, cell, "`cell`", 8, 16, &v)))
        return false;
    m->cell = (unsigned)v;
    if (v != 8 && v != 16) {
        diag_error(l->d, cell->loc, "`cell` is 8 or 16 bits");
        return false;
    }
    if (!load_const_in(l, addr, "`addr`", 8, 64, &v))
        return false;
    m->addr = (unsigned)v;
    m->big_endian = l->isa->big_endian;
    if (fault && (!load_is_kind(l, fault, YAML_MAP, "`fault`") ||
                  !yaml_check_keys(fault, l->d, fault_keys, "`fault`")))
        return false;
    return word_key(l, yaml_get(y, "endian"), "big", "little", &m->big_endian) &&
           trap_named(l, yaml_get(fault, "fetch"), &m->fault_fetch) &&
           trap_named(l, yaml_get(fault, "load"), &m->fault_load) &&
           trap_named(l, yaml_get(fault, "store"), &m->fault_store) &&
           read_misaligned(l, yaml_get(y, "misaligned"), m);
}

bool load_memory(struct loader *l)
{
    struct mem_desc *m = &l->isa->mem;
    struct section *s = &l->sec[SEC_MEMORY];
    *m = (struct mem_desc){
        .misaligned_load = -1, .misaligned_store = -1, .fault_fetch = -1, .fault_load = -1, .fault_store = -1
    };
    if (s->items.count == 0) {
        diag_error(l->d, l->modules.data[0].doc->loc, "no module has a `memory:` section");
        return false;
    }
    if (s->items.count > 1) {
        diag_error(l->d, s->items.data[1].key->loc, "an ISA has one memory; '%s' would be a second",
                   s->items.data[1].name);
        return false;
    }
    return read_memory(l, &s->items.data[0]);
}

/* ---- ports ------------------------------------------------------------------------------------------- */

/* Whose elements the fields number: said by `file`, else the first register file. */
static bool port_file(struct loader *l, const struct yaml *y)
{
    struct isa *isa = l->isa;
    if (y && !load_is_kind(l, y, YAML_SCALAR, "`file`"))
        return false;
    for (unsigned i = 0; i < isa->nregs && !isa->port_file; i++) {
        const struct reg *r = &isa->regs[i];
        if (r->count && !r->space && (!y || strcmp(r->name, y->text) == 0))
            isa->port_file = r;
    }
    if (!isa->port_file && y)
        diag_error(l->d, y->loc, "there is no register file '%s'", y->text);
    else if (!isa->port_file)
        diag_error(l->d, l->sec[SEC_PORTS].items.data[0].key->loc,
                   "ports number registers, and there is no register file");
    return isa->port_file != NULL;
}

bool load_ports(struct loader *l)
{
    struct isa *isa = l->isa;
    struct item *it;
    bool ok = true;
    unsigned hi, lo;
    isa->ports = arena_alloc(l->a, sizeof *isa->ports * (l->sec[SEC_PORTS].items.count + 1));
    const struct item *file = NULL;
    vec_each (it, &l->sec[SEC_PORTS].items) {
        if (strcmp(it->name, "file") == 0) {
            file = it;
            continue;
        }
        if (!load_range(l, it->value, 64, "an instruction", &hi, &lo)) {
            ok = false;
            continue;
        }
        isa->ports[isa->nports].name = it->name;
        isa->ports[isa->nports].hi = (uint8_t)hi;
        isa->ports[isa->nports++].lo = (uint8_t)lo;
    }
    if (l->sec[SEC_PORTS].items.count && !port_file(l, file ? file->value : NULL))
        return false;
    return ok;
}

/* ---- assembler --------------------------------------------------------------------------------------- */

static const char *const assembler_keys[] = { "comment",      "case",       "hex",       "binary",
                                              "narrow",       "directives", "operators", "options",
                                              "label_suffix", "align",      "nops",      "load_address",
                                              "instead",      NULL };
static const char *const option_keys[] = { "doc", "enable", "disable", NULL };

static bool text_list(struct loader *l, const char *key, const char ***out, unsigned *n)
{
    const struct yaml *y = entry(l, SEC_ASSEMBLER, key);
    if (!y)
        return true;
    if (!load_is_kind(l, y, YAML_SEQ, arena_printf(l->a, "`%s`", key)))
        return false;
    *out = ARENA_ARRAY(l->a, const char *, y->count + 1);
    yaml_each (i, y) {
        if (!load_is_kind(l, &y->items[i], YAML_SCALAR, "this"))
            return false;
        if (!y->items[i].text[0]) {
            diag_error(l->d, y->items[i].loc, "an empty text can't stand here");
            return false;
        }
        (*out)[(*n)++] = y->items[i].text;
    }
    return true;
}

static bool read_directives(struct loader *l, struct asm_desc *a)
{
    const struct yaml *y = entry(l, SEC_ASSEMBLER, "directives");
    int64_t v;
    if (!y)
        return true;
    if (!load_is_kind(l, y, YAML_MAP, "`directives`"))
        return false;
    a->directives = arena_alloc(l->a, sizeof *a->directives * (y->count + 1));
    yaml_each (i, y) {
        if (!load_const_in(l, &y->items[i], "a directive's bits", 8, 64, &v))
            return false;
        a->directives[a->ndirectives].name = y->keys[i].text;
        a->directives[a->ndirectives++].bits = (unsigned)v;
    }
    return true;
}

static bool read_operators(struct loader *l, struct asm_desc *a)
{
    const struct yaml *ops = entry(l, SEC_ASSEMBLER, "operators");
    if (ops && !load_is_kind(l, ops, YAML_MAP, "`operators`"))
        return false;
    a->operators = arena_alloc(l->a, sizeof *a->operators * ((ops ? ops->count : 0) + 1));
    yaml_each (i, ops) {
        a->operators[a->noperators].op = ops->keys[i].text;
        if (!yaml_text(&ops->items[i], l->d, &a->operators[a->noperators++].fn))
            return false;
    }
    return true;
}

/* `.option NAME`: a text, or {doc, enable: MODULE, disable: MODULE}. */
static bool read_options(struct loader *l, struct asm_desc *a)
{
    const struct yaml *y = entry(l, SEC_ASSEMBLER, "options");
    if (y && !load_is_kind(l, y, YAML_MAP, "`options`"))
        return false;
    a->options = arena_alloc(l->a, sizeof *a->options * ((y ? y->count : 0) + 1));
    yaml_each (i, y) {
        const struct yaml *o = &y->items[i], *doc = o->kind == YAML_MAP ? yaml_get(o, "doc") : o,
                          *on = yaml_get(o, "enable"), *off = yaml_get(o, "disable");
        struct asm_option *out = &a->options[a->noptions++];
        out->name = y->keys[i].text;
        if ((o->kind == YAML_MAP && !yaml_check_keys(o, l->d, option_keys, "an option")) ||
            (doc && !yaml_text(doc, l->d, &out->doc)) || (on && !yaml_text(on, l->d, &out->enable)) ||
            (off && !yaml_text(off, l->d, &out->disable)))
            return false;
    }
    return true;
}

/* What other assemblers have and this target has not, for messages. */
static bool read_instead(struct loader *l, struct asm_desc *a)
{
    const struct yaml *y = entry(l, SEC_ASSEMBLER, "instead"),
                      *load = entry(l, SEC_ASSEMBLER, "load_address");
    if (load && !yaml_text(load, l->d, &a->load_address))
        return false;
    if (y && !load_is_kind(l, y, YAML_MAP, "`instead`"))
        return false;
    a->instead = arena_alloc(l->a, sizeof *a->instead * ((y ? y->count : 0) + 1));
    yaml_each (i, y) {
        a->instead[a->ninstead].word = y->keys[i].text;
        if (!yaml_text(&y->items[i], l->d, &a->instead[a->ninstead++].text))
            return false;
    }
    return true;
}

bool load_assembler(struct loader *l)
{
    struct asm_desc *a = &l->isa->assembler;
    const struct yaml *suffix = entry(l, SEC_ASSEMBLER, "label_suffix");
    static const char *const input_keys[] = { "level", "edge", "doc", NULL };
    struct item *it;
    bool ok = check_entries(l, SEC_ASSEMBLER, assembler_keys), dummy, words = true;
    a->label_suffix = ":";
    ok = ok &&
         word_key(l, entry(l, SEC_ASSEMBLER, "case"), "insensitive", "sensitive", &a->case_insensitive) &&
         word_key(l, entry(l, SEC_ASSEMBLER, "narrow"), "value", "never", &dummy) &&
         text_list(l, "comment", &a->comments, &a->ncomments) && text_list(l, "hex", &a->hex, &a->nhex) &&
         text_list(l, "binary", &a->binary, &a->nbinary) && text_list(l, "nops", &a->nops, &a->nnops) &&
         word_key(l, entry(l, SEC_ASSEMBLER, "align"), "bytes", "power", &a->align_bytes) &&
         (!suffix || yaml_text(suffix, l->d, &a->label_suffix)) && read_directives(l, a) &&
         read_operators(l, a) && read_options(l, a) && read_instead(l, a);
    vec_each (it, &l->sec[SEC_INPUTS].items)
        words &= load_is_kind(l, it->value, YAML_MAP, "an input") &&
                 yaml_check_keys(it->value, l->d, input_keys, "an input");
    return ok && words;
}

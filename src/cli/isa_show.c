/* isa_show.c - `orrery isa show`: a target, or one mnemonic with all that the model knows of it. */
#include "cli/isa.h"

#include <string.h>

/* ---- syntax ------------------------------------------------------------------------------------------ */

static void add_parts(struct str *out, const struct syntax_part *parts, unsigned n,
                      const char *(*name)(const void *, unsigned), const void *ctx)
{
    for (unsigned i = 0; i < n; i++) {
        const char *text = parts[i].kind == PART_TEXT ? parts[i].text : name(ctx, parts[i].operand);
        char last = out->len ? out->buf[out->len - 1] : ' ';
        if (i == 0 || last == ',')
            str_addc(out, ' ');
        str_addf(out, parts[i].kind == PART_TEXT ? "%s" : "{%s}", text);
    }
}

static const char *operand_name(const void *insn, unsigned i)
{
    return ((const struct insn *)insn)->operands[i].name;
}

static const char *alias_hole(const void *alias, unsigned i)
{
    const struct alias *a = alias;
    return a->insn->operands[a->hole_operand[i]].name;
}

static const char *pseudo_hole(const void *pseudo, unsigned i)
{
    return ((const struct pseudo *)pseudo)->holes[i].name;
}

static void add_value(struct str *out, const struct operand *op, uint64_t v)
{
    if (op->reg)
        isa_reg_name(op->reg, (unsigned)v, out);
    else if (op->is_signed && op->sem_width < 64 && v >> (op->sem_width - 1) & 1)
        str_addf(out, "-%llu", (unsigned long long)((UINT64_C(1) << op->sem_width) - v));
    else if (op->is_signed)
        str_addf(out, "%lld", (long long)v);
    else
        str_addf(out, "%llu", (unsigned long long)v);
}

static void show_syntax(const struct insn *insn, struct str *out)
{
    for (unsigned k = 0; k < insn->nsyntax; k++) {
        const struct syntax *s = &insn->syntax[k];
        str_addf(out, "%s%s", k == 0 ? "  syntax      " : "              ", s->mnemonic);
        add_parts(out, s->parts, s->nparts, operand_name, insn);
        for (unsigned i = 0; i < s->nfixed; i++) {
            str_addf(out, "%s%s=", i ? ", " : "   with ", insn->operands[s->fixed[i].operand].name);
            add_value(out, &insn->operands[s->fixed[i].operand], s->fixed[i].value);
        }
        str_addc(out, '\n');
    }
}

static void show_aliases(const struct isa *isa, const struct insn *insn, struct str *out)
{
    const char *title = "  aliases     ";
    for (unsigned k = 0; k < isa->naliases; k++) {
        const struct alias *a = &isa->aliases[k];
        if (a->insn != insn)
            continue;
        str_addf(out, "%s%s", title, a->syntax.mnemonic);
        add_parts(out, a->syntax.parts, a->syntax.nparts, alias_hole, a);
        const char *sep = "   when ";
        for (unsigned i = 0; i < insn->noperands; i++)
            if (a->map[i].is_const) {
                str_addf(out, "%s%s=", sep, insn->operands[i].name);
                add_value(out, &insn->operands[i], a->map[i].value);
                sep = ", ";
            }
        str_add(out, a->assemble_only ? "   (read, never printed)\n" : "\n");
        title = "              ";
    }
}

/* ---- semantics --------------------------------------------------------------------------------------- */

static void show_text(const char *text, struct str *out)
{
    for (const char *s = text; s && *s;) {
        size_t n = strcspn(s, "\n");
        if (n)
            str_addf(out, "    %.*s\n", (int)n, s);
        s += n + (s[n] == '\n');
    }
}

/* The operand, number or expression that a temporary of a register index stands for. */
static void show_index(const struct insn *insn, const struct ir *ir, uint16_t temp, struct str *out)
{
    for (unsigned i = 0; i < ir->nops; i++) {
        const struct ir_op *op = &ir->ops[i];
        if (op->d != temp)
            continue;
        if (op->code == IR_FIELD && op->imm < insn->noperands)
            str_add(out, insn->operands[op->imm].name);
        else if (op->code == IR_CONST)
            str_addf(out, "%llu", (unsigned long long)op->imm);
        else
            break;
        return;
    }
    str_add(out, "...");
}

static void show_reg(const struct isa *isa, const struct insn *insn, const struct ir *ir,
                     const struct foot_reg *f, struct str *out)
{
    unsigned index = 0;
    if (f->file >= 0) {
        str_addf(out, "%s[", isa->regs[f->file].name);
        show_index(insn, ir, f->index, out);
        str_addc(out, ']');
        return;
    }
    const struct reg *r = isa_slot_reg(isa, f->slot, &index);
    if (r)
        isa_reg_name(r, index, out);
}

static void show_places(unsigned mask, const char *before, struct str *out)
{
    const char *sep = before;
    for (unsigned p = 0; p < PLACE_COUNT; p++)
        if (mask >> p & 1) {
            str_addf(out, "%s%s", sep, place_name((enum place)p));
            sep = ", ";
        }
}

static void show_regs(const struct isa *isa, const struct insn *insn, const struct ir *ir, bool src,
                      struct str *out)
{
    const struct footprint *f = &ir->foot;
    unsigned n = src ? f->nsrc : f->ndst;
    str_add(out, src ? "  reads       " : "  writes      ");
    for (unsigned i = 0; i < n; i++) {
        const struct foot_reg *r = src ? &f->src[i] : &f->dst[i];
        str_add(out, i ? "; " : "");
        show_reg(isa, insn, ir, r, out);
        show_places(r->needs, src ? " for " : " from ", out);
    }
    str_add(out, n ? "\n" : "nothing\n");
}

static void show_traps(const struct isa *isa, const struct footprint *f, struct str *out)
{
    const char *sep = "  traps       ";
    bool memory = (f->loads || f->stores) && f->may_trap;
    for (unsigned i = 0; i < isa->ntraps; i++) {
        unsigned n = isa->traps[i].number;
        if (n < 63 && f->traps >> n & 1) {
            str_addf(out, "%s%s", sep, isa->traps[i].name);
            sep = ", ";
        }
    }
    if (memory)
        str_addf(out, "%sthose of memory accesses", sep);
    if (memory || sep[0] == ',')
        str_addc(out, '\n');
}

static void show_footprint(const struct isa *isa, const struct insn *insn, const struct ir *ir,
                           struct str *out)
{
    const struct footprint *f = &ir->foot;
    show_regs(isa, insn, ir, true, out);
    show_regs(isa, insn, ir, false, out);
    str_addf(out, "  kind        %s%s%s\n", kind_name((enum kind)f->kind),
             f->conditional ? ", conditional" : "", f->alone ? ", issues alone" : "");
    if (f->loads || f->stores)
        str_addf(out, "  memory      %u load%s, %u store%s\n", f->loads, f->loads == 1 ? "" : "s", f->stores,
                 f->stores == 1 ? "" : "s");
    show_traps(isa, f, out);
}

static void show_expansion(const struct insn *insn, struct str *out)
{
    const struct insn *to = insn->expands;
    const struct syntax *s = &to->syntax[0];
    str_addf(out, "  expands to  %s", s->mnemonic);
    for (unsigned i = 0; i < s->nparts; i++) {
        const struct syntax_part *p = &s->parts[i];
        str_add(out, i == 0 || out->buf[out->len - 1] == ',' ? " " : "");
        if (p->kind == PART_TEXT)
            str_add(out, p->text);
        else if (insn->expand_map[p->operand].is_const)
            add_value(out, &to->operands[p->operand], insn->expand_map[p->operand].value);
        else
            str_addf(out, "{%s}", insn->operands[insn->expand_map[p->operand].from].name);
    }
    str_addc(out, '\n');
}

/* ---- one instruction --------------------------------------------------------------------------------- */

static void show_insn(const struct isa *isa, const struct insn *insn, bool ir, struct str *out)
{
    str_addf(out, "%s%s%s   %s of %s", insn->name, insn->variant ? "  " : "",
             insn->variant ? insn->variant : "", insn->row ? "a table row" : "an instruction", insn->module);
    if (insn->loc.src)
        str_addf(out, ", %s:%d", insn->loc.src->name, insn->loc.line);
    str_addf(out, "\n%s%s%s\n", insn->doc ? "  " : "", insn->doc ? insn->doc : "", insn->doc ? "\n" : "");
    isa_show_boxes(isa, insn, out);
    str_addc(out, '\n');
    show_syntax(insn, out);
    show_aliases(isa, insn, out);
    if (insn->expands)
        show_expansion(insn, out);
    else {
        str_add(out, "  semantics\n");
        show_text(insn->sem_text, out);
        show_footprint(isa, insn, insn->ir, out);
    }
    if (ir && insn->ir) {
        str_add(out, "  operations\n");
        struct str ops;
        str_init(&ops);
        ir_print(insn->ir, &ops);
        show_text(ops.buf, out);
        str_release(&ops);
    }
    str_addc(out, '\n');
}

/* A line with the texts that were chosen at load time filled in. */
static void show_line(const struct pseudo *p, const char *line, struct str *out)
{
    str_add(out, "    ");
    while (*line) {
        unsigned i = 0;
        size_t n = 0;
        for (; i < p->ntext; i++) {
            n = strlen(p->text[i].name);
            if (line[0] == '{' && strncmp(line + 1, p->text[i].name, n) == 0 && line[n + 1] == '}')
                break;
        }
        if (i < p->ntext)
            str_add(out, p->text[i].value);
        else
            str_addc(out, *line);
        line += i < p->ntext ? n + 2 : 1;
    }
}

static void show_case(const struct pseudo *p, unsigned c, struct str *out)
{
    const struct pseudo_case *k = &p->cases[c];
    bool always = !k->when_text || strcmp(k->when_text, "1") == 0;
    if (!always)
        str_addf(out, "  %sif %s\n", c ? "else " : "", k->when_text);
    else if (k->nlets && c + 1 < p->ncases)
        str_addf(out, "  %sif %s is a number\n", c ? "else " : "", k->lets[0].text);
    else if (c)
        str_add(out, "  else\n");
    for (unsigned i = 0; i < k->nemit; i++) {
        show_line(p, k->emit[i], out);
        for (unsigned v = 0; v < k->nlets && i + 1 == k->nemit; v++)
            str_addf(out, "%s%s = %s", v ? ", " : "   where ", k->lets[v].name, k->lets[v].text);
        str_addc(out, '\n');
    }
}

static void show_pseudo(const struct pseudo *p, struct str *out)
{
    str_addf(out, "%s", p->mnemonic);
    add_parts(out, p->parts, p->nparts, pseudo_hole, p);
    str_add(out, "   a pseudo-instruction, which becomes\n");
    for (unsigned c = 0; c < p->ncases; c++)
        show_case(p, c, out);
    str_addc(out, '\n');
}

static bool is_called(const struct insn *insn, const char *name)
{
    if (strcmp(insn->name, name) == 0)
        return true;
    for (unsigned k = 0; k < insn->nsyntax; k++)
        if (strcmp(insn->syntax[k].mnemonic, name) == 0)
            return true;
    return false;
}

/* Is this one of the instruction's names, or of its aliases'? */
static bool stands_for(const struct isa *isa, const struct insn *insn, const char *name)
{
    bool yes = is_called(insn, name);
    for (unsigned k = 0; k < isa->naliases && !yes; k++)
        yes = isa->aliases[k].insn == insn && strcmp(isa->aliases[k].syntax.mnemonic, name) == 0;
    return yes;
}

/* Does a pseudo-instruction become lines with this mnemonic? */
static bool becomes(const struct pseudo *p, const char *mnemonic)
{
    size_t n = strlen(mnemonic);
    for (unsigned c = 0; c < p->ncases; c++) {
        for (unsigned i = 0; i < p->cases[c].nemit; i++) {
            const char *line = p->cases[c].emit[i];
            if (strncmp(line, mnemonic, n) == 0 && (!line[n] || line[n] == ' '))
                return true;
        }
    }
    return false;
}

/* Is this pseudo-instruction, and no instruction of its name, what another, called `name`, is made of? */
static bool serves(const struct isa *isa, const struct pseudo *p, const char *name)
{
    bool yes = false;
    for (unsigned i = 0; i < isa->ninsns; i++) {
        if (stands_for(isa, &isa->insns[i], p->mnemonic))
            return false;
    }
    for (unsigned i = 0; i < isa->npseudos && !yes; i++)
        yes = strcmp(isa->pseudos[i].mnemonic, name) == 0 && becomes(&isa->pseudos[i], p->mnemonic);
    return yes;
}

static void not_found(const struct isa *isa, const char *name, struct diag *d)
{
    cli_names names = { 0 };
    char hint[DIAG_SUGGEST_MAX];
    for (unsigned i = 0; i < isa->ninsns; i++)
        *vec_push(&names) = isa->insns[i].name;
    for (unsigned i = 0; i < isa->naliases; i++)
        *vec_push(&names) = isa->aliases[i].syntax.mnemonic;
    for (unsigned i = 0; i < isa->npseudos; i++)
        *vec_push(&names) = isa->pseudos[i].mnemonic;
    diag_error(d, (struct loc){ 0 }, "%s has no instruction '%s'%s", isa->target, name,
               diag_suggest(hint, name, names.data, names.count));
    vec_release(&names);
}

void isa_show_mnemonic(const struct isa *isa, const char *name, bool ir, struct str *out, struct diag *d)
{
    size_t before = out->len;
    for (unsigned i = 0; i < isa->ninsns; i++) {
        if (stands_for(isa, &isa->insns[i], name))
            show_insn(isa, &isa->insns[i], ir, out);
    }
    for (unsigned i = 0; i < isa->npseudos; i++)
        if (strcmp(isa->pseudos[i].mnemonic, name) == 0 || serves(isa, &isa->pseudos[i], name))
            show_pseudo(&isa->pseudos[i], out);
    if (out->len == before)
        not_found(isa, name, d);
}

/* ---- a whole target ---------------------------------------------------------------------------------- */

static void show_words(struct str *out, const char *title, const char *const *words, unsigned n)
{
    if (n == 0)
        return;
    str_addf(out, "%-14s", title);
    for (unsigned i = 0; i < n; i++)
        str_addf(out, "%s%s", i ? " " : "", words[i]);
    str_addc(out, '\n');
}

static void show_registers(const struct isa *isa, struct str *out)
{
    for (unsigned i = 0; i < isa->nregs; i++) {
        const struct reg *r = &isa->regs[i];
        if (r->space)
            continue;
        str_addf(out, "  %-10s %u bits", r->name, r->width);
        if (r->count) {
            str_addf(out, ", %u registers: ", r->count);
            isa_reg_name(r, 0, out);
            str_add(out, " .. ");
            isa_reg_name(r, r->count - 1, out);
        }
        for (unsigned f = 0; f < r->nfields; f++)
            str_addf(out, "%s%s", f ? " " : ": ", r->fields[f].name);
        if (r->doc)
            str_addf(out, "   %s", r->doc);
        str_addc(out, '\n');
    }
    for (unsigned s = 0; s < isa->nspaces; s++) {
        str_addf(out, "  %s[]     ", isa->spaces[s].name);
        for (unsigned i = 0; i < isa->spaces[s].nregs; i++)
            str_addf(out, "%s%s", i ? " " : "", isa->spaces[s].regs[i]->name);
        str_addc(out, '\n');
    }
}

/* One name may stand for several encodings. */
static bool named_before(const struct isa *isa, unsigned i)
{
    for (unsigned k = 0; k < i; k++) {
        if (strcmp(isa->insns[k].name, isa->insns[i].name) == 0 &&
            strcmp(isa->insns[k].module, isa->insns[i].module) == 0)
            return true;
    }
    return false;
}

/* The names of a module's instructions, in columns. */
static void show_module(const struct isa *isa, const char *module, struct str *out)
{
    unsigned column = 0;
    for (unsigned i = 0; i < isa->ninsns; i++) {
        const struct insn *insn = &isa->insns[i];
        if (strcmp(insn->module, module) != 0 || named_before(isa, i))
            continue;
        if (column == 0)
            str_addf(out, "\n%s\n ", module);
        if (column + strlen(insn->name) > 96) {
            str_add(out, "\n ");
            column = 0;
        }
        str_addf(out, " %s", insn->name);
        column += (unsigned)strlen(insn->name) + 1;
    }
    if (column)
        str_addc(out, '\n');
}

void isa_show_target(const struct isa *isa, struct str *out)
{
    str_addf(out, "%s: %s\n", isa->target, isa->doc ? isa->doc : isa->name);
    show_words(out, "modules", isa->modules, isa->nmodules);
    show_words(out, "options", isa->options, isa->noptions);
    show_words(out, "switched on", isa->options_on, isa->noptions_on);
    str_addf(out, "%-14s", "parameters");
    for (unsigned i = 0; i < isa->nparams; i++)
        str_addf(out, "%s%s=%lld", i ? " " : "", isa->params[i].name, (long long)isa->params[i].value);
    str_addf(out, "\n%-14s%u, %u aliases, %u pseudo-instructions\n", "instructions", isa->ninsns,
             isa->naliases, isa->npseudos);
    str_add(out, "registers\n");
    show_registers(isa, out);
    for (unsigned m = 0; m < isa->nmodules; m++)
        show_module(isa, isa->modules[m], out);
}

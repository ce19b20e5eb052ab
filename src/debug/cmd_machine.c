/* cmd_machine.c - the inside of the machine as text: stages, latches, hazards, the diagram, the instruction
 * set, devices; and why. Caches and predictors are in cmd_stats.c. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "debug/commands.h"
#include "debug/location.h"
#include "debug/text.h"
#include "machine/devices.h"
#include "machine/machine.h"
#include "machine/state.h"

static enum session_status why(struct session *s, const struct call *c)
{
    struct str text;
    uint64_t seq;
    const char *p = c->args + (*c->args == '#');
    str_init(&text);
    if (*p && !look_uint(s, p, &seq)) {
        str_release(&text);
        return SESSION_FAILED;
    }
    if (*p)
        session_why(s, seq, &text);
    else
        text_why(s, &text);
    out(s, "%s\n", text.buf);
    str_release(&text);
    return SESSION_OK;
}

/* ---- the diagram ------------------------------------------------------------------------------------- */

static void diagram_cell(struct session *s, const struct diagram_row *r, const struct diagram_cell *cell,
                         bool last, struct str *out)
{
    if (cell->stage < 0)
        str_addf(out, " %-4s", "");
    else if (r->squashed && last)
        str_addf(out, " %-4s", "xx");
    else if (cell->held)
        str_addf(out, " %-4s", "..");
    else if (cell->cause != CAUSE_BASE)
        str_addf(out, " %-4s", cause_label((enum cause)cell->cause));
    else
        str_addf(out, " %-4s", engine_stage_name(s->engine, (unsigned)cell->stage));
}

static void diagram_row(struct session *s, const struct diagram *d, const struct diagram_row *r)
{
    struct str line, text;
    str_init(&line);
    str_init(&text);
    text_instruction(s, r->pc, &text);
    for (char *p = text.buf; *p; p++)
        if (*p == '\t')
            *p = ' ';
    str_addf(&line, "%4" PRIu64 "  %-22.22s", r->seq, text.buf);
    for (uint64_t cycle = d->from; cycle <= d->to; cycle++) {
        if (cycle < r->first || cycle > r->last)
            str_add(&line, "     ");
        else
            diagram_cell(s, r, &d->cells[r->cell + (cycle - r->first)], cycle == r->last, &line);
    }
    str_trim_end(&line);
    out(s, "%s\n", line.buf);
    str_release(&line);
    str_release(&text);
}

static enum session_status info_pipeline(struct session *s, const struct call *c)
{
    struct diagram d;
    uint64_t n = 10, now = engine_cycle(s->engine);
    if (*c->args && !look_uint(s, c->args, &n))
        return SESSION_FAILED;
    if (n < 1 || n > 1000)
        return fail(s, "A number of cycles from 1 to 1000 is expected.");
    if (!now) {
        out(s, "Cycle 0: nothing has been fetched.\n");
        return SESSION_OK;
    }
    engine_diagram(s->engine, now > n ? now - n + 1 : 1, now, &d);
    struct str head;
    str_init(&head);
    str_addf(&head, "%4s  %-22s", "#", "instruction");
    for (uint64_t cycle = d.from; cycle <= d.to; cycle++)
        str_addf(&head, " %-4" PRIu64, cycle);
    str_trim_end(&head);
    out(s, "%s\n", head.buf);
    for (size_t i = 0; i < d.nrows; i++)
        diagram_row(s, &d, &d.rows[i]);
    str_clear(&head);
    cause_legend(&head);
    out(s, "%s\n", head.buf);
    str_release(&head);
    diagram_release(&d);
    return SESSION_OK;
}

/* ---- latches and hazards ----------------------------------------------------------------------------- */

static void add_operand(struct session *s, const struct view_operand *o, bool result, struct str *out)
{
    unsigned index;
    const struct reg *r = isa_slot_reg(s->isa, o->slot, &index);
    struct str name;
    str_init(&name);
    if (r)
        isa_reg_name(r, index, &name);
    str_addf(out, "    %s %-6s", result ? "writes" : "reads ", name.buf);
    if (o->known)
        str_addf(out, " 0x%0*" PRIx64, r ? (int)(r->width + 3) / 4 : 8, o->value);
    else if (result)
        str_add(out, " not there yet");
    else if (o->from_seq)
        str_addf(out, " not there yet, #%" PRIu64 " makes it", o->from_seq);
    else
        str_add(out, " not read yet");
    if (!result && o->known && o->from >= 0)
        str_addf(out, "  forwarded from %s (#%" PRIu64 ")", engine_stage_name(s->engine, (unsigned)o->from),
                 o->from_seq);
    else if (!result && o->from == -1)
        str_add(out, "  from the register file");
    str_addc(out, '\n');
    str_release(&name);
}

static void stage_line(struct session *s, unsigned stage, const struct view_stage *v, struct str *out)
{
    str_addf(out, "%-4s ", engine_stage_name(s->engine, stage));
    if (v->bubble) {
        str_addf(out, "(bubble) %s\n", v->cause == CAUSE_BASE ? "" : cause_name(v->cause));
        return;
    }
    struct str text;
    str_init(&text);
    text_instruction(s, v->pc, &text);
    str_addf(out, "#%-4" PRIu64 " ", v->seq);
    location_address(s, v->pc, out);
    str_addf(out, "  %s", text.buf);
    if (v->squashed || v->wrong_path)
        str_add(out, v->squashed ? "  (squashed)" : "  (wrong path)");
    else if (v->cause != CAUSE_BASE)
        str_addf(out, "  (waits: %s)", cause_name(v->cause));
    str_addc(out, '\n');
    str_release(&text);
}

static void latch(struct session *s, unsigned place)
{
    struct view_stage v;
    struct str text;
    engine_stage(s->engine, place, &v);
    if (v.bubble && place >= engine_stages(s->engine)) /* nobody beside the elder */
        return;
    str_init(&text);
    stage_line(s, place % engine_stages(s->engine), &v, &text);
    for (unsigned i = 0; !v.bubble && i < v.nsrc; i++)
        add_operand(s, &v.src[i], false, &text);
    for (unsigned i = 0; !v.bubble && i < v.ndst; i++)
        add_operand(s, &v.dst[i], true, &text);
    for (unsigned i = 0; !v.bubble && i < v.naccess; i++)
        str_addf(&text, "    %s %u bytes at 0x%" PRIx64 "\n", v.access[i].store ? "stores" : "loads ",
                 v.access[i].size, v.access[i].addr);
    if (!v.bubble && v.predicted)
        str_addf(&text, "    predicted %s", v.predicted_taken ? "taken" : "not taken");
    if (!v.bubble && v.predicted)
        str_addf(&text, v.decided ? ", was %s\n" : "%s\n",
                 v.decided ? (v.taken ? "taken" : "not taken") : "");
    out_text(s, text.buf, text.len);
    str_release(&text);
}

/* "EX", or a latch by the stages beside it: "ID_EX", "ID/EX" hold what stands in EX. */
static int stage_named(struct session *s, const char *name)
{
    for (unsigned i = 0; i < engine_stages(s->engine); i++) {
        const char *stage = engine_stage_name(s->engine, i);
        const char *before = i ? engine_stage_name(s->engine, i - 1) : "";
        size_t n = strlen(before);
        if (!strcasecmp(stage, name))
            return (int)i;
        if (n && !strncasecmp(name, before, n) && (name[n] == '_' || name[n] == '/') &&
            !strcasecmp(name + n + 1, stage))
            return (int)i;
    }
    return -1;
}

static enum session_status info_latch(struct session *s, const struct call *c)
{
    unsigned n = engine_stages(s->engine);
    int only = *c->args ? stage_named(s, c->args) : -1;
    if (*c->args && only < 0)
        return fail(s, "No stage or latch \"%s\".", c->args);
    out(s, "Cycle %" PRIu64 "\n", engine_cycle(s->engine));
    for (unsigned i = 0; i < n; i++)
        for (unsigned place = i; place < engine_places(s->engine) && (only < 0 || (int)i == only); place += n)
            latch(s, place);
    return SESSION_OK;
}

static enum session_status info_hazards(struct session *s, const struct call *c)
{
    bool any = false;
    (void)c;
    for (unsigned i = engine_places(s->engine); i-- > 0;) {
        struct view_stage v;
        struct str text;
        bool forwarded = false;
        engine_stage(s->engine, i, &v);
        for (unsigned k = 0; !v.bubble && k < v.nsrc; k++)
            forwarded |= v.src[k].from >= 0;
        if (v.bubble || (v.cause == CAUSE_BASE && !forwarded))
            continue;
        str_init(&text);
        session_why(s, v.seq, &text);
        out(s, "%s\n", text.buf);
        str_release(&text);
        any = true;
    }
    if (!any)
        out(s, "No instruction waits, none is given a value by another.\n");
    return SESSION_OK;
}

/* ---- the instruction set, the board ------------------------------------------------------------------ */

/* Line by line, under each other. */
static void semantics(struct session *s, const char *text)
{
    for (const char *head = "semantics"; *text; head = "") {
        size_t n = strcspn(text, "\n");
        out(s, "  %-10s %.*s\n", head, (int)n, text);
        text += n + (text[n] == '\n');
    }
}

static enum session_status info_isa(struct session *s, const struct call *c)
{
    const struct isa *isa = s->isa;
    bool any = false;
    if (!*c->args) {
        out(s, "%s: %s\n", isa->name, isa->doc ? isa->doc : "");
        out(s, "Modules:");
        for (unsigned i = 0; i < isa->nmodules; i++)
            out(s, " %s", isa->modules[i]);
        out(s, "\n%u instructions, %u registers in all.\n", isa->ninsns, isa->nslots);
        return SESSION_OK;
    }
    for (unsigned i = 0; i < isa->ninsns; i++) {
        const struct insn *insn = &isa->insns[i];
        if (strcmp(insn->name, c->args) != 0)
            continue;
        any = true;
        out(s, insn->doc ? "%s: %s\n" : "%s%s\n", insn->name, insn->doc ? insn->doc : "");
        out(s, "  module %s, %u bytes\n", insn->module, insn->len);
        if (insn->enc_text)
            out(s, "  encoding   %s\n", insn->enc_text);
        if (insn->sem_text)
            semantics(s, insn->sem_text);
        if (insn->ir)
            out(s, "  kind       %s\n", kind_name(insn->ir->foot.kind));
        if (insn->expands)
            out(s, "  stands for %s\n", insn->expands->name);
    }
    return any ? SESSION_OK : fail(s, "No instruction \"%s\".", c->args);
}

static enum session_status info_devices(struct session *s, const struct call *c)
{
    const struct mem *m = machine_mem(engine_machine(s->engine));
    static const char *const kinds[] = {
        [REGION_RAM] = "ram", [REGION_ROM] = "rom", [REGION_DEVICE] = "device"
    };
    (void)c;
    for (size_t i = 0; i < m->nregions; i++) {
        const struct region *r = &m->regions[i];
        const char *name = "";
        struct str at;
        for (const struct device_kind *k = device_kinds; k->name; k++)
            if (r->kind == REGION_DEVICE && k->ops == r->ops)
                name = k->name;
        str_init(&at);
        location_address(s, r->base, &at);
        str_add(&at, " - ");
        location_address(s, r->base + r->size - 1, &at);
        out(s, "%s  %s%s%s\n", at.buf, kinds[r->kind], *name ? " " : "", name);
        str_release(&at);
    }
    return SESSION_OK;
}

static enum session_status info_machine(struct session *s, const struct call *c)
{
    struct str text;
    (void)c;
    str_init(&text);
    machine_desc_print(machine_description(engine_machine(s->engine)), &text);
    out_text(s, text.buf, text.len);
    str_release(&text);
    return SESSION_OK;
}

#define SAME REPEAT_SAME

const struct session_command commands_machine[] = {
    { "why", NULL, CLASS_MACHINE, ARG_EXPRESSION, SAME, COMMAND_TIMED, why, "why [#N]",
      "Explain in a sentence what an instruction in the pipeline waits for, whom it waits for and what it is "
      "given.\n#N is its sequence number, as diagrams show it. Without one: why nothing retires, and the "
      "oldest "
      "instruction that waits.",
      "why\nwhy #14" },
    { "info pipeline", "pipe", CLASS_MACHINE, ARG_EXPRESSION, SAME, COMMAND_TIMED, info_pipeline,
      "info pipeline [CYCLES]",
      "Draw which instruction was in which stage, in the last ten cycles or in so many.\nThe last line says "
      "what the signs mean: a point and a letter is the cause of waiting.",
      "info pipeline 12" },
    { "info latch", "latches", CLASS_MACHINE, ARG_STAGE, SAME, COMMAND_TIMED, info_latch,
      "info latch [STAGE]",
      "Show what stands in each stage: instruction, operands and where they come from, results, accesses.",
      "info latch EX" },
    { "info hazards", NULL, CLASS_MACHINE, ARG_NONE, SAME, COMMAND_ALONE | COMMAND_TIMED, info_hazards,
      "info hazards", "Say of every instruction that waits, or is given a value by another, why.", NULL },
    { "info isa", NULL, CLASS_MACHINE, ARG_MNEMONIC, SAME, 0, info_isa, "info isa [MNEMONIC]",
      "Say which instruction set this is, or what one of its instructions does.", "info isa add" },
    { "info devices", "mem", CLASS_MACHINE, ARG_NONE, SAME, COMMAND_ALONE, info_devices, "info devices",
      "List the regions of the address space: memory and devices.", NULL },
    { "info machine", NULL, CLASS_MACHINE, ARG_NONE, SAME, COMMAND_ALONE, info_machine, "info machine",
      "Show the machine file with everything that it inherits.", NULL },
    { 0 },
};

/* cmd_info.c - registers, and the state of the session. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "debug/commands.h"
#include "debug/location.h"
#include "debug/text.h"
#include "machine/machine.h"

/* ---- registers --------------------------------------------------------------------------------------- */

/* gdb's three columns: name, hexadecimal, by type. */
static void register_line(struct session *s, const char *name)
{
    struct value v;
    struct str hex, natural;
    if (!register_value(look(s), name, &v)) {
        out(s, "%-15s<unavailable>\n", name);
        return;
    }
    str_init(&hex);
    str_init(&natural);
    if (v.optimized_out) {
        str_add(&hex, "<not saved>");
    } else {
        format_value(look(s), &v, 'x', &hex);
        format_value(look(s), &v, 0, &natural);
    }
    const char *value = natural.buf, *behind = *value == '(' ? strstr(value, ") 0x") : NULL;
    out(s, "%-15s%-19s%s\n", name, hex.buf, behind ? behind + 2 : value); /* without the pointer's type */
    value_release(&v);
    str_release(&hex);
    str_release(&natural);
}

static void register_file(struct session *s, const struct reg *r)
{
    struct str name;
    if (r->njoin)
        return;
    for (unsigned i = 0; i < (r->count ? r->count : 1); i++) {
        str_init(&name);
        isa_reg_name(r, i, &name);
        register_line(s, name.buf + strspn(name.buf, "$%"));
        str_release(&name);
    }
}

/* The files and registers that are not of a space such as control registers, or all. */
static void registers(struct session *s, bool all)
{
    for (unsigned i = 0; i < s->isa->nregs; i++) {
        const struct reg *r = &s->isa->regs[i];
        if (r == s->isa->pc || (r->space && !all))
            continue;
        register_file(s, r);
    }
    register_line(s, "pc");
}

static enum session_status info_registers(struct session *s, const struct call *c)
{
    const char *p = c->args;
    if (!*p)
        registers(s, false);
    while (*p) {
        p += *p == '$';
        size_t n = strcspn(p, " \t,");
        char *name = xstrndup(p, n);
        const struct reg *file = isa_reg_by_name(s->isa, name);
        if (file && file->count)
            register_file(s, file);
        else if (register_known(look(s), name))
            register_line(s, name);
        else {
            enum session_status status = fail(s, "Invalid register `%s'", name);
            free(name);
            return status;
        }
        free(name);
        p += n + strspn(p + n, " \t,");
    }
    return SESSION_OK;
}

static enum session_status info_all_registers(struct session *s, const struct call *c)
{
    if (*c->args)
        return info_registers(s, c);
    registers(s, true);
    return SESSION_OK;
}

/* ---- the session ------------------------------------------------------------------------------------- */

static enum session_status info_program(struct session *s, const struct call *c)
{
    struct str at;
    (void)c;
    str_init(&at);
    location_address(s, engine_pc(s->engine), &at);
    str_addc(&at, ' ');
    location_symbol(s, engine_pc(s->engine), &at);
    out(s, "Program %s on machine %s, %s.\n", s->image->name,
        machine_desc_name(machine_description(engine_machine(s->engine))), s->isa->name);
    out(s, "Cycle %" PRIu64 ", %" PRIu64 " instructions retired; %s.\n", engine_cycle(s->engine),
        engine_instret(s->engine), engine_over(s->engine) ? "it has ended" : "it has not ended");
    if (!engine_over(s->engine))
        out(s, "The next instruction to retire is at %s.\n", at.buf);
    if (s->reason[0])
        out(s, "It stopped: %s.\n", s->reason);
    str_release(&at);
    return SESSION_OK;
}

static enum session_status info_console(struct session *s, const struct call *c)
{
    size_t n;
    const char *text = engine_console(s->engine, &n);
    (void)c;
    if (!n)
        out(s, "The program has written nothing.\n");
    out_text(s, text, n);
    if (n && text[n - 1] != '\n')
        out(s, "\n");
    return SESSION_OK;
}

static enum session_status show_values(struct session *s, const struct call *c)
{
    size_t n = s->home.values.v.count, from = n > 10 ? n - 10 : 0;
    uint64_t around;
    if (*c->args) {
        if (!look_uint(s, c->args, &around))
            return SESSION_FAILED;
        from = around > 5 && around < n ? around - 5 : from;
    }
    for (size_t i = from; i < n && i < from + 10; i++) {
        struct str text;
        str_init(&text);
        look_format(s, &s->home.values.v.data[i], 0, &text);
        out(s, "$%zu = %s\n", i + 1, text.buf);
        str_release(&text);
    }
    return SESSION_OK;
}

static enum session_status show_convenience(struct session *s, const struct call *c)
{
    const struct map *m = &s->home.variables.names;
    const struct map_entry *e;
    (void)c;
    map_each (e, m) {
        const struct value *v = variable_get(&s->home.variables, e->key);
        struct str text;
        if (!v)
            continue;
        str_init(&text);
        look_format(s, v, 0, &text);
        out(s, "$%s = %s\n", e->key, text.buf);
        str_release(&text);
    }
    if (!m->count)
        out(s, "No debugger convenience values now defined.\n");
    return SESSION_OK;
}

static enum session_status info(struct session *s, const struct call *c)
{
    if (*c->args)
        return fail(s, "Undefined info command: \"%s\".  Try \"help info\".", c->args);
    out(s, "List of info subcommands:\n\n");
    command_each(sub) if (command_is_under(sub, c->command))
        out(s, "%s -- %.*s\n", sub->name, (int)strcspn(sub->help, ".\n"), sub->help);
    return SESSION_OK;
}

#define SAME REPEAT_SAME

const struct session_command commands_info[] = {
    { "info", "i inf", CLASS_INFO, ARG_SUB, SAME, 0, info, "info WHAT",
      "Show things about the program, the machine and the session.", "info registers" },
    { "info registers", "r", CLASS_DATA, ARG_REGISTER, SAME, 0, info_registers, "info registers [NAME...]",
      "Show registers: name, hexadecimal, as a number.\nA name can be that of a register file.",
      "info registers a0 a1" },
    { "info all-registers", NULL, CLASS_DATA, ARG_REGISTER, SAME, 0, info_all_registers,
      "info all-registers [NAME...]", "Show all registers, control registers included.", NULL },
    { "info program", NULL, CLASS_INFO, ARG_NONE, SAME, COMMAND_ALONE, info_program, "info program",
      "Say where the program stands and why it stopped.", NULL },
    { "info console", NULL, CLASS_INFO, ARG_NONE, SAME, COMMAND_ALONE, info_console, "info console",
      "Show all that the program has written up to this moment.", NULL },
    { "show values", NULL, CLASS_DATA, ARG_TEXT, SAME, 0, show_values, "show values [N]",
      "Show the last ten values of the history, or those around $N.", NULL },
    { "show convenience", "conv", CLASS_DATA, ARG_NONE, SAME, COMMAND_ALONE, show_convenience,
      "show convenience", "Show the convenience variables.", NULL },
    { 0 },
};

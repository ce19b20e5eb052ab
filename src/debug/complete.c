/* complete.c - what may stand at the end of a line: commands, then what the command's kind of argument says.
 * The prompt, the screen and `complete` ask here. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "base/fs.h"
#include "debug/dwarf.h"
#include "debug/session_private.h"
#include "debug/settings.h"
#include "debug/stops.h"
#include "machine/machine.h"

struct words {
    struct session *s;
    const char *word; /* what they begin with */
    size_t n;
    VEC(char *) list;
};

static void offer(struct words *w, const char *text)
{
    if (!strncmp(text, w->word, w->n))
        *vec_push(&w->list) = xstrdup(text);
}

static void offer_number(struct words *w, int number)
{
    char *text = xasprintf("%d", number);
    offer(w, text);
    free(text);
}

/* ---- by kind of argument ----------------------------------------------------------------------------- */

static void offer_registers(struct words *w, const char *sigil)
{
    const struct isa *isa = w->s->isa;
    for (unsigned i = 0; i < isa->nregs; i++) {
        const struct reg *r = &isa->regs[i];
        for (unsigned k = 0; k < (r->count ? r->count : 1); k++) {
            struct str name, text;
            str_init(&name);
            str_init(&text);
            isa_reg_name(r, k, &name);
            str_addf(&text, "%s%s", sigil, name.buf + strspn(name.buf, "$%"));
            offer(w, text.buf);
            str_release(&name);
            str_release(&text);
        }
    }
}

static void offer_variables(struct words *w)
{
    static const char *const names[] = { "$pc", "$sp", "$cycle", "$instret",
                                         "$_",  "$__", "$bpnum", "$_exitcode" };
    const struct map_entry *e;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        offer(w, names[i]);
    map_each (e, &w->s->home.variables.names) {
        char *text = xasprintf("$%s", e->key);
        offer(w, text);
        free(text);
    }
    for (unsigned i = 0; i < engine_stages(w->s->engine); i++) {
        char *text = xasprintf("$%s.", engine_stage_name(w->s->engine, i));
        offer(w, text);
        free(text);
    }
}

static void offer_symbols(struct words *w, bool code_only)
{
    const struct image *img = w->s->image;
    for (size_t i = 0; i < img->nsymbols; i++)
        if (!code_only || img->symbols[i].kind != SYM_OBJECT)
            offer(w, img->symbols[i].name);
}

static void offer_locals(struct words *w)
{
    struct debug_local *l = NULL;
    const struct frame *f = look_frame(w->s, w->s->frame);
    size_t n = f ? debug_locals(w->s->home.info, eval_place(look(w->s)), &l) : 0;
    for (size_t i = 0; i < n; i++)
        offer(w, l[i].name);
    free(l);
}

static void offer_sources(struct words *w)
{
    const char *last = NULL;
    for (size_t i = 0; i < w->s->image->nlines; i++) {
        const char *file = w->s->image->lines[i].file;
        if (!file || file == last)
            continue;
        last = file;
        char *text = xasprintf("%s:", fs_base_name(file));
        offer(w, text);
        free(text);
    }
}

static void offer_files(struct words *w)
{
    const char *slash = NULL;
    for (size_t i = 0; i < w->n; i++)
        if (w->word[i] == '/')
            slash = w->word + i;
    char *dir = slash ? xstrndup(w->word, (size_t)(slash - w->word) + 1) : xstrdup("./");
    size_t n = 0;
    char **names = w->s->allow_host ? fs_list(dir, "", &n) : NULL;
    for (size_t i = 0; i < n; i++) {
        char *text = xasprintf("%s%s", slash ? dir : "", names[i]);
        if (strcmp(names[i], ".") != 0 && strcmp(names[i], "..") != 0)
            offer(w, text);
        free(text);
        free(names[i]);
    }
    free(names);
    free(dir);
}

/* Names, and once one is written what it can be. */
static void offer_settings(struct words *w)
{
    static const char *const switches[] = { "off", "on", NULL };
    for (const struct setting *t = settings_table; t->name; t++) {
        size_t n = strlen(t->name);
        const char *const *values = t->kind == SETTING_CHOICE ? t->choice
                                    : t->kind == SETTING_BOOL ? switches
                                                              : NULL;
        offer(w, t->name);
        if (strncmp(w->word, t->name, n) != 0 || w->word[n] != ' ')
            continue;
        for (; values && *values; values++) {
            char *text = xasprintf("%s %s", t->name, *values);
            offer(w, text);
            free(text);
        }
    }
}

static void offer_causes(struct words *w)
{
    for (int i = 0; i < CAUSE_COUNT; i++)
        offer(w, cause_name((enum cause)i));
    offer(w, "raw");
}

static void offer_caches(struct words *w)
{
    const struct machine_desc *d = machine_description(engine_machine(w->s->engine));
    for (unsigned i = 0; i < machine_desc_caches(d); i++)
        offer(w, machine_desc_cache_name(d, i));
}

static void offer_commands(struct words *w, const struct session_command *prefix)
{
    command_each(c) if (command_is_under(c, prefix)) offer(w, command_word(c));
    for (size_t i = 0; !prefix && i < w->s->user.count; i++)
        offer(w, w->s->user.data[i].name);
    for (size_t i = 0; !prefix && i < w->s->aliases.count; i++)
        offer(w, w->s->aliases.data[i].name);
}

static void offer_argument(struct words *w, enum argument kind)
{
    struct session *s = w->s;
    switch (kind) {
    case ARG_NONE:
    case ARG_TEXT:
    case ARG_SUB: break;
    case ARG_LOCATION:
        offer_symbols(w, true);
        offer_sources(w);
        break;
    case ARG_EXPRESSION:
        if (*w->word == '$') {
            offer_registers(w, "$");
            offer_variables(w);
        } else {
            offer_symbols(w, false);
            offer_locals(w);
        }
        break;
    case ARG_REGISTER: offer_registers(w, *w->word == '$' ? "$" : ""); break;
    case ARG_FILE: offer_files(w); break;
    case ARG_POINT:
        for (size_t i = 0; i < s->stoppers.count; i++)
            offer_number(w, s->stoppers.data[i]->number);
        break;
    case ARG_CHECKPOINT:
        for (size_t i = 0; i < s->checkpoints.count; i++)
            offer_number(w, s->checkpoints.data[i].number);
        break;
    case ARG_DISPLAY:
        for (size_t i = 0; i < s->displays.count; i++)
            offer_number(w, s->displays.data[i].number);
        break;
    case ARG_COMMAND: offer_commands(w, NULL); break;
    case ARG_SETTING: offer_settings(w); break;
    case ARG_STAGE:
        for (unsigned i = 0; i < engine_stages(s->engine); i++)
            offer(w, engine_stage_name(s->engine, i));
        break;
    case ARG_CACHE: offer_caches(w); break;
    case ARG_CAUSE: offer_causes(w); break;
    case ARG_TRAP:
        for (unsigned i = 0; i < s->isa->ntraps; i++)
            offer(w, s->isa->traps[i].name);
        break;
    case ARG_SYMBOL: offer_symbols(w, false); break;
    case ARG_MNEMONIC:
        for (unsigned i = 0; i < s->isa->ninsns; i++)
            offer(w, s->isa->insns[i].name);
        break;
    }
}

/* ---- members ----------------------------------------------------------------------------------------- */

static void offer_fields(struct words *w, const struct type *t, unsigned depth)
{
    t = type_strip(t);
    if ((t->kind != TYPE_STRUCT && t->kind != TYPE_UNION) || depth > 16)
        return;
    for (size_t i = 0; i < t->nfields; i++)
        if (t->fields[i].name)
            offer(w, t->fields[i].name);
        else
            offer_fields(w, t->fields[i].type, depth + 1);
}

static bool is_stage(const struct engine *e, const char *name)
{
    for (unsigned i = 0; i < engine_stages(e); i++)
        if (!strcmp(engine_stage_name(e, i), name))
            return true;
    return false;
}

/* What may stand behind "owner." or "owner->". */
static void offer_members(struct words *w, const char *owner)
{
    struct session *s = w->s;
    struct str error;
    struct value v = { 0 };
    const struct reg *r = *owner == '$' ? isa_reg_by_name(s->isa, owner + 1) : NULL;
    for (unsigned i = 0; r && i < r->nfields; i++)
        offer(w, r->fields[i].name);
    for (const char *const *f = latch_fields; *owner == '$' && is_stage(s->engine, owner + 1) && *f; f++)
        offer(w, *f);
    if (r || w->list.count)
        return;
    str_init(&error);
    struct expr *x = eval_parse(look(s), owner, &error);
    if (x && eval_type(look(s), x, &v, &error) == 0 && v.type) {
        const struct type *t = type_strip(v.type);
        offer_fields(w, t->kind == TYPE_POINTER && t->target ? t->target : t, 0);
    }
    expr_free(x);
    str_release(&error);
}

static bool is_name(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '$';
}

/* The expression before the last "." or "->" if nothing but a name follows, which begins at *member. The
 * caller frees; NULL: no member is being written. */
static char *owner_of(const char *line, size_t from, size_t *member)
{
    size_t at = strlen(line);
    int depth = 0;
    while (at > from && is_name(line[at - 1]))
        at--;
    *member = at;
    bool arrow = at >= from + 2 && !strncmp(line + at - 2, "->", 2);
    if (!arrow && (at == from || line[at - 1] != '.'))
        return NULL;
    size_t end = at - (arrow ? 2 : 1), begin = end;
    for (; begin > from; begin--) {
        char c = line[begin - 1];
        bool opens = c == '[' || c == '(', closes = c == ']' || c == ')';
        if (begin - 1 > from && line[begin - 2] == '-' && c == '>')
            begin--;
        else if (!depth && !closes && !is_name(c) && c != '.')
            break;
        depth += closes - opens;
    }
    return begin < end ? xstrndup(line + begin, end - begin) : NULL;
}

/* ---- the line ---------------------------------------------------------------------------------------- */

/* Where the last word of an argument begins. */
static size_t word_begin(const char *line, size_t from, enum argument kind)
{
    const char *breaks =
        kind == ARG_EXPRESSION || kind == ARG_LOCATION ? " \t,()+*/&|<>=!~^%?:[]{}-" : " \t,";
    size_t at = strlen(line);
    if (kind == ARG_SETTING)
        return from;
    while (at > from && !strchr(breaks, line[at - 1]))
        at--;
    return at;
}

/* Whether " stage " stands before the last word: the place of a breakpoint's stage. */
static bool wants_stage(const char *line, size_t at)
{
    while (at && isspace((unsigned char)line[at - 1]))
        at--;
    return at >= 5 && !strncmp(line + at - 5, "stage", 5);
}

static size_t word_size(const char *p)
{
    size_t n = 0;
    while (isalnum((unsigned char)p[n]) || p[n] == '-' || p[n] == '_')
        n++;
    return n;
}

/* The command that the line begins with, as far as it is followed by a space; *at: behind it and the spaces.
 * NULL: the name itself is being written. */
static const struct session_command *command_before(struct session *s, const char *line, size_t *at,
                                                    bool *user)
{
    const struct session_command *c = NULL;
    size_t begin = strspn(line, " \t");
    *user = false;
    for (;;) {
        size_t n = word_size(line + begin), end = begin + n;
        while (line[end] && !isspace((unsigned char)line[end]))
            end++; /* letters after a slash */
        *at = begin;
        if (!line[end])
            return c;
        struct found f;
        struct str error;
        char *head = xstrndup(line, end);
        str_init(&error);
        bool fine = command_find(s, head, &f, &error);
        const struct session_command *found = fine && !*f.rest ? f.command : NULL;
        if (fine) {
            *user |= f.user != NULL;
            command_release(&f);
        }
        free(head);
        str_release(&error);
        if (!found || found == c)
            return c;
        c = found;
        begin = end + strspn(line + end, " \t");
        *at = begin;
        if (!command_is_prefix(c))
            return c;
    }
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static char **finish(struct words *w)
{
    size_t n = 0;
    if (w->list.count)
        qsort(w->list.data, w->list.count, sizeof *w->list.data, by_text);
    for (size_t i = 0; i < w->list.count; i++) {
        if (n && !strcmp(w->list.data[n - 1], w->list.data[i]))
            free(w->list.data[i]);
        else
            w->list.data[n++] = w->list.data[i];
    }
    w->list.count = n;
    *vec_push(&w->list) = NULL;
    return w->list.data;
}

char **session_complete(struct session *s, const char *text, size_t point, size_t *from)
{
    char *line = xstrndup(text, point);
    struct words w = { .s = s };
    size_t at;
    bool user;
    const struct session_command *c = command_before(s, line, &at, &user);
    bool prefix = c && command_is_prefix(c);
    *from = at;
    if (!c || prefix) {
        w.word = line + at;
        w.n = strlen(w.word);
        if (!user && (c || at == strspn(line, " \t")))
            offer_commands(&w, c);
    }
    size_t member;
    char *owner = c && c->arg == ARG_EXPRESSION ? owner_of(line, at, &member) : NULL;
    if (owner) {
        *from = member;
        w.word = line + member;
        w.n = strlen(w.word);
        offer_members(&w, owner);
    } else if (c && (!prefix || c->flags & COMMAND_OPEN || c->arg != ARG_SUB)) {
        size_t begin = word_begin(line, at, c->arg);
        if (begin == at || !w.list.count)
            *from = begin;
        w.word = line + *from;
        w.n = strlen(w.word);
        offer_argument(&w, c->arg == ARG_LOCATION && wants_stage(line, begin) ? ARG_STAGE : c->arg);
    }
    char **result = finish(&w);
    free(owner);
    free(line);
    return result;
}

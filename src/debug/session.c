/* session.c - a session's life, and what becomes of a line: repetition, blocks, the command, and afterwards
 * the commands of the breakpoints that were met. */
#include "debug/session.h"
#include "debug/stops.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 64

struct session *session_new(struct engine *e, const struct isa *isa, const struct image *img,
                            const struct session_io *io)
{
    struct session *s = xcalloc(1, sizeof *s);
    s->engine = e;
    s->isa = isa;
    s->image = img;
    session_set_io(s, io);
    s->max_cycles = s->max_instructions = UINT64_MAX;
    str_init(&s->begun);
    settings_init(s);
    look_open(s);
    stops_open(s);
    return s;
}

void session_free(struct session *s)
{
    if (!s)
        return;
    engine_on_output(s->engine, NULL, NULL);
    stoppers_release(s);
    displays_release(s);
    vec_release(&s->checkpoints);
    free(s->search);
    scripts_release(s);
    sources_release(s);
    stops_close(s);
    look_close(s);
    settings_release(s);
    lines_release(&s->block);
    str_release(&s->begun);
    free(s->last);
    if (s->log)
        fclose(s->log);
    free(s);
}

static void guest_wrote(void *ctx, int fd, const char *text, size_t n)
{
    struct session *s = ctx;
    (void)fd;
    s->guest_began_line = n ? text[n - 1] != '\n' : s->guest_began_line;
    if (s->io.write)
        s->io.write(s->io.ctx, TEXT_GUEST, text, n);
}

void session_set_io(struct session *s, const struct session_io *io)
{
    s->io = io ? *io : (struct session_io){ 0 };
    engine_on_output(s->engine, guest_wrote, s);
}

void session_limit(struct session *s, uint64_t cycles, uint64_t instructions)
{
    s->max_cycles = cycles;
    s->max_instructions = instructions;
}

void session_allow_host(struct session *s, bool allow)
{
    s->allow_host = allow;
}

bool session_may_use_host(const struct session *s)
{
    return s->allow_host;
}

void session_interrupt(struct session *s)
{
    s->interrupted = 1;
    engine_interrupt(s->engine);
}

int session_exit_status(const struct session *s)
{
    return s->exit_status;
}

struct engine *session_engine(const struct session *s)
{
    return s->engine;
}

const struct isa *session_isa(const struct session *s)
{
    return s->isa;
}

const struct image *session_image(const struct session *s)
{
    return s->image;
}

const char *session_stop_reason(const struct session *s)
{
    return s->reason;
}

const char *session_prompt(const struct session *s)
{
    return s->set.prompt;
}

/* ---- blocks ------------------------------------------------------------------------------------------ */

static const char *skip_blanks(const char *p)
{
    while (isspace((unsigned char)*p))
        p++;
    return p;
}

/* The command that a line begins with, if it can be told without an error. */
static const struct session_command *opener(struct session *s, const char *line)
{
    struct found f;
    struct str error;
    const struct session_command *c = NULL;
    str_init(&error);
    if (command_find(s, line, &f, &error)) {
        c = f.command && f.command->flags & COMMAND_BLOCK ? f.command : NULL;
        command_release(&f);
    }
    str_release(&error);
    return c;
}

static bool is_end(const char *line)
{
    return !strncmp(line, "end", 3) && !line[3 + strspn(line + 3, " \t")];
}

void nest(struct session *s, struct nesting *n, const char *line)
{
    line = skip_blanks(line);
    if (is_end(line)) {
        n->depth--;
        n->text = false;
    } else if (!n->text) {
        const struct session_command *c = opener(s, line);
        if (c) {
            n->depth++;
            n->text = !strcmp(c->name, "document");
        }
    }
}

void session_cancel(struct session *s)
{
    lines_release(&s->block);
    str_clear(&s->begun);
}

const char *session_continuation(const struct session *s)
{
    return s->block.count || s->begun.len ? ">" : NULL;
}

/* ---- running ----------------------------------------------------------------------------------------- */

static enum session_status call(struct session *s, const struct found *f, const char *const *body, size_t n,
                                bool typed)
{
    char *args = xstrdup(f->rest);
    size_t len = strlen(args);
    while (!(f->command->flags & COMMAND_SPACES) && len && isspace((unsigned char)args[len - 1]))
        args[--len] = '\0';
    const struct call c = {
        .command = f->command, .args = args, .slash = f->slash, .typed = typed, .body = body, .nbody = n
    };
    enum session_status status;
    if (f->command->flags & COMMAND_ALONE && *args)
        status = fail(s, "The command \"%s\" takes no arguments.", f->command->name);
    else if (f->command->flags & COMMAND_TIMED && engine_functional(s->engine))
        status = fail(s, "\"%s\" has no meaning with --functional: instructions take no time there.",
                      f->command->name);
    else
        status = f->command->run(s, &c);
    free(args);
    return status;
}

/* One line, and the lines of its block. */
static enum session_status run_line(struct session *s, const char *line, const char *const *body, size_t n,
                                    bool typed)
{
    struct found f;
    struct str error;
    enum session_status status = SESSION_FAILED;
    char *replaced = script_arguments(s, line);
    str_init(&error);
    if (++s->depth > DEPTH_MAX)
        fail(s, "Max user call depth exceeded -- command aborted.");
    else if (!command_find(s, replaced ? replaced : line, &f, &error))
        fail_text(s, error.buf);
    else {
        status = f.user ? script_call(s, f.user, f.rest) : call(s, &f, body, n, typed);
        command_release(&f);
    }
    s->depth--;
    free(replaced);
    str_release(&error);
    return status;
}

enum session_status run_lines(struct session *s, const char *const *line, size_t n, bool typed)
{
    for (size_t i = 0; i < n;) {
        const char *text = skip_blanks(line[i]);
        struct nesting nesting = { 0 };
        size_t end = i;
        if (s->interrupted)
            return fail(s, "Quit");
        if (!*text || *text == '#') {
            i++;
            continue;
        }
        nest(s, &nesting, text);
        while (nesting.depth > 0 && ++end < n)
            nest(s, &nesting, line[end]);
        uint64_t moved = s->run_serial;
        enum session_status status = run_line(s, text, line + i + 1, end > i ? end - i - 1 : 0, typed);
        if (status != SESSION_OK || s->broke || s->continued)
            return status;
        if (s->in_actions && moved != s->run_serial)
            return SESSION_OK; /* gdb: nothing after a command that resumes */
        i = end + 1;
    }
    return SESSION_OK;
}

/* The commands of what was met, as long as they make the program stop somewhere else. */
static enum session_status actions(struct session *s)
{
    enum session_status status = SESSION_OK;
    if (s->in_actions)
        return SESSION_OK;
    s->in_actions = true;
    while (s->actions_due && status == SESSION_OK) {
        lines todo = s->due;
        s->due = (lines){ 0 };
        s->actions_due = false;
        status = run_lines(s, (const char *const *)todo.data, todo.count, false);
        lines_release(&todo);
    }
    s->in_actions = false;
    s->actions_due = false;
    return status;
}

/* ---- lines from outside ------------------------------------------------------------------------------ */

static void remember(struct session *s, const char *line)
{
    struct found f;
    struct str error;
    char *keep = NULL;
    str_init(&error);
    if (command_find(s, line, &f, &error)) {
        if (f.user || f.command->repeat == REPEAT_SAME)
            keep = xstrdup(line);
        else if (f.command->repeat == REPEAT_BARE)
            keep = f.slash[0] ? xasprintf("%s/%s", f.command->name, f.slash) : xstrdup(f.command->name);
        command_release(&f);
    }
    str_release(&error);
    free(s->last);
    s->last = keep;
}

static enum session_status run_block(struct session *s, bool typed)
{
    lines todo = s->block;
    s->block = (lines){ 0 };
    enum session_status status = run_lines(s, (const char *const *)todo.data, todo.count, typed);
    lines_release(&todo);
    return status;
}

/* A line of a block that has begun; runs it when it is whole. */
static enum session_status collect(struct session *s, const char *line, bool typed)
{
    struct nesting n = { s->block_depth, s->block_text };
    nest(s, &n, line);
    s->block_depth = n.depth;
    s->block_text = n.text;
    lines_add(&s->block, line);
    if (n.depth > 0)
        return SESSION_OK;
    return run_block(s, typed);
}

/* `if` or `define` without what it must have: an error at once, not after its lines. */
static bool is_headless(struct session *s, const char *line)
{
    const struct session_command *c = opener(s, line);
    return c && c->arg != ARG_POINT && !line[strcspn(line, " \t")];
}

static enum session_status take(struct session *s, const char *line, bool typed)
{
    const char *text = skip_blanks(line);
    if (!*text && typed && s->last)
        text = s->last;
    else if (typed && *text)
        remember(s, text);
    if (!*text || *text == '#')
        return SESSION_OK;
    if (opener(s, text) && !is_headless(s, text)) {
        s->block_depth = 0;
        s->block_text = false;
        return collect(s, text, typed);
    }
    char *own = xstrdup(text);
    const char *one = own;
    enum session_status status = run_lines(s, &one, 1, typed);
    free(own);
    return status;
}

/* A whole line. */
static enum session_status feed(struct session *s, const char *line, bool typed)
{
    enum session_status status;
    if (s->set.trace)
        out(s, "+%s\n", line);
    if (s->block.count)
        status = collect(s, line, typed);
    else
        status = take(s, line, typed);
    if (s->broke || s->continued) {
        s->broke = s->continued = false;
        status = fail(s, "Not in a loop.");
    }
    enum session_status after = s->block.count ? SESSION_OK : actions(s);
    if (s->quitting)
        return SESSION_QUIT;
    return status != SESSION_OK ? status : after;
}

/* What ends with a backslash goes on in the next line. */
enum session_status session_feed(struct session *s, const char *line, bool typed)
{
    size_t n = strlen(line);
    if (n && line[n - 1] == '\\') {
        str_addn(&s->begun, line, n - 1);
        return SESSION_OK;
    }
    if (!s->begun.len)
        return feed(s, line, typed);
    struct str whole = s->begun;
    str_init(&s->begun);
    str_add(&whole, line);
    enum session_status status = feed(s, whole.buf, typed);
    str_release(&whole);
    return status;
}

enum session_status session_execute(struct session *s, const char *line, bool typed)
{
    s->interrupted = 0;
    return session_feed(s, line, typed);
}

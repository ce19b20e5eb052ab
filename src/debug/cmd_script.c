/* cmd_script.c - what makes programs of commands: define, document, if, while, source, alias, and the way to
 * the shell. */
#include "debug/commands.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include "base/fs.h"
#include "debug/session_private.h"

#define ARGS_MAX 32

struct user_args {
    char *arg[ARGS_MAX];
    int n;
};

/* ---- user commands ----------------------------------------------------------------------------------- */

/* $arg0 ... and $argc as text, as gdb does. NULL: nothing to replace; the caller frees. */
char *script_arguments(struct session *s, const char *line)
{
    const struct user_args *a = s->args;
    struct str text;
    if (!a || !strstr(line, "$arg"))
        return NULL;
    str_init(&text);
    for (const char *p = line; *p;) {
        if (!strncmp(p, "$argc", 5) && !isalnum((unsigned char)p[5])) {
            str_addf(&text, "%d", a->n);
            p += 5;
        } else if (!strncmp(p, "$arg", 4) && isdigit((unsigned char)p[4])) {
            char *end;
            unsigned long i = strtoul(p + 4, &end, 10);
            if (i < (unsigned long)a->n)
                str_add(&text, a->arg[i]);
            else
                str_addn(&text, p, (size_t)(end - p)); /* an unset convenience variable */
            p = end;
        } else {
            str_addc(&text, *p++);
        }
    }
    return str_take(&text);
}

static struct user_command *user_find(struct session *s, const char *name)
{
    for (size_t i = 0; i < s->user.count; i++)
        if (!strcmp(s->user.data[i].name, name))
            return &s->user.data[i];
    return NULL;
}

/* Words; quotes keep spaces together. */
static void split(const char *rest, struct user_args *a)
{
    a->n = 0;
    while (*rest && a->n < ARGS_MAX) {
        size_t n = 0;
        char quote = '\0';
        for (; rest[n] && (quote || !isspace((unsigned char)rest[n])); n++) {
            if (quote && rest[n] == quote)
                quote = '\0';
            else if (!quote && (rest[n] == '"' || rest[n] == '\''))
                quote = rest[n];
        }
        a->arg[a->n++] = xstrndup(rest, n);
        rest += n + strspn(rest + n, " \t");
    }
}

enum session_status script_call(struct session *s, const struct user_command *u, const char *rest)
{
    const struct user_args *outer = s->args;
    struct user_args args;
    lines body = { 0 }; /* it may redefine itself */
    split(rest, &args);
    for (size_t i = 0; i < u->body.count; i++)
        lines_add(&body, u->body.data[i]);
    s->args = &args;
    enum session_status status = run_lines(s, (const char *const *)body.data, body.count, false);
    s->args = outer;
    for (int i = 0; i < args.n; i++)
        free(args.arg[i]);
    lines_release(&body);
    return status;
}

static bool is_name(const char *text)
{
    size_t n = 0;
    while (isalnum((unsigned char)text[n]) || text[n] == '_' || text[n] == '-')
        n++;
    return n && !text[n] && !isdigit((unsigned char)text[0]);
}

static enum session_status define(struct session *s, const struct call *c)
{
    struct user_command *u = user_find(s, c->args);
    if (!*c->args)
        return fail(s, "Argument required (name of command to define).");
    if (!is_name(c->args))
        return fail(s, "Junk in argument list: \"%s\"", c->args);
    if (command_exact(c->args) && !ask(s, c, "Really redefine built-in command \"%s\"? ", c->args))
        return s->interrupted ? SESSION_FAILED : fail(s, "Command \"%s\" not redefined.", c->args);
    if (!u) {
        u = vec_push(&s->user);
        *u = (struct user_command){ .name = xstrdup(c->args) };
    }
    lines_release(&u->body);
    for (size_t i = 0; i < c->nbody; i++)
        lines_add(&u->body, c->body[i]);
    return SESSION_OK;
}

static enum session_status document(struct session *s, const struct call *c)
{
    struct user_command *u = user_find(s, c->args);
    struct str text;
    if (!*c->args)
        return fail(s, "Argument required (name of command to document).");
    if (!u)
        return fail(s, "Undefined command: \"%s\".  Only commands of \"define\" are documented.", c->args);
    str_init(&text);
    for (size_t i = 0; i < c->nbody; i++)
        str_addf(&text, "%s\n", c->body[i]);
    free(u->doc);
    u->doc = str_take(&text);
    return SESSION_OK;
}

static enum session_status show_user(struct session *s, const struct call *c)
{
    bool any = false;
    for (size_t i = 0; i < s->user.count; i++) {
        const struct user_command *u = &s->user.data[i];
        if (*c->args && strcmp(c->args, u->name) != 0)
            continue;
        any = true;
        out(s, "User command \"%s\":\n", u->name);
        for (size_t k = 0; k < u->body.count; k++)
            out(s, "  %s\n", u->body.data[k]);
        out(s, "\n");
    }
    return any || !*c->args ? SESSION_OK : fail(s, "Not a user command.");
}

/* ---- control ----------------------------------------------------------------------------------------- */

static bool word_is(const char *line, const char *word)
{
    size_t n = strlen(word);
    while (isspace((unsigned char)*line))
        line++;
    return !strncmp(line, word, n) && (!line[n] || isspace((unsigned char)line[n]));
}

/* Where `else` of this block stands, or n. */
static size_t find_else(struct session *s, const struct call *c)
{
    struct nesting nesting = { 0 };
    for (size_t i = 0; i < c->nbody; i++) {
        if (!nesting.depth && word_is(c->body[i], "else"))
            return i;
        nest(s, &nesting, c->body[i]);
    }
    return c->nbody;
}

static enum session_status if_(struct session *s, const struct call *c)
{
    bool yes;
    size_t other = find_else(s, c);
    if (!*c->args)
        return fail(s, "if/while commands require arguments.");
    if (!look_true(s, c->args, &yes))
        return SESSION_FAILED;
    if (yes)
        return run_lines(s, c->body, other, false);
    return other < c->nbody ? run_lines(s, c->body + other + 1, c->nbody - other - 1, false) : SESSION_OK;
}

static enum session_status while_(struct session *s, const struct call *c)
{
    bool yes;
    if (!*c->args)
        return fail(s, "if/while commands require arguments.");
    for (;;) {
        if (s->interrupted)
            return fail(s, "Quit");
        if (!look_true(s, c->args, &yes))
            return SESSION_FAILED;
        if (!yes)
            return SESSION_OK;
        s->loops++;
        enum session_status status = run_lines(s, c->body, c->nbody, false);
        s->loops--;
        bool broke = s->broke;
        s->broke = s->continued = false;
        if (status != SESSION_OK || broke)
            return status;
    }
}

static enum session_status loop_break(struct session *s, const struct call *c)
{
    (void)c;
    if (!s->loops)
        return fail(s, "This command cannot be used at the top level.");
    s->broke = true;
    return SESSION_OK;
}

static enum session_status loop_continue(struct session *s, const struct call *c)
{
    (void)c;
    if (!s->loops)
        return fail(s, "This command cannot be used at the top level.");
    s->continued = true;
    return SESSION_OK;
}

static enum session_status misplaced(struct session *s, const struct call *c)
{
    (void)c;
    return fail(s, "This command cannot be used at the top level.");
}

/* ---- files of commands ------------------------------------------------------------------------------- */

static enum session_status run_script(struct session *s, const char *path, char *text, bool verbose)
{
    const char *outer = s->script;
    int outer_line = s->script_line, number = 0;
    enum session_status status = SESSION_OK;
    s->script = path;
    for (char *p = text, *next; p && *p && status == SESSION_OK; p = next) {
        next = strchr(p, '\n');
        if (next)
            *next++ = '\0';
        size_t n = strlen(p);
        if (n && p[n - 1] == '\r')
            p[n - 1] = '\0';
        s->script_line = ++number;
        if (verbose)
            out(s, "+%s\n", p);
        status = s->interrupted ? fail(s, "Quit") : session_feed(s, p, false);
    }
    if (s->begun.len && status == SESSION_OK)
        status = session_feed(s, "", false);
    str_clear(&s->begun);
    if (s->block.count) {
        lines_release(&s->block);
        status = fail(s, "A block of commands has no \"end\".");
    }
    s->script = outer;
    s->script_line = outer_line;
    return status;
}

enum session_status session_source(struct session *s, const char *path, bool verbose)
{
    size_t size;
    enum session_status status;
    if (!s->allow_host)
        return fail(s, "Files are not available here.");
    char *text = fs_read(path, &size);
    if (!text)
        return fail(s, "%s: %s.", path, strerror(errno));
    if (++s->depth > 16)
        status = fail(s, "Scripts are nested too deeply.");
    else
        status = run_script(s, path, text, verbose);
    s->depth--;
    free(text);
    return status;
}

static enum session_status source(struct session *s, const struct call *c)
{
    bool verbose = word_is(c->args, "-v");
    const char *path = c->args + (verbose ? 2 : 0);
    path += strspn(path, " \t");
    if (!*path)
        return fail(s, "source command requires file name of file to source.");
    return session_source(s, path, verbose);
}

/* ---- aliases ----------------------------------------------------------------------------------------- */

static enum session_status alias(struct session *s, const struct call *c)
{
    const char *p = c->args, *eq;
    struct found f;
    struct str error;
    while (word_is(p, "-a") || word_is(p, "--"))
        p += 2 + strspn(p + 2, " \t");
    eq = strchr(p, '=');
    if (!eq)
        return fail(s, "Usage: %s", c->command->usage);
    size_t n = (size_t)(eq - p);
    while (n && isspace((unsigned char)p[n - 1]))
        n--;
    char *name = xstrndup(p, n);
    const char *text = eq + 1 + strspn(eq + 1, " \t");
    str_init(&error);
    enum session_status status = SESSION_OK;
    if (!is_name(name))
        status = fail(s, "Invalid command name: \"%s\"", name);
    else if (command_exact(name) || user_find(s, name))
        status = fail(s, "Alias already exists: %s", name);
    else if (!command_find(s, text, &f, &error))
        status = fail(s, "Invalid command to alias to: %s", text);
    else {
        command_release(&f);
        for (size_t i = 0; i < s->aliases.count; i++)
            if (!strcmp(s->aliases.data[i].name, name))
                status = fail(s, "Alias already exists: %s", name);
        if (status == SESSION_OK)
            *vec_push(&s->aliases) = (struct user_alias){ xstrdup(name), xstrdup(text) };
    }
    free(name);
    str_release(&error);
    return status;
}

static enum session_status info_aliases(struct session *s, const struct call *c)
{
    (void)c;
    for (size_t i = 0; i < s->aliases.count; i++)
        out(s, "%s = %s\n", s->aliases.data[i].name, s->aliases.data[i].text);
    if (!s->aliases.count)
        out(s, "No aliases.\n");
    return SESSION_OK;
}

void scripts_release(struct session *s)
{
    for (size_t i = 0; i < s->user.count; i++) {
        free(s->user.data[i].name);
        free(s->user.data[i].doc);
        lines_release(&s->user.data[i].body);
    }
    vec_release(&s->user);
    for (size_t i = 0; i < s->aliases.count; i++) {
        free(s->aliases.data[i].name);
        free(s->aliases.data[i].text);
    }
    vec_release(&s->aliases);
}

/* ---- the shell --------------------------------------------------------------------------------------- */

/* Runs a command of the shell with `input` on its standard input (NULL: nothing), and passes on what it
 * writes. */
static enum session_status run_shell(struct session *s, const char *command, const struct str *input)
{
    FILE *in = input ? tmpfile() : NULL;
    if (input && (!in || fwrite(input->buf, 1, input->len, in) != input->len || fflush(in))) {
        if (in)
            fclose(in);
        return fail(s, "Cannot write a temporary file: %s.", strerror(errno));
    }
    if (in)
        rewind(in);
    char *line =
        in ? xasprintf("{ %s\n} <&%d", command, fileno(in)) : xasprintf("{ %s\n} </dev/null", command);
    FILE *pipe = popen(line, "r");
    free(line);
    char buf[4096];
    for (size_t n; pipe && (n = fread(buf, 1, sizeof buf, pipe)) > 0;)
        out_text(s, buf, n);
    int status = pipe ? pclose(pipe) : -1;
    if (in)
        fclose(in);
    if (!pipe)
        return fail(s, "Cannot run a shell: %s.", strerror(errno));
    look_set_int(s, "_shell_exitcode", WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    return SESSION_OK;
}

static enum session_status shell(struct session *s, const struct call *c)
{
    if (!s->allow_host)
        return fail(s, "The shell is not available here.");
    if (!*c->args)
        return fail(s, "Usage: %s", c->command->usage);
    return run_shell(s, c->args, NULL);
}

/* COMMAND | SHELL, or -d DELIMITER COMMAND DELIMITER SHELL. */
static enum session_status pipe_(struct session *s, const struct call *c)
{
    char *own = xstrdup(c->args), *command = own, *bar = NULL;
    const char *delimiter = "|";
    struct str text, *outer = s->capture;
    enum session_status status;
    if (word_is(command, "-d")) {
        delimiter = command += 2 + strspn(command + 2, " \t");
        command += strcspn(command, " \t");
        if (*command)
            *command++ = '\0';
    }
    bar = *delimiter ? strstr(command, delimiter) : NULL;
    if (!s->allow_host) {
        free(own);
        return fail(s, "The shell is not available here.");
    }
    if (!bar) {
        free(own);
        return fail(s, "Missing delimiter before SHELL_COMMAND.");
    }
    *bar = '\0';
    str_init(&text);
    s->capture = &text;
    const char *one = command;
    status = run_lines(s, &one, 1, false);
    s->capture = outer;
    if (status == SESSION_OK)
        status = run_shell(s, bar + strlen(delimiter), &text);
    str_release(&text);
    free(own);
    return status;
}

const struct session_command commands_script[] = {
    { "source", NULL, CLASS_SUPPORT, ARG_FILE, REPEAT_NONE, 0, source, "source [-v] FILE",
      "Read commands from a file.\nWith -v each is shown before it runs. The first error ends it.",
      "source grade.dbg" },
    { "define", NULL, CLASS_SUPPORT, ARG_TEXT, REPEAT_NONE, COMMAND_BLOCK, define, "define NAME",
      "Define a new command.\nThe lines up to \"end\" are its commands; $arg0, $arg1 ... in them stand for "
      "its "
      "arguments, $argc for their number.",
      "define row\nx/4xw $arg0\nend" },
    { "document", NULL, CLASS_SUPPORT, ARG_TEXT, REPEAT_NONE, COMMAND_BLOCK, document, "document NAME",
      "Write the help text of a command of your own.\nThe lines up to \"end\" are its text.",
      "document row\nShow four words.\nend" },
    { "if", NULL, CLASS_SUPPORT, ARG_EXPRESSION, REPEAT_NONE, COMMAND_BLOCK, if_, "if EXPRESSION",
      "Run the lines up to \"else\" or \"end\" if the expression is not zero, else those after \"else\".",
      "if $a0 == 0\necho nothing\\n\nelse\nprint $a0\nend" },
    { "while", NULL, CLASS_SUPPORT, ARG_EXPRESSION, REPEAT_NONE, COMMAND_BLOCK, while_, "while EXPRESSION",
      "Run the lines up to \"end\" as long as the expression is not zero.",
      "set var $i = 0\nwhile $i < 3\nstepi\nset var $i = $i + 1\nend" },
    { "else", NULL, CLASS_SUPPORT, ARG_NONE, REPEAT_NONE, 0, misplaced, "else",
      "Begin the other part of an \"if\".", NULL },
    { "end", NULL, CLASS_SUPPORT, ARG_NONE, REPEAT_NONE, 0, misplaced, "end",
      "End the lines of \"if\", \"while\", \"define\", \"document\" or \"commands\".", NULL },
    { "loop_break", NULL, CLASS_SUPPORT, ARG_NONE, REPEAT_NONE, COMMAND_ALONE, loop_break, "loop_break",
      "Leave the innermost \"while\".", NULL },
    { "loop_continue", NULL, CLASS_SUPPORT, ARG_NONE, REPEAT_NONE, COMMAND_ALONE, loop_continue,
      "loop_continue", "Go on with the next round of the innermost \"while\".", NULL },
    { "alias", NULL, CLASS_SUPPORT, ARG_COMMAND, REPEAT_NONE, 0, alias, "alias [-a] NAME = COMMAND",
      "Give a command, with or without arguments, another name.", "alias regs = info registers" },
    { "info aliases", NULL, CLASS_INFO, ARG_NONE, REPEAT_SAME, COMMAND_ALONE, info_aliases, "info aliases",
      "List the names given by \"alias\".", NULL },
    { "show user", NULL, CLASS_SUPPORT, ARG_COMMAND, REPEAT_SAME, 0, show_user, "show user [NAME]",
      "Show the definitions of commands of your own.", NULL },
    { "shell", "!", CLASS_SUPPORT, ARG_FILE, REPEAT_NONE, COMMAND_GLUED, shell, "shell COMMAND",
      "Run a command of the shell.\nIts exit status goes to $_shell_exitcode. \"!COMMAND\" is the same.",
      "!ls" },
    { "pipe", "|", CLASS_SUPPORT, ARG_COMMAND, REPEAT_NONE, COMMAND_GLUED, pipe_,
      "pipe COMMAND | SHELL-COMMAND",
      "Send what a command prints to a command of the shell.\n\"pipe -d WORD COMMAND WORD SHELL-COMMAND\" "
      "for "
      "commands that contain a bar; \"|COMMAND | SHELL-COMMAND\" is short for it.",
      "pipe info registers | grep a0" },
    { 0 },
};

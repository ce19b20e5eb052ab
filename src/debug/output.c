/* output.c - where the debugger's text goes: to whoever listens, to a pipe that collects it, to the log. */
#include "debug/session_private.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void lines_release(lines *l)
{
    for (size_t i = 0; i < l->count; i++)
        free(l->data[i]);
    vec_release(l);
}

void lines_add(lines *l, const char *text)
{
    *vec_push(l) = xstrdup(text);
}

static void put(struct session *s, enum session_text kind, const char *text, size_t n)
{
    if (s->log && kind != TEXT_GUEST)
        fwrite(text, 1, n, s->log);
    if (!(s->log && s->set.log_redirect && kind == TEXT_OUT) && s->io.write)
        s->io.write(s->io.ctx, kind, text, n);
}

void out_text(struct session *s, const char *text, size_t n)
{
    if (s->capture)
        str_addn(s->capture, text, n);
    else
        put(s, TEXT_OUT, text, n);
}

void out_begin_line(struct session *s)
{
    if (s->guest_began_line)
        out_text(s, "\n", 1);
    s->guest_began_line = false;
}

void out(struct session *s, const char *fmt, ...)
{
    struct str text;
    va_list ap;
    str_init(&text);
    va_start(ap, fmt);
    str_vaddf(&text, fmt, ap);
    va_end(ap);
    out_text(s, text.buf, text.len);
    str_release(&text);
}

enum session_status fail_text(struct session *s, const char *text)
{
    char *line =
        s->script ? xasprintf("%s:%d: Error in sourced command file:\n%s\n", s->script, s->script_line, text)
                  : xasprintf("%s\n", text);
    put(s, TEXT_ERROR, line, strlen(line));
    free(line);
    return SESSION_FAILED;
}

enum session_status fail(struct session *s, const char *fmt, ...)
{
    struct str text;
    va_list ap;
    str_init(&text);
    va_start(ap, fmt);
    str_vaddf(&text, fmt, ap);
    va_end(ap);
    fail_text(s, text.buf);
    str_release(&text);
    return SESSION_FAILED;
}

bool ask(struct session *s, const struct call *c, const char *fmt, ...)
{
    struct str text;
    va_list ap;
    if (!c->typed || !s->set.confirm || !s->io.ask)
        return true;
    str_init(&text);
    va_start(ap, fmt);
    str_vaddf(&text, fmt, ap);
    va_end(ap);
    bool yes = s->io.ask(s->io.ctx, text.buf);
    str_release(&text);
    if (s->interrupted)
        fail(s, "Quit");
    return yes && !s->interrupted;
}

/* pane.c - the table of panes, and how a pane speaks to the screen; see pane.h. */
#include "tui/pane.h"

extern const struct pane_kind pane_kind_code, pane_kind_regs, pane_kind_pipe, pane_kind_data, pane_kind_mem,
    pane_kind_cache, pane_kind_bpred, pane_kind_console, pane_kind_stats, pane_kind_break, pane_kind_cmd;

const struct pane_kind *const pane_kinds[] = {
    &pane_kind_code,    &pane_kind_regs,  &pane_kind_pipe,  &pane_kind_cmd,
    &pane_kind_data,    &pane_kind_mem,   &pane_kind_cache, &pane_kind_bpred,
    &pane_kind_console, &pane_kind_stats, &pane_kind_break, NULL,
};

void pane_do(struct pane *p, bool echo, const char *fmt, ...)
{
    struct str command;
    str_init(&command);
    va_list ap;
    va_start(ap, fmt);
    str_vaddf(&command, fmt, ap);
    va_end(ap);
    p->host->execute(p->host, echo, command.buf);
    str_release(&command);
}

void pane_rows(struct pane *p, int top, int height, int count)
{
    p->above = top > 0;
    p->below = top + height < count;
}

void pane_columns(struct pane *p, int left, int width, int count)
{
    p->left = left > 0;
    p->right = left + width < count;
}

void pane_compose(struct pane *p, const char *fmt, ...)
{
    if (!p->host->compose)
        return;
    struct str text;
    str_init(&text);
    va_list ap;
    va_start(ap, fmt);
    str_vaddf(&text, fmt, ap);
    va_end(ap);
    p->host->compose(p->host, text.buf);
    str_release(&text);
}

void pane_say(struct pane *p, const char *fmt, ...)
{
    if (!fmt) {
        p->host->say(p->host, "");
        return;
    }
    struct str text;
    str_init(&text);
    va_list ap;
    va_start(ap, fmt);
    str_vaddf(&text, fmt, ap);
    va_end(ap);
    p->host->say(p->host, text.buf);
    str_release(&text);
}

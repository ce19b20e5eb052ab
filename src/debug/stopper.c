/* stopper.c - the list of breakpoints, watchpoints, catchpoints and dprintfs; the values of watches. */
#include <stdlib.h>
#include <string.h>
#include "debug/dwarf.h"
#include "debug/watch.h"

struct stopper *stopper_add(struct session *s, enum stop_kind kind, const char *spec)
{
    struct stopper *st = xcalloc(1, sizeof *st);
    st->number = ++s->last_number;
    st->kind = kind;
    st->enabled = true;
    st->spec = xstrdup(spec);
    st->point.owner = st;
    *vec_push(&s->stoppers) = st;
    look_set_int(s, "bpnum", st->number);
    return st;
}

struct stopper *stopper_find(const struct session *s, long number)
{
    for (size_t i = 0; i < s->stoppers.count; i++)
        if (s->stoppers.data[i]->number == number)
            return s->stoppers.data[i];
    return NULL;
}

bool stopper_is_at(const struct stopper *st, uint64_t addr)
{
    for (size_t i = 0; i < st->places.count; i++)
        if (st->places.data[i].addr == addr)
            return true;
    return false;
}

static void stopper_free(struct stopper *st)
{
    vec_release(&st->places);
    free(st->spec);
    free(st->place);
    free(st->condition);
    expr_free(st->test);
    expr_free(st->watched);
    free(st->format);
    lines_release(&st->commands);
    free(st->old_value);
    free(st->new_value);
    free(st->was);
    free(st);
}

void stopper_remove(struct session *s, struct stopper *st)
{
    for (size_t i = 0; i < s->met.count; i++)
        if (s->met.data[i] == st) {
            vec_remove(&s->met, i);
            break;
        }
    for (size_t i = 0; i < s->stoppers.count; i++)
        if (s->stoppers.data[i] == st) {
            vec_remove(&s->stoppers, i);
            break;
        }
    stopper_free(st);
}

void stoppers_release(struct session *s)
{
    for (size_t i = 0; i < s->stoppers.count; i++)
        stopper_free(s->stoppers.data[i]);
    vec_release(&s->stoppers);
    vec_release(&s->listed);
}

/* Read as it will be at the place: what is local there has no value now, but a name. NULL: error says why. */
static struct expr *parse_condition(struct session *s, const struct stopper *st, const char *text,
                                    struct str *error)
{
    struct value v = { 0 };
    struct eval *e = look(s);
    const struct frame there = { .pc = st->point.addr, .look = st->point.addr, .inlined = DEBUG_ALL };
    if (st->places.count)
        e->frame = &there;
    struct expr *test = eval_parse(e, text, error);
    bool fine = test && eval_names(e, test, error) == 0;
    look(s);
    if (fine && (s->home.info || eval_type(e, test, &v, error) == 0))
        return test;
    expr_free(test);
    return NULL;
}

bool stopper_set_condition(struct session *s, struct stopper *st, const char *text)
{
    struct str error;
    struct expr *test = NULL;
    str_init(&error);
    if (text && *text && !(test = parse_condition(s, st, text, &error))) {
        fail_text(s, error.buf);
        str_release(&error);
        return false;
    }
    str_release(&error);
    expr_free(st->test);
    free(st->condition);
    st->test = test;
    st->condition = test ? xstrdup(text) : NULL;
    return true;
}

const char *stopper_what(const struct stopper *st)
{
    switch (st->kind) {
    case STOPS_BREAK: return "breakpoint";
    case STOPS_CATCH: return "catchpoint";
    case STOPS_PRINTF: return "dprintf";
    case STOPS_WATCH:
        return st->polled                       ? "watchpoint"
               : st->point.kind == POINT_READ   ? "read watchpoint"
               : st->point.kind == POINT_ACCESS ? "acc watchpoint"
                                                : "hw watchpoint";
    }
    return "";
}

size_t session_breaks(const struct session *cs, const struct session_break **out)
{
    struct session *s = (struct session *)(uintptr_t)cs;
    s->listed.count = 0;
    for (size_t i = 0; i < s->stoppers.count; i++) {
        const struct stopper *st = s->stoppers.data[i];
        struct session_break b = { .number = st->number,
                                   .enabled = st->enabled,
                                   .temporary = st->disposition == DELETE_ONCE,
                                   .is_watch = st->kind == STOPS_WATCH,
                                   .is_catch = st->kind == STOPS_CATCH,
                                   .addr = st->point.addr,
                                   .hits = st->hits,
                                   .what = st->spec,
                                   .condition = st->condition };
        for (size_t k = 0; k < st->places.count; k++) {
            b.addr = st->places.data[k].addr;
            b.enabled = st->enabled && st->places.data[k].enabled;
            *vec_push(&s->listed) = b;
        }
        if (!st->places.count)
            *vec_push(&s->listed) = b;
    }
    *out = s->listed.data;
    return s->listed.count;
}

/* ---- values of watches ------------------------------------------------------------------------------- */

/* The frame that a watch or its condition means; false: it is not there. */
bool watch_frame(struct session *s, const struct stopper *st)
{
    s->frame = 0;
    return !st->lives || frames_find(s->home.frames, &st->life, &s->frame);
}

void stoppers_outlived(struct session *s, bool quietly)
{
    for (size_t i = 0; i < s->stoppers.count;) {
        struct stopper *st = s->stoppers.data[i];
        bool gone = st->lives && (quietly || !watch_frame(s, st));
        s->frame = 0;
        if (gone && !quietly)
            tell_outlived(s, st);
        if (gone)
            stopper_remove(s, st);
        else
            i++;
    }
}

/* The watched expression as text, or why it has no value; the caller frees. */
static char *watched_text(struct session *s, const struct stopper *st)
{
    struct value v;
    struct str text, error;
    str_init(&text);
    str_init(&error);
    if (eval_run(look(s), st->watched, &v, &error) == 0) {
        look_format(s, &v, 0, &text);
        value_release(&v);
    } else {
        str_addf(&text, "<%s>", error.buf);
    }
    str_release(&error);
    return str_take(&text);
}

void stopper_look(struct session *s, struct stopper *st)
{
    if (st->kind != STOPS_WATCH || !(st->polled || st->point.size > 8))
        return;
    unsigned selected = s->frame;
    free(st->was);
    st->was = watch_frame(s, st) ? watched_text(s, st) : NULL;
    st->was_cycle = engine_cycle(s->engine);
    s->frame = selected;
}

bool watch_poll(struct session *s, struct stopper *st, const struct hit *h)
{
    bool older = h->cycle < st->was_cycle; /* a replay begins: nothing to compare with */
    frames_clear(s->home.frames);
    if (!watch_frame(s, st)) {
        s->frame = 0;
        return false;
    }
    char *now = watched_text(s, st);
    s->frame = 0;
    bool changed = !older && st->was && strcmp(now, st->was) != 0;
    if (changed) {
        free(st->old_value);
        free(st->new_value);
        st->old_value = st->was;
        st->new_value = xstrdup(now);
    } else {
        free(st->was);
    }
    st->was = now;
    st->was_cycle = h->cycle;
    return changed;
}

static char *number_text(struct session *s, const struct stopper *st, uint64_t n)
{
    struct value v = { .type = st->type };
    struct str text;
    str_init(&text);
    bytes_set(&s->home.types, value_space(&v, NULL), st->type->size, n);
    look_format(s, &v, 0, &text);
    value_release(&v);
    return str_take(&text);
}

void watch_values(struct session *s, struct stopper *st, const struct hit *h)
{
    free(st->old_value);
    free(st->new_value);
    if (st->point.size <= 8 && st->type && st->type->size == st->point.size) {
        st->old_value = number_text(s, st, h->before);
        st->new_value = number_text(s, st, h->value);
        return;
    }
    frames_clear(s->home.frames);
    st->old_value = st->was ? st->was : xstrdup("<unknown>");
    st->was = watch_frame(s, st) ? watched_text(s, st) : xstrdup("<unknown>");
    s->frame = 0;
    st->new_value = xstrdup(st->was);
}

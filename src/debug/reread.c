/* reread.c - the program has been edited or built again since it was read: before it begins anew it is read
 * again, and every point is set again by what the user called its place. */
#include <stdlib.h>
#include "debug/stops.h"

void session_set_program(struct session *s, const struct session_program *p)
{
    s->program = *p;
}

static bool find_again(struct session *s, struct stopper *st, struct str *error)
{
    switch (st->kind) {
    case STOPS_BREAK:
    case STOPS_PRINTF: return break_again(s, st, error);
    case STOPS_WATCH: return watch_again(s, st, error);
    case STOPS_CATCH: return true;
    }
    return true;
}

/* What cannot be set again stays in the list, disabled. */
static void set_again(struct session *s, struct stopper *st)
{
    struct str error;
    str_init(&error);
    char *condition = st->condition ? xstrdup(st->condition) : NULL;
    bool fine = find_again(s, st, &error);
    if (!fine)
        fail(s, "Error in re-setting breakpoint %d: %s", st->number, error.buf);
    if (!fine || !stopper_set_condition(s, st, condition))
        st->enabled = false;
    free(condition);
    str_release(&error);
}

static void take_image(struct session *s, const struct image *img)
{
    s->image = img;
    sources_release(s);
    s->list.file = NULL;
    look_reread(s);
    stoppers_outlived(s, true);
    s->met.count = 0;
    for (size_t i = 0; i < s->stoppers.count; i++)
        set_again(s, s->stoppers.data[i]);
}

bool program_reread(struct session *s)
{
    const char *const *argv;
    struct diag d;
    if (!s->program.changed || !s->program.changed(s->program.ctx))
        return true;
    diag_init(&d);
    out(s, "`%s' has changed; re-reading symbols.\n", s->image->name);
    const struct image *img = s->program.read(s->program.ctx, &d);
    int argc = engine_arguments(s->engine, &argv);
    bool fine = img && engine_restart(s->engine, img, argc, argv, &d);
    if (fine) {
        take_image(s, img);
    } else {
        char *text = diag_text(&d);
        fail_text(s, text);
        free(text);
    }
    diag_release(&d);
    return fine;
}

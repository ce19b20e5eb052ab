/* look.c - expressions, as the commands use them: in the selected frame, errors printed. */
#include "debug/session_private.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

void look_open(struct session *s)
{
    eval_init(&s->home, s->engine, s->isa, s->image);
    examine_init(&s->x);
}

void look_close(struct session *s)
{
    examine_release(&s->x);
    eval_release(&s->home);
}

void look_reread(struct session *s)
{
    eval_reread(&s->home, s->image);
    look_moved(s);
}

void look_moved(struct session *s)
{
    frames_clear(s->home.frames);
    s->frame = 0;
}

const struct frame *look_frame(struct session *s, unsigned number)
{
    return frames_get(s->home.frames, number);
}

const struct frame *look_call(struct session *s, unsigned level)
{
    return frames_call(s->home.frames, level);
}

const struct frame *look_caller(struct session *s, unsigned number)
{
    const struct frame *f = look_frame(s, number);
    return f ? look_call(s, f->level + 1) : NULL;
}

const struct frame *look_frame_known(struct session *s)
{
    look_call(s, 1);
    return look_frame(s, 0);
}

struct eval *look(struct session *s)
{
    static const char radix[] = { 0, 'x', 'o' };
    static const unsigned bases[] = { 10, 16, 8 };
    s->home.eval.frame = frames_get(s->home.frames, s->frame);
    s->home.eval.print = (struct print_options){ .elements = s->set.elements ? s->set.elements : UINT_MAX,
                                                 .repeats = s->set.repeats ? s->set.repeats : UINT_MAX,
                                                 .radix = radix[s->set.radix_out],
                                                 .pretty = s->set.pretty };
    s->home.eval.radix = bases[s->set.radix_in];
    return &s->home.eval;
}

static bool report(struct session *s, struct str *error, bool fine)
{
    if (!fine)
        fail_text(s, error->buf);
    str_release(error);
    return fine;
}

bool look_uint(struct session *s, const char *text, uint64_t *value)
{
    struct str error;
    str_init(&error);
    return report(s, &error, eval_uint(look(s), text, value, &error) == 0);
}

bool look_count(struct session *s, const char *text, uint64_t *n)
{
    if (!look_uint(s, text, n))
        return false;
    if ((int64_t)*n < 0)
        return fail(s, "A number that is not negative is expected, not %s.", text), false;
    return true;
}

bool look_true(struct session *s, const char *text, bool *yes)
{
    struct str error;
    str_init(&error);
    struct expr *x = eval_parse(look(s), text, &error);
    bool fine = x && eval_truth(look(s), x, yes, &error) == 0;
    expr_free(x);
    return report(s, &error, fine);
}

bool look_value(struct session *s, const char *text, struct value *out)
{
    struct str error;
    str_init(&error);
    return report(s, &error, eval_text(look(s), text, out, &error) == 0);
}

enum session_status look_assign(struct session *s, const char *text)
{
    struct value v;
    if (!look_value(s, text, &v))
        return SESSION_FAILED;
    value_release(&v);
    frames_clear(s->home.frames);
    return SESSION_OK;
}

void look_set_int(struct session *s, const char *name, int64_t value)
{
    variable_set_int(look(s), name, value);
}

bool session_evaluate(struct session *s, const char *text, uint64_t *value, struct str *error)
{
    return eval_uint(look(s), text, value, error) == 0;
}

uint64_t session_location(const struct session *s)
{
    const struct frame *f = s->frame ? frames_get(s->home.frames, s->frame) : NULL;
    return f ? f->pc : s->home.eval.world.pc(s->home.eval.world.ctx);
}

void look_format(struct session *s, const struct value *v, char letter, struct str *out)
{
    format_value(look(s), v, letter, out);
}

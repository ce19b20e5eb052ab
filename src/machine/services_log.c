/* services_log.c - calls that look at or change files of the host, and what they came to: a replay of the
 * same call takes its outcome from here, so that going back in time does not depend on what has become of the
 * files meanwhile, and writes nothing twice. */
#include <stdlib.h>
#include <string.h>
#include "base/str.h"
#include "machine/services_private.h"

static void release(struct file_result *r)
{
    for (size_t i = 0; i < r->written.count; i++)
        free(r->written.data[i].bytes);
    vec_release(&r->written);
}

void log_cut(struct services *s, uint64_t call)
{
    while (s->log.count && s->log.data[s->log.count - 1].call >= call)
        release(&s->log.data[--s->log.count]);
}

static const struct file_result *find(const struct services *s, uint64_t call)
{
    size_t lo = 0, hi = s->log.count;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (s->log.data[mid].call < call)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < s->log.count && s->log.data[lo].call == call ? &s->log.data[lo] : NULL;
}

bool log_replay(struct services *s, struct service_call *c, enum service_status *status)
{
    const struct file_result *r = find(s, c->state->calls);
    if (!r)
        return false;
    for (size_t i = 0; i < r->written.count; i++) {
        const struct written *w = &r->written.data[i];
        if (c->changing)
            c->changing(c->changed_ctx, w->addr, w->n);
        mem_poke(c->mem, w->addr, w->bytes, w->n);
        if (c->changed)
            c->changed(c->changed_ctx, w->addr, w->n);
    }
    *c->state = r->after;
    c->slots[s->personality->result_slot] = r->result;
    c->exit_status = r->exit_status;
    c->signal = r->signal;
    c->value = r->value;
    memcpy(c->hint, r->hint, sizeof c->hint);
    *status = r->status;
    return true;
}

void log_written(struct call *k, uint64_t addr, const void *bytes, size_t n)
{
    char *copy = xmalloc(n + 1);
    memcpy(copy, bytes, n);
    *vec_push(&k->written) = (struct written){ addr, n, copy };
}

void log_keep(struct call *k, uint64_t call)
{
    struct services *s = k->s;
    const struct service_call *c = k->c;
    struct file_result r = { .call = call,
                             .after = *c->state,
                             .result = c->slots[s->personality->result_slot],
                             .status = k->status,
                             .exit_status = c->exit_status,
                             .signal = c->signal,
                             .value = c->value };
    memcpy(r.hint, c->hint, sizeof r.hint);
    r.written.data = k->written.data;
    r.written.count = k->written.count;
    r.written.cap = k->written.cap;
    if (k->files && k->status != SERVICE_STOPPED)
        *vec_push(&s->log) = r;
    else
        release(&r);
}

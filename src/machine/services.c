/* services.c - finding the service that a program asks for, calling it, and the way back of its result. The
 * services themselves are in services_*.c. */
#include "machine/services.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/bits.h"
#include "base/str.h"
#include "machine/services_private.h"

/* ---- the table --------------------------------------------------------------------------------------- */

static const struct service_def *const tables[] = { services_process, services_file, services_console };
#define TABLES (sizeof tables / sizeof *tables)

static const struct service_def *find(const char *name)
{
    for (size_t t = 0; t < TABLES; t++)
        for (const struct service_def *d = tables[t]; d->name; d++)
            if (!strcmp(d->name, name))
                return d;
    return NULL;
}

bool service_known(const char *name)
{
    return find(name) != NULL;
}

size_t service_list(struct service_info **out)
{
    VEC(struct service_info) v = { 0 };
    for (size_t t = 0; t < TABLES; t++)
        for (const struct service_def *d = tables[t]; d->name; d++)
            *vec_push(&v) = (struct service_info){ d->name, d->doc };
    *out = v.data;
    return v.count;
}

const struct personality *service_personality(const struct isa *isa, const char *name, bool from_source,
                                              struct diag *d)
{
    const struct abi *abi = &isa->abi;
    const char *wanted = name ? name : from_source ? abi->asm_personality : abi->elf_personality;
    for (unsigned i = 0; wanted && i < abi->npersonalities; i++)
        if (!strcmp(abi->personalities[i].name, wanted))
            return &abi->personalities[i];
    if (name) {
        VEC(const char *) names = { 0 };
        char hint[DIAG_SUGGEST_MAX];
        for (unsigned i = 0; i < abi->npersonalities; i++)
            *vec_push(&names) = abi->personalities[i].name;
        diag_error(d, (struct loc){ 0 }, "target %s has no personality '%s'%s", isa->target, name,
                   diag_suggest(hint, name, names.data, names.count));
        vec_release(&names);
    }
    return NULL;
}

/* ---- life -------------------------------------------------------------------------------------------- */

static int by_number(const void *a, const void *b)
{
    uint64_t x = ((const struct numbered_service *)a)->number,
             y = ((const struct numbered_service *)b)->number;
    return (x > y) - (x < y);
}

static void number_services(struct services *s)
{
    const struct personality *p = s->personality;
    s->nnumbers = p ? p->nservices : 0;
    s->numbers = xcalloc(s->nnumbers + 1, sizeof *s->numbers);
    for (size_t i = 0; i < s->nnumbers; i++)
        s->numbers[i] = (struct numbered_service){ p->services[i].number, find(p->services[i].name),
                                                   p->services[i].name };
    qsort(s->numbers, s->nnumbers, sizeof *s->numbers, by_number);
}

struct services *services_new(const struct isa *isa, const struct services_options *opt, struct diag *d)
{
    int root = -1;
    if (opt->root && (root = open(opt->root, O_PATH | O_DIRECTORY | O_CLOEXEC)) < 0) {
        diag_error(d, (struct loc){ 0 }, "cannot open directory '%s': %s", opt->root, strerror(errno));
        return NULL;
    }
    struct services *s = xcalloc(1, sizeof *s);
    s->isa = isa;
    s->personality = opt->personality;
    s->root = root;
    s->stop = opt->stop;
    s->in_fd = opt->stdin_text ? -1 : STDIN_FILENO;
    for (const char *p = opt->stdin_text; p && *p; p++)
        *vec_push(&s->in) = *p;
    s->logging = opt->log;
    s->output = opt->output;
    s->output_ctx = opt->output_ctx;
    s->out[0].fd = opt->out_fd;
    s->out[1].fd = opt->err_fd;
    for (int i = 0; i < 2; i++)
        s->out[i].tty = s->out[i].fd >= 0 && isatty(s->out[i].fd);
    number_services(s);
    return s;
}

void services_inherit(struct services *to, struct services *from)
{
    vec_release(&to->in);
    to->in.data = from->in.data;
    to->in.count = from->in.count;
    to->in.cap = from->in.cap;
    to->in_fd = from->in_fd;
    from->in.data = NULL;
    from->in.count = from->in.cap = 0;
}

void services_free(struct services *s)
{
    if (!s)
        return;
    services_flush(s);
    if (s->root >= 0)
        close(s->root);
    for (size_t i = 0; i < s->files.count; i++) {
        if (s->files.data[i].fd >= 0)
            close(s->files.data[i].fd);
        free(s->files.data[i].path);
    }
    vec_release(&s->files);
    log_cut(s, 0);
    vec_release(&s->log);
    vec_release(&s->in);
    free(s->out[0].buf);
    free(s->out[1].buf);
    free(s->numbers);
    free(s);
}

void service_state_init(struct service_state *st, uint64_t seed, uint64_t brk_start, uint64_t brk_limit)
{
    memset(st, 0, sizeof *st);
    st->brk = st->brk_start = brk_start;
    st->brk_limit = brk_limit;
    st->random = seed;
    st->in_limit = UINT64_MAX;
    st->fd[0] = (struct service_fd){ .kind = FD_IN, .readable = 1 };
    st->fd[1] = (struct service_fd){ .kind = FD_OUT, .writable = 1 };
    st->fd[2] = (struct service_fd){ .kind = FD_ERR, .writable = 1 };
}

const struct personality *services_personality(const struct services *s)
{
    return s->personality;
}

/* ---- outcomes ---------------------------------------------------------------------------------------- */

int64_t call_fail(struct call *k, int error)
{
    k->error = error;
    return 0;
}

int64_t call_exit(struct call *k, int status)
{
    k->status = SERVICE_EXIT;
    k->c->exit_status = status & 0xff;
    return 0;
}

void call_hint(struct call *k, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(k->c->hint, sizeof k->c->hint, fmt, ap);
    va_end(ap);
}

int64_t call_fault(struct call *k, int signal, uint64_t value, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(k->c->hint, sizeof k->c->hint, fmt, ap);
    va_end(ap);
    k->status = SERVICE_FAULT;
    k->c->signal = signal;
    k->c->value = value;
    return 0;
}

int64_t call_signed(const struct call *k, unsigned arg)
{
    return bits_signed(k->arg[arg], k->word);
}

/* ---- the call ---------------------------------------------------------------------------------------- */

static unsigned slot_width(const struct isa *isa, unsigned slot)
{
    unsigned index;
    const struct reg *r = isa_slot_reg(isa, slot, &index);
    return r ? r->width : 64;
}

static const struct numbered_service *lookup(const struct services *s, uint64_t number)
{
    const struct numbered_service key = { .number = number };
    return bsearch(&key, s->numbers, s->nnumbers, sizeof key, by_number);
}

/* A number that means nothing. Libraries probe for services where errors are told apart by number; elsewhere
 * going on would only hide the mistake. */
static int64_t unknown(struct call *k, uint64_t number)
{
    const struct personality *p = k->s->personality;
    if (p->negative_errno) {
        call_hint(k, "there is no host service %llu in the '%s' personality", (unsigned long long)number,
                  p->name);
        return call_fail(k, ENOSYS);
    }
    return call_fault(k, SIGSYS, number, "there is no host service %llu in the '%s' personality",
                      (unsigned long long)number, p->name);
}

static void set_result(struct call *k, int64_t result)
{
    const struct personality *p = k->s->personality;
    if (k->error)
        result = p->negative_errno ? -(int64_t)k->error : -1;
    k->c->slots[p->result_slot] = (uint64_t)result & bits_mask(slot_width(k->s->isa, p->result_slot));
}

enum service_status services_call(struct services *s, struct service_call *c)
{
    const struct personality *p = s->personality;
    struct call k = { .s = s, .c = c, .word = 64 };
    enum service_status replayed;
    uint64_t call = c->state->calls;
    c->hint[0] = '\0';
    if (!p) {
        call_fault(&k, SIGSYS, 0, "target %s has no host services for this sort of program", s->isa->target);
        return k.status;
    }
    if (s->logging && log_replay(s, c, &replayed))
        return replayed;
    for (unsigned i = 0; i < p->nargs && i < 6; i++)
        k.arg[i] = c->slots[p->arg_slots[i]];
    if (p->nargs)
        k.word = slot_width(s->isa, p->arg_slots[0]);
    uint64_t number = c->state->number = c->slots[p->number_slot];
    const struct numbered_service *n = lookup(s, number);
    int64_t result;
    if (n && n->def) {
        k.name = n->name;
        result = n->def->fn(&k);
    } else {
        result = unknown(&k, number);
    }
    if (k.status == SERVICE_DONE && !(n && n->def && n->def->silent))
        set_result(&k, result);
    c->state->calls += k.status != SERVICE_STOPPED;
    if (s->logging)
        log_keep(&k, call);
    return k.status;
}

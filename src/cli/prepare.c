/* prepare.c - from options to everything that a machine is made of: ISA, machine file, program. */
#include "cli/run.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/str.h"

static const struct loc nowhere;

/* A symbol of the program, or a number. */
static int place(struct prepared *p, const char *what, const char *text, uint64_t *out)
{
    const struct symbol *s = image_symbol(p->image, text);
    char hint[DIAG_SUGGEST_MAX];
    if (s)
        return *out = s->addr, 0;
    if (cli_number(text, out))
        return 0;
    cli_names names = { 0 };
    for (size_t i = 0; i < p->image->nsymbols; i++)
        *vec_push(&names) = p->image->symbols[i].name;
    diag_error(&p->diag, nowhere, "%s: the program has no symbol '%s'%s", what, text,
               diag_suggest(hint, text, names.data, names.count));
    vec_release(&names);
    return -1;
}

static int region(struct prepared *p, const char *text)
{
    const char *colon = text ? strchr(text, ':') : NULL;
    if (!text)
        return 0;
    p->machine.has_region = true;
    char *from = xstrndup(text, colon ? (size_t)(colon - text) : strlen(text));
    int status = place(p, "--region", from, &p->machine.region_from);
    free(from);
    if (!status && colon)
        status = place(p, "--region", colon + 1, &p->machine.region_to);
    return status;
}

static int entry(struct prepared *p, const char *text)
{
    const struct isa *isa = p->isa;
    uint64_t step = isa->align / (isa->mem.cell ? isa->mem.cell : 8);
    if (place(p, "--entry", text, &p->image->entry) < 0)
        return -1;
    if (step > 1 && p->image->entry % step)
        return diag_error(&p->diag, nowhere, "--entry %s: instructions stand at multiples of %u", text,
                          (unsigned)step);
    return 0;
}

int prepare_image(struct prepared *p, const struct run_options *o)
{
    const struct image_request rq = { o->programs.data, o->programs.count, o->base, o->has_base };
    p->image = image_load(p->isa, &rq, &p->diag);
    if (!p->image || region(p, o->region) < 0)
        return -1;
    return o->entry ? entry(p, o->entry) : 0;
}

static void fill_options(struct prepared *p, const struct run_options *o)
{
    *vec_push(&p->argv) = o->programs.data[0];
    for (int i = 0; i < o->nargs; i++)
        *vec_push(&p->argv) = o->args[i];
    p->machine.personality = o->personality;
    p->machine.root = o->root;
    p->machine.argc = (int)p->argv.count;
    p->machine.argv = p->argv.data;
    p->machine.seed = o->seed;
    p->machine.functional = o->functional;
    p->machine.misaligned = o->misaligned;
}

int prepare_program(struct prepared *p, struct run_options *o)
{
    *p = (struct prepared){ 0 };
    diag_init(&p->diag);
    p->isa = cli_load_isa(&o->target, o->programs.data[0], &p->diag);
    if (!p->isa || prepare_image(p, o) < 0)
        return -1;
    fill_options(p, o);
    return 0;
}

int prepare(struct prepared *p, struct run_options *o)
{
    int status = prepare_program(p, o);
    *vec_push(&o->sets) = NULL;
    o->sets.count--;
    if (p->isa)
        p->desc = machine_desc_load(o->machine, o->sets.data, &p->diag);
    return p->desc ? status : -1;
}

void prepared_release(struct prepared *p)
{
    if (p->desc)
        machine_desc_free(p->desc);
    if (p->image)
        image_free(p->image);
    if (p->isa)
        isa_free(p->isa);
    vec_release(&p->argv);
    diag_release(&p->diag);
}

int run_input(const char *path, struct diag *d)
{
    int fd = open(path, O_RDONLY);
    bool ok = fd >= 0 && dup2(fd, STDIN_FILENO) >= 0;
    if (!ok)
        diag_error(d, nowhere, "cannot read '%s': %s", path, strerror(errno));
    if (fd > STDIN_FILENO)
        close(fd);
    return ok ? 0 : -1;
}

int run_exit_status(const struct machine_end *e)
{
    switch (e->stop) {
    case STOP_EXIT: return (e->has_result ? (int)e->result : e->exit_status) & 0xff;
    case STOP_TRAP: return CLI_SIGNAL + e->exit_signal;
    case STOP_LIMIT: return CLI_LIMIT;
    case STOP_ASKED: return CLI_SIGNAL + SIGINT;
    case STOP_BREAK:
    case STOP_NONE: break;
    }
    return CLI_LIMIT;
}

int run_output_open(struct run_output *o, const char *file, FILE *usual, const char *name, struct diag *d)
{
    *o = (struct run_output){ name, usual, false };
    if (!file)
        return 0;
    int fd = open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    *o = (struct run_output){ file, fd < 0 ? NULL : fdopen(fd, "w"), true }; /* "w" doesn't empty it here */
    return o->f ? 0 : diag_error(d, nowhere, "cannot write '%s': %s", file, strerror(errno));
}

int run_output_write(struct run_output *o, int (*write)(const void *what, FILE *out), const void *what,
                     struct diag *d)
{
    struct stat st;
    int failed = 0;
    if (o->ours && !fstat(fileno(o->f), &st) && S_ISREG(st.st_mode))
        failed = ftruncate(fileno(o->f), 0);
    failed |= write(what, o->f);
    failed |= fflush(o->f) | ferror(o->f);
    return failed ? diag_error(d, nowhere, "cannot write '%s': %s", o->name, strerror(errno)) : 0;
}

void run_output_close(struct run_output *o)
{
    if (o->f && o->ours)
        fclose(o->f);
    o->f = NULL;
}

/* engine_rig.h - an engine with a program, for tests. */
#ifndef TESTS_ENGINE_RIG_H
#define TESTS_ENGINE_RIG_H

#include "cycle_rig.h"
#include "debug/engine.h"

struct engine_rig {
    struct diag diag;
    struct isa *isa;
    struct machine_desc *desc;
    struct image *img;
    struct engine *e;
    char *program;
    struct engine_options opt;
};

static inline void engine_rig_check(struct engine_rig *r, bool ok, const char *what)
{
    if (ok)
        return;
    char *text = diag_text(&r->diag);
    fprintf(stderr, "%s: %s\n", what, text);
    free(text);
    ck_abort_msg("%s", what);
}

/* program: below the source tree, or (without a slash) in the current directory. */
static inline void engine_rig_start(struct engine_rig *r, const char *target, const char *machine,
                                    const char *const *sets, const char *program)
{
    static const char *const argv[] = { "program" };
    struct engine_options opt = r->opt;
    memset(r, 0, sizeof *r);
    diag_init(&r->diag);
    struct isa_request rq = { .target = target };
    r->isa = isa_load(&rq, &r->diag);
    engine_rig_check(r, r->isa != NULL, "isa_load");
    char *path = strchr(machine, '/') ? rig_file(machine) : xstrdup(machine);
    r->desc = machine_desc_load(path, sets, &r->diag);
    free(path);
    engine_rig_check(r, r->desc != NULL, "machine_desc_load");
    r->program = strchr(program, '/') ? rig_file(program) : xstrdup(program);
    struct image_request ir = { .files = (const char *const *)&r->program, .nfiles = 1 };
    ir.has_base = strstr(program, ".hex") != NULL; /* at 0 */
    r->img = image_load(r->isa, &ir, &r->diag);
    engine_rig_check(r, r->img != NULL, "image_load");
    opt.machine.argc = 1;
    opt.machine.argv = argv;
    opt.machine.misaligned = -1;
    r->opt = opt;
    r->e = engine_new(r->isa, r->desc, r->img, &opt, &r->diag);
    engine_rig_check(r, r->e != NULL, "engine_new");
}

static inline void engine_rig_stop(struct engine_rig *r)
{
    engine_free(r->e);
    image_free(r->img);
    machine_desc_free(r->desc);
    isa_free(r->isa);
    free(r->program);
    diag_release(&r->diag);
}

#endif

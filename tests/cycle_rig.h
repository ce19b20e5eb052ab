/* cycle_rig.h - a machine with a program, for tests: load, run, look, free. */
#ifndef TESTS_CYCLE_RIG_H
#define TESTS_CYCLE_RIG_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "asm/image.h"
#include "base/str.h"
#include "machine/machine.h"

struct rig {
    struct diag diag;
    struct isa *isa;
    struct machine_desc *desc;
    struct image *img;
    struct machine *m;
};

#define RIG_SETS 8

/* Whatever was reported, on stderr; then the test fails. */
static inline void rig_check(struct rig *r, bool ok, const char *what)
{
    if (ok)
        return;
    char *text = diag_text(&r->diag);
    fprintf(stderr, "%s: %s\n", what, text);
    free(text);
    ck_abort_msg("%s", what);
}

static inline char *rig_file(const char *name)
{
    const char *src = getenv("SRCDIR");
    return xasprintf("%s/%s", src ? src : ".", name);
}

/* machine: a name, or a path below the source tree. personality: NULL: the target's own. */
static inline void rig_start_with(struct rig *r, const struct isa_request *target, const char *personality,
                                  const char *machine, const char *const *sets, const char *program)
{
    memset(r, 0, sizeof *r);
    diag_init(&r->diag);
    r->isa = isa_load(target, &r->diag);
    rig_check(r, r->isa != NULL, "isa_load");
    char *path = strchr(machine, '/') ? rig_file(machine) : xstrdup(machine);
    r->desc = machine_desc_load(path, sets, &r->diag);
    free(path);
    rig_check(r, r->desc != NULL, "machine_desc_load");
    struct image_request ir = { .files = &program, .nfiles = 1 };
    r->img = image_load(r->isa, &ir, &r->diag);
    rig_check(r, r->img != NULL, "image_load");
    static const char *const argv[] = { "program" };
    struct machine_options opt = { .argc = 1,
                                   .argv = argv,
                                   .misaligned = -1,
                                   .stdin_text = "",
                                   .out_fd = -1,
                                   .err_fd = -1,
                                   .personality = personality };
    r->m = machine_new(r->isa, r->desc, r->img, &opt, &r->diag);
    rig_check(r, r->m != NULL, "machine_new");
}

static inline void rig_start(struct rig *r, const char *machine, const char *const *sets, const char *program)
{
    static const char *const plain[] = { "C", NULL };
    static const struct isa_request rv32 = { .target = "rv32", .without = plain };
    rig_start_with(r, &rv32, "linux", machine, sets, program);
}

/* An ISA with delay slots; the program's text is its file below the source tree, or as rig_write() made it.
 */
static inline void rig_start_delayed(struct rig *r, const char *machine, const char *const *sets,
                                     const char *program)
{
    static const struct isa_request mips = { .target = "mips1" };
    rig_start_with(r, &mips, NULL, machine, sets, program);
}

static inline void rig_stop(struct rig *r)
{
    machine_free(r->m);
    image_free(r->img);
    machine_desc_free(r->desc);
    isa_free(r->isa);
    diag_release(&r->diag);
}

/* Law: every cycle has one cause. */
static inline void rig_sums(const struct rig *r)
{
    const struct run_stats *s = machine_stats(r->m);
    uint64_t sum = 0;
    for (unsigned c = 0; c < CAUSE_COUNT; c++)
        sum += s->cause[c];
    ck_assert_uint_eq(sum, s->cycles);
}

/* A program text as a file below the build directory. The caller frees the name. */
static inline char *rig_write(const char *stem, const char *text)
{
    char *name = xasprintf("%s.tmp.s", stem);
    FILE *f = fopen(name, "w");
    ck_assert_ptr_nonnull(f);
    fprintf(f, "        .globl _start\n_start:\n%s\n", text);
    fclose(f);
    return name;
}

#endif

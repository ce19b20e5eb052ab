/* fuzz_engine.h - one engine with one program, for fuzz targets of the debugger. */
#ifndef FUZZ_ENGINE_H
#define FUZZ_ENGINE_H

#include <stdio.h>
#include <stdlib.h>
#include "asm/image.h"
#include "base/fs.h"
#include "base/str.h"
#include "debug/engine.h"
#include "isa/isa.h"
#include "machine/machine.h"

struct fuzz_engine {
    struct isa *isa;
    struct machine_desc *desc;
    struct image *img;
    struct engine *e;
};

/* The shipped file beside the tests: a program with debugging information. */
static inline char *fuzz_program(void)
{
    const char *src = getenv("SRCDIR"), *data = getenv("ORRERY_DATADIR");
    return xasprintf("%s/tests/debug/elf/types-rv32-O0.elf", src ? src : data ? data : ".");
}

static inline struct fuzz_engine *fuzz_engine(void)
{
    static struct fuzz_engine f; /* loading takes longer than a thousand inputs */
    static const char *const argv[] = { "program" };
    const struct isa_request rq = { .target = "rv32" };
    struct engine_options opt = { .machine = { .argc = 1, .argv = argv, .misaligned = -1 },
                                  .history_bytes = 1 << 22 };
    struct diag d;
    if (f.e)
        return &f;
    char *path = fuzz_program();
    const struct image_request ir = { .files = (const char *const *)&path, .nfiles = 1 };
    diag_init(&d);
    f.isa = isa_load(&rq, &d);
    f.desc = machine_desc_load("classic5", NULL, &d);
    f.img = f.isa ? image_load(f.isa, &ir, &d) : NULL;
    f.e = f.img && f.desc ? engine_new(f.isa, f.desc, f.img, &opt, &d) : NULL;
    diag_print(&d, stderr);
    diag_release(&d);
    free(path);
    if (!f.e)
        abort();
    engine_interactive_input(f.e, true);
    return &f;
}

#endif

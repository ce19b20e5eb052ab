/* desc.h - everything a machine file says, after `extends:` and --set. Immutable; docs/MACHINE-FILES.md is
 * its reference. machine.h has the functions that front ends need. */
#ifndef MACHINE_DESC_H
#define MACHINE_DESC_H

#include <stdbool.h>
#include <stdint.h>
#include "base/arena.h"
#include "machine/devices.h"
#include "timing/pipe.h"

struct board_item {
    const char *name;
    enum region_kind kind;
    uint64_t at, size;
    const struct device_kind *device; /* REGION_DEVICE */
};

struct machine_desc {
    struct arena arena;
    const char *name, *doc, *models;
    uint64_t clock; /* Hz, 0: none */
    bool has_reset_pc;
    uint64_t reset_pc;
    int misaligned; /* enum misaligned, or -1: as the ISA says */
    struct pipe_desc pipe;
    struct board_item *board;
    unsigned nboard;
    bool board_optional; /* programs that do not lie in its memory run without it */
};

#endif

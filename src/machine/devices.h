/* devices.h - what stands at addresses of a board besides memory, each a table of functions over flat state.
 *
 * console: +0 write: byte to standard output; +4 read: next byte of standard input, all ones at its end;
 *          +8 read: bit 0 = input can be read without waiting, bit 1 = output possible (always).
 * marker:  +0 write: the region of interest starts; +4 write: it ends; +8 write: the program ends with the
 *          value as its result. Reads give 0.
 * A device store takes effect when its instruction retires; the machine looks at board_state.pending then. */
#ifndef MACHINE_DEVICES_H
#define MACHINE_DEVICES_H

#include <stdbool.h>
#include <stdint.h>
#include "base/diag.h"
#include "machine/services.h"
#include "mem/mem.h"

enum { BOARD_START = 1, BOARD_STOP = 2, BOARD_END = 4 };

/* Flat: part of the machine's state. */
struct board_state {
    uint32_t pending; /* BOARD_*: marker stores not yet looked at */
    uint32_t pad;
    uint64_t result; /* BOARD_END: the value stored */
};

/* What the functions of a device reach their world by; must outlive the memory that refers to it. */
struct board {
    struct board_state *state;
    struct services *services;
    struct service_state *service_state;
};

/* One kind of device, by the name that machine files use. */
struct device_kind {
    const char *name, *doc;
    uint64_t size; /* bytes it occupies */
    const struct device_ops *ops;
};
extern const struct device_kind device_kinds[];                  /* ends with a NULL name */
const struct device_kind *device_kind_by_name(const char *name); /* NULL: none */

#endif

/* devices.c - see devices.h: console and marker as tables of functions. What they change is in the flat
 * state that their ctx, a struct board, points to. */
#include "machine/devices.h"

#include <string.h>

/* ---- console ----------------------------------------------------------------------------------------- */

enum { CONSOLE_OUT = 0, CONSOLE_IN = 4, CONSOLE_STATUS = 8, CONSOLE_SIZE = 12 };
enum { STATUS_INPUT = 1, STATUS_OUTPUT = 2 };

static uint64_t console_read(void *ctx, uint64_t offset, unsigned size)
{
    struct board *b = ctx;
    (void)size;
    switch (offset) {
    case CONSOLE_IN: {
        int c = services_read_byte(b->services, b->service_state);
        return c < 0 ? ~UINT64_C(0) : (uint64_t)c;
    }
    case CONSOLE_STATUS:
        return STATUS_OUTPUT | (services_input_ready(b->services, b->service_state) ? STATUS_INPUT : 0);
    default: return 0;
    }
}

static void console_write(void *ctx, uint64_t offset, unsigned size, uint64_t value)
{
    struct board *b = ctx;
    (void)size;
    if (offset == CONSOLE_OUT)
        services_write_byte(b->services, b->service_state, 0, (uint8_t)value);
}

static const struct device_ops console_ops = { "console", console_read, console_write };

/* ---- marker ------------------------------------------------------------------------------------------ */

enum { MARKER_START = 0, MARKER_STOP = 4, MARKER_END = 8, MARKER_SIZE = 12 };

static uint64_t marker_read(void *ctx, uint64_t offset, unsigned size)
{
    (void)ctx;
    (void)offset;
    (void)size;
    return 0;
}

static void marker_write(void *ctx, uint64_t offset, unsigned size, uint64_t value)
{
    struct board_state *st = ((struct board *)ctx)->state;
    (void)size;
    switch (offset) {
    case MARKER_START: st->pending |= BOARD_START; break;
    case MARKER_STOP: st->pending |= BOARD_STOP; break;
    case MARKER_END:
        st->pending |= BOARD_END;
        st->result = value;
        break;
    default: break;
    }
}

static const struct device_ops marker_ops = { "marker", marker_read, marker_write };

/* ---- the table --------------------------------------------------------------------------------------- */

const struct device_kind device_kinds[] = {
    { "console", "bytes out at +0, bytes in at +4, status at +8", CONSOLE_SIZE, &console_ops },
    { "marker", "region of interest from +0 to +4, end of the program at +8", MARKER_SIZE, &marker_ops },
    { 0 },
};

const struct device_kind *device_kind_by_name(const char *name)
{
    for (const struct device_kind *k = device_kinds; k->name; k++)
        if (!strcmp(k->name, name))
            return k;
    return NULL;
}

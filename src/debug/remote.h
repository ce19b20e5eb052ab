/* remote.h - gdb's remote serial protocol: packets in, packets out. The transport (a socket, a pipe) is the
 * caller's.
 *
 * Nothing that arrives can do harm: sizes, counts and numbers are checked, what is not understood gets the
 * empty answer that the protocol has for it. One thread, all-stop; programs run inside remote_feed(). */
#ifndef DEBUG_REMOTE_H
#define DEBUG_REMOTE_H

#include <stdbool.h>
#include <stddef.h>
#include "asm/image.h"
#include "base/str.h"
#include "debug/engine.h"
#include "isa/isa.h"

struct remote;

struct remote_options {
    struct engine *engine;
    const struct isa *isa;
    const struct image *img;
    void *ctx;
    void (*send)(void *ctx, const char *data, size_t n);
    /* Called now and then while time passes: to look for Ctrl-C (remote_interrupt) and for a lost
     * connection. May be NULL. */
    void (*poll)(void *ctx);
    /* `monitor COMMAND`: fills out, false if it failed. NULL: there are none. */
    bool (*monitor)(void *ctx, const char *command, struct str *out);
    void (*interrupt)(void *ctx);          /* of a monitor command, besides the engine; may be NULL */
    uint64_t max_cycles, max_instructions; /* UINT64_MAX: no limit */
    bool stop_at_end; /* the end of the program is a stop first, from which one can go back */
};

/* The engine is at a stop. Its output goes to gdb while the remote lives. */
struct remote *remote_new(const struct remote_options *o);
void remote_free(struct remote *r);

void remote_feed(struct remote *r, const char *bytes, size_t n);
void remote_interrupt(struct remote *r);  /* Ctrl-C arrived while the program runs */
bool remote_done(const struct remote *r); /* detached or killed: close the connection */

#endif

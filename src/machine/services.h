/* services.h - host services: what a program without an operating system asks its environment for.
 *
 * A personality (isa.h, from the target's abi: section) says which number means which service and where
 * arguments and results stand; the services themselves are found by name in one table. Nothing here depends
 * on the host's time, addresses or scheduling: clocks are the simulated one, random numbers come from the
 * seeded generator in the state, reads from a pipe wait for all bytes asked for.
 *
 * What changes while the machine runs is flat (struct service_state) and can be copied back: standard input
 * is kept in a log that the state holds a position in, output that was already printed is not printed again,
 * open files are remembered by path and read and written at offsets from the state. (The contents of files
 * are the host's: going back does not unwrite them.) */
#ifndef MACHINE_SERVICES_H
#define MACHINE_SERVICES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "isa/isa.h"
#include "mem/mem.h"

#define SERVICE_FDS 32

enum fd_kind { FD_CLOSED, FD_IN, FD_OUT, FD_ERR, FD_FILE };

struct service_fd {
    uint8_t kind; /* enum fd_kind */
    uint8_t readable, writable, append;
    uint32_t host;   /* FD_FILE: number in the table of host files */
    uint64_t offset; /* FD_FILE: where the next read or write takes place */
};

/* Flat: part of the machine's state. */
struct service_state {
    uint64_t brk, brk_start, brk_limit; /* end of the heap, and between which addresses it moves */
    uint64_t random;                    /* generator */
    uint64_t calls;                     /* services performed */
    uint64_t number;                    /* of the last service that was asked for */
    uint64_t slept_ns;                  /* added to the clock by services that sleep */
    uint64_t in_pos;                    /* bytes of standard input consumed */
    uint64_t in_limit;                  /* bytes that have been typed; UINT64_MAX: input is not typed */
    uint64_t out_pos[2];                /* bytes written to standard output and error */
    uint64_t in_ended;                  /* nothing more will be typed */
    struct service_fd fd[SERVICE_FDS];
};

/* Host side, not state. */
struct services;

struct services_options {
    const struct personality *personality; /* NULL: every call is refused */
    const char *root;                      /* directory for files, or NULL */
    const char *stdin_text;                /* NULL: descriptor 0 of the host */
    int out_fd, err_fd;                    /* -1 discards */
    /* Who gets the output of the program instead of these descriptors; stream 0: output, 1: error. NULL. */
    void (*output)(void *ctx, unsigned stream, const char *text, size_t n);
    void *output_ctx;
    bool log;                 /* what files gave is kept for replays */
    const volatile int *stop; /* set when the user wants to stop; a wait for input looks at it */
};

/* NULL: the root directory cannot be opened (reported). */
struct services *services_new(const struct isa *isa, const struct services_options *opt, struct diag *d);
void services_free(struct services *s); /* flushes */

/* The state at the start of a program. */
void service_state_init(struct service_state *st, uint64_t seed, uint64_t brk_start, uint64_t brk_limit);

enum service_status {
    SERVICE_DONE,    /* the result register is set */
    SERVICE_EXIT,    /* the program ends with exit_status */
    SERVICE_FAULT,   /* the program cannot go on: signal, value (an address), message */
    SERVICE_STOPPED, /* the user's stop interrupted a wait for input: nothing happened */
};

struct service_call {
    /* in */
    struct service_state *state;
    struct mem *mem;
    uint64_t *slots; /* the register block */
    uint64_t now_ns; /* simulated time since reset */
    /* called before and after guest memory is changed, or NULL */
    void (*changing)(void *ctx, uint64_t addr, uint64_t size);
    void (*changed)(void *ctx, uint64_t addr, uint64_t size);
    void *changed_ctx;
    /* out */
    int exit_status, signal;
    uint64_t value;
    char hint[160]; /* what the user should know ("files need --root DIR"), or "" */
};

enum service_status services_call(struct services *s, struct service_call *c);

/* Standard streams for devices: the next byte of input (-1: end; -2: interrupted by the user), whether one
 * could be read without waiting, and a byte of output (stream 0: output, 1: error). */
int services_read_byte(struct services *s, struct service_state *st);
bool services_input_ready(struct services *s, const struct service_state *st);
void services_write_byte(struct services *s, struct service_state *st, unsigned stream, uint8_t byte);

/* What `from` has read of standard input, and the rest of it, are `to`'s: the same program starts anew. */
void services_inherit(struct services *to, struct services *from);
/* From now on standard input is what services_type() adds; what was read already remains to be consumed. A
 * call for more than there is is SERVICE_STOPPED. False: the host's again. */
void services_typed(struct services *s, struct service_state *st, bool on);
void services_type(struct services *s, struct service_state *st, const char *text, size_t n);
/* A wait for input that the user stopped is not taken up again (the call is SERVICE_STOPPED at once), as
 * often as the time before it is replayed, until this is called: the user lets the guest go on. */
void services_wait_again(struct services *s);

/* st will go on otherwise than before: what was printed, typed and found in files after it has not been. */
void services_change(struct services *s, const struct service_state *st);
const struct personality *services_personality(const struct services *s); /* or NULL */

/* Hands buffered output to the host. */
void services_flush(struct services *s);
/* errno of the first output that the host did not take, 0: all was taken. The guest never notices. */
int services_output_error(const struct services *s);

/* The table of services, for documentation and tests: name and what it does. */
struct service_info {
    const char *name, *doc;
};
size_t service_list(struct service_info **out); /* the caller frees *out */
bool service_known(const char *name);

/* The personality called `name`, or (NULL) the target's default for this sort of program. NULL after
 * reporting an unknown name; NULL without report if the target has none. */
const struct personality *service_personality(const struct isa *isa, const char *name, bool from_source,
                                              struct diag *d);

#endif

/* services_private.h - shared by the files that implement host services; nobody else includes it. */
#ifndef MACHINE_SERVICES_PRIVATE_H
#define MACHINE_SERVICES_PRIVATE_H

#include "base/vec.h"
#include "machine/services.h"

struct out_stream {
    char *buf;
    size_t len;
    uint64_t printed; /* bytes that went into buf so far: replayed output below this is dropped */
    int fd;
    int error; /* errno of the first output that was lost, 0 */
    bool tty;
};

struct host_file {
    int fd;     /* -1: closed for now, opened again by path when needed */
    char *path; /* below the root */
    int flags;  /* without those that create or empty */
};

struct numbered_service {
    uint64_t number;
    const struct service_def *def; /* NULL: the table has no such name */
    const char *name;
};

struct written {
    uint64_t addr;
    size_t n;
    char *bytes;
};

/* What a call that looked at or changed files of the host came to. */
struct file_result {
    uint64_t call; /* service_state.calls before it */
    struct service_state after;
    uint64_t result; /* register */
    enum service_status status;
    int exit_status, signal;
    uint64_t value;
    char hint[160];
    VEC(struct written) written; /* guest memory */
};

struct services {
    const struct isa *isa;
    const struct personality *personality;
    struct numbered_service *numbers; /* sorted by number */
    size_t nnumbers;
    int root; /* directory, -1: none */
    const volatile int *stop;
    int in_fd;         /* -1: no more to come */
    bool stopped_wait; /* a wait for more was stopped, and is not to be taken up by a replay */
    VEC(char) in;
    struct out_stream out[2];
    void (*output)(void *ctx, unsigned stream, const char *text, size_t n);
    void *output_ctx;
    VEC(struct host_file) files;
    bool logging;
    VEC(struct file_result) log; /* by call */
};

/* One call in progress. */
struct call {
    struct services *s;
    struct service_call *c;
    uint64_t arg[6];
    unsigned word; /* bits of an argument */
    int error;     /* errno of a failed call, 0 */
    enum service_status status;
    const char *name;
    bool files;                  /* it looked at or changed files of the host */
    VEC(struct written) written; /* guest memory, if that is logged */
};

/* The result is what goes to the result register unless call->error or ->status is set. */
struct service_def {
    const char *name;
    int64_t (*fn)(struct call *k);
    bool silent; /* leaves the result register alone */
    const char *doc;
};

/* Rows of the table, by file. Each ends with a NULL name. */
extern const struct service_def services_process[], services_file[], services_console[];

int64_t call_fail(struct call *k, int error);
int64_t call_exit(struct call *k, int status);
/* The program cannot go on. value: the address in question, or 0. */
int64_t call_fault(struct call *k, int signal, uint64_t value, const char *fmt, ...) PRINTF_LIKE(4, 5);
void call_hint(struct call *k, const char *fmt, ...) PRINTF_LIKE(2, 3);
int64_t call_signed(const struct call *k, unsigned arg);

/* Guest memory: false if some byte is not there or not permitted; writes are then not done at all. */
bool guest_readable(const struct call *k, uint64_t addr, uint64_t n);
bool guest_writable(const struct call *k, uint64_t addr, uint64_t n);
bool guest_read(struct call *k, uint64_t addr, void *buf, size_t n);
bool guest_write(struct call *k, uint64_t addr, const void *buf, size_t n);
/* A NUL-terminated string of less than max bytes into buf; its length, -1 bad address, -2 too long. */
long guest_string(struct call *k, uint64_t addr, char *buf, size_t max);

/* Structures of the guest: fields one after the other, each aligned to its size. */
struct guest_struct {
    const struct call *k;
    uint8_t buf[512];
    size_t len;
};
#define GUEST_WORD 0 /* a field as wide as an argument */
void guest_put(struct guest_struct *g, unsigned size, uint64_t value);
bool guest_put_at(struct call *k, struct guest_struct *g, uint64_t addr); /* pads to 8 and writes */
uint64_t guest_number(const struct call *k, const uint8_t *p, unsigned size);

/* Streams. */
enum { INPUT_STOPPED = -2 };
/* Up to n bytes, at most to the end of a line: a read of a terminal, whatever standard input really is. 0 at
 * the end of the input, INPUT_STOPPED. */
long stream_read_line(struct services *s, struct service_state *st, char *buf, size_t n);
void stream_write(struct services *s, struct service_state *st, unsigned stream, const char *p, size_t n);

/* services_log.c: the call has been made before; it is made so again. */
bool log_replay(struct services *s, struct service_call *c, enum service_status *status);
void log_written(struct call *k, uint64_t addr, const void *bytes, size_t n);
void log_keep(struct call *k, uint64_t call);    /* after the call */
void log_cut(struct services *s, uint64_t call); /* forgets calls from this one on */

/* service_root.c: opens a path that lies below a directory and nowhere else. -errno on failure. */
int root_open(int root, const char *path, int flags);

#endif

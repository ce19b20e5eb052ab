/* remote_private.h - what remote*.c share. */
#ifndef DEBUG_REMOTE_PRIVATE_H
#define DEBUG_REMOTE_PRIVATE_H

#include "base/vec.h"
#include "debug/remote.h"

#define REMOTE_PACKET 16384 /* bytes of a packet's text, as told in qSupported */
#define REMOTE_POINTS 512

/* A register as gdb numbers it. */
struct remote_reg {
    const char *name, *feature, *type;
    const struct reg *reg;
    unsigned slot, bytes;
    bool is_pc, is_zero;
};

enum remote_state { WANT_PACKET, IN_PACKET, WANT_SUM1, WANT_SUM2 };

struct remote {
    struct remote_options o;
    enum remote_state state;
    char packet[REMOTE_PACKET + 1];
    size_t size;
    bool too_long;
    unsigned char sum, want;
    bool no_ack, extended, done, ended, running, interrupted;
    bool interrupt_waits; /* Ctrl-C came together with the packet that lets the program run */
    /* A watched access that was told of, and is still to be made or undone by whoever stands here. */
    bool told;
    enum direction told_direction;
    uint64_t told_at; /* instructions retired */
    struct str last;  /* packet sent last, for repetition */
    VEC(struct remote_reg) regs;
    VEC(struct point) points;
    struct arena arena; /* names of registers */
};

/* remote.c */
void remote_reply(struct remote *r, const char *text);
void remote_reply_bytes(struct remote *r, const char *data, size_t n);
void remote_error(struct remote *r);
/* Hexadecimal number at *s, which moves on; false: none, or more than 64 bits. */
bool remote_number(const char **s, uint64_t *out);
bool remote_hex_bytes(const char *s, unsigned char *out, size_t n); /* 2n digits */
void remote_add_hex(struct str *out, const void *bytes, size_t n);

/* remote_data.c: registers and memory. args: behind the letter. */
void remote_make_registers(struct remote *r);
void remote_read_all(struct remote *r, const char *args);
void remote_write_all(struct remote *r, const char *args);
void remote_read_one(struct remote *r, const char *args);
void remote_write_one(struct remote *r, const char *args);
void remote_read_memory(struct remote *r, const char *args);
void remote_write_memory(struct remote *r, const char *args);
void remote_write_binary(struct remote *r, const char *args);

/* remote_xml.c: qXfer */
void remote_transfer(struct remote *r, const char *args);

/* remote_run.c */
void remote_wait(void *remote); /* while time passes: is there a Ctrl-C, is there still a connection? */
void remote_status(struct remote *r, const char *args); /* ? */
void remote_continue(struct remote *r, const char *args);
void remote_step(struct remote *r, const char *args);
void remote_continue_signal(struct remote *r, const char *args);
void remote_step_signal(struct remote *r, const char *args);
void remote_vcont(struct remote *r, const char *args);
void remote_backwards(struct remote *r, const char *args); /* behind "b" */
void remote_insert(struct remote *r, const char *args);    /* Z */
void remote_remove(struct remote *r, const char *args);    /* z */
void remote_restart(struct remote *r, const char *args);   /* R, vRun */

#endif

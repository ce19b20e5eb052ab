/* frame.h - frames of calls: who called whom, and what the registers held there.
 *
 * Frame 0 is the present. Older ones come from call frame information where the program has it, and else from
 * the calling convention: the return address in its register or where a scan of the prologue finds it saved.
 * Frames are valid until time moves or the guest is changed. */
#ifndef DEBUG_FRAME_H
#define DEBUG_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "asm/image.h"
#include "debug/value.h"
#include "isa/isa.h"

struct debug_info;

enum frame_how { FRAME_SAME, FRAME_MEMORY, FRAME_VALUE, FRAME_LOST };

struct frame_reg {
    enum frame_how how;
    uint64_t at; /* FRAME_MEMORY: its address; FRAME_VALUE: the value */
};

struct frame {
    unsigned level; /* calls back from the present; functions that were put into others are no calls */
    uint64_t pc;    /* of what runs next in this frame */
    uint64_t look;  /* inside the instruction that it stands at or calls from: for scopes and lines */
    bool has_cfa;
    uint64_t cfa;         /* stack pointer of the caller before the call */
    uint64_t start;       /* of the function that all was put into, 0: unknown */
    const char *function; /* NULL: unknown */
    uint64_t inlined;     /* a function that was put into another one: debug_inline.offset; 0: none */
    const char *file;     /* of the line that called what was put into it; NULL: the line is that of `look` */
    int line;
    bool outermost;
    const char *why_end;    /* outermost: why there is no caller, NULL: it is the beginning */
    struct frame_reg *regs; /* isa->nslots; NULL (frame 0): as they are */
};

struct frames; /* a chain, extended on demand */

struct frames *frames_new(const struct isa *isa, const struct image *img, const struct debug_info *info,
                          const struct world *w, const struct types *types);
void frames_free(struct frames *f);
void frames_clear(struct frames *f); /* the guest has moved */
/* As users count them, functions that were put into others included: these share all but their names and
 * lines with the frame that they were put into. NULL: there are not that many. */
const struct frame *frames_get(struct frames *f, unsigned number);
/* Without those. */
const struct frame *frames_call(struct frames *f, unsigned level);
#define FRAMES_MAX 10000

/* A frame as long as it lives: it begins at `start` and ends when `back` is reached with the stack pointer at
 * cfa. */
struct frame_life {
    uint64_t start, cfa, back, inlined;
};
/* False: not known. */
bool frames_life(struct frames *f, unsigned number, struct frame_life *out);
/* The number of the frame with that life. False: there is none now. */
bool frames_find(struct frames *f, const struct frame_life *life, unsigned *number);

/* A register as of a frame. False: not known there. place: where it can be changed. f NULL: frame 0. */
bool frame_slot(const struct world *w, const struct types *t, const struct frame *f, unsigned slot,
                unsigned width, uint64_t *value);
bool frame_set_slot(const struct world *w, const struct types *t, const struct frame *f, unsigned slot,
                    unsigned width, uint64_t value, const char **why);

#endif

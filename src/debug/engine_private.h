/* engine_private.h - the insides of an engine, shared by the files that implement engine.h; nobody else
 * includes it. */
#ifndef DEBUG_ENGINE_PRIVATE_H
#define DEBUG_ENGINE_PRIVATE_H

#include "debug/engine.h"
#include "debug/film.h"
#include "debug/history.h"
#include "machine/view.h"

struct engine {
    const struct isa *isa;
    const struct machine_desc *desc;
    struct machine *m;
    struct view *view;
    struct history history;
    struct machine_snapshot *origin; /* cycle 0 as it was made */
    struct film film;
    VEC(struct event) events; /* of the last cycle, if it was ticked by itself */
    uint64_t events_cycle;
    VEC(char) console;
    void (*on_output)(void *ctx, int fd, const char *text, size_t n);
    void *on_output_ctx;
    uint64_t newest;          /* the last cycle that was reached since the past was changed */
    volatile int interrupted; /* engine_interrupt() */
    bool waiting;             /* the guest waits for input */
    bool typed;               /* engine_interactive_input() */
    bool careful;             /* ticking one by one, looking */
    uint64_t keep_at;         /* cycle at which the next moment is kept */
};

/* engine.c */

/* One cycle, looked at: records, events, film. False: time stands still (the end, input, an interruption). */
bool engine_step(struct engine *e);
/* On to a cycle, not looked at. False: it stopped before. */
bool engine_rush(struct engine *e, uint64_t cycle, uint64_t instret);
void engine_put_back(struct engine *e, const struct moment *m);
bool engine_changed(struct engine *e); /* what the user did is kept, the recorded future forgotten */
/* What is now shown must be complete: if not, the last stretch is done again. */
void engine_settle(struct engine *e);

uint64_t engine_now(const struct engine *e);

/* points.c: which points are met by the cycle that has just passed? */
struct points_seen {
    uint64_t instret, pc; /* as of the last look */
    uint64_t start;       /* POINT_PC says nothing at this instruction count: where the journey began */
};
void points_begin(const struct engine *e, struct points_seen *s);
/* Asks t->met for each; true: one says stop, *hit is it. */
bool points_look(struct engine *e, const struct travel *t, bool replaying, struct points_seen *s,
                 struct hit *hit);

#endif

/* engine_private.h - the insides of an engine, shared by the files that implement engine.h; nobody else
 * includes it. */
#ifndef DEBUG_ENGINE_PRIVATE_H
#define DEBUG_ENGINE_PRIVATE_H

#include "debug/engine.h"
#include "debug/film.h"
#include "debug/history.h"
#include "machine/view.h"

/* Memory of a point that a service writes, or any instruction where there is no pipeline. */
struct touch {
    const struct point *point;
    uint64_t addr, before; /* of the access; what lay at the point, if that is at most 8 bytes */
    bool store;
};

struct engine {
    const struct isa *isa;
    const struct machine_desc *desc;
    struct machine_options options; /* argv: NULL, it is args */
    VEC(char *) args;               /* owned */
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
    void (*on_wait)(void *ctx);
    void *on_wait_ctx;
    uint64_t newest;          /* the last cycle that was reached since the past was changed */
    volatile int interrupted; /* engine_interrupt() */
    bool waiting;             /* the guest waits for input */
    bool typed;               /* engine_interactive_input() */
    bool careful;             /* ticking one by one, looking */
    uint64_t keep_at;         /* cycle at which the next moment is kept, */
    uint64_t keep_every;      /* and cycles from one to the next */
    uint64_t toward;          /* the cycle at which this journey ends, or one a little behind; 0: not known */
    const struct travel *listen; /* rushing, the machine's events are held against these points; or NULL */
    uint32_t listen_mask;        /* 1 << enum event_kind */
    bool broke;                  /* a rush ended with STOP_BREAK */
    /* the last journey that ended at an instruction that retires beside its elder: where it stood */
    uint64_t beside_instret, beside_pc;
    /* told by the machine since the last step or rush began, against the points of `travel` */
    const struct travel *travel;
    VEC(struct touch) touches;
    struct {
        bool served, trapped;
        uint64_t pc, value; /* of the service; of the trap, and its value */
        unsigned trap;
    } told;
};

#define LOOK_BACK 256 /* cycles that are looked at before a journey ends */

/* engine.c */

/* One cycle, looked at: records, events, film. False: time stands still (the end, input, an interruption). */
bool engine_step(struct engine *e);
/* On to a cycle, not looked at. False: it stopped before. */
bool engine_rush(struct engine *e, uint64_t cycle, uint64_t instret);
/* A part of that, to where something is to be done. */
bool engine_rush_some(struct engine *e, uint64_t cycle, uint64_t instret);
/* What is seen of the present after a rush: the film begins here. */
void engine_look(struct engine *e);
/* engine_seek() and engine_seek_instret(), inside a journey. */
bool engine_stand_at(struct engine *e, uint64_t cycle);
bool engine_stand_at_instret(struct engine *e, uint64_t instructions);
void engine_look_back(struct engine *e); /* the cycles before the present become part of the film */
void engine_put_back(struct engine *e, const struct moment *m);
bool engine_changed(struct engine *e);    /* what the user did is kept, the recorded future forgotten */
void engine_record_now(struct engine *e); /* see view_record_now() */
/* What is now shown must be complete: if not, the last stretch is done again. */
void engine_settle(struct engine *e);

/* engine_stage.c: what stands in a place, NULL: a bubble, or nobody beside the elder; how it was decoded,
 * NULL: not known; a place in a cycle of the film; kind: cost: has it done its work? */
const struct pipe_slot *engine_slot_in(const struct engine *e, unsigned place);
const struct dinsn *engine_decoded(const struct engine *e, const struct pipe_slot *c);
const struct film_stage *engine_film_place(const struct engine *e, const struct film_cycle *f,
                                           unsigned place);
bool engine_cost_done(const struct engine *e);

/* engine_operand.c: fills the operands and results of what stands in a stage. number: as view_record_of()
 * counts; since: the cycle in which it came there. */
void engine_operands(const struct engine *e, const struct pipe_slot *c, unsigned stage, uint64_t number,
                     uint64_t since, struct view_stage *out);

/* engine_touch.c: from now on the machine tells what happens to the points of t; NULL: nothing. */
void engine_attend(struct engine *e, const struct travel *t);
void engine_nothing_told(struct engine *e); /* a step or rush begins */

/* points.c: which points are met by the cycle that has just passed? */
struct points_seen {
    uint64_t instret, pc;             /* as of the last look; UINT64_MAX: not known */
    uint64_t start_instret, start_pc; /* where a journey forwards or a replay began: nobody is told of it */
};
/* Has what is now the next to retire been so before this cycle? */
bool points_late(const struct engine *e);
void points_begin(const struct engine *e, struct points_seen *s);
/* Which events a point is met by; 0: none. Does this one? */
uint32_t points_events(const struct point *p);
bool points_event(const struct point *p, const struct event *ev);
/* Where a replay begins: POINT_POLL is asked, without effect, so that it can tell what changes. */
void points_first(const struct engine *e, const struct travel *t);
/* Does an access touch a point? And the number that lies in memory as n bytes. */
bool point_touched(const struct point *p, uint64_t addr, uint64_t size);
uint64_t point_number(const struct engine *e, const uint8_t *bytes, unsigned n);
/* Asks t->met for each; true: one says stop, *hit is the first. */
bool points_look(struct engine *e, const struct travel *t, bool replaying, struct points_seen *s,
                 struct hit *hit);

#endif

/* stops.h - points where the program stops, and journeys from one stop to the next. */
#ifndef DEBUG_STOPS_H
#define DEBUG_STOPS_H

#include "debug/session_private.h"

enum stop_kind { STOPS_BREAK, STOPS_WATCH, STOPS_CATCH, STOPS_PRINTF };
enum disposition { KEEP, DELETE_ONCE, DISABLE_ONCE };

/* One of the places of a breakpoint: 2.1. */
struct stop_place {
    uint64_t addr;
    bool enabled;
};

/* A breakpoint, watchpoint, catchpoint or dprintf. */
struct stopper {
    int number;
    enum stop_kind kind;
    enum disposition disposition;
    bool enabled, polled; /* polled: a watch on something that is not only memory */
    struct point point;   /* owner: this; breakpoints and dprintfs: addr is that of the first place */
    VEC(struct stop_place) places;
    char *spec;           /* how it is listed: a place, an expression, an event */
    char *place;          /* breakpoints, dprintfs: what it is found by again when the program has changed */
    char *condition;      /* NULL: none */
    struct expr *test;    /* condition, parsed */
    struct expr *watched; /* STOPS_WATCH */
    const struct type *type;
    char *format; /* STOPS_PRINTF: `"text",args` */
    lines commands;
    uint64_t hits, ignore, count; /* count: of `enable count`, 0: no end */
    char *old_value, *new_value;  /* STOPS_WATCH: at the last hit */
    char *was;                    /* polled: at the last look */
    uint64_t was_cycle;
    struct hit hit; /* the last one */
    /* STOPS_WATCH on variables of a frame: it goes with the frame, on the way in which time moves */
    bool lives, left;
    struct frame_life life;
};

struct stopper *stopper_add(struct session *s, enum stop_kind kind, const char *spec);
struct stopper *stopper_find(const struct session *s, long number); /* NULL: there is none */
bool stopper_is_at(const struct stopper *st, uint64_t addr);        /* a breakpoint or dprintf */
void stopper_remove(struct session *s, struct stopper *st);
/* NULL or "": none. False after reporting. */
bool stopper_set_condition(struct session *s, struct stopper *st, const char *text);
void stoppers_release(struct session *s);
const char *
stopper_what(const struct stopper *st); /* "breakpoint", "hw watchpoint", "catchpoint", "dprintf" */
/* Watches whose frame is no more, after a journey that did not look at points: told and deleted; quietly
 * before the program begins anew. */
void stoppers_outlived(struct session *s, bool quietly);
/* cmd_break.c, cmd_watch.c: finds its place or value again in another image. False: it is not there any more;
 * error is filled. */
bool break_again(struct session *s, struct stopper *st, struct str *error);
bool watch_again(struct session *s, struct stopper *st, struct str *error);
/* Begins a polled watch anew: the value now is what it was. */
void stopper_look(struct session *s, struct stopper *st);

/* A journey: how far, and points of its own besides the user's. */
struct plan {
    enum direction direction;
    uint64_t cycles, instructions; /* UINT64_MAX: any number */
    struct point own[4];
    size_t nown;
    bool only_own; /* the user's points do not count */
    bool here;     /* a breakpoint at the place where it begins counts */
    /* Whether one of its own points that was met ends it; no effects. NULL: always. */
    bool (*accept)(struct session *s, const struct plan *p, const struct hit *h);
    uint64_t low, high, sp, pc; /* for accept */
};

enum outcome {
    CAME_TO_COUNT, /* all cycles or instructions have passed */
    CAME_TO_OWN,   /* one of its own points */
    CAME_TO_POINT, /* the user's: s->met */
    CAME_TO_BEGIN,
    CAME_TO_END, /* exit or trap */
    CAME_TO_LIMIT,
    WAS_INTERRUPTED,
    WANTS_INPUT
};

void stops_open(struct session *s);
void stops_close(struct session *s);
enum outcome travel(struct session *s, const struct plan *p);

/* How a stop is told. */
enum telling {
    TELL_LINE,  /* only the line, if the function is the same as before (steps) */
    TELL_PLACE, /* function and line */
    TELL_NOT    /* the command tells itself (cycle); points and ends are told nevertheless */
};
/* Where a journey began: for TELL_LINE. */
struct beginning {
    const char *function;
    uint64_t cfa, cycle, inlined;
    const struct type *returns; /* `finish`: what the function returns, NULL: not known or nothing */
};
/* returned.c: what a frame's function returns; and after its return: the value is told and kept. */
const struct type *returns_of(struct session *s, const struct frame *f);
void tell_returned(struct session *s, const struct type *t);
void end_journey(struct session *s); /* tell_stop does it */
void begin_journey(struct session *s, struct beginning *b);
/* Prints the stop, runs displays, makes commands of points due. Always SESSION_OK. */
enum session_status tell_stop(struct session *s, const struct beginning *b, enum outcome o, enum telling how,
                              const char *reason);
/* Prints the place where the program stands, as `frame` does. */
void tell_place(struct session *s, unsigned level, enum telling how);
void stop_commands(struct session *s, lines *todo); /* of the points that were met */

#endif

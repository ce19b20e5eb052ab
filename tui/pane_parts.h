/* pane_parts.h - what several panes need: instructions as text, addresses, the instructions in flight and
 * what each of them does in this cycle, lists with a cursor.
 *
 * All of it reads the view of the engine; nothing is kept between drawings. */
#ifndef TUI_PANE_PARTS_H
#define TUI_PANE_PARTS_H

#include "debug/branches.h"
#include "isa/isa.h"
#include "timing/pipe.h"
#include "tui/pane.h"

/* ---- instructions and addresses ---------------------------------------------------------------------- */

/* The instruction at pc, as it stands in memory. */
void code_read(const struct pane *p, uint64_t pc, struct code_at *out);
/* Appends "bne a0, a2, 0x10 <loop>". */
void code_text(const struct pane *p, const struct code_at *c, uint64_t pc, struct str *out);
/* Appends the same in few columns: "bne  a0,a2,loop". */
void code_short(const struct pane *p, const struct code_at *c, uint64_t pc, struct str *out);
/* Only its name: "bne". */
void code_name(const struct pane *p, uint64_t pc, struct str *out);

int pane_digits(const struct pane *p, uint64_t highest); /* hexadecimal, of addresses up to this one */
/* "loop+8", or "0x1008" where no symbol is near; appended. */
void pane_where(const struct pane *p, uint64_t addr, struct str *out);
void pane_slot_name(const struct pane *p, unsigned slot, struct str *out);
unsigned pane_slot_width(const struct pane *p, unsigned slot); /* bits */
/* A number in the byte order of the guest. */
uint64_t pane_number(const struct pane *p, const uint8_t *bytes, unsigned size);

/* ---- instructions in flight -------------------------------------------------------------------------- */

struct flight {
    unsigned n, places; /* stages; places in them, as engine_places() counts */
    struct view_stage stage[2 * PIPE_STAGES];
};
void flight_read(const struct engine *e, struct flight *f);
/* The place whose instruction has this address, the oldest first; -1: none. */
int flight_at(const struct flight *f, uint64_t pc);
/* The youngest access that was made, NULL: none; *s: whose it is. */
const struct access *flight_access(const struct pane *p, const struct flight *f, const struct view_stage **s);
bool flight_reads(const struct flight *f, unsigned slot); /* a register, in this cycle */

enum element element_of_seq(uint64_t seq);
/* What a cause's label (cause_label()) is shown as. */
enum element element_of_cause(enum cause c);

const struct pipe *pane_pipe(const struct pane *p);
/* A number that differs between moments at which counters differ; never 0. */
uint64_t pane_moment(const struct pane *p);
bool pane_makes_access(const struct pane *p, unsigned stage); /* loads and stores are done in this stage */

/* What the instruction in a place does in this cycle, in few words: "t0 <- 7". "": nothing to tell. */
void stage_fact(const struct pane *p, const struct flight *f, unsigned place, struct str *out);
/* A part of such facts: the operands that are forwarded; why it stays; what was predicted. Appended, each
 * begins with `sep` unless out is empty. */
void fact_operands(const struct pane *p, const struct view_stage *s, const char *sep, struct str *out);
void fact_wait(const struct view_stage *s, uint64_t now, const char *sep, struct str *out);
void fact_transfer(const struct pane *p, const struct view_stage *s, const char *sep, struct str *out);
void fact_access(const struct pane *p, const struct view_stage *s, const char *sep, struct str *out);
void fact_results(const struct pane *p, const struct view_stage *s, const char *sep, struct str *out);

/* Stage names in `columns` (1 or 2) characters, different from each other. */
void stage_labels(const struct engine *e, int columns, char labels[PIPE_STAGES][4]);

/* ---- lists with a cursor ----------------------------------------------------------------------------- */

struct list {
    int count, height; /* set by list_fit */
    int top, cursor;
};
void list_fit(struct list *l, int count, int height); /* the cursor stays in view */
/* Arrows, j k g G, page keys. */
bool list_key(struct list *l, tui_key key);
void list_scroll(struct list *l, int lines);
/* Text without a cursor, longer than the pane. lines: at the last drawing; found: by a search. */
struct scrolled {
    int top, lines, found;
};
int scrolled_fit(struct scrolled *s, int height); /* the row at which drawing begins: 0 or less */
void scrolled_drawn(struct pane *p, struct scrolled *s, int height,
                    int end); /* end: the row after the last */
bool scrolled_key(struct pane *p, struct scrolled *s, tui_key key);

/* Draws all rows of a pane from the first one on, as far as the area goes; returns how many there are. */
typedef int rows_draw(struct pane *p, struct area a);
/* The next row, from `from` on and all around, that shows the text; again: not `from` itself. -1: none. */
int rows_search(struct pane *p, rows_draw *draw, int from, const char *text, bool backward, bool again);
/* As pane_kind's search: the cursor goes there; it is scrolled there. */
bool list_search(struct pane *p, struct list *l, rows_draw *draw, const char *text, bool backward,
                 bool again);
bool scrolled_search(struct pane *p, struct scrolled *s, rows_draw *draw, const char *text, bool backward,
                     bool again);

/* How many lines page keys and C-d, C-u and the like move; 0: another key. */
int key_lines(tui_key key, int height);

#endif

/* view.h - the machine as of the last retirement.
 *
 * An instruction executes whole when it enters stage X and retires some cycles later; the registers and the
 * memory of the machine are those after the last one that executed. Whoever wants to show them as of the last
 * one that retired records, while the machine ticks, what each instruction found before it executed: the
 * state of the core and the bytes that it stored to. The view is then what the oldest instruction found that
 * has executed and not retired. Nothing of this touches the machine, and machines that are not recorded pay
 * nothing.
 *
 * A machine without interlocks writes its registers late (docs/CYCLES.md): there they are shown as they are.
 */
#ifndef MACHINE_VIEW_H
#define MACHINE_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "machine/machine.h"
#include "machine/services.h"

struct view;

/* The machine must outlive it. Nothing is recorded yet. */
struct view *view_new(struct machine *m);
void view_free(struct view *v);

void view_record(struct view *v, bool on);
/* The same from machine_breaks.touched: that instruction's stores are recorded, what it found is not. */
void view_record_now(struct view *v);
void view_forget(struct view *v); /* the machine was put elsewhere: the records mean nothing any more */

/* Is everything recorded that has executed and not retired? Else what follows is ahead of the last
 * retirement. True again at the latest when all that now execute have retired. */
bool view_complete(const struct view *v);

bool view_trap(const struct view *v); /* something in flight has trapped */

uint64_t view_pc(const struct view *v); /* of the next instruction to retire */
uint64_t view_slot(const struct view *v, unsigned slot);
const struct arch *view_arch(const struct view *v); /* registers and counters; pc and counts may be ahead */
size_t view_read(const struct view *v, uint64_t addr, void *buf, size_t size); /* RAM and ROM; bytes read */

/* What an instruction found, and where it stored. */
struct view_store {
    uint64_t addr;
    uint8_t size, old[8];
};
struct view_record {
    uint64_t number; /* instructions that executed before it */
    struct arch arch;
    struct view_store *stores;
    size_t nstores, cap;
    struct service_state *services; /* before it, as the board's ... */
    uint64_t pending;
    bool late; /* arch is not what it found */
};
/* Of the instruction with that number (it retires as the number + 1st). NULL: not recorded, or long ago. */
const struct view_record *view_record_of(const struct view *v, uint64_t number);

/* What has executed and not retired is undone and fetched again: machine and view are the same then. False:
 * not complete. */
bool view_rewind(struct view *v);
/* After that: goes on at pc. */
void view_restart_at(struct view *v, uint64_t pc);

/* The records that matter now, to be kept with a snapshot. */
struct view_records;
struct view_records *view_keep(const struct view *v);
void view_put_back(struct view *v, const struct view_records *k);
size_t view_kept_bytes(const struct view_records *k);
void view_kept_free(struct view_records *k);

#endif

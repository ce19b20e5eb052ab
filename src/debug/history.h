/* history.h - the moments that are kept: snapshots of a machine in the order of time, within a bound of
 * memory.
 *
 * The first moment is cycle 0 and always stays. A moment at which the user changed something (`change`) stays
 * too: replaying from before it leads to it only by putting it back. The others thin out with their distance
 * from where the user is: when memory is full, the one goes whose absence costs least, measured as the gap
 * that it leaves against its distance. */
#ifndef DEBUG_HISTORY_H
#define DEBUG_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/vec.h"
#include "machine/machine.h"
#include "machine/view.h"

struct moment {
    uint64_t cycle, instret;
    struct machine_snapshot *snapshot;
    struct view_records *records;
    bool change;
};

struct history {
    struct machine *m;
    struct view *view;
    VEC(struct moment) moments; /* by cycle, no two of the same */
    uint64_t limit;             /* bytes */
};

void history_init(struct history *h, struct machine *m, struct view *v, uint64_t limit);
void history_release(struct history *h);

/* Keeps the present, unless it is kept already; change: in place of what was kept of this cycle. */
void history_keep(struct history *h, bool change);
/* Forgets what lies after a cycle. */
void history_cut(struct history *h, uint64_t cycle);
void history_thin(struct history *h, uint64_t present);

/* The last moment at or before a cycle, or instruction count (then its cycle has the smaller count too). */
const struct moment *history_before(const struct history *h, uint64_t cycle);
const struct moment *history_before_instret(const struct history *h, uint64_t instret);
/* The next change after a cycle; NULL: none. */
const struct moment *history_change(const struct history *h, uint64_t cycle);

void history_put_back(const struct history *h, const struct moment *m);
uint64_t history_bytes(const struct history *h);

#endif

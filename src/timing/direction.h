/* direction.h - will a conditional branch be taken: the tables behind predict.h, which alone includes this.
 *
 * Each kind has a block of state (direction_size bytes, in the predictor's flat state) and two functions:
 * look answers and changes nothing, train learns an outcome. All tables learn when the branch is decided, in
 * program order; what a prediction was made from travels with the instruction (struct prediction), so that
 * the entries that made it are the ones that learn.
 *
 * Sources: Smith 1981 (counters); Yeh & Patterson 1991 (local histories); McFarling 1993 (gshare, combining);
 * Jimenez & Lin 2001 (perceptrons); Seznec & Michaud 2006 (TAGE). Hennessy & Patterson, 6th ed., 3.3 and C.2.
 */
#ifndef TIMING_DIRECTION_H
#define TIMING_DIRECTION_H

#include "timing/predict.h"

#define TAGE_TABLES   4
#define TAGE_TAG_BITS 9
#define TAGE_PERIOD   (UINT64_C(1) << 18) /* branches between two ageings of the useful counters */

/* Returns false if m says what is wrong. */
bool direction_check(const struct predict_desc *d, struct mistake *m);

size_t direction_size(const struct predict_desc *d); /* bytes, a multiple of 8 */
void direction_reset(const struct predict_desc *d, void *block);

/* Whether the branch at pc is predicted taken. The caller has set p->history and, for kinds whose prediction
 * is no single counter, p->index; fills in the rest of where the prediction came from. */
bool direction_look(const struct predict_desc *d, const void *block, uint64_t pc, uint64_t target,
                    struct prediction *p);

/* The outcome of a branch for which p was looked up. branches: how many came before it. */
void direction_train(const struct predict_desc *d, void *block, uint64_t pc, bool taken,
                     const struct prediction *p, uint64_t branches);

#endif

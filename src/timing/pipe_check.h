/* pipe_check.h - what pipe_tables.c and pipe_check.c share: the kinds of operation that stages perform, and
 * the checks. Nobody else includes it. */
#ifndef TIMING_PIPE_CHECK_H
#define TIMING_PIPE_CHECK_H

#include "timing/pipe.h"

#define PIPE_PERFORMED 17
extern const enum kind pipe_performed[PIPE_PERFORMED]; /* kinds with a stage that performs them */
enum place pipe_root_place(enum kind k);               /* which of the places of an instruction that is */

/* Each returns false if m says what is wrong. The first reports: in stage s operands are needed before they
 * are read; the second needs what inherit_all(), derive() and collect_needs() made, the third make_work() as
 * well.
 */
bool pipe_needs_early(const struct pipe_desc *d, unsigned s, struct mistake *m);
bool pipe_check(struct pipe_desc *d, struct mistake *m);
bool pipe_check_width(const struct pipe_desc *d, struct mistake *m);

#endif

/* trace.h - writes what an observer sees to a file, one line for each event. */
#ifndef OBSERVE_TRACE_H
#define OBSERVE_TRACE_H

#include "base/diag.h"
#include "machine/machine.h"

struct trace;

/* What is traced, and the columns of its lines (addresses hexadecimal, all else decimal):
 *   retire   cycle,pc,word                                          every retirement; no heading
 *   access   cycle,cache,event,address,detail,pc      event: read or write, detail: hit, useful or late
 * (first use of a prefetched line), compulsory, capacity, conflict; of lines: evict, spill, swap, prefetch,
 * invalidate, detail: clean, dirty predict cycle,event,pc,from,transfer,taken,target,index        event:
 * lookup (a prediction was made) or update (the outcome, in program order); from: btb, decode, none */
enum trace_kind { TRACE_RETIRE, TRACE_ACCESS, TRACE_PREDICT, TRACE_KINDS };
const char *const *trace_kind_names(void); /* TRACE_KINDS names */

/* NULL after reporting. */
struct trace *trace_open(struct machine *m, enum trace_kind kind, const char *path, struct diag *d);

/* The observer to attach with machine_observe(); lives as long as the trace. */
const struct observer *trace_observer(const struct trace *t);

/* Writes what is buffered and frees. 0, or -1 after reporting that the file could not be written. */
int trace_close(struct trace *t, struct diag *d);

#endif

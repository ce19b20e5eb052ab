/* trace.h - writes what an observer sees to a file, one line for each event. */
#ifndef OBSERVE_TRACE_H
#define OBSERVE_TRACE_H

#include "base/diag.h"
#include "machine/machine.h"

struct trace;

/* Retirements as lines `cycle,pc,word`: decimal, then hexadecimal with all digits. NULL after reporting. */
struct trace *trace_retirements(struct machine *m, const char *path, struct diag *d);

/* The observer to attach with machine_observe(); lives as long as the trace. */
const struct observer *trace_observer(const struct trace *t);

/* Writes what is buffered and frees. 0, or -1 after reporting that the file could not be written. */
int trace_close(struct trace *t, struct diag *d);

#endif

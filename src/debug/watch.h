/* watch.h - the user's points seen from a journey: values of watches, texts of dprintf. */
#ifndef DEBUG_WATCH_H
#define DEBUG_WATCH_H

#include "debug/stops.h"

/* A polled watch is asked at every retirement. True: its value is another than at the last look; old_value
 * and new_value are set. */
bool watch_poll(struct session *s, struct stopper *st, const struct hit *h);
/* Selects the frame that a watch and its condition mean. False: it is not there. */
bool watch_frame(struct session *s, const struct stopper *st);
/* "Watchpoint 2 deleted because ..." (tell.c) */
void tell_outlived(struct session *s, const struct stopper *st);
/* old_value and new_value from what a store left. */
void watch_values(struct session *s, struct stopper *st, const struct hit *h);
/* `"format",args` as printf does. */
enum session_status print_formatted(struct session *s, const char *args);
/* Formats without printing: also for echo and eval. False after reporting. */
bool formatted(struct session *s, const char *args, struct str *out);

#endif

/* step.h - instructions and lines with calls as wholes, in both directions; for the commands that step. All
 * return as travel() does, CAME_TO_COUNT when they have arrived. */
#ifndef DEBUG_STEP_H
#define DEBUG_STEP_H

#include "debug/stops.h"

uint64_t step_sp(struct session *s); /* the stack pointer; 0: the ISA has none */

/* The addresses of the line that runs now; without lines, of the function. False after reporting. */
bool step_range(struct session *s, uint64_t *low, uint64_t *high);

enum outcome step_over_instruction(struct session *s);
/* over: calls as wholes; else into functions that have lines, behind their prologue. */
enum outcome step_line(struct session *s, bool over);

enum outcome step_over_instruction_back(struct session *s);
/* To the beginning of this line or, at it, of what ran before: a line of the function that was called last,
 * without over; of the caller, at the function's first. */
enum outcome step_line_back(struct session *s, bool over);
/* To the call of the function of a frame, which has a beginning (location_entry). */
enum outcome step_to_call(struct session *s, unsigned number);

#endif

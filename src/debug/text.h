/* text.h - pieces of sentences that several commands print. */
#ifndef DEBUG_TEXT_H
#define DEBUG_TEXT_H

#include "debug/session_private.h"

void text_function(struct session *s, unsigned level, struct str *out);  /* "loop (x=1)" */
void text_arguments(struct session *s, unsigned level, struct str *out); /* "x=1, y=2" */
void text_instruction(struct session *s, uint64_t pc, struct str *out);  /* "add a1, a1, t0" */
void text_short(struct session *s, uint64_t pc, struct str *out);        /* "add": the mnemonic */
void text_trap(struct session *s, unsigned trap, uint64_t value, struct str *out);
/* What happened in the last cycle, in a sentence without its full stop (why.c). */
void text_cycle(struct session *s, struct str *out);

/* Without a number: what does not retire, and the oldest that waits (why.c). */
void text_why(struct session *s, struct str *out);

#endif

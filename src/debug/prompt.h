/* prompt.h - the plain prompt: reads lines, with GNU Readline at a terminal, and appends what is printed. */
#ifndef DEBUG_PROMPT_H
#define DEBUG_PROMPT_H

#include <stdio.h>
#include "debug/session.h"

struct prompt;

/* in: where commands come from (a duplicate of standard input where the guest uses that itself). The prompt
 * takes SIGINT until it is freed. */
struct prompt *prompt_new(FILE *in);
void prompt_free(struct prompt *p);
struct session_io prompt_io(struct prompt *p);
/* From here on SIGINT interrupts s. */
void prompt_attach(struct prompt *p, struct session *s);
/* Until `quit`, the end of the input, or done() says so after a command (NULL: never; else there is a screen,
 * to which C-x a returns). */
enum session_status prompt_loop(struct prompt *p, bool (*done)(void *ctx), void *ctx);

/* Readline's history comes from a file, and goes there, as the settings say. prompt_loop() does both; the
 * screen does while it has Readline. Writing forgets it. */
void prompt_read_history(struct session *s);
void prompt_write_history(struct session *s);

#endif

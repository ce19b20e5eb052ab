/* arguments.h - the program's arguments as a line of text, as `run` and `set args` take it. */
#ifndef DEBUG_ARGUMENTS_H
#define DEBUG_ARGUMENTS_H

#include "base/str.h"
#include "base/vec.h"
#include "debug/engine.h"

typedef VEC(char *) argument_list; /* owned strings */
void arguments_release(argument_list *l);

/* The arguments of an engine's program but for its name, quoted where they need it; the caller frees. */
char *arguments_text(const struct engine *e);
/* Into words, as a shell does it: quotes and backslashes, nothing is expanded. False: error has a sentence.
 */
bool arguments_split(const char *text, argument_list *out, struct str *error);
/* Are these the arguments that the engine's program has? */
bool arguments_same(const struct engine *e, const argument_list *l);

#endif

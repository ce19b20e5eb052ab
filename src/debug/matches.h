/* matches.h - words that complete a line, as Readline takes them: for whoever has it, prompt or screen. */
#ifndef DEBUG_MATCHES_H
#define DEBUG_MATCHES_H

#include <stddef.h>

/* What rl_attempted_completion_function returns. words: as from session_complete(), taken over, NULL counts
 * as none; they replace the text of rl_line_buffer from byte `from` on, while Readline's own word begins at
 * `start`. Never a file name instead. NULL: there is no word. */
char **readline_matches(char **words, size_t from, size_t start);

#endif

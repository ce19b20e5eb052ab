/* matches.c - see matches.h. */
#include "debug/matches.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <readline/readline.h>
#include "base/str.h"

/* How many bytes two words have in common. */
static size_t common(const char *a, const char *b)
{
    size_t n = 0;
    while (a[n] && a[n] == b[n])
        n++;
    return n;
}

/* The word as it replaces Readline's. */
static char *shifted(const char *word, size_t from, size_t start)
{
    if (from > start)
        return xasprintf("%.*s%s", (int)(from - start), rl_line_buffer + start, word);
    size_t n = strlen(word);
    return xstrdup(word + (n < start - from ? n : start - from));
}

/* After a word behind which more may follow ("sum.s:") stands no blank. */
static char after(const char *word)
{
    size_t n = strlen(word);
    return n && strchr(":./", word[n - 1]) ? '\0' : ' ';
}

/* Readline wants in front what all have in common, which is all if there is one word. */
char **readline_matches(char **words, size_t from, size_t start)
{
    size_t n = 0, length;
    rl_attempted_completion_over = 1;
    while (words && words[n])
        n++;
    char **out = n ? xcalloc(n + 2, sizeof *out) : NULL;
    for (size_t i = 0; i < n; i++) {
        out[n > 1 ? i + 1 : 0] = shifted(words[i], from, start);
        free(words[i]);
    }
    free(words);
    if (n == 1)
        rl_completion_append_character = after(out[0]);
    if (n < 2)
        return out;
    length = strlen(out[1]);
    for (size_t i = 2; i <= n; i++)
        length = common(out[1], out[i]) < length ? common(out[1], out[i]) : length;
    out[0] = xstrndup(out[1], length);
    return out;
}

/* fuzz_session.c - any bytes as lines typed at the debugger's prompt: each does something or is refused with
 * a message; completion at the end of each. Whatever takes too long can be interrupted. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "base/str.h"
#include "fuzz_debugger.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void type_lines(struct session *s, const char *text)
{
    while (*text) {
        size_t n = strcspn(text, "\n"), from;
        char *line = xstrndup(text, n);
        char **words = session_complete(s, line, n, &from);
        if (from > n)
            abort();
        for (size_t i = 0; words[i]; i++)
            free(words[i]);
        free(words);
        if (session_execute(s, line, true) == SESSION_QUIT)
            text += strlen(text), n = 0;
        free(line);
        text += n + (text[n] == '\n');
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_debugger f;
    char *text = xstrndup((const char *)data, size);
    fuzz_debugger_open(&f);
    type_lines(f.session, text);
    fuzz_debugger_close(&f);
    free(text);
    return 0;
}

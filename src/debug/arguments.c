/* arguments.c - see arguments.h. */
#include "debug/arguments.h"

#include <stdlib.h>
#include <string.h>

#define SPECIAL "<>|&;"

void arguments_release(argument_list *l)
{
    for (size_t i = 0; i < l->count; i++)
        free(l->data[i]);
    vec_release(l);
}

static void quote(const char *word, struct str *out)
{
    if (*word && !word[strcspn(word, SPECIAL " \t\n'\"\\")]) {
        str_add(out, word);
        return;
    }
    str_addc(out, '\'');
    for (; *word; word++)
        if (*word == '\'')
            str_add(out, "'\\''");
        else
            str_addc(out, *word);
    str_addc(out, '\'');
}

char *arguments_text(const struct engine *e)
{
    const char *const *argv;
    int argc = engine_arguments(e, &argv);
    struct str text;
    str_init(&text);
    for (int i = 1; i < argc; i++) {
        if (i > 1)
            str_addc(&text, ' ');
        quote(argv[i], &text);
    }
    return str_take(&text);
}

/* One word; NULL: error is filled. */
static const char *take_word(const char *p, struct str *word, struct str *error)
{
    char quoted = 0;
    for (; *p && (quoted || !strchr(" \t\n", *p)); p++) {
        if (*p == '\\' && quoted != '\'' && p[1] && (!quoted || strchr("\"\\", p[1]))) {
            str_addc(word, *++p);
        } else if (quoted ? *p == quoted : *p == '\'' || *p == '"') {
            quoted = quoted ? 0 : *p;
        } else if (!quoted && strchr(SPECIAL, *p)) {
            str_addf(error,
                     "No shell runs the program: \"%c\" has no meaning in its arguments.  Quote it, or use "
                     "--input FILE for its standard input.",
                     *p);
            return NULL;
        } else {
            str_addc(word, *p);
        }
    }
    if (!quoted)
        return p;
    str_addf(error, "Unmatched %s quote.", quoted == '"' ? "double" : "single");
    return NULL;
}

bool arguments_split(const char *text, argument_list *out, struct str *error)
{
    const char *p = text + strspn(text, " \t\n");
    while (*p) {
        struct str word;
        str_init(&word);
        p = take_word(p, &word, error);
        if (!p) {
            str_release(&word);
            return false;
        }
        *vec_push(out) = str_take(&word);
        p += strspn(p, " \t\n");
    }
    return true;
}

bool arguments_same(const struct engine *e, const argument_list *l)
{
    const char *const *argv;
    int argc = engine_arguments(e, &argv);
    size_t n = argc ? (size_t)argc - 1 : 0;
    bool same = n == l->count;
    for (size_t i = 0; same && i < n; i++)
        same = !strcmp(argv[i + 1], l->data[i]);
    return same;
}

/* settings.h - the table of settings, for set, show, completion and the documents. */
#ifndef DEBUG_SETTINGS_H
#define DEBUG_SETTINGS_H

#include <stddef.h>
#include "debug/session.h"

enum setting_kind {
    SETTING_BOOL,
    SETTING_COUNT, /* unsigned; 0 or "unlimited": no bound */
    SETTING_SIZE,  /* bytes: 256M */
    SETTING_CHOICE,
    SETTING_STRING
};

struct setting {
    const char *name; /* "history size" */
    enum setting_kind kind;
    size_t at;                 /* in struct settings */
    const char *const *choice; /* SETTING_CHOICE, ends with NULL */
    const char *help;          /* a sentence */
    const char *show;          /* "Whether to ask ... is %s." */
    void (*changed)(struct session *s);
};
extern const struct setting settings_table[]; /* sorted; ends with a NULL name */

/* The setting that text begins with, by unambiguous abbreviation of each word; *rest: what follows. NULL:
 * error has a sentence, or is empty if nothing fits at all. */
const struct setting *setting_find(const char *text, const char **rest, struct str *error);
void setting_print(const struct session *s, const struct setting *t, struct str *out);

#endif

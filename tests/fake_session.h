/* fake_session.h - as much of a session as panes ask for: a register and some bytes have changed, breakpoints
 * are those set by the test. */
#ifndef TESTS_FAKE_SESSION_H
#define TESTS_FAKE_SESSION_H
#include "debug/session.h"
#include <string.h>
#include <stdlib.h>
struct session {
    struct engine *e;
    const struct isa *isa;
    const struct image *img;
};
static struct session_break fake_breaks[4];
static size_t nfake_breaks;
struct session *session_new(struct engine *e, const struct isa *isa, const struct image *img,
                            const struct session_io *io)
{
    struct session *s = malloc(sizeof *s);
    (void)io;
    *s = (struct session){ e, isa, img };
    return s;
}
void session_free(struct session *s)
{
    free(s);
}
enum session_status session_execute(struct session *s, const char *line, bool typed)
{
    (void)s;
    (void)line;
    (void)typed;
    return SESSION_OK;
}
const struct isa *session_isa(const struct session *s)
{
    return s->isa;
}
const struct image *session_image(const struct session *s)
{
    return s->img;
}
size_t session_breaks(const struct session *s, const struct session_break **out)
{
    (void)s;
    *out = fake_breaks;
    return nfake_breaks;
}
bool session_slot_changed(const struct session *s, unsigned slot)
{
    (void)s;
    return slot == 5;
}
bool session_byte_changed(const struct session *s, uint64_t addr)
{
    (void)s;
    return addr % 64 == 9;
}
uint64_t session_location(const struct session *s)
{
    return engine_pc(s->e);
}
const char *session_source_line(struct session *s, const char *file, int line, size_t *length)
{
    for (size_t i = 0; i < s->img->nsources; i++) {
        if (strcmp(s->img->sources[i].path, file))
            continue;
        const char *t = s->img->sources[i].text->text;
        for (int k = 1; k < line; k++) {
            t = strchr(t, '\n');
            if (!t)
                return NULL;
            t++;
        }
        *length = strcspn(t, "\n");
        return t;
    }
    return NULL;
}
bool session_evaluate(struct session *s, const char *text, uint64_t *value, struct str *error)
{
    (void)error;
    if (text[0] == '&') {
        const struct symbol *y = image_symbol(s->img, text + 1);
        if (y) {
            *value = y->addr;
            return true;
        }
    }
    *value = strtoull(text, NULL, 0);
    return true;
}
#endif

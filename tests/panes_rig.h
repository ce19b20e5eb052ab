/* panes_rig.h - a program at a moment, and its panes drawn without a terminal; what they say and do is kept.
 */
#ifndef TESTS_PANES_RIG_H
#define TESTS_PANES_RIG_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "asm/image.h"
#include "base/fs.h"
#include "base/str.h"
#include "debug/engine.h"
#include "debug/session.h"
#include "machine/machine.h"
#include "tui/pane.h"

#define RIG_PANES 16

struct panes_rig {
    struct pane_host host; /* first: what panes say comes in through it */
    struct diag diag;
    struct isa *isa;
    struct machine_desc *desc;
    struct image *img;
    struct engine *engine;
    struct session *session;
    struct pane *pane[RIG_PANES];
    int npanes;
    struct str did, said, screens;
};

static inline void rig_check(struct panes_rig *r, bool ok, const char *what)
{
    if (ok)
        return;
    char *text = diag_text(&r->diag);
    fprintf(stderr, "%s: %s\n", what, text);
    free(text);
    ck_abort_msg("%s", what);
}

static inline char *rig_path(const char *name)
{
    const char *src = getenv("SRCDIR");
    return strchr(name, '/') ? xasprintf("%s/%s", src ? src : ".", name) : xstrdup(name);
}

static inline void rig_execute(struct pane_host *host, bool echo, const char *command)
{
    struct panes_rig *r = (struct panes_rig *)host;
    str_addf(&r->did, "%s%s\n", echo ? "" : "(silent) ", command);
    session_execute(r->session, command, true);
}

static inline void rig_say(struct pane_host *host, const char *text)
{
    str_addf(&((struct panes_rig *)host)->said, "%s\n", text);
}

static inline void rig_compose(struct pane_host *host, const char *text)
{
    str_addf(&((struct panes_rig *)host)->did, "%s_\n", text);
}

/* target: "rv32", without compressed instructions. machine, program: with a slash, below the source tree. */
static inline void rig_open(struct panes_rig *r, const char *target, const char *machine,
                            const char *const *sets, const char *program)
{
    static const char *const argv[] = { "program" }, *const plain[] = { "C", NULL };
    memset(r, 0, sizeof *r);
    r->host = (struct pane_host){ rig_execute, rig_say, rig_compose };
    diag_init(&r->diag);
    str_init(&r->did);
    str_init(&r->said);
    str_init(&r->screens);
    struct isa_request rq = { .target = target, .without = strncmp(target, "rv", 2) ? NULL : plain };
    r->isa = isa_load(&rq, &r->diag);
    rig_check(r, r->isa != NULL, "isa_load");
    char *path = rig_path(machine);
    r->desc = machine_desc_load(path, sets, &r->diag);
    free(path);
    rig_check(r, r->desc != NULL, "machine_desc_load");
    path = rig_path(program);
    struct image_request ir = { .files = (const char *const *)&path, .nfiles = 1 };
    r->img = image_load(r->isa, &ir, &r->diag);
    rig_check(r, r->img != NULL, "image_load");
    free(path);
    struct engine_options opt = { .machine = { .argc = 1, .argv = argv, .misaligned = -1 } };
    r->engine = engine_new(r->isa, r->desc, r->img, &opt, &r->diag);
    rig_check(r, r->engine != NULL, "engine_new");
    static const struct session_io io = { 0 };
    r->session = session_new(r->engine, r->isa, r->img, &io);
}

static inline void rig_command(struct panes_rig *r, const char *fmt, ...) PRINTF_LIKE(2, 3);
static inline void rig_command(struct panes_rig *r, const char *fmt, ...)
{
    struct str line;
    str_init(&line);
    va_list ap;
    va_start(ap, fmt);
    str_vaddf(&line, fmt, ap);
    va_end(ap);
    ck_assert_msg(session_execute(r->session, line.buf, false) == SESSION_OK, "%s", line.buf);
    str_release(&line);
}

static inline struct pane *rig_pane(struct panes_rig *r, const char *name)
{
    for (int i = 0; i < r->npanes; i++)
        if (!strcmp(r->pane[i]->kind->name, name))
            return r->pane[i];
    for (const struct pane_kind *const *k = pane_kinds; *k; k++) {
        if (strcmp((*k)->name, name))
            continue;
        struct pane *p = xcalloc(1, (*k)->size);
        p->kind = *k;
        p->host = &r->host;
        p->session = r->session;
        p->engine = r->engine;
        p->instance = 1;
        if (p->kind->open)
            p->kind->open(p);
        r->pane[r->npanes++] = p;
        return p;
    }
    ck_abort_msg("no pane %s", name);
    return NULL;
}

static inline void rig_close(struct panes_rig *r)
{
    for (int i = 0; i < r->npanes; i++) {
        if (r->pane[i]->kind->close)
            r->pane[i]->kind->close(r->pane[i]);
        free(r->pane[i]);
    }
    session_free(r->session);
    engine_free(r->engine);
    image_free(r->img);
    machine_desc_free(r->desc);
    isa_free(r->isa);
    diag_release(&r->diag);
    str_release(&r->did);
    str_release(&r->said);
    str_release(&r->screens);
}

/* Draws a pane in the middle of a canvas: what it draws outside of its area would be seen. */
static inline void rig_draw(struct panes_rig *r, const char *name, int width, int height, struct str *out)
{
    struct pane *p = rig_pane(r, name);
    struct canvas c;
    canvas_init(&c, width + 2, height + 2);
    c.ascii = true;
    p->width = width;
    p->height = height;
    struct area a = canvas_area(&c);
    area_fill(a, 0, 0, width + 2, height + 2, '~', EL_NORMAL);
    a = area_part(a, 1, 1, width, height);
    area_fill(a, 0, 0, width, height, ' ', EL_NORMAL);
    p->kind->draw(p, a);
    for (int x = 0; x < width + 2; x++)
        ck_assert(c.cells[x].ch == '~' && c.cells[(height + 1) * (width + 2) + x].ch == '~');
    for (int y = 0; y < height + 2; y++)
        ck_assert(c.cells[y * (width + 2)].ch == '~' && c.cells[(y + 1) * (width + 2) - 1].ch == '~');
    struct canvas inner;
    canvas_init(&inner, width, height);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            inner.cells[y * width + x] = c.cells[(y + 1) * (width + 2) + x + 1];
    canvas_dump(&inner, false, out);
    canvas_release(&inner);
    canvas_release(&c);
}

/* The same into the screens of this test, under a heading. */
static inline void rig_show(struct panes_rig *r, const char *name, int width, int height)
{
    struct pane *p = rig_pane(r, name);
    struct str title;
    str_init(&title);
    if (p->kind->title)
        p->kind->title(p, &title);
    struct str drawn;
    str_init(&drawn);
    rig_draw(r, name, width, height, &drawn);
    str_addf(&r->screens, "==== %s %dx%d  %s%s%s%s%s\n%s", name, width, height, title.buf,
             p->left ? " <" : "", p->right ? " >" : "", p->above ? " ^" : "", p->below ? " v" : "",
             drawn.buf);
    str_release(&drawn);
    str_release(&title);
}

/* The screens are what tests/screens/NAME.txt says. With UPDATE_SCREENS=1 that is written instead. */
static inline void rig_compare(struct panes_rig *r, const char *name)
{
    char *path = xasprintf("%s/tests/screens/%s.txt", getenv("SRCDIR") ? getenv("SRCDIR") : ".", name);
    size_t size = 0;
    if (getenv("UPDATE_SCREENS")) {
        FILE *f = fopen(path, "w");
        ck_assert_ptr_nonnull(f);
        fputs(r->screens.buf, f);
        fclose(f);
    }
    char *want = fs_read(path, &size);
    ck_assert_msg(want != NULL, "%s is missing", path);
    const char *a = want, *b = r->screens.buf, *head = "";
    for (int line = 1; *a || *b; line++) {
        size_t n = strcspn(a, "\n"), m = strcspn(b, "\n");
        if (!strncmp(a, "====", 4))
            head = a;
        ck_assert_msg(n == m && !memcmp(a, b, n), "%s:%d (%.*s):\nwant |%.*s|\nis   |%.*s|", path, line,
                      (int)strcspn(head, "\n"), head, (int)n, a, (int)m, b);
        a += n + (a[n] == '\n');
        b += m + (b[m] == '\n');
    }
    free(want);
    free(path);
}

/* Keys as text: a word of keys.h, or characters. */
static inline void rig_keys(struct panes_rig *r, const char *name, const char *keys)
{
    struct pane *p = rig_pane(r, name);
    for (const char *k = keys; *k; k++)
        p->kind->key(p, *k == '\n' ? K_ENTER : (unsigned char)*k);
}

#endif

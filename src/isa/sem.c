/* sem.c - the tables of the semantics compiler: names, constants, functions; and how it reports.
 *
 * Everything lives in the ISA's arena and is freed with it. */
#include "isa/sem.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "isa/sem_gen.h"

struct sem *sem_new(struct isa *isa)
{
    struct sem *s = ARENA_NEW(&isa->arena, struct sem);
    s->isa = isa;
    s->arena = &isa->arena;
    s->fns_tail = &s->fns;
    return s;
}

/* ---- names ------------------------------------------------------------------------------------------- */

static uint64_t hash_bytes(uint64_t h, const void *data, size_t n)
{
    const unsigned char *p = data;
    for (size_t i = 0; i < n; i++) {
        h = (h ^ p[i]) * UINT64_C(0x100000001b3);
    }
    return h;
}

#define HASH_START UINT64_C(0xcbf29ce484222325)

struct sem_name *sem_intern(struct sem *s, const char *text, size_t len)
{
    struct sem_name **head = &s->names[hash_bytes(HASH_START, text, len) % SEM_HASH];
    for (struct sem_name *n = *head; n; n = n->next) {
        if (strncmp(n->text, text, len) == 0 && n->text[len] == '\0') {
            return n;
        }
    }
    struct sem_name *n = ARENA_NEW(s->arena, struct sem_name);
    n->text = arena_strndup(s->arena, text, len);
    n->next = *head;
    *head = n;
    return n;
}

void sem_set_const(struct sem *s, const char *name, int64_t value)
{
    struct sem_name *n = sem_intern(s, name, strlen(name));
    n->is_const = true;
    n->value = value;
}

static const struct reg *find_reg(const struct isa *isa, const char *name)
{
    for (unsigned i = 0; i < isa->nregs; i++) {
        if (strcmp(isa->regs[i].name, name) == 0) {
            return &isa->regs[i];
        }
    }
    for (unsigned i = 0; i < isa->nspaces; i++) {
        for (unsigned j = 0; j < isa->spaces[i].nregs; j++) {
            if (strcmp(isa->spaces[i].regs[j]->name, name) == 0) {
                return isa->spaces[i].regs[j];
            }
        }
    }
    return NULL;
}

void sem_resolve(struct sem *s, struct sem_name *n)
{
    if (n->reg_known) {
        return;
    }
    n->reg_known = true;
    n->reg = find_reg(s->isa, n->text);
    for (unsigned i = 0; i < s->isa->nspaces; i++) {
        if (strcmp(s->isa->spaces[i].name, n->text) == 0) {
            n->space = &s->isa->spaces[i];
        }
    }
}

/* ---- messages ---------------------------------------------------------------------------------------- */

struct loc place_loc(struct place_in at)
{
    return at.y ? yaml_loc_at(at.y, at.off) : (struct loc){ 0 };
}

/* Remembers a message; false: it was reported before. */
static bool first_time(struct sem *s, uint64_t h)
{
    for (size_t i = 0; i < s->reported.count; i++) {
        if (s->reported.data[i] == h) {
            return false;
        }
    }
    if (s->reported.count == s->reported.cap) {
        size_t cap = s->reported.cap ? 2 * s->reported.cap : 32;
        uint64_t *data = ARENA_ARRAY(s->arena, uint64_t, cap);
        if (s->reported.count) {
            memcpy(data, s->reported.data, s->reported.count * sizeof *data);
        }
        s->reported.data = data;
        s->reported.cap = cap;
    }
    s->reported.data[s->reported.count++] = h;
    return true;
}

bool sem_error(struct sem *s, struct diag *d, struct place_in at, const char *fmt, ...)
{
    char text[512];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    struct loc loc = place_loc(at);
    uint64_t h = hash_bytes(HASH_START, text, strlen(text));
    h = hash_bytes(h, &loc.line, sizeof loc.line);
    h = hash_bytes(h, &loc.col, sizeof loc.col);
    if (first_time(s, loc.src ? hash_bytes(h, loc.src->name, strlen(loc.src->name)) : h)) {
        diag_error(d, loc, "%s", text);
        if (at.row) {
            diag_note(d, *at.row, "in the instruction of this table row");
        }
    } else {
        d->errors++; /* the second unit with the same fault fails, too */
    }
    return false;
}

void sem_note(struct diag *d, struct place_in at, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    diag_verror(d, DIAG_NOTE, place_loc(at), fmt, ap);
    va_end(ap);
}

/* ---- functions --------------------------------------------------------------------------------------- */

bool sem_add_function(struct sem *s, const struct yaml *key, const struct yaml *body, bool replace,
                      struct diag *d)
{
    struct sem_fn *fn = sem_parse_signature(s, key, d);
    if (!fn) {
        return false;
    }
    struct sem_fn *old = fn->name->fn;
    if (gen_builtin(fn->name)) {
        diag_error(d, key->loc, "'%s' is a built-in function", fn->name->text);
        return false;
    }
    if (old && !replace) {
        diag_error(d, key->loc, "the function '%s' is already defined", fn->name->text);
        diag_note(d, old->key->loc, "here");
        return false;
    }
    if (!old && replace) {
        diag_error(d, key->loc, "there is no function '%s' to replace", fn->name->text);
        return false;
    }
    fn->text = body;
    if (old) { /* in place, so that whoever holds the old one sees the new */
        struct sem_fn *next = old->next;
        *old = *fn;
        old->next = next;
        return true;
    }
    fn->name->fn = fn;
    *s->fns_tail = fn;
    s->fns_tail = &fn->next;
    return true;
}

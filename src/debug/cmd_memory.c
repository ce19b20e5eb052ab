/* cmd_memory.c - memory as a whole: find, dump, restore. */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/fs.h"
#include "debug/commands.h"
#include "debug/location.h"
#include "debug/session_private.h"

#define CHUNK    4096
#define DUMP_MAX (UINT64_C(1) << 32)

static size_t read_guest(struct session *s, uint64_t addr, void *buf, size_t n)
{
    const struct world *w = &s->home.eval.world;
    return w->read(w->ctx, addr, buf, n);
}

static uint64_t cells(const struct session *s, uint64_t bytes)
{
    return bytes / (s->isa->mem.cell > 8 ? s->isa->mem.cell / 8 : 1);
}

/* ---- find -------------------------------------------------------------------------------------------- */

struct pattern {
    unsigned char bytes[256];
    size_t n;
};

static bool add_value(struct session *s, struct pattern *p, const struct value *v, unsigned size)
{
    const unsigned char *b = value_bytes(v);
    const struct type *t = type_strip(v->type);
    unsigned char number[8];
    size_t n = v->type ? v->type->size : 0;
    if (t && t->kind == TYPE_ARRAY && t->target && type_strip(t->target)->kind == TYPE_CHAR && n && !b[n - 1])
        n--; /* a string without its end */
    if (size && type_is_scalar(t)) {
        bytes_set(&s->home.types, number, size, value_uint(&s->home.types, v));
        b = number;
        n = size;
    }
    if (!n || p->n + n > sizeof p->bytes) {
        fail(s, "The pattern is empty or too long.");
        return false;
    }
    memcpy(p->bytes + p->n, b, n);
    p->n += n;
    return true;
}

/* One of the values separated by commas. False after reporting. */
static bool next_value(struct session *s, const char **p, struct value *v)
{
    struct str error;
    const char *rest = *p;
    str_init(&error);
    struct expr *x = eval_parse_part(look(s), *p, NULL, &rest, &error);
    bool fine = x && eval_run(look(s), x, v, &error) == 0;
    if (!fine)
        fail_text(s, error.buf);
    expr_free(x);
    str_release(&error);
    *p = *rest == ',' ? rest + 1 : rest;
    return fine;
}

static bool next_number(struct session *s, const char **p, uint64_t *n)
{
    struct value v;
    struct str error;
    if (!next_value(s, p, &v))
        return false;
    str_init(&error);
    bool fine = eval_value_uint(look(s), &v, n, &error) == 0;
    if (!fine)
        fail_text(s, error.buf);
    str_release(&error);
    value_release(&v);
    return fine;
}

/* Calls `found` (prints) for each place; stops where memory ends. */
static uint64_t search(struct session *s, uint64_t from, uint64_t size, const struct pattern *p, uint64_t max)
{
    unsigned char buf[CHUNK + sizeof p->bytes];
    uint64_t found = 0, last = 0;
    struct str text;
    str_init(&text);
    for (uint64_t at = 0; at + p->n <= size && found < max && !s->interrupted; at += CHUNK) {
        uint64_t want = size - at < CHUNK + p->n - 1 ? size - at : CHUNK + p->n - 1;
        size_t got = read_guest(s, from + cells(s, at), buf, want);
        for (size_t i = 0; i + p->n <= got && i < CHUNK && found < max; i++) {
            if (memcmp(buf + i, p->bytes, p->n) != 0)
                continue;
            last = from + cells(s, at + i);
            str_clear(&text);
            format_address(look(s), last, &text);
            out(s, "%s\n", text.buf);
            found++;
        }
        if (got < want)
            break;
    }
    str_release(&text);
    look_set_int(s, "numfound", (int64_t)found);
    if (found)
        look_set_int(s, "_", (int64_t)last);
    return found;
}

static enum session_status find(struct session *s, const struct call *c)
{
    const char *p = c->args;
    struct pattern pattern = { .n = 0 };
    uint64_t from, size, max = UINT64_MAX;
    unsigned unit = 0;
    for (const char *l = c->slash; *l; l++) {
        static const char units[] = "bhwg";
        if (strchr(units, *l))
            unit = 1u << (strchr(units, *l) - units);
        else if (isdigit((unsigned char)*l)) {
            max = strtoull(l, (char **)(uintptr_t)&l, 10);
            l--;
        } else {
            return fail(s, "Invalid size granularity.");
        }
    }
    if (!*p)
        return fail(s, "Missing search parameters.");
    if (!next_number(s, &p, &from))
        return SESSION_FAILED;
    p += strspn(p, " ");
    bool relative = *p == '+';
    if (!*p)
        return fail(s, "Missing search parameters.");
    p += relative;
    if (!next_number(s, &p, &size))
        return SESSION_FAILED;
    if (!relative && size < from)
        return fail(s, "Invalid search space, end precedes start.");
    size = relative ? size : (size - from + 1) * (s->isa->mem.cell > 8 ? s->isa->mem.cell / 8 : 1);
    while (*p) {
        struct value v;
        if (!next_value(s, &p, &v))
            return SESSION_FAILED;
        bool fine = add_value(s, &pattern, &v, unit);
        value_release(&v);
        if (!fine)
            return SESSION_FAILED;
    }
    if (!pattern.n)
        return fail(s, "Missing search pattern.");
    uint64_t n = search(s, from, size, &pattern, max);
    if (!n)
        out(s, "Pattern not found.\n");
    else
        out(s, "%" PRIu64 " pattern%s found.\n", n, n == 1 ? "" : "s");
    return SESSION_OK;
}

/* ---- dump, restore ----------------------------------------------------------------------------------- */

/* Splits off the file's name; the caller frees it. */
static char *file_name(const char *args, const char **rest)
{
    size_t n = strcspn(args, " \t");
    *rest = args + n + strspn(args + n, " \t");
    return xstrndup(args, n);
}

static enum session_status write_range(struct session *s, const char *path, uint64_t from, uint64_t size)
{
    unsigned char buf[CHUNK];
    FILE *f = s->allow_host ? fopen(path, "wb") : NULL;
    enum session_status status = SESSION_OK;
    if (!f)
        return fail(s, "%s: %s.", path, s->allow_host ? strerror(errno) : "not available here");
    for (uint64_t at = 0; at < size && status == SESSION_OK; at += CHUNK) {
        size_t n = size - at < CHUNK ? (size_t)(size - at) : CHUNK;
        if (read_guest(s, from + cells(s, at), buf, n) < n)
            status = fail(s, "Cannot access memory at address 0x%" PRIx64, from + cells(s, at));
        else if (fwrite(buf, 1, n, f) != n)
            status = fail(s, "Cannot write '%s': %s.", path, strerror(errno));
    }
    if (fclose(f) && status == SESSION_OK)
        status = fail(s, "Cannot write '%s': %s.", path, strerror(errno));
    return status;
}

static enum session_status dump_memory(struct session *s, const struct call *c)
{
    const char *p;
    uint64_t from, to;
    char *path = file_name(c->args, &p);
    enum session_status status = SESSION_FAILED;
    /* two expressions, separated by a space or a comma */
    struct str list;
    str_init(&list);
    str_add(&list, p);
    if (!strchr(list.buf, ',') && strrchr(list.buf, ' '))
        *strrchr(list.buf, ' ') = ',';
    p = list.buf;
    if (!*path || !strchr(p, ','))
        fail(s, "Usage: %s", c->command->usage);
    else if (next_number(s, &p, &from) && next_number(s, &p, &to)) {
        if (to <= from || to - from > DUMP_MAX)
            fail(s, "Invalid memory address range (start >= end).");
        else
            status =
                write_range(s, path, from, (to - from) * (s->isa->mem.cell > 8 ? s->isa->mem.cell / 8 : 1));
    }
    str_release(&list);
    free(path);
    return status;
}

/* A value of which no part is optimised out. False after reporting. */
static bool look_all(struct session *s, const char *text, struct value *v)
{
    if (!look_value(s, text, v))
        return false;
    if (!value_is_gone(v) && !v->missing)
        return true;
    value_release(v);
    fail(s, "value has been optimized out");
    return false;
}

static enum session_status dump_value(struct session *s, const struct call *c)
{
    const char *p;
    char *path = file_name(c->args, &p);
    struct value v;
    enum session_status status = SESSION_FAILED;
    if (!*path || !*p)
        fail(s, "Usage: %s", c->command->usage);
    else if (look_all(s, p, &v)) {
        FILE *f = s->allow_host ? fopen(path, "wb") : NULL;
        size_t n = v.type ? v.type->size : 0;
        bool fine = f && fwrite(value_bytes(&v), 1, n, f) == n;
        if (f && fclose(f))
            fine = false;
        status = fine ? SESSION_OK
                      : fail(s, "Cannot write '%s': %s.", path,
                             s->allow_host ? strerror(errno) : "not available here");
        value_release(&v);
    }
    free(path);
    return status;
}

static enum session_status restore(struct session *s, const struct call *c)
{
    const char *p, *why = NULL;
    char *path = file_name(c->args, &p);
    uint64_t addr;
    size_t n;
    enum session_status status = SESSION_FAILED;
    if (!strncmp(p, "binary", 6) && (p[6] == ' ' || !p[6]))
        p += 6 + strspn(p + 6, " ");
    if (!*path || !*p) {
        fail(s, "Usage: %s", c->command->usage);
    } else if (look_uint(s, p, &addr)) {
        char *data = s->allow_host ? fs_read(path, &n) : NULL;
        const struct world *w = &s->home.eval.world;
        if (!data)
            fail(s, "%s: %s.", path, s->allow_host ? strerror(errno) : "not available here");
        else if (!w->write(w->ctx, addr, data, n, &why))
            fail(s, "Cannot restore: %s", why ? why : "memory is not there.");
        else {
            out(s, "Restoring binary file %s into memory (0x%" PRIx64 " to 0x%" PRIx64 ")\n", path, addr,
                addr + cells(s, n));
            status = SESSION_OK;
        }
        free(data);
    }
    free(path);
    return status;
}

static enum session_status dump(struct session *s, const struct call *c)
{
    if (*c->args)
        return fail(s, "Undefined dump command: \"%s\".  Try \"help dump\".", c->args);
    return fail(s, "\"dump\" must be followed by memory or value.");
}

#define NONE REPEAT_NONE

const struct session_command commands_memory[] = {
    { "find", NULL, CLASS_DATA, ARG_EXPRESSION, NONE, COMMAND_SLASH, find,
      "find[/UN] FROM, TO|+BYTES, VALUE...",
      "Search memory for values.\nU is their unit (b, h, w, g), N how many places at most; strings are "
      "searched "
      "without their end. $_ is the last place, $numfound their number.",
      "find &arr, +64, 7\nfind/b 0x1000, 0x10ff, 'a', 'b'" },
    { "dump", NULL, CLASS_DATA, ARG_SUB, NONE, COMMAND_OPEN, dump, "dump memory|value FILE ...",
      "Write memory or a value to a file.", NULL },
    { "dump memory", NULL, CLASS_DATA, ARG_FILE, NONE, 0, dump_memory, "dump memory FILE FROM TO",
      "Write the bytes from one address up to, but without, another to a file.",
      "dump memory arr.bin &arr &arr+4" },
    { "dump value", NULL, CLASS_DATA, ARG_FILE, NONE, 0, dump_value, "dump value FILE EXPRESSION",
      "Write the bytes of a value to a file.", "dump value pc.bin $pc" },
    { "restore", NULL, CLASS_DATA, ARG_FILE, NONE, 0, restore, "restore FILE [binary] ADDRESS",
      "Read a file into memory.", "restore arr.bin binary &arr" },
    { 0 },
};

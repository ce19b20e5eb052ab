/* format.h - values and memory as text: the formats of print, output, display and x, in gdb's forms. */
#ifndef DEBUG_FORMAT_H
#define DEBUG_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/str.h"
#include "debug/expr.h"
#include "debug/value.h"

/* What stands behind the slash of "print/x", "x/4xw". */
struct format {
    char letter;   /* one of o x d u t f a i c s z; 0: by type */
    char size;     /* b h w g; 0: by type or letter */
    int64_t count; /* 1 if not given; may be negative for x */
    bool has_count;
};

/* Reads letters from text (just behind "/"), up to white space; *rest is where the expression begins. What is
 * not given stays as *f says. */
int format_parse(const char *text, struct format *f, const char **rest, struct str *error);
/* Refuses counts, sizes and letters that the command ("print") has no use for. */
int format_check_value(const struct format *f, const char *command, struct str *error);

/* A value as print shows it, without "$1 = ". letter 0: by type. */
void format_value(struct eval *e, const struct value *v, char letter, struct str *out);
/* As a member of something, an argument or a local: pointers without their types. */
void format_member(struct eval *e, const struct value *v, struct str *out);
void format_address(struct eval *e, uint64_t addr, struct str *out); /* 0x10014 <arr+4> */
/* " <arr+4>", or nothing. */
void format_symbol(struct eval *e, uint64_t addr, struct str *out);
/* "main+12" for diagrams and back traces; false: no symbol. */
bool format_place(struct eval *e, uint64_t addr, struct str *out);

/* The x command. Keep one for a session: it knows what comes next. */
struct examine {
    struct format format; /* of the last time: defaults of the next */
    uint64_t next;        /* address behind what was shown */
    struct value last;    /* the last unit shown ($__), owned; void: none */
    uint64_t last_addr;   /* $_ */
};
void examine_init(struct examine *x);
void examine_release(struct examine *x);
/* The letters of an x command: what is not given is as last time, but characters and strings are of bytes,
 * and floating point of 4 or 8. */
int examine_parse(struct examine *x, const char *slash, struct str *error);
/* Shows x->format.count units from addr on. What could be read is in out even if it fails. */
int examine(struct eval *e, struct examine *x, uint64_t addr, struct str *out, struct str *error);

#endif

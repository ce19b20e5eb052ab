/* format_private.h - what format.c and format_memory.c share. */
#ifndef DEBUG_FORMAT_PRIVATE_H
#define DEBUG_FORMAT_PRIVATE_H

#include "debug/format.h"

void format_char(int64_t value, unsigned c, struct str *out);
/* cut: more would follow. */
void format_string(struct eval *e, const unsigned char *s, size_t n, bool cut, struct str *out);
/* length: bytes taken, the NUL included. */
void format_pointed_string(struct eval *e, uint64_t addr, size_t *length, struct str *out);
void format_float(const struct types *t, const struct value *v, struct str *out);
void format_number(struct eval *e, uint64_t n, unsigned bits, bool is_signed, char letter, bool pad,
                   struct str *out);

#endif

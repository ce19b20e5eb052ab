/* yaml.h - YAML text as a tree whose every node knows its place. Built from libyaml events.
 *
 * Refused with a place: duplicate keys, tabs as indentation, tags, undefined aliases, more than 100,000 nodes
 * after expansion (billion laughs), nesting over 64, non-scalar keys. Aliases (*x) share the anchored node.
 * Scalars stay text: the schema decides what is a number. */
#ifndef BASE_YAML_H
#define BASE_YAML_H

#include <stdbool.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/diag.h"

enum yaml_kind { YAML_SCALAR, YAML_SEQ, YAML_MAP };
enum yaml_style { YAML_PLAIN, YAML_QUOTED1, YAML_QUOTED2, YAML_LITERAL, YAML_FOLDED };

struct yaml {
    enum yaml_kind kind;
    enum yaml_style style; /* scalars */
    struct loc loc;
    const char *text;   /* scalars: NUL-terminated */
    struct yaml *items; /* SEQ: count nodes; MAP: count values */
    struct yaml *keys;  /* MAP: count scalar nodes */
    size_t count;
    int block_indent; /* LITERAL: columns of indentation that were removed from each content line */
    bool straight;    /* the text stands in one source line as it is, without escapes */
};

/* All documents of a file, in the arena. Returns the number of documents, -1 after reporting. */
int yaml_parse(const struct source *src, struct arena *a, struct diag *d, struct yaml ***docs);

/* Parses a text such as the right side of --set key=value into one node. */
struct yaml *yaml_parse_value(const struct source *src, struct arena *a, struct diag *d);

/* Value of a key in a MAP, NULL if absent (or y is NULL or no MAP). yaml_key: the key's own node. */
const struct yaml *yaml_get(const struct yaml *y, const char *key);
const struct yaml *yaml_key(const struct yaml *y, const char *key);

/* The place of character `offset` (bytes) in a scalar's text: exact but for folded blocks (>), where it is
 * the scalar's own. */
struct loc yaml_loc_at(const struct yaml *y, size_t offset);

/* Typed access; each reports at the node and returns false on a wrong type. Numbers: decimal, 0x, 0b, `_`
 * separators, optional -; a leading zero is refused. Sizes: a number with KiB, MiB, GiB. */
bool yaml_text(const struct yaml *y, struct diag *d, const char **out);
bool yaml_int(const struct yaml *y, struct diag *d, int64_t *out);
bool yaml_uint(const struct yaml *y, struct diag *d, uint64_t *out);
bool yaml_size(const struct yaml *y, struct diag *d, uint64_t *out);
bool yaml_bool(const struct yaml *y, struct diag *d, bool *out); /* true/false only */

/* Reports every key of a MAP that is not in the NULL-terminated list, with the nearest valid one. */
bool yaml_check_keys(const struct yaml *y, struct diag *d, const char *const *valid, const char *what);

#define yaml_each(i, y) for (size_t i = 0; (y) && i < (y)->count; i++)

#endif

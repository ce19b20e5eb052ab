/* yaml.c - see yaml.h: libyaml's events become a tree. Access to the tree is in yaml_get.c, places inside
 * scalars in yaml_loc.c.
 *
 * libyaml resolves no types, reports marks in characters, says nothing about the indentation of literal
 * blocks, and lets duplicate keys and any alias through; what is missing is added here. */
#include "base/yaml.h"

#include <string.h>
#include <yaml.h>
#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"

#define NODES_MAX 100000
#define DEPTH_MAX 64
#define TEXT_MAX  ((size_t)16 << 20)

/* What an anchor stands for, and how many nodes that is. */
struct anchor {
    struct yaml node;
    size_t nodes;
};

struct builder {
    yaml_parser_t parser;
    const struct source *src;
    struct arena *a;
    struct diag *d;
    VEC(size_t) lines; /* byte offset of each source line */
    struct map anchors;
    size_t nodes;
};

static struct loc mark_loc(const struct builder *b, yaml_mark_t m)
{
    return (struct loc){ b->src, (int)m.line + 1, (int)m.column + 1 };
}

/* Which line break other than \n or \r\n stands at p, if any. libyaml counts lines at these, editors don't.
 */
static const char *odd_break(const char *p, size_t left)
{
    if (p[0] == '\r' && (left < 2 || p[1] != '\n'))
        return "carriage return";
    if (left >= 2 && memcmp(p, "\xc2\x85", 2) == 0)
        return "next-line character (U+0085)";
    if (left >= 3 && (memcmp(p, "\xe2\x80\xa8", 3) == 0 || memcmp(p, "\xe2\x80\xa9", 3) == 0))
        return "line separator (U+2028, U+2029)";
    return NULL;
}

/* Notes where the lines start and refuses what would make their numbers and columns unreliable. */
static int scan_lines(struct builder *b)
{
    const char *text = b->src->text;
    bool leading = true;
    int line = 1, col = 1;
    *vec_push(&b->lines) = 0;
    for (size_t i = 0; i < b->src->size; i++) {
        struct loc at = { b->src, line, col };
        const char *odd = odd_break(text + i, b->src->size - i);
        if (odd)
            return diag_error(b->d, at, "%s: lines end with a newline", odd);
        if (text[i] == '\t' && leading)
            return diag_error(b->d, at, "tab: indentation is made of blanks");
        if (text[i] == '\n') {
            *vec_push(&b->lines) = i + 1;
            line++;
            col = 0;
        }
        leading = text[i] == '\n' || (leading && text[i] == ' ');
        col += ((unsigned char)text[i] & 0xc0) != 0x80;
    }
    return 0;
}

/* The place of a byte that is no character. */
static struct loc byte_loc(const struct builder *b, size_t offset)
{
    size_t line = 0;
    while (line + 1 < b->lines.count && b->lines.data[line + 1] <= offset)
        line++;
    int col = 1;
    for (size_t i = b->lines.data[line]; i < offset && i < b->src->size; i++)
        col += ((unsigned char)b->src->text[i] & 0xc0) != 0x80;
    return (struct loc){ b->src, (int)line + 1, col };
}

static int parser_error(struct builder *b)
{
    const yaml_parser_t *p = &b->parser;
    const char *problem = p->problem ? p->problem : "malformed text";
    if (p->error == YAML_READER_ERROR)
        return diag_error(b->d, byte_loc(b, p->problem_offset), "not YAML text: %s", problem);
    diag_error(b->d, mark_loc(b, p->problem_mark), "%s", problem);
    if (p->context)
        diag_note(b->d, mark_loc(b, p->context_mark), "%s that starts here", p->context);
    return -1;
}

static int next_event(struct builder *b, yaml_event_t *ev)
{
    return yaml_parser_parse(&b->parser, ev) ? 0 : parser_error(b);
}

static int count_nodes(struct builder *b, struct loc at, size_t n)
{
    b->nodes += n;
    if (b->nodes > NODES_MAX)
        return diag_error(b->d, at, "more than %d nodes, aliases included", NODES_MAX);
    return 0;
}

static int leading_blanks(const char *p, const char *end)
{
    const char *start = p;
    while (p < end && *p == ' ')
        p++;
    return (int)(p - start);
}

/* The blanks that were removed from a literal block: the first line with anything in it, in the source
 * against in the text. */
static int block_indent(const struct builder *b, const struct yaml *y)
{
    const char *text = y->text;
    size_t line = (size_t)y->loc.line;
    for (; *text == '\n'; text++)
        line++;
    if (!*text || line >= b->lines.count)
        return 0;
    const char *source = b->src->text + b->lines.data[line];
    int removed =
        leading_blanks(source, b->src->text + b->src->size) - leading_blanks(text, text + strlen(text));
    return removed > 0 ? removed : 0;
}

static bool is_straight(const yaml_event_t *ev, const struct yaml *y)
{
    size_t chars = 0, quotes = y->style == YAML_PLAIN ? 0 : 2;
    for (const char *p = y->text; *p; p++)
        chars += ((unsigned char)*p & 0xc0) != 0x80;
    return ev->start_mark.line == ev->end_mark.line &&
           ev->end_mark.column - ev->start_mark.column == chars + quotes;
}

static enum yaml_style style_of(yaml_scalar_style_t s)
{
    switch (s) {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE: return YAML_QUOTED1;
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE: return YAML_QUOTED2;
    case YAML_LITERAL_SCALAR_STYLE: return YAML_LITERAL;
    case YAML_FOLDED_SCALAR_STYLE: return YAML_FOLDED;
    case YAML_PLAIN_SCALAR_STYLE:
    case YAML_ANY_SCALAR_STYLE:
    default: return YAML_PLAIN;
    }
}

static int build_scalar(struct builder *b, const yaml_event_t *ev, struct yaml *out)
{
    const char *value = (const char *)ev->data.scalar.value;
    size_t n = ev->data.scalar.length;
    out->kind = YAML_SCALAR;
    out->style = style_of(ev->data.scalar.style);
    if (memchr(value, 0, n))
        return diag_error(b->d, out->loc, "a text cannot hold a zero character");
    out->text = arena_strndup(b->a, value, n);
    if (out->style == YAML_LITERAL)
        out->block_indent = block_indent(b, out);
    else if (out->style != YAML_FOLDED)
        out->straight = is_straight(ev, out);
    return 0;
}

typedef VEC(struct yaml) yaml_list;

static struct yaml *list_to_arena(struct builder *b, yaml_list *list)
{
    if (!list->count)
        return NULL;
    struct yaml *nodes = ARENA_ARRAY(b->a, struct yaml, list->count);
    memcpy(nodes, list->data, list->count * sizeof *nodes);
    return nodes;
}

static int build_node(struct builder *b, const yaml_event_t *ev, int depth, struct yaml *out);

static int build_sequence(struct builder *b, int depth, struct yaml *out)
{
    yaml_list items = { 0 };
    int result = -1;
    out->kind = YAML_SEQ;
    for (;;) {
        yaml_event_t ev;
        if (next_event(b, &ev))
            break;
        struct yaml item;
        bool end = ev.type == YAML_SEQUENCE_END_EVENT;
        int failed = end ? 0 : build_node(b, &ev, depth + 1, &item);
        yaml_event_delete(&ev);
        if (failed)
            break;
        if (end) {
            out->items = list_to_arena(b, &items);
            out->count = items.count;
            result = 0;
            break;
        }
        *vec_push(&items) = item;
    }
    vec_release(&items);
    return result;
}

/* One event and the node it begins; *end when the event was the mapping's end. */
static int build_next(struct builder *b, int depth, struct yaml *out, bool *end)
{
    yaml_event_t ev;
    if (next_event(b, &ev))
        return -1;
    *end = ev.type == YAML_MAPPING_END_EVENT;
    int failed = *end ? 0 : build_node(b, &ev, depth, out);
    yaml_event_delete(&ev);
    return failed;
}

static int check_key(struct builder *b, const struct yaml *key, const yaml_list *keys, struct map *seen)
{
    if (key->kind != YAML_SCALAR)
        return diag_error(b->d, key->loc, "a key must be a single word");
    size_t first = (uintptr_t)map_get(seen, key->text);
    if (first) {
        diag_error(b->d, key->loc, "key '%s' stands twice", key->text);
        diag_note(b->d, keys->data[first - 1].loc, "the first one is here");
    }
    map_put(seen, key->text, (void *)(uintptr_t)(keys->count + 1));
    return 0;
}

static int build_pairs(struct builder *b, int depth, yaml_list *keys, yaml_list *values, struct map *seen)
{
    for (;;) {
        struct yaml key, value;
        bool end;
        if (build_next(b, depth + 1, &key, &end))
            return -1;
        if (end)
            return 0;
        if (check_key(b, &key, keys, seen) || build_next(b, depth + 1, &value, &end))
            return -1;
        *vec_push(keys) = key;
        *vec_push(values) = value;
    }
}

static int build_mapping(struct builder *b, int depth, struct yaml *out)
{
    yaml_list keys = { 0 }, values = { 0 };
    struct map seen;
    map_init(&seen);
    out->kind = YAML_MAP;
    int result = build_pairs(b, depth, &keys, &values, &seen);
    if (result == 0) {
        out->keys = list_to_arena(b, &keys);
        out->items = list_to_arena(b, &values);
        out->count = keys.count;
    }
    map_release(&seen);
    vec_release(&keys);
    vec_release(&values);
    return result;
}

static int build_alias(struct builder *b, const yaml_event_t *ev, struct yaml *out)
{
    const char *name = (const char *)ev->data.alias.anchor;
    const struct anchor *an = map_get(&b->anchors, name);
    if (!an)
        return diag_error(b->d, out->loc, "alias '*%s' has no complete anchor '&%s' before it", name, name);
    struct loc at = out->loc;
    *out = an->node;
    return count_nodes(b, at, an->nodes);
}

static int build_content(struct builder *b, const yaml_event_t *ev, int depth, struct yaml *out)
{
    switch (ev->type) {
    case YAML_SCALAR_EVENT: return build_scalar(b, ev, out);
    case YAML_SEQUENCE_START_EVENT: return build_sequence(b, depth, out);
    case YAML_MAPPING_START_EVENT: return build_mapping(b, depth, out);
    default: BUG("event %d begins no node", (int)ev->type);
    }
}

/* The anchor and the tag of the node that ev begins; NULL where there is none. */
static void node_marks(const yaml_event_t *ev, const yaml_char_t **anchor, const yaml_char_t **tag)
{
    *anchor = *tag = NULL;
    if (ev->type == YAML_SCALAR_EVENT) {
        *anchor = ev->data.scalar.anchor;
        *tag = ev->data.scalar.tag;
    } else if (ev->type == YAML_SEQUENCE_START_EVENT) {
        *anchor = ev->data.sequence_start.anchor;
        *tag = ev->data.sequence_start.tag;
    } else if (ev->type == YAML_MAPPING_START_EVENT) {
        *anchor = ev->data.mapping_start.anchor;
        *tag = ev->data.mapping_start.tag;
    }
}

static int build_node(struct builder *b, const yaml_event_t *ev, int depth, struct yaml *out)
{
    const yaml_char_t *anchor, *tag;
    size_t before = b->nodes;
    *out = (struct yaml){ .loc = mark_loc(b, ev->start_mark) };
    if (ev->type == YAML_ALIAS_EVENT)
        return build_alias(b, ev, out);
    node_marks(ev, &anchor, &tag);
    if (tag)
        return diag_error(b->d, out->loc, "tags ('!...') have no meaning here");
    if (depth > DEPTH_MAX)
        return diag_error(b->d, out->loc, "nested deeper than %d levels", DEPTH_MAX);
    if (count_nodes(b, out->loc, 1) || build_content(b, ev, depth, out))
        return -1;
    if (anchor) {
        struct anchor *an = ARENA_NEW(b->a, struct anchor);
        *an = (struct anchor){ *out, b->nodes - before };
        map_put(&b->anchors, arena_strdup(b->a, (const char *)anchor), an);
    }
    return 0;
}

typedef VEC(struct yaml *) doc_list;

/* All documents until the stream ends. */
static int build_stream(struct builder *b, doc_list *docs)
{
    for (;;) {
        yaml_event_t ev;
        if (next_event(b, &ev))
            return -1;
        bool end = ev.type == YAML_STREAM_END_EVENT;
        int failed = 0;
        if (ev.type == YAML_DOCUMENT_START_EVENT) {
            map_release(&b->anchors);
        } else if (!end && ev.type != YAML_STREAM_START_EVENT && ev.type != YAML_DOCUMENT_END_EVENT) {
            struct yaml *doc = ARENA_NEW(b->a, struct yaml);
            failed = build_node(b, &ev, 1, doc);
            *vec_push(docs) = doc;
        }
        yaml_event_delete(&ev);
        if (failed || end)
            return failed;
    }
}

int yaml_parse(const struct source *src, struct arena *a, struct diag *d, struct yaml ***docs)
{
    if (src->size >= 3 && !memcmp(src->text, "\xEF\xBB\xBF", 3)) /* a byte order mark */
        src = diag_source(d, src->name, src->text + 3, src->size - 3);
    struct builder b = { .src = src, .a = a, .d = d };
    doc_list list = { 0 };
    int errors = d->errors;
    *docs = NULL;
    if (src->size > TEXT_MAX)
        return diag_error(d, (struct loc){ src, 0, 0 }, "larger than %zu MiB", TEXT_MAX >> 20);
    if (!yaml_parser_initialize(&b.parser))
        BUG("yaml_parser_initialize failed");
    map_init(&b.anchors);
    yaml_parser_set_encoding(&b.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&b.parser, (const unsigned char *)src->text, src->size);
    if (scan_lines(&b) == 0 && build_stream(&b, &list) == 0) {
        *docs = ARENA_ARRAY(a, struct yaml *, list.count + 1);
        if (list.count)
            memcpy(*docs, list.data, list.count * sizeof(struct yaml *));
    }
    int count = (int)list.count;
    yaml_parser_delete(&b.parser);
    map_release(&b.anchors);
    vec_release(&b.lines);
    vec_release(&list);
    return d->errors == errors ? count : -1;
}

struct yaml *yaml_parse_value(const struct source *src, struct arena *a, struct diag *d)
{
    struct yaml **docs;
    int n = yaml_parse(src, a, d, &docs);
    if (n < 0 || !docs)
        return NULL;
    if (n > 1) {
        diag_error(d, docs[1]->loc, "one value expected, not several documents");
        return NULL;
    }
    if (n == 1)
        return docs[0];
    struct yaml *empty = ARENA_NEW(a, struct yaml);
    *empty = (struct yaml){ .loc = { src, 1, 1 }, .text = "", .straight = true };
    return empty;
}

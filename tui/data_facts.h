/* data_facts.h - what the data pane says of a stage and of a latch: short lines. For pane_data.c only. */
#ifndef TUI_DATA_FACTS_H
#define TUI_DATA_FACTS_H

#include "tui/pane_parts.h"

#define FACTS 24

struct fact {
    char text[64];
    uint8_t element;
    int8_t from;  /* an operand that is forwarded from this stage; -1: none */
    uint64_t seq; /* ... the instruction that made it */
};

struct facts {
    struct fact line[FACTS];
    int n, width; /* columns that there are for values */
};

/* What a stage is for: "decode, branch". Appended. */
void data_role(const struct pipe_desc *d, unsigned stage, struct str *out);
/* "#14 add", "(bubble)"; appended. Returns what it is shown as. */
enum element data_headline(const struct pane *p, const struct view_stage *s, struct str *out);
/* What the instruction in a place has and does. */
void data_facts(const struct pane *p, const struct flight *f, unsigned place, struct facts *out);
/* What the latch in front of it holds of it. */
void data_latched(const struct pane *p, const struct flight *f, unsigned place, struct facts *out);

#endif

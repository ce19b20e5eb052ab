/* code_rows.h - what the code pane lists: a row for each instruction of the program, with its source line or
 * its disassembly; rows of source between instructions of compiled programs; rows of labels. */
#ifndef TUI_CODE_ROWS_H
#define TUI_CODE_ROWS_H

#include "base/vec.h"
#include "tui/pane_parts.h"

enum row_kind {
    ROW_LABEL,  /* "loop:", where the source text does not say it */
    ROW_SOURCE, /* a line of a compiled program; its instructions follow */
    ROW_INSN,   /* an instruction shown by its source line (assembly: line != NULL) or disassembled */
};

struct code_row {
    uint64_t addr;
    const char *text;        /* ROW_LABEL: its name */
    const struct line *line; /* the source line that begins here, NULL: none */
    uint8_t kind, len;       /* len: bytes of an instruction */
};

struct code_rows {
    VEC(struct code_row) v;
    bool outside;  /* made for one place that is no part of the program */
    int last_line; /* highest line number, for its width */
};

/* All of the program. */
void code_rows_program(const struct pane *p, struct code_rows *rows);
/* Some instructions from an address on that the program does not have, or within one of its instructions. */
void code_rows_place(const struct pane *p, uint64_t addr, struct code_rows *rows);
void code_rows_release(struct code_rows *rows);
/* The row of the instruction at addr; -1: there is none. */
int code_rows_find(const struct code_rows *rows, uint64_t addr);

#endif

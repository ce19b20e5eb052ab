/* canvas.h - a grid of character cells: what panes draw into. Knows no terminal.
 *
 * A cell holds one character and the meaning it is shown for (enum element); colours and attributes come from
 * the theme, in term.c alone. So a screen can be drawn, compared and saved without a terminal. Characters
 * that take two columns occupy two cells (the second holds 0). */
#ifndef TUI_CANVAS_H
#define TUI_CANVAS_H

#include <stdbool.h>
#include <stdint.h>
#include "base/str.h"

/* What a cell means. Never a colour; colour is never the only sign. */
enum element {
    EL_NORMAL,
    EL_TITLE,       /* the rule above a pane */
    EL_TITLE_FOCUS, /* ... that has the focus */
    EL_STATUS,      /* status line */
    EL_HINT_KEY,
    EL_HINT,
    EL_DIM,     /* less important */
    EL_HEADING, /* of columns */
    EL_ADDRESS,
    EL_LABEL,
    EL_MNEMONIC,
    EL_COMMENT,
    EL_CURSOR,   /* the line or cell that keys act on */
    EL_MATCH,    /* of a search */
    EL_PC,       /* next to retire */
    EL_BREAK,    /* an enabled breakpoint */
    EL_DISABLED, /* a disabled one */
    EL_CHANGED,  /* written since the last stop */
    EL_READ,     /* read in this cycle */
    EL_BUBBLE,
    EL_STALL, /* hazards */
    EL_CACHE, /* waiting for memory */
    EL_HELD,  /* behind an older one */
    EL_SQUASHED,
    EL_HIT,
    EL_MISS,
    EL_FORWARD, /* a forwarding path in use */
    EL_BAR,
    EL_GOOD,
    EL_BAD,
    EL_ERROR,
    EL_PROMPT,
    EL_OUTPUT, /* the guest's */
    EL_ID0,    /* identities of instructions in flight: EL_ID0 + seq % EL_IDS */
    EL_ID7 = EL_ID0 + 7,
    EL_COUNT
};
#define EL_IDS 8

struct cell {
    uint32_t ch; /* Unicode; 0: right half of the character to the left */
    uint8_t element, pad[3];
};

struct canvas {
    int width, height;
    struct cell *cells;
    bool ascii; /* only ASCII may be drawn: lines and arrows are replaced */
};

void canvas_init(struct canvas *c, int width, int height);
void canvas_resize(struct canvas *c, int width, int height); /* clears */
void canvas_release(struct canvas *c);
void canvas_clear(struct canvas *c);

/* A rectangle of a canvas; everything drawn outside of it is cut off. Passed by value. */
struct area {
    struct canvas *canvas;
    int x, y, width, height;
};

struct area canvas_area(struct canvas *c);
/* A part of it, clipped; x and y that are negative cut the part at its left and top. */
struct area area_part(struct area a, int x, int y, int width, int height);

/* Text (UTF-8; broken bytes and control characters become '?', tabs go to the next multiple of 8 columns of
 * the text) from (x, y) on; x may be negative. Returns the column after the last character, drawn or not. */
int area_put(struct area a, int x, int y, enum element e, const char *text);
int area_putn(struct area a, int x, int y, enum element e, const char *text, size_t n);
int area_printf(struct area a, int x, int y, enum element e, const char *fmt, ...) PRINTF_LIKE(5, 6);
/* ... as area_put(); where the area cuts it off, a mark says so. */
int area_text(struct area a, int x, int y, enum element e, const char *text);
int area_textn(struct area a, int x, int y, enum element e, const char *text, size_t n);
void area_fill(struct area a, int x, int y, int width, int height, uint32_t ch, enum element e);
void area_mark(struct area a, int x, int y, int width, enum element e); /* keeps the characters */
void area_paste(struct area a, const struct canvas *from, int line);    /* its lines from this one on */
void area_mark_text(struct area a, enum element e, const char *text);   /* wherever it stands */
int text_columns(const char *text);                                     /* of UTF-8 text */

/* Reads one character of n > 0 bytes: its bytes are returned, *columns is 0 for combining marks, 1 or 2. What
 * is broken or a control character is '?' (of one byte). */
size_t text_next(const char *text, size_t n, uint32_t *ch, int *columns);
size_t text_encode(uint32_t ch, char out[4]); /* UTF-8; returns the number of bytes */

/* Lines and arrows by name, so that ASCII terminals get '-', '|', '+', '>'. */
enum glyph {
    GLYPH_HLINE,
    GLYPH_VLINE,
    GLYPH_CROSS,
    GLYPH_TOP_LEFT,
    GLYPH_TOP_RIGHT,
    GLYPH_BOTTOM_LEFT,
    GLYPH_BOTTOM_RIGHT,
    GLYPH_TEE_LEFT,
    GLYPH_TEE_RIGHT,
    GLYPH_TEE_UP,
    GLYPH_TEE_DOWN,
    GLYPH_LEFT,
    GLYPH_RIGHT,
    GLYPH_UP,
    GLYPH_DOWN,
    GLYPH_BLOCK,      /* of bars */
    GLYPH_ELLIPSIS,   /* text was cut here */
    GLYPH_MORE_LEFT,  /* there are further columns to the left, */
    GLYPH_MORE_RIGHT, /* ... to the right */
    GLYPH_TURN_DOWN,  /* where an arrow begins that goes down, */
    GLYPH_TURN_UP,    /* ... up */
    GLYPH_COUNT
};
void area_glyph(struct area a, int x, int y, enum element e, enum glyph g);

/* The screen as lines of text without trailing blanks; with_elements: a second block of the same shape, a
 * letter for each cell's element ('.': EL_NORMAL). Appended to out. */
void canvas_dump(const struct canvas *c, bool with_elements, struct str *out);
char element_letter(enum element e);

#endif

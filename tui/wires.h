/* wires.h - lines along a grid of cells, with the corners, branches and crossings that they make. Where two
 * cross, they do not meet. */
#ifndef TUI_WIRES_H
#define TUI_WIRES_H

#include <stdint.h>
#include "tui/canvas.h"

struct wires {
    int width, height;
    uint8_t *cells; /* owned; which sides a line leaves by */
};

void wires_init(struct wires *w, int width, int height);
void wires_release(struct wires *w);
/* A horizontal or a vertical one from one cell to another, both included; what is outside is cut off. */
void wires_line(struct wires *w, int from_x, int from_y, int to_x, int to_y);
void wires_arrow(struct wires *w, int x, int y); /* the end of one, pointing to the left */
/* The first x from `from` on where nothing goes up or down in `columns` cells of line y. */
int wires_room(const struct wires *w, int from, int y, int columns);
void wires_draw(const struct wires *w, struct area a, enum element e);

#endif

/* theme.h - how each meaning looks: colours and attributes for terminals of 256, 16, 8 and no colours. One
 * table, from which the other themes are made; nothing else in the program speaks of colours. */
#ifndef TUI_THEME_H
#define TUI_THEME_H

#include "tui/canvas.h"

enum color_depth { DEPTH_NONE, DEPTH_8, DEPTH_16, DEPTH_256, DEPTH_COUNT };

enum look_attribute { LOOK_BOLD = 1, LOOK_DIM = 2, LOOK_UNDERLINE = 4, LOOK_REVERSE = 8 };

struct look {
    short color, ground; /* a number of the terminal's colours; -1: its default */
    unsigned char attributes;
};

/* For a dark or a light ground (which stays as it is); contrast: bold, nothing dim; mono: no colours. */
enum theme { THEME_DARK, THEME_LIGHT, THEME_CONTRAST, THEME_MONO, THEME_COUNT };
enum theme theme_named(const char *name); /* "light"; THEME_DARK if there is none of this name */

struct look theme_look(enum theme t, enum color_depth depth, enum element e);
const char *element_name(enum element e); /* "changed" */

#endif

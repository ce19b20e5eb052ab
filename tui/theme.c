/* theme.c - the table of looks; see theme.h. Every meaning that has a colour has a sign in the text as well,
 * so the first column (no colours) loses nothing. Backgrounds are left alone: both light and dark ones are in
 * use. Other themes take their looks from this table: a light ground has darker colours of 256, and never the
 * bright ones of 16. */
#include "tui/theme.h"
#include <string.h>

enum { BLACK, RED, GREEN, YELLOW, BLUE, MAGENTA, CYAN, WHITE };

#define B LOOK_BOLD
#define D LOOK_DIM
#define U LOOK_UNDERLINE
#define R LOOK_REVERSE
#define PLAIN                                                                                                \
    {                                                                                                        \
        -1, -1, 0                                                                                            \
    }
#define LIGHT(c) ((c) + 8)

/* clang-format off */
static const struct {
    const char *name;
    struct look look[DEPTH_COUNT];
} dark[EL_COUNT] = {
    /*                  name           none            8 colours            16 colours                  256 colours */
    [EL_NORMAL]      = { "normal",   { PLAIN,         PLAIN,               PLAIN,                      PLAIN } },
    [EL_TITLE]       = { "title",    { PLAIN,         { CYAN, -1, 0 },     { CYAN, -1, 0 },            { 66, -1, 0 } } },
    [EL_TITLE_FOCUS] = { "focus",    { { -1, -1, B|R }, { CYAN, -1, B|R }, { LIGHT(CYAN), -1, B|R },   { 38, -1, B|R } } },
    [EL_STATUS]      = { "status",   { { -1, -1, R }, { -1, -1, R },       { -1, -1, R },              { -1, -1, R } } },
    [EL_HINT_KEY]    = { "hint-key", { { -1, -1, B }, { YELLOW, -1, B },   { LIGHT(YELLOW), -1, B },   { 178, -1, B } } },
    [EL_HINT]        = { "hint",     { PLAIN,         PLAIN,               PLAIN,                      { 246, -1, 0 } } },
    [EL_DIM]         = { "dim",      { { -1, -1, D }, { -1, -1, D },       { LIGHT(BLACK), -1, 0 },    { 244, -1, 0 } } },
    [EL_HEADING]     = { "heading",  { { -1, -1, U }, { -1, -1, U },       { -1, -1, U },              { 250, -1, U } } },
    [EL_ADDRESS]     = { "address",  { PLAIN,         { BLUE, -1, 0 },     { LIGHT(BLUE), -1, 0 },     { 68, -1, 0 } } },
    [EL_LABEL]       = { "label",    { PLAIN,         { YELLOW, -1, 0 },   { YELLOW, -1, 0 },          { 172, -1, 0 } } },
    [EL_MNEMONIC]    = { "mnemonic", { PLAIN,         PLAIN,               PLAIN,                      PLAIN } },
    [EL_COMMENT]     = { "comment",  { { -1, -1, D }, { -1, -1, D },       { LIGHT(BLACK), -1, 0 },    { 244, -1, 0 } } },
    [EL_CURSOR]      = { "cursor",   { { -1, -1, R }, { -1, -1, R },       { -1, -1, R },              { -1, -1, R } } },
    [EL_MATCH]       = { "match",    { { -1, -1, B|R }, { YELLOW, -1, R }, { LIGHT(YELLOW), -1, R },   { 220, -1, R } } },
    [EL_PC]          = { "pc",       { { -1, -1, B }, { GREEN, -1, B },    { LIGHT(GREEN), -1, B },    { 40, -1, B } } },
    [EL_BREAK]       = { "break",    { { -1, -1, B }, { RED, -1, B },      { LIGHT(RED), -1, B },      { 203, -1, B } } },
    [EL_DISABLED]    = { "disabled", { { -1, -1, D }, { RED, -1, D },      { LIGHT(BLACK), -1, 0 },    { 131, -1, 0 } } },
    [EL_CHANGED]     = { "changed",  { { -1, -1, R }, { YELLOW, -1, R },   { LIGHT(YELLOW), -1, R },   { 178, -1, R } } },
    [EL_READ]        = { "read",     { { -1, -1, U }, { CYAN, -1, U },     { LIGHT(CYAN), -1, U },     { 44, -1, U } } },
    [EL_BUBBLE]      = { "bubble",   { { -1, -1, D }, { -1, -1, D },       { LIGHT(BLACK), -1, 0 },    { 242, -1, 0 } } },
    [EL_STALL]       = { "stall",    { { -1, -1, B }, { RED, -1, 0 },      { LIGHT(RED), -1, 0 },      { 209, -1, 0 } } },
    [EL_CACHE]       = { "cache",    { { -1, -1, B }, { MAGENTA, -1, 0 },  { LIGHT(MAGENTA), -1, 0 },  { 141, -1, 0 } } },
    [EL_HELD]        = { "held",     { { -1, -1, D }, { -1, -1, D },       { LIGHT(BLACK), -1, 0 },    { 244, -1, 0 } } },
    [EL_SQUASHED]    = { "squashed", { { -1, -1, D }, { RED, -1, D },      { RED, -1, 0 },             { 131, -1, 0 } } },
    [EL_HIT]         = { "hit",      { PLAIN,         { GREEN, -1, 0 },    { GREEN, -1, 0 },           { 71, -1, 0 } } },
    [EL_MISS]        = { "miss",     { { -1, -1, B }, { RED, -1, B },      { LIGHT(RED), -1, B },      { 203, -1, B } } },
    [EL_FORWARD]     = { "forward",  { { -1, -1, B }, { GREEN, -1, B },    { LIGHT(GREEN), -1, B },    { 77, -1, B } } },
    [EL_BAR]         = { "bar",      { PLAIN,         { BLUE, -1, 0 },     { LIGHT(BLUE), -1, 0 },     { 74, -1, 0 } } },
    [EL_GOOD]        = { "good",     { PLAIN,         { GREEN, -1, 0 },    { GREEN, -1, 0 },           { 71, -1, 0 } } },
    [EL_BAD]         = { "bad",      { { -1, -1, B }, { RED, -1, 0 },      { RED, -1, 0 },             { 203, -1, 0 } } },
    [EL_ERROR]       = { "error",    { { -1, -1, B }, { RED, -1, B },      { LIGHT(RED), -1, B },      { 203, -1, B } } },
    [EL_PROMPT]      = { "prompt",   { { -1, -1, B }, { GREEN, -1, B },    { GREEN, -1, B },           { 71, -1, B } } },
    [EL_OUTPUT]      = { "output",   { PLAIN,         PLAIN,               PLAIN,                      PLAIN } },
    [EL_ID0]         = { "id0",      { PLAIN,         { GREEN, -1, 0 },    { LIGHT(GREEN), -1, 0 },    { 114, -1, 0 } } },
    [EL_ID0 + 1]     = { "id1",      { PLAIN,         { CYAN, -1, 0 },     { LIGHT(CYAN), -1, 0 },     { 80, -1, 0 } } },
    [EL_ID0 + 2]     = { "id2",      { PLAIN,         { YELLOW, -1, 0 },   { LIGHT(YELLOW), -1, 0 },   { 179, -1, 0 } } },
    [EL_ID0 + 3]     = { "id3",      { PLAIN,         { MAGENTA, -1, 0 },  { LIGHT(MAGENTA), -1, 0 },  { 176, -1, 0 } } },
    [EL_ID0 + 4]     = { "id4",      { PLAIN,         { BLUE, -1, 0 },     { LIGHT(BLUE), -1, 0 },     { 111, -1, 0 } } },
    [EL_ID0 + 5]     = { "id5",      { PLAIN,         { GREEN, -1, B },    { GREEN, -1, 0 },           { 150, -1, 0 } } },
    [EL_ID0 + 6]     = { "id6",      { PLAIN,         { CYAN, -1, B },     { CYAN, -1, 0 },            { 216, -1, 0 } } },
    [EL_ID7]         = { "id7",      { PLAIN,         { YELLOW, -1, B },   { YELLOW, -1, 0 },          { 183, -1, 0 } } },
};
/* clang-format on */

/* Of 256 colours, those that can be read on a light ground; 0: as on a dark one. */
static const short light[EL_COUNT] = {
    [EL_TITLE] = 24,    [EL_TITLE_FOCUS] = 25, [EL_HINT_KEY] = 94, [EL_HINT] = 240,    [EL_DIM] = 242,
    [EL_HEADING] = 238, [EL_ADDRESS] = 25,     [EL_LABEL] = 130,   [EL_COMMENT] = 242, [EL_MATCH] = 94,
    [EL_PC] = 28,       [EL_BREAK] = 160,      [EL_CHANGED] = 94,  [EL_READ] = 30,     [EL_STALL] = 166,
    [EL_CACHE] = 91,    [EL_HIT] = 28,         [EL_MISS] = 160,    [EL_FORWARD] = 28,  [EL_BAR] = 25,
    [EL_GOOD] = 28,     [EL_BAD] = 160,        [EL_ERROR] = 160,   [EL_PROMPT] = 28,   [EL_ID0] = 28,
    [EL_ID0 + 1] = 30,  [EL_ID0 + 2] = 94,     [EL_ID0 + 3] = 127, [EL_ID0 + 4] = 26,  [EL_ID0 + 5] = 64,
    [EL_ID0 + 6] = 166, [EL_ID7] = 97,
};

static struct look on_light(enum color_depth depth, enum element e)
{
    struct look l = dark[e].look[depth == DEPTH_16 ? DEPTH_8 : depth];
    if (depth == DEPTH_256 && light[e])
        l.color = light[e];
    return l;
}

static struct look with_contrast(enum color_depth depth, enum element e)
{
    struct look l = dark[e].look[depth == DEPTH_NONE ? DEPTH_NONE : DEPTH_8];
    l.attributes &= (unsigned char)~LOOK_DIM;
    if (l.color >= 0)
        l.attributes |= LOOK_BOLD;
    return l;
}

struct look theme_look(enum theme t, enum color_depth depth, enum element e)
{
    switch (t) {
    case THEME_LIGHT: return on_light(depth, e);
    case THEME_CONTRAST: return with_contrast(depth, e);
    case THEME_MONO: return dark[e].look[DEPTH_NONE];
    default: return dark[e].look[depth];
    }
}

enum theme theme_named(const char *name)
{
    static const char *const names[THEME_COUNT] = { "dark", "light", "contrast", "mono" };
    for (int t = 0; t < THEME_COUNT; t++)
        if (!strcmp(name, names[t]))
            return (enum theme)t;
    return THEME_DARK;
}

const char *element_name(enum element e)
{
    return dark[e].name;
}

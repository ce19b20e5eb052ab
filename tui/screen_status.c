/* screen_status.c - the status line (what runs where, the time, why it stopped) and the hint line (keys).
 * What has no room is left out by importance. */
#include "tui/screen_private.h"
#include <inttypes.h>
#include <string.h>
#include "base/fs.h"

void screen_add_spot(struct screen *sc, struct area a, int x, int width, const char *command)
{
    *vec_push(&sc->spots) = (struct spot){ .x = a.x + x, .y = a.y, .width = width, .command = command };
}

/* ---- status ------------------------------------------------------------------------------------------ */

enum { PART_PROGRAM, PART_ISA, PART_MACHINE, PART_TIME, PART_HISTORY, PART_STOP, PARTS };

/* Which goes first where there is no room: the lowest. */
static const int importance[PARTS] = { 4, 1, 2, 6, 3, 5 };

struct status {
    struct str part[PARTS];
    bool left_out[PARTS];
};

static void time_part(const struct screen *sc, struct str *out)
{
    uint64_t cycle = engine_cycle(sc->engine), retired = engine_instret(sc->engine);
    str_addf(out, "cycle %" PRIu64 "  retired %" PRIu64, cycle, retired);
    if (retired)
        str_addf(out, "  CPI %.2f", (double)cycle / (double)retired);
}

#define LINE_FROM  150 /* columns of the screen from which on there is a line, */
#define LINE_CELLS 12  /* ... of so many cells, and one more for every two columns */

static int line_cells(const struct screen *sc)
{
    return LINE_CELLS + (sc->canvas.width - LINE_FROM) / 2;
}

/* "history 0..40", or with room "history 0 [....o.......] 40": where in the recorded time we are. */
static void history_part(const struct screen *sc, struct str *out)
{
    uint64_t oldest, newest, bytes, now = engine_cycle(sc->engine);
    engine_history(sc->engine, &oldest, &newest, &bytes);
    if (sc->canvas.width < LINE_FROM) {
        str_addf(out, "history %" PRIu64 "..%" PRIu64, oldest, newest);
        return;
    }
    double span = (double)(newest - oldest);
    int cells = line_cells(sc);
    int at = span > 0 ? (int)((double)(now - oldest) / span * (cells - 1)) : cells - 1;
    str_addf(out, "history %" PRIu64 " [", oldest);
    for (int i = 0; i < cells; i++)
        str_addc(out, i == at ? 'o' : '.');
    str_addf(out, "] %" PRIu64, newest);
}

static void stop_part(const struct screen *sc, struct str *out)
{
    const char *reason = session_stop_reason(sc->session);
    if (sc->running)
        str_add(out, "running");
    else if (*reason)
        str_addf(out, "stopped: %s", reason);
    else
        str_add(out, "not started");
}

static void make_parts(const struct screen *sc, struct status *st)
{
    const struct image *img = session_image(sc->session);
    const struct machine *m = engine_machine(sc->engine);
    for (int i = 0; i < PARTS; i++) {
        str_init(&st->part[i]);
        st->left_out[i] = false;
    }
    str_addf(&st->part[PART_PROGRAM], "%s", img->name ? fs_base_name(img->name) : "");
    str_add(&st->part[PART_ISA], session_isa(sc->session)->name);
    str_add(&st->part[PART_MACHINE], fs_base_name(machine_desc_name(machine_description(m))));
    time_part(sc, &st->part[PART_TIME]);
    history_part(sc, &st->part[PART_HISTORY]);
    stop_part(sc, &st->part[PART_STOP]);
}

/* Before the first one is a blank, between groups " | ". */
static int gap_before(int part, int x)
{
    return !x ? 1 : part < PART_TIME ? 2 : 3;
}

static void leave_out(struct status *st, int width)
{
    for (;;) {
        int sum = 0, least = -1;
        for (int i = 0; i < PARTS; i++) {
            if (st->left_out[i])
                continue;
            sum += gap_before(i, sum) + text_columns(st->part[i].buf);
            if (least < 0 || importance[i] < importance[least])
                least = i;
        }
        if (sum <= width || importance[least] == 6)
            return;
        st->left_out[least] = true;
    }
}

/* The cells between the brackets of the timeline can be clicked. */
static void add_timeline(struct screen *sc, struct area a, int x, const char *text)
{
    const char *bracket = strchr(text, '[');
    if (bracket)
        screen_add_spot(sc, a, x + (int)(bracket - text) + 1, line_cells(sc), NULL);
}

void screen_draw_status(struct screen *sc, struct area a)
{
    struct status st;
    make_parts(sc, &st);
    leave_out(&st, a.width);
    area_fill(a, 0, 0, a.width, 1, ' ', EL_STATUS);
    int x = 0;
    for (int i = 0; i < PARTS; i++) {
        if (!st.left_out[i]) {
            if (gap_before(i, x) == 3)
                area_put(a, x + 1, 0, EL_STATUS, "|");
            x += gap_before(i, x);
            if (i == PART_HISTORY)
                add_timeline(sc, a, x, st.part[i].buf);
            x = area_put(a, x, 0, EL_STATUS, st.part[i].buf);
        }
        str_release(&st.part[i]);
    }
}

/* ---- hints ------------------------------------------------------------------------------------------- */

/* Draws one if there is room; false: there is none. */
static bool draw_hint(struct screen *sc, struct area a, int *x, const char *keys, const char *text,
                      const char *command)
{
    int width = text_columns(keys) + 1 + text_columns(text);
    if (*x + (*x > 0) + width > a.width)
        return false;
    *x += *x > 0;
    if (command)
        screen_add_spot(sc, a, *x, width, command);
    *x = area_put(a, *x, 0, EL_HINT_KEY, keys);
    *x = area_put(a, *x + 1, 0, EL_HINT, text);
    return true;
}

static void draw_context(struct screen *sc, struct area a, int *x, enum key_context c)
{
    for (const struct binding *b = bindings; b->keys; b++)
        if (b->context == c && b->hint && strcmp(b->keys, "F1"))
            draw_hint(sc, a, x, b->keys, b->hint, b->command ? b->command : "focus cmd");
}

/* F1 first, whatever the width; then what the keys of this moment are. */
void screen_draw_hint(struct screen *sc, struct area a)
{
    int x = 0;
    if (sc->running) {
        draw_hint(sc, a, &x, "C-c", "stop", NULL);
        return;
    }
    draw_hint(sc, a, &x, "F1", "help", "tui help");
    if (sc->help.open) {
        draw_hint(sc, a, &x, "/", "filter", NULL);
        draw_hint(sc, a, &x, "Enter", "run", NULL);
        draw_hint(sc, a, &x, "Esc", "close", "tui help");
        return;
    }
    if (session_waits(sc->session))
        draw_hint(sc, a, &x, "F12", sc->guest ? "prompt" : "type the input that the program waits for",
                  "tui guest");
    if (sc->guest) {
        draw_hint(sc, a, &x, "Enter", "give the line to the program", NULL);
        draw_hint(sc, a, &x, "F9", "cont", "continue");
    }
    if (sc->single)
        draw_context(sc, a, &x, KEYS_SINGLE);
    else if (sc->focus != screen_cmd(sc))
        draw_context(sc, a, &x, KEYS_PANE);
    draw_context(sc, a, &x, KEYS_ANYWHERE);
}

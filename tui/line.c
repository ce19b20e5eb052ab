/* line.c - Readline without a terminal; see line.h.
 *
 * Readline gets bytes from a queue, draws nothing (its redisplay function is empty and its output stream is
 * /dev/null), leaves terminal, signals and environment alone, and is called only with whole characters in the
 * queue: then it also searches the history for characters of several bytes. A line that was entered is handed
 * on after Readline has returned, because a command may ask questions, which come back here. */
#include "tui/line.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <readline/history.h>
#include <readline/readline.h>
#include "base/vec.h"
#include "debug/matches.h"
#include "tui/canvas.h"

static struct {
    struct line_hooks hooks;
    bool open, entered, ended;
    char *accepted;
    struct str prompt, shown;
    VEC(unsigned char) queue;
    size_t taken;
    FILE *nowhere;
    const char *breaks, *quotes, *basic_quotes; /* as they were */
} line;

/* ---- what Readline calls ----------------------------------------------------------------------------- */

static int next_byte(FILE *f)
{
    (void)f;
    if (line.taken >= line.queue.count)
        return EOF;
    return line.queue.data[line.taken++];
}

static int available(void)
{
    return line.taken < line.queue.count;
}

static void nothing(void)
{
}

static void no_terminal(int meta)
{
    (void)meta;
}

static void on_line(char *text)
{
    line.entered = true;
    line.ended = !text;
    free(line.accepted);
    line.accepted = text;
}

static void show_matches(char **matches, int n, int longest)
{
    (void)longest;
    if (n > 0 && line.hooks.list)
        line.hooks.list(line.hooks.ctx, matches + 1, (size_t)n);
}

static char **complete(const char *text, int start, int end)
{
    (void)text;
    size_t from = (size_t)start;
    char **words =
        line.hooks.complete ? line.hooks.complete(line.hooks.ctx, rl_line_buffer, (size_t)end, &from) : NULL;
    return readline_matches(words, from, (size_t)start);
}

/* Out of searches, counts, keys of several bytes. Readline ends one such state at a time, and keeps them when
 * its handler goes. */
static void end_states(void)
{
    const unsigned long states = RL_STATE_ISEARCH | RL_STATE_NSEARCH | RL_STATE_VIMOTION |
                                 RL_STATE_NUMERICARG | RL_STATE_MULTIKEY | RL_STATE_CHARSEARCH;
    for (int i = 0; i < 8 && (i == 0 || RL_ISSTATE(states)); i++)
        rl_callback_sigcleanup();
    RL_UNSETSTATE(states | RL_STATE_METANEXT | RL_STATE_MOREINPUT);
}

/* ---- opening and closing ----------------------------------------------------------------------------- */

static void take_over(void)
{
    static char none[] = "", blanks[] = " \t";
    line.breaks = rl_completer_word_break_characters;
    line.quotes = rl_completer_quote_characters;
    line.basic_quotes = rl_basic_quote_characters;
    rl_signal_event_hook = NULL;
    rl_readline_name = "orrery";
    rl_catch_signals = rl_catch_sigwinch = 0;
    rl_change_environment = 0;
    rl_outstream = line.nowhere;
    rl_instream = line.nowhere;
    rl_getc_function = next_byte;
    rl_input_available_hook = available;
    rl_redisplay_function = nothing;
    rl_prep_term_function = no_terminal;
    rl_deprep_term_function = nothing;
    rl_completion_display_matches_hook = show_matches;
    rl_attempted_completion_function = complete;
    rl_completer_word_break_characters = blanks;
    rl_completer_quote_characters = none;
    rl_basic_quote_characters = none;
    rl_variable_bind("enable-bracketed-paste", "off");
    rl_variable_bind("bell-style", "none");
    rl_variable_bind("show-all-if-ambiguous", "on");
    rl_bind_keyseq_if_unbound("\033[3~", rl_delete);
    rl_bind_keyseq_if_unbound("\033[2~", rl_overwrite_mode);
    rl_bind_keyseq_if_unbound("\033[1;5C", rl_forward_word);
    rl_bind_keyseq_if_unbound("\033[1;5D", rl_backward_word);
    rl_bind_keyseq_if_unbound("\033[H", rl_beg_of_line);
    rl_bind_keyseq_if_unbound("\033[F", rl_end_of_line);
    using_history();
}

void line_open(const struct line_hooks *hooks, const char *prompt)
{
    line.hooks = *hooks;
    line.open = true;
    line.nowhere = fopen("/dev/null", "r+");
    str_init(&line.prompt);
    str_init(&line.shown);
    str_add(&line.prompt, prompt);
    take_over();
    rl_callback_handler_install(prompt, on_line);
}

void line_close(void)
{
    if (!line.open)
        return;
    line_clear(); /* with what could be undone of it */
    rl_callback_handler_remove();
    rl_outstream = stdout;
    rl_instream = stdin;
    rl_getc_function = rl_getc;
    rl_input_available_hook = NULL;
    rl_redisplay_function = rl_redisplay;
    rl_prep_term_function = rl_prep_terminal;
    rl_deprep_term_function = rl_deprep_terminal;
    rl_completion_display_matches_hook = NULL;
    rl_attempted_completion_function = NULL;
    rl_completer_word_break_characters = (char *)line.breaks;
    rl_completer_quote_characters = line.quotes;
    rl_basic_quote_characters = line.basic_quotes;
    rl_catch_signals = rl_catch_sigwinch = 1;
    rl_reset_screen_size();
    if (line.nowhere)
        fclose(line.nowhere);
    free(line.accepted);
    vec_release(&line.queue);
    str_release(&line.prompt);
    str_release(&line.shown);
    memset(&line, 0, sizeof line);
}

/* ---- keys -------------------------------------------------------------------------------------------- */

static void push(const char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        *vec_push(&line.queue) = (unsigned char)bytes[i];
}

/* The sequence of an xterm, which Readline binds whatever the terminal is. */
static void push_key(tui_key key)
{
    static const struct {
        tui_key key;
        const char *bytes;
    } sequences[] = {
        { K_UP, "\033[A" },
        { K_DOWN, "\033[B" },
        { K_RIGHT, "\033[C" },
        { K_LEFT, "\033[D" },
        { K_HOME, "\033[H" },
        { K_END, "\033[F" },
        { K_DELETE, "\033[3~" },
        { K_INSERT, "\033[2~" },
        { K_CTRL | K_RIGHT, "\033[1;5C" },
        { K_CTRL | K_LEFT, "\033[1;5D" },
    };
    if (key & K_ALT)
        push("\033", 1);
    key &= ~K_ALT;
    for (size_t i = 0; i < sizeof sequences / sizeof *sequences; i++)
        if (sequences[i].key == key) {
            push(sequences[i].bytes, strlen(sequences[i].bytes));
            return;
        }
    char bytes[4];
    if (key >= 0 && key < K_SPECIAL)
        push(bytes, text_encode((uint32_t)key, bytes));
}

static void hand_on(void)
{
    char *text = line.accepted;
    bool ended = line.ended;
    line.accepted = NULL;
    line.entered = line.ended = false;
    if (ended) /* Readline remembers the end of its input; a new handler does not */
        rl_callback_handler_install(line.prompt.buf, on_line);
    line.hooks.accept(line.hooks.ctx, ended ? NULL : text);
    free(text);
}

/* Keys of several bytes and C-x in the middle of an incremental search crash Readline 8.2; and they mean the
 * end of the search anyway, which C-j is. */
static bool ends_search(tui_key key)
{
    return RL_ISSTATE(RL_STATE_ISEARCH) && (key >= K_SPECIAL || key == K_CHAR_CTRL('x') || key == K_ESCAPE);
}

void line_key(tui_key key)
{
    if (!line.open)
        return;
    bool search = ends_search(key);
    if (search)
        push("\n", 1);
    if (!search || key != K_ESCAPE)
        push_key(key);
    while (line.open && line.taken < line.queue.count) {
        rl_callback_read_char();
        if (line.entered)
            hand_on();
    }
    line.queue.count = line.taken = 0;
}

/* ---- the text ---------------------------------------------------------------------------------------- */

void line_prompt(const char *prompt)
{
    if (!strcmp(prompt, line.prompt.buf))
        return;
    str_clear(&line.prompt);
    str_add(&line.prompt, prompt);
    rl_set_prompt(line.prompt.buf);
}

void line_clear(void)
{
    end_states();
    if (rl_undo_list)
        rl_revert_line(1, 0);
    rl_end_of_history(1, 0); /* the next Up is the last line again */
    rl_replace_line("", 1);
    rl_point = rl_mark = 0;
}

void line_set(const char *text)
{
    end_states();
    rl_replace_line(text, 1);
    rl_point = rl_end;
}

bool line_is_empty(void)
{
    return !rl_end &&
           !RL_ISSTATE(RL_STATE_ISEARCH | RL_STATE_NSEARCH | RL_STATE_NUMERICARG | RL_STATE_MOREINPUT);
}

void line_size(int columns, int rows)
{
    rl_set_screen_size(rows, columns);
}

void line_remember(const char *text)
{
    const HIST_ENTRY *last = history_length ? history_get(history_base + history_length - 1) : NULL;
    if (*text && (!last || strcmp(last->line, text)))
        add_history(text);
    using_history(); /* Readline has begun the next line already: it is at the end, of what was */
}

void line_view(struct line_view *out)
{
    str_clear(&line.shown);
    const char *p = rl_display_prompt ? rl_display_prompt : line.prompt.buf;
    for (bool seen = true; *p; p++) {
        if (*p == RL_PROMPT_START_IGNORE || *p == RL_PROMPT_END_IGNORE)
            seen = *p == RL_PROMPT_END_IGNORE;
        else if (seen)
            str_addc(&line.shown, *p);
    }
    out->prompt = line.shown.buf;
    out->text = rl_line_buffer ? rl_line_buffer : "";
    out->point = (size_t)rl_point;
}

/* readline_leaks.h - what Readline loses of its own, so that LeakSanitizer tells of what we lose: in
 * character searches, where a search or a count is cut short, of what is killed twice in vi's mode. To be
 * included once in a program that types into Readline. */
#ifndef TESTS_READLINE_LEAKS_H
#define TESTS_READLINE_LEAKS_H

const char *__lsan_default_suppressions(void);
const char *__asan_default_options(void);

const char *__lsan_default_suppressions(void)
{
    return "leak:_rl_callback_data_alloc\nleak:rl_vi_change_case\nleak:rl_vi_change_to\nleak:rl_expand_"
           "prompt\n"
           "leak:_rl_scxt_alloc\nleak:_rl_nsearch_callback\nleak:rl_kill_text\n";
}

/* Readline has no frame pointers: the functions above must be found on the stack. */
const char *__asan_default_options(void)
{
    return "fast_unwind_on_malloc=0";
}

#endif

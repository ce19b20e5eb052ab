/* commands.h - the tables of commands, one for each file of them; command_table.c joins them. */
#ifndef DEBUG_COMMANDS_H
#define DEBUG_COMMANDS_H

#include "debug/command.h"

extern const struct session_command commands_run[], commands_step[], commands_time[], commands_break[],
    commands_watch[], commands_catch[], commands_data[], commands_memory[], commands_list[], commands_stack[],
    commands_symbols[], commands_info[], commands_machine[], commands_stats[], commands_script[],
    commands_help[], commands_set[], commands_screen[];

#endif

# The screen. ncurses lives only here. Headers are listed too, or they miss in the tarball.
if HAVE_TUI
noinst_LIBRARIES += libtui.a
endif
libtui_a_SOURCES = \
	%D%/bindings.c \
	%D%/bindings.h \
	%D%/canvas.c \
	%D%/canvas.h \
	%D%/cmd_pane.c \
	%D%/code_rows.c \
	%D%/code_rows.h \
	%D%/flight.c \
	%D%/help.c \
	%D%/keys.c \
	%D%/keys.h \
	%D%/layout.c \
	%D%/layout.h \
	%D%/layout_text.c \
	%D%/layout_tree.h \
	%D%/line.c \
	%D%/line.h \
	%D%/log.c \
	%D%/log.h \
	%D%/pane.c \
	%D%/pane.h \
	%D%/pane_bpred.c \
	%D%/pane_break.c \
	%D%/pane_cache.c \
	%D%/pane_code.c \
	%D%/pane_console.c \
	%D%/pane_data.c \
	%D%/pane_mem.c \
	%D%/pane_parts.c \
	%D%/pane_parts.h \
	%D%/pane_pipe.c \
	%D%/pane_regs.c \
	%D%/pane_stats.c \
	%D%/screen.c \
	%D%/screen.h \
	%D%/screen_commands.c \
	%D%/screen_draw.c \
	%D%/screen_keys.c \
	%D%/screen_mouse.c \
	%D%/screen_panes.c \
	%D%/screen_private.h \
	%D%/screen_status.c \
	%D%/term.c \
	%D%/term.h \
	%D%/term_guard.c \
	%D%/term_guard.h \
	%D%/theme.c \
	%D%/theme.h \
	%D%/tui.c \
	%D%/tui.h

# The screen. ncurses lives only here. Headers are listed too, or they miss in the tarball.
if HAVE_TUI
noinst_LIBRARIES += libtui.a
endif
libtui_a_SOURCES = \
	%D%/canvas.c \
	%D%/canvas.h \
	%D%/keys.c \
	%D%/keys.h \
	%D%/layout.c \
	%D%/layout.h \
	%D%/layout_text.c \
	%D%/layout_tree.h \
	%D%/pane.c \
	%D%/pane.h

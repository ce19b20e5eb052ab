# The debugger without a screen. Headers are listed too, or they miss in the tarball.
libdebug_a_SOURCES = \
	%D%/engine.c \
	%D%/engine.h \
	%D%/engine_private.h \
	%D%/engine_stage.c \
	%D%/engine_view.c \
	%D%/film.c \
	%D%/film.h \
	%D%/go.c \
	%D%/history.c \
	%D%/history.h \
	%D%/points.c \
	%D%/session.h

# Pipeline, hazards, units, predictors, caches. Headers are listed too, or they miss in the tarball.
libtiming_a_SOURCES = \
	%D%/account.c \
	%D%/account.h \
	%D%/cache.c \
	%D%/cache.h \
	%D%/cache_desc.c \
	%D%/cache_extra.c \
	%D%/cache_hit.h \
	%D%/cache_level.c \
	%D%/cache_parts.h \
	%D%/cache_replace.c \
	%D%/cost.c \
	%D%/cost.h \
	%D%/cost_tick.c \
	%D%/direction.c \
	%D%/direction.h \
	%D%/pipe.c \
	%D%/pipe.h \
	%D%/pipe_decode.c \
	%D%/pipe_enter.h \
	%D%/pipe_exec.c \
	%D%/pipe_hazard.c \
	%D%/pipe_parts.h \
	%D%/pipe_rare.c \
	%D%/pipe_stall.c \
	%D%/pipe_rigid.c \
	%D%/pipe_state.c \
	%D%/pipe_stream.h \
	%D%/pipe_tables.c \
	%D%/pipe_wide.c \
	%D%/predict.c \
	%D%/predict.h \
	%D%/seen.c \
	%D%/seen.h \
	%D%/shadow.c \
	%D%/shadow.h \
	%D%/stats.h

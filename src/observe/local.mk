# Counters and events to reports, profiles, traces. Headers are listed too, or they miss in the tarball.
libobserve_a_SOURCES = \
	%D%/collect.c \
	%D%/compare.c \
	%D%/compare.h \
	%D%/fault.c \
	%D%/json.c \
	%D%/lines.c \
	%D%/origin.c \
	%D%/report.h \
	%D%/text.c \
	%D%/trace.c \
	%D%/trace.h

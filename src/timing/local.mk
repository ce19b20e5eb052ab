# Pipeline, hazards, units, predictors, caches. Headers are listed too, or they miss in the tarball.
libtiming_a_SOURCES = \
	%D%/cache.c \
	%D%/cache.h \
	%D%/predict.c \
	%D%/predict.h \
	%D%/seen.c \
	%D%/seen.h \
	%D%/shadow.c \
	%D%/shadow.h \
	%D%/stats.h

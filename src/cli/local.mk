# One file per command. Headers are listed too, or they miss in the tarball.
libcli_a_SOURCES = \
	%D%/cli.c \
	%D%/cli.h \
	%D%/options.c \
	%D%/target.c

# One file per command. Headers are listed too, or they miss in the tarball.
libcli_a_SOURCES = \
	%D%/asm.c \
	%D%/cli.c \
	%D%/cli.h \
	%D%/compare.c \
	%D%/debug.c \
	%D%/disasm.c \
	%D%/gdb.c \
	%D%/isa.c \
	%D%/isa.h \
	%D%/isa_boxes.c \
	%D%/isa_show.c \
	%D%/machine.c \
	%D%/options.c \
	%D%/prepare.c \
	%D%/program_files.c \
	%D%/program_files.h \
	%D%/run.c \
	%D%/run.h \
	%D%/run_options.c \
	%D%/target.c

# The ISA model: loader, decoder, semantics. Headers are listed too, or they miss in the tarball.
libisa_a_SOURCES = \
	%D%/ir.c \
	%D%/ir.h \
	%D%/ir_fold.c \
	%D%/ir_fold.h \
	%D%/isa.h \
	%D%/kind.c \
	%D%/kind.h \
	%D%/sem.c \
	%D%/sem.h \
	%D%/sem_const.c \
	%D%/sem_int.h \
	%D%/sem_lex.c \
	%D%/sem_parse.c

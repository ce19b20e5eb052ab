# The ISA model: loader, decoder, semantics. Headers are listed too, or they miss in the tarball.
libisa_a_SOURCES = \
	%D%/footprint.c \
	%D%/ir.c \
	%D%/ir.h \
	%D%/ir_build.c \
	%D%/ir_build.h \
	%D%/ir_eval.c \
	%D%/ir_finish.c \
	%D%/ir_fold.c \
	%D%/ir_fold.h \
	%D%/ir_regs.c \
	%D%/ir_simplify.c \
	%D%/isa.h \
	%D%/kind.c \
	%D%/kind.h \
	%D%/sem.c \
	%D%/sem.h \
	%D%/sem_builtin.c \
	%D%/sem_call.c \
	%D%/sem_const.c \
	%D%/sem_expr.c \
	%D%/sem_gen.h \
	%D%/sem_int.h \
	%D%/sem_lex.c \
	%D%/sem_name.c \
	%D%/sem_parse.c \
	%D%/sem_rules.c \
	%D%/sem_space.c \
	%D%/sem_stmt.c \
	%D%/sem_type.c \
	%D%/sem_unit.c

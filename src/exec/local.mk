# Specialised code and its execution. Headers are listed too, or they miss in the tarball.
libexec_a_SOURCES = \
	%D%/access.c %D%/block.c %D%/code.c %D%/code.h %D%/combine.c %D%/core.c %D%/emit.c \
	%D%/eval.c %D%/exec.h %D%/facts.c %D%/fold.c %D%/host.h %D%/ops.h %D%/run.c %D%/spec.c %D%/spec.h \
	%D%/step.c %D%/uop.h

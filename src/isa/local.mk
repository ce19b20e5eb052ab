# The ISA model: loader, decoder, semantics. Headers are listed too, or they miss in the tarball.
libisa_a_SOURCES = \
	%D%/ir.h \
	%D%/isa.h \
	%D%/kind.h \
	%D%/sem.h

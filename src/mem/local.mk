# Guest memory and the address space. Headers are listed too, or they miss in the tarball.
libmem_a_SOURCES = \
	%D%/mem.h

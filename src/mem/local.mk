# Guest memory.
libmem_a_SOURCES = \
	%D%/mem.c %D%/mem.h %D%/page.c

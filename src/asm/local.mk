# Assembler, disassembler, images, ELF. Headers are listed too, or they miss in the tarball.
libasm_a_SOURCES = \
	%D%/disasm.h \
	%D%/image.h

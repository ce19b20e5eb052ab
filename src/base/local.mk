# Diagnostics, strings, containers, files, YAML. Headers are listed too, or they miss in the tarball.
libbase_a_SOURCES = \
	%D%/arena.c \
	%D%/arena.h \
	%D%/bits.h \
	%D%/diag.c \
	%D%/diag.h \
	%D%/fs.c \
	%D%/fs.h \
	%D%/map.c \
	%D%/map.h \
	%D%/str.c \
	%D%/str.h \
	%D%/suggest.c \
	%D%/vec.c \
	%D%/vec.h \
	%D%/yaml.c \
	%D%/yaml.h \
	%D%/yaml_get.c \
	%D%/yaml_loc.c

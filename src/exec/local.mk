# Specialised code and its execution. Headers are listed too, or they miss in the tarball.
libexec_a_SOURCES = \
	%D%/exec.h

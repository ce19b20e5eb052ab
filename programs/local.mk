# Example programs: sources are installed; what they must print (NAME.expect, read by tests) only travels in the tarball.
# NAME.expect: `exit: STATUS`, then the parts `stdin:` (if any) and `stdout:`, each line of them behind "| ".
programsdir = $(pkgdatadir)/programs
dist_programs_DATA = \
	%D%/branches.s \
	%D%/bubblesort.s \
	%D%/classroom.h \
	%D%/crc32.s \
	%D%/fib-loop.s \
	%D%/fib-recursive.s \
	%D%/gcd.s \
	%D%/hanoi.s \
	%D%/hello.s \
	%D%/life.c \
	%D%/life.s \
	%D%/linkedlist.s \
	%D%/mandelbrot.c \
	%D%/mandelbrot.s \
	%D%/matmul-blocked.s \
	%D%/matmul.s \
	%D%/queens.c \
	%D%/queens.s \
	%D%/quicksort.s \
	%D%/sieve.s \
	%D%/strings.s \
	%D%/sum.s \
	%D%/vectors.s \
	%D%/wordcount.c \
	%D%/wordcount.s

EXTRA_DIST += \
	%D%/README.md \
	%D%/branches.expect \
	%D%/bubblesort.expect \
	%D%/crc32.expect \
	%D%/fib-loop.expect \
	%D%/fib-recursive.expect \
	%D%/gcd.expect \
	%D%/hanoi.expect \
	%D%/hello.expect \
	%D%/life.expect \
	%D%/linkedlist.expect \
	%D%/mandelbrot.expect \
	%D%/matmul-blocked.expect \
	%D%/matmul.expect \
	%D%/queens.expect \
	%D%/quicksort.expect \
	%D%/sieve.expect \
	%D%/strings.expect \
	%D%/sum.expect \
	%D%/vectors.expect \
	%D%/wordcount.expect

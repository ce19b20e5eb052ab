# Example programs: sources are installed, expected results (tests use them) only travel in the tarball.
# List each: dist_programs_DATA = %D%/hello.s \ ...      EXTRA_DIST += %D%/hello.out ...
programsdir = $(pkgdatadir)/programs
dist_programs_DATA =

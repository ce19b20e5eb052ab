# The debugger without a screen. Headers are listed too, or they miss in the tarball.
libdebug_a_SOURCES =

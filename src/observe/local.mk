# Counters and events to reports, profiles, traces. Headers are listed too, or they miss in the tarball.
libobserve_a_SOURCES =

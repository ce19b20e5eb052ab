# Machine files, the tick, devices, host services, snapshots. Headers are listed too, or they miss in the tarball.
libmachine_a_SOURCES = \
	%D%/devices.h \
	%D%/machine.h \
	%D%/program.h \
	%D%/services.h

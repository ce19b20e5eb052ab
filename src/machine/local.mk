# Machine files, the tick, devices, host services, snapshots. Headers are listed too, or they miss in the tarball.
libmachine_a_SOURCES = \
	%D%/devices.c \
	%D%/devices.h \
	%D%/machine.h \
	%D%/program.c \
	%D%/program.h \
	%D%/service_root.c \
	%D%/services.c \
	%D%/services.h \
	%D%/services_console.c \
	%D%/services_file.c \
	%D%/services_guest.c \
	%D%/services_private.h \
	%D%/services_process.c

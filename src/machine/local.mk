# Machine files, the tick, devices, host services, snapshots. Headers are listed too, or they miss in the tarball.
libmachine_a_SOURCES = \
	%D%/breaks.c \
	%D%/desc.c \
	%D%/desc.h \
	%D%/desc_issue.c \
	%D%/desc_memory.c \
	%D%/desc_pipeline.c \
	%D%/desc_print.c \
	%D%/desc_private.h \
	%D%/devices.c \
	%D%/devices.h \
	%D%/machine.c \
	%D%/machine.h \
	%D%/program.c \
	%D%/program.h \
	%D%/service_root.c \
	%D%/services.c \
	%D%/services.h \
	%D%/services_console.c \
	%D%/services_file.c \
	%D%/services_guest.c \
	%D%/services_log.c \
	%D%/services_private.h \
	%D%/services_process.c \
	%D%/snapshot.c \
	%D%/state.h \
	%D%/tick.c \
	%D%/view.c \
	%D%/view.h

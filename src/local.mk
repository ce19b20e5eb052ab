# The layers, from top to bottom; a layer includes and links only what stands after it.
if HAVE_TUI
TUI_LIBRARY = libtui.a
endif
ORRERY_LIBS = libcli.a $(TUI_LIBRARY) libdebug.a libobserve.a libmachine.a libtiming.a libexec.a libmem.a libasm.a libisa.a \
	libbase.a $(JANSSON_LIBS) $(ELF_LIBS) $(YAML_LIBS) $(NCURSES_LIBS) $(READLINE_LIBS)

noinst_LIBRARIES += libcli.a libdebug.a libobserve.a libmachine.a libtiming.a libexec.a libmem.a libasm.a \
	libisa.a libbase.a

include %D%/cli/local.mk
include %D%/debug/local.mk
include %D%/observe/local.mk
include %D%/machine/local.mk
include %D%/timing/local.mk
include %D%/exec/local.mk
include %D%/mem/local.mk
include %D%/asm/local.mk
include %D%/isa/local.mk
include %D%/base/local.mk

bin_PROGRAMS += orrery
orrery_SOURCES = %D%/main.c
orrery_LDADD = $(ORRERY_LIBS)

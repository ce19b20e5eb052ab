# Fuzz targets: fuzz_X.c with LLVMFuzzerTestOneInput() and a small corpus/X/. Normally they are tests that
# replay their corpus; with --enable-fuzzing `make fuzz` runs each for FUZZ_SECONDS under libFuzzer.
# To add one: two lines here for fuzz_X, one in fuzz_programs.
fuzz_programs = tests/fuzz/fuzz_isa tests/fuzz/fuzz_yaml tests/fuzz/fuzz_asm tests/fuzz/fuzz_elf tests/fuzz/fuzz_sem \
	tests/fuzz/fuzz_machine tests/fuzz/fuzz_expr tests/fuzz/fuzz_remote tests/fuzz/fuzz_session
tests_fuzz_fuzz_isa_SOURCES = %D%/fuzz_isa.c
tests_fuzz_fuzz_isa_LDADD = $(FUZZ_LIBS)
tests_fuzz_fuzz_yaml_SOURCES = %D%/fuzz_yaml.c
tests_fuzz_fuzz_yaml_LDADD = $(FUZZ_LIBS)
tests_fuzz_fuzz_machine_SOURCES = %D%/fuzz_machine.c
tests_fuzz_fuzz_machine_LDADD = $(FUZZ_LIBS)
tests_fuzz_fuzz_session_SOURCES = %D%/fuzz_session.c %D%/fuzz_debugger.h
tests_fuzz_fuzz_session_LDADD = $(FUZZ_LIBS)
tests_fuzz_fuzz_sem_SOURCES = %D%/fuzz_sem.c
tests_fuzz_fuzz_sem_LDADD = $(FUZZ_LIBS)

tests_fuzz_fuzz_asm_SOURCES = %D%/fuzz_asm.c
tests_fuzz_fuzz_asm_LDADD = $(FUZZ_LIBS)
tests_fuzz_fuzz_elf_SOURCES = %D%/fuzz_elf.c
tests_fuzz_fuzz_elf_LDADD = $(FUZZ_LIBS)

tests_fuzz_fuzz_expr_SOURCES = %D%/fuzz_expr.c %D%/fuzz_engine.h
tests_fuzz_fuzz_expr_LDADD = $(FUZZ_LIBS)
tests_fuzz_fuzz_remote_SOURCES = %D%/fuzz_remote.c %D%/fuzz_engine.h
tests_fuzz_fuzz_remote_LDADD = $(FUZZ_LIBS)

if HAVE_TUI
fuzz_programs += tests/fuzz/fuzz_keys
endif
tests_fuzz_fuzz_keys_SOURCES = %D%/fuzz_keys.c %D%/fuzz_debugger.h tests/readline_leaks.h
tests_fuzz_fuzz_keys_LDADD = $(FUZZ_LIBS)

FUZZ_LIBS = $(FUZZ_DRIVER) $(ORRERY_LIBS)
EXTRA_DIST += %D%/corpus %D%/replay.c
FUZZ_SECONDS = 60

if ENABLE_FUZZING
noinst_PROGRAMS = $(fuzz_programs)
FUZZ_DRIVER = $(FUZZ_LDFLAGS)
fuzz: $(fuzz_programs)
	@for f in $(fuzz_programs); do n=$${f##*fuzz_}; mkdir -p fuzz-found/$$n; \
	echo "== $$n"; ORRERY_DATADIR='$(abs_top_srcdir)' ./$$f -max_total_time=$(FUZZ_SECONDS) -timeout=10 \
	-rss_limit_mb=1024 -verbosity=0 -print_final_stats=1 -artifact_prefix=fuzz-found/$$n- \
	fuzz-found/$$n $(srcdir)/tests/fuzz/corpus/$$n || exit 1; done
else
check_LIBRARIES = libreplay.a
libreplay_a_SOURCES = %D%/replay.c
check_PROGRAMS += $(fuzz_programs)
FUZZ_DRIVER = libreplay.a
endif

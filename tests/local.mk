# Tests speak TAP. Two kinds, both found by `make check`:
#   a C program     unit_tests += tests/check_x
#                   tests_check_x_SOURCES = %D%/check_x.c       (links all of Orrery's libraries and Check)
#   a script        dist_check_SCRIPTS += %D%/x.sh  (or x.py)
# Data they read goes to EXTRA_DIST. They find the program as $ORRERY, the source tree as $SRCDIR, and write
# below the current directory (the build tree) only. TESTS_QUICK=1 asks long ones to be short.
TEST_EXTENSIONS = .sh .py
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
SH_LOG_DRIVER = $(LOG_DRIVER)
SH_LOG_COMPILER = bash
PY_LOG_DRIVER = $(LOG_DRIVER)
PY_LOG_COMPILER = $(PYTHON) -B
AM_TESTS_ENVIRONMENT = \
	ORRERY='$(abs_top_builddir)/orrery$(EXEEXT)'; export ORRERY; \
	ORRERY_DATADIR='$(abs_top_srcdir)'; export ORRERY_DATADIR; \
	SRCDIR='$(abs_top_srcdir)'; export SRCDIR; \
	BUILDDIR='$(abs_top_builddir)'; export BUILDDIR; \
	TESTS_QUICK='$(TESTS_QUICK)'; export TESTS_QUICK; \
	CK_DEFAULT_TIMEOUT=900; export CK_DEFAULT_TIMEOUT; \
	LC_ALL=C.UTF-8; export LC_ALL;
TESTS = $(check_PROGRAMS) $(dist_check_SCRIPTS)

# Without Check the rest can still be built and tested.
unit_tests =
if HAVE_CHECK
check_PROGRAMS += $(unit_tests)
endif

# What a program without LDADD of its own links: the tests.
LDADD = $(ORRERY_LIBS) $(CHECK_LIBS)

# --- base --------------------------------------------------------------
unit_tests += tests/check_base tests/check_diag tests/check_yaml
tests_check_base_SOURCES = %D%/check_base.c
tests_check_diag_SOURCES = %D%/check_diag.c
tests_check_yaml_SOURCES = %D%/check_yaml.c

# --- timing ------------------------------------------------------------
unit_tests += tests/check_cache tests/check_memory tests/check_predict
tests_check_cache_SOURCES = %D%/check_cache.c
tests_check_memory_SOURCES = %D%/check_memory.c
tests_check_predict_SOURCES = %D%/check_predict.c
EXTRA_DIST += %D%/models/cache_model.py %D%/models/hierarchy_model.py %D%/models/predict_model.py

# --- memory and execution ----------------------------------------------
unit_tests += tests/check_mem tests/check_exec tests/check_exec_run tests/check_exec_isa
tests_check_mem_SOURCES = %D%/check_mem.c
tests_check_exec_SOURCES = %D%/check_exec.c %D%/random_ir.c %D%/random_ir.h
tests_check_exec_run_SOURCES = %D%/check_exec_run.c
tests_check_exec_isa_SOURCES = %D%/check_exec_isa.c

# --- ISA files ----------------------------------------------------------
unit_tests += tests/check_isa_load
tests_check_isa_load_SOURCES = %D%/check_isa_load.c

# --- assembler, ELF ------------------------------------------------------
unit_tests += tests/check_asm
tests_check_asm_SOURCES = %D%/check_asm.c
EXTRA_DIST += %D%/asm/corpus %D%/asm/gnu.sh

# --- semantics ---------------------------------------------------------
unit_tests += tests/check_sem tests/check_sem_compile tests/check_ir tests/check_footprint tests/check_sem_space
tests_check_sem_space_SOURCES = %D%/check_sem_space.c
tests_check_footprint_SOURCES = %D%/check_footprint.c
tests_check_sem_SOURCES = %D%/check_sem.c
tests_check_sem_compile_SOURCES = %D%/check_sem_compile.c %D%/sem_fixture.h
tests_check_ir_SOURCES = %D%/check_ir.c %D%/sem_fixture.h

# --- screen --------------------------------------------------------------
if HAVE_TUI
unit_tests += tests/check_canvas tests/check_keys tests/check_layout tests/check_screen_parts
tests_check_screen_parts_SOURCES = %D%/check_screen_parts.c
dist_check_SCRIPTS += %D%/screens.sh %D%/tui.sh %D%/deadly.py
unit_tests += tests/check_screen
tests_check_screen_SOURCES = %D%/check_screen.c %D%/panes_rig.h %D%/readline_leaks.h
tests_check_layout_SOURCES = %D%/check_layout.c
tests_check_canvas_SOURCES = %D%/check_canvas.c
tests_check_keys_SOURCES = %D%/check_keys.c
unit_tests += tests/check_panes
tests_check_panes_SOURCES = %D%/check_panes.c %D%/panes_rig.h
endif
EXTRA_DIST += %D%/screens

# --- program -----------------------------------------------------------
dist_check_SCRIPTS += %D%/cli.sh %D%/reread.sh %D%/run.sh %D%/compare.sh %D%/board.sh %D%/programs.py

# --- the source text itself, what users are told -----------------------
dist_check_SCRIPTS += %D%/layering.py %D%/errors/run.sh
EXTRA_DIST += %D%/errors %D%/format.sh
# The environment header for building public RISC-V self-tests against the user-mode targets (see its first lines).
EXTRA_DIST += %D%/riscv-env/riscv_test.h
dist_check_SCRIPTS += %D%/docs.py %D%/tutorial.py


# --- host services and reports -----------------------------------------
unit_tests += tests/check_services tests/check_services_files tests/check_program tests/check_report
tests_check_services_SOURCES = %D%/check_services.c %D%/services_rig.h
tests_check_services_files_SOURCES = %D%/check_services_files.c %D%/services_rig.h
tests_check_program_SOURCES = %D%/check_program.c %D%/services_rig.h
tests_check_report_SOURCES = %D%/check_report.c

# --- the clock: cycles worked out by hand --------------------------------
unit_tests += tests/check_cycles tests/check_pipe
tests_check_cycles_SOURCES = %D%/check_cycles.c %D%/cycle_rig.h
tests_check_pipe_SOURCES = %D%/check_pipe.c %D%/cycle_rig.h
EXTRA_DIST += %D%/cycles
# Independent models of caches and predictors; bare-metal images on a board of every machine.
dist_check_SCRIPTS += %D%/models.py %D%/cores.py
EXTRA_DIST += %D%/cores
# The counts of real cores, retirement for retirement.
dist_check_SCRIPTS += %D%/exact.py %D%/rules.py %D%/routes.py
EXTRA_DIST += %D%/exact %D%/models/rv32.py %D%/models/core_rules.py %D%/models/vex_rules.py

# --- the debugger without a screen -----------------------------------------
engine_rig = %D%/engine_machines.h %D%/engine_model.h %D%/engine_rig.h %D%/cycle_rig.h
unit_tests += tests/check_engine tests/check_engine_changes tests/check_engine_stages
tests_check_engine_SOURCES = %D%/check_engine.c $(engine_rig)
tests_check_engine_changes_SOURCES = %D%/check_engine_changes.c $(engine_rig)
tests_check_engine_stages_SOURCES = %D%/check_engine_stages.c $(engine_rig)
unit_tests += tests/check_expr tests/check_dwarf
tests_check_dwarf_SOURCES = %D%/check_dwarf.c %D%/engine_rig.h %D%/cycle_rig.h
tests_check_expr_SOURCES = %D%/check_expr.c %D%/engine_rig.h %D%/cycle_rig.h
EXTRA_DIST += %D%/debug
# gdb's remote protocol, spoken by hand, and by gdb where there is one.
EXTRA_DIST += %D%/gdb_remote.py
dist_check_SCRIPTS += %D%/gdb_protocol.py %D%/gdb.sh

# --- the debugger's commands ---------------------------------------------
unit_tests += tests/check_session
tests_check_session_SOURCES = %D%/check_session.c
dist_check_SCRIPTS += %D%/session.py %D%/session_counts.py %D%/session_doc.py %D%/prompt.py
EXTRA_DIST += %D%/session
# What the scripts in tests/session/ print, and the lists in docs/DEBUGGER.md, are written anew.
update-session: orrery$(EXEEXT)
	$(AM_TESTS_ENVIRONMENT) UPDATE=1 $(PYTHON) -B $(srcdir)/tests/session.py
	$(AM_TESTS_ENVIRONMENT) UPDATE=1 $(PYTHON) -B $(srcdir)/tests/session_doc.py
.PHONY: update-session

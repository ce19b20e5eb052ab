# Documents, the manual page (dist_man_MANS += %D%/orrery.1) and bash completion
# (dist_bashcomp_DATA += %D%/completions/orrery, below `if BASHCOMP`).
dist_man_MANS =
dist_doc_DATA = README.md CONTRIBUTING.md
dist_doc_DATA += %D%/CACHES.md
dist_doc_DATA += %D%/ISA-FILES.md
dist_doc_DATA += %D%/ASSEMBLER.md
dist_doc_DATA += %D%/CORES.md
dist_doc_DATA += %D%/CYCLES.md

if BASHCOMP
dist_bashcomp_DATA =
endif

dist_doc_DATA += %D%/REPORT.md %D%/TIME-TRAVEL.md
dist_doc_DATA += %D%/ARCHITECTURE.md %D%/ADDING-CODE.md %D%/ADDING-ISA.md %D%/ADDING-MACHINE.md %D%/TUTORIAL-INSTRUCTION.md
dist_man_MANS += %D%/orrery.1
schemadir = $(docdir)/schema
dist_schema_DATA = %D%/schema/run.schema.json
if BASHCOMP
dist_bashcomp_DATA += %D%/completions/orrery
endif
dist_doc_DATA += %D%/MACHINE-FILES.md
dist_doc_DATA += %D%/SCREEN.md
dist_doc_DATA += %D%/EXPRESSIONS.md %D%/GDB.md
dist_doc_DATA += %D%/TUTORIAL.md
dist_doc_DATA += %D%/DEBUGGER.md

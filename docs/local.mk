# Documents, the manual page (dist_man_MANS = %D%/orrery.1) and bash completion.
dist_doc_DATA =
dist_man_MANS =
if BASHCOMP
dist_bashcomp_DATA =
endif

# Machine files: data, read at run time. List each: dist_machines_DATA = %D%/a.yaml \ ...
machinesdir = $(pkgdatadir)/machines
dist_machines_DATA = \
	%D%/classic5.yaml \
	%D%/classic5-id-branch.yaml \
	%D%/classic5-nocache.yaml \
	%D%/classic5-noforward.yaml \
	%D%/classic5-nointerlock.yaml \
	%D%/classic5-predict.yaml \
	%D%/multi-cycle.yaml \
	%D%/single-cycle.yaml

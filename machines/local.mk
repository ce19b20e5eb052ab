# Machine files: data, read at run time. List each: dist_machines_DATA = %D%/a.yaml \ ...
machinesdir = $(pkgdatadir)/machines
dist_machines_DATA = \
	%D%/bare-board.yaml \
	%D%/classic5.yaml \
	%D%/classic5-dual.yaml %D%/classic5-id-branch.yaml \
	%D%/classic5-nocache.yaml \
	%D%/classic5-noforward.yaml \
	%D%/classic5-nointerlock.yaml \
	%D%/classic5-nonblocking.yaml \
	%D%/classic5-predict.yaml \
	%D%/classic5-tlb.yaml \
	%D%/harris.yaml \
	%D%/hazard3.yaml \
	%D%/hazard3-rp.yaml \
	%D%/ibex-bp.yaml \
	%D%/ibex-maxperf.yaml \
	%D%/ibex-small.yaml \
	%D%/multi-cycle.yaml \
	%D%/picorv32.yaml \
	%D%/picorv32-fast.yaml \
	%D%/picorv32-wait1.yaml \
	%D%/single-cycle.yaml \
	%D%/ultraembedded.yaml \
	%D%/ultraembedded-nobypass.yaml \
	%D%/ultraembedded-xd.yaml \
	%D%/vexriscv.yaml \
	%D%/vexriscv-lite.yaml \
	%D%/vexriscv-lite-wait1.yaml \
	%D%/vexriscv-min.yaml \
	%D%/vexriscv-wait1.yaml

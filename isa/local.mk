# ISA descriptions: data, read at run time.
isadir = $(pkgdatadir)/isa
dist_isa_DATA = \
	%D%/default-target \
	%D%/6502.yaml \
	%D%/65c02.yaml \
	%D%/lc3.yaml \
	%D%/mips-cp0.yaml \
	%D%/mips-i.yaml \
	%D%/mips-user.yaml \
	%D%/mips1-priv.yaml \
	%D%/mips1.yaml \
	%D%/rv-a.yaml \
	%D%/rv-base.yaml \
	%D%/rv-c.yaml \
	%D%/rv-i.yaml \
	%D%/rv-m.yaml \
	%D%/rv-misaligned.yaml \
	%D%/rv-priv.yaml \
	%D%/rv-user.yaml \
	%D%/rv-zicsr.yaml \
	%D%/rv-zifencei.yaml \
	%D%/rv32-priv.yaml \
	%D%/rv32.yaml \
	%D%/rv64-priv.yaml \
	%D%/rv64.yaml \
	%D%/sm83.yaml \
	%D%/y86-64.yaml

#!/bin/bash
# gnu.sh - makes the expected bytes of the corpus with the GNU assembler and linker (riscv64-unknown-elf-). Not part
# of `make check`, which only compares. The link map is the one of the targets: text at 0x10000, the rest follows.
cd "$(dirname "$0")/corpus" || exit 1
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
cat >"$tmp/map" <<-'MAP'
	SECTIONS {
		. = 0x10000;
		.text : { *(.text .text.*) }
		. = ALIGN(4096);
		.rodata : { *(.rodata .rodata.* .srodata .srodata.*) }
		. = ALIGN(4096);
		.data : { *(.data .data.* .sdata .sdata.*) }
		.bss : { *(.sbss .sbss.* .bss .bss.*) *(COMMON) }
		/DISCARD/ : { *(.comment .riscv.attributes .eh_frame) }
	}
MAP
dump() { # section address, bytes in rows of 16
	local addr
	addr=$(riscv64-unknown-elf-objdump -h "$tmp/elf" | awk -v s="$1" '$2 == s { print $4 }')
	riscv64-unknown-elf-objcopy -O binary -j "$1" "$tmp/elf" "$tmp/bin" 2>/dev/null
	[ -s "$tmp/bin" ] || return
	echo "$1 $addr"
	od -An -v -tx1 -w16 "$tmp/bin" | sed 's/^ //'
	rm -f "$tmp/bin"
}
for s in *.s; do
	for bits in 32 64; do
		case $s in *32.s | *64.s) [[ $s == *$bits.s ]] || continue ;; esac
		abi=$([ $bits = 32 ] && echo ilp32 || echo lp64)
		riscv64-unknown-elf-as -march=rv${bits}imac_zicsr_zifencei_zihintpause -mabi=$abi -mno-relax "$s" -o "$tmp/o" || exit 1
		riscv64-unknown-elf-ld -m elf${bits}lriscv --no-relax --no-check-sections -T "$tmp/map" -e 0 "$tmp/o" -o "$tmp/elf" || exit 1
		for sec in .text .rodata .data; do dump $sec; done >"${s%.s}.rv$bits.hex"
	done
done

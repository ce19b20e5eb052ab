#!/bin/sh
# Makes the ELF files of this directory from their sources. They are kept, because not everybody has the compiler.
set -e
cd "$(dirname "$0")"
cc="${CC:-riscv64-unknown-elf-gcc} -g -nostdlib -nostartfiles -static -fdebug-prefix-map=$PWD=. -Wl,--build-id=none -Wl,--no-relax"
$cc -O0 -march=rv32imac -mabi=ilp32 -o types-rv32-O0.elf types.c
$cc -O2 -march=rv32imac -mabi=ilp32 -o types-rv32-O2.elf types.c
$cc -O0 -march=rv64imac -mabi=lp64 -gdwarf-4 -o types-rv64-O0.elf types.c
$cc -O2 -march=rv64imac -mabi=lp64 -o types-rv64-O2.elf types.c
$cc -O0 -march=rv32imac -mabi=ilp32 -o odd-rv32-O0.elf odd.c
for level in O0 O2; do
    $cc -$level -march=rv32imac -mabi=ilp32 -o calls-rv32-$level.elf calls.c
done
$cc -O2 -march=rv64imac -mabi=lp64 -o pieces-rv64-O2.elf pieces.c

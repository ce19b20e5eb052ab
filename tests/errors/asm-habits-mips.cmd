"$ORRERY" asm -t mips1 -o "$OUT/o.elf" asm/habits-mips.s

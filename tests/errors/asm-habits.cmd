"$ORRERY" asm -t rv32 -o "$OUT/o.elf" asm/habits.s

"$ORRERY" asm -t mips1 asm/set-option.s -o "$OUT/a.elf"
sed '/ reorder/d' asm/set-option.s > "$OUT/b.s"
"$ORRERY" run -t mips1 --report none "$OUT/b.s"

cp asm/nop.s "$OUT/a.s" && ln "$OUT/a.s" "$OUT/b.s" && cd "$OUT" && "$ORRERY" asm a.s -o b.s

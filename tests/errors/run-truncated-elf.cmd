"$ORRERY" run --report none run/truncated

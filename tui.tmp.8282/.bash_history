NO_COLOR=1 /work/main/orrery debug /work/main/tui.tmp.8282/loop.s

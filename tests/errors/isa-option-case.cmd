"$ORRERY" isa check rv32 --with=m --without=Misaligned

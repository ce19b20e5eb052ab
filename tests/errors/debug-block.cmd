"$ORRERY" debug -nx -batch -ex "if 1" -ex "print 1" ../../programs/sum.s

	.include "bad6.s"

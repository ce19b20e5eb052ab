	.space 0x7fffffffff

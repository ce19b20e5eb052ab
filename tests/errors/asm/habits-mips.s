# the same for another target
	.text
main:
	mv	$t0, $t1
	mov	$t0, $t1
	ecall
	ret
	push	$ra
	lw	t0, 0($sp)
	li	$t0, 1.5
done
	j	done

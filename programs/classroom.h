/* classroom.h - the classroom system calls for C programs without a C library, and the start of such a
 * program.
 *
 * The .s beside each .c was made by
 *     riscv64-unknown-elf-gcc -march=rv32im -mabi=ilp32 -O2 -ffreestanding -fno-tree-loop-distribute-patterns
 * -S X.c so that nobody needs a cross-compiler to run it. Without one, `cc -D HOSTED X.c` runs it on your own
 * machine. */
#ifndef CLASSROOM_H
#define CLASSROOM_H

#ifdef HOSTED

#include <stdio.h>
#include <stdlib.h>
static void print_int(int n)
{
    printf("%d", n);
}
static void print_string(const char *s)
{
    printf("%s", s);
}
static void print_char(int c)
{
    putchar(c);
}
static int read_char(void)
{
    return getchar();
}

#else

static inline int call1(int number, int argument)
{
    register int a7 __asm__("a7") = number;
    register int a0 __asm__("a0") = argument;
    __asm__ volatile("ecall" : "+r"(a0) : "r"(a7) : "memory");
    return a0;
}

static inline void print_int(int n)
{
    call1(1, n);
}
static inline void print_string(const char *s)
{
    call1(4, (int)s);
}
static inline void print_char(int c)
{
    call1(11, c);
}
static inline int read_char(void)
{
    return call1(12, 0);
} /* -1 at the end */

int main(void);

/* Where the program starts: the simulator has set the stack pointer. */
__attribute__((noreturn)) void _start(void)
{
    call1(93, main());
    __builtin_unreachable();
}

#endif
#endif

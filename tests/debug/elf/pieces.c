/* pieces.c - variables that the compiler takes apart, some parts of which are nowhere, for the tests of the
 * debugger. */
struct pair {
    long x;
    int y, z;
};
struct both {
    struct pair a;
    char c[4];
    unsigned low : 3, high : 5;
};

volatile long sink;

static __attribute__((noinline)) long work(long n, int k)
{
    struct pair v = { n, k, 3 };
    sink = v.x;
    v.x += sink;
    v.z = 5;
    struct both w = { { v.x, k + 1, 4 }, { 1, 2, 3, 4 }, 1, 2 };
    sink = w.a.x;
    int row[3] = { k, k * 2, 7 };
    sink = row[1];
    return v.x + w.a.y + row[1] + sink;
}

int main(void)
{
    sink = 1;
    for (int i = 0; i < 3; i++)
        sink += work(sink, i);
    return 0;
}

__asm__(".globl _start\n"
        "_start:\n"
        "    call main\n"
        "    li a7, 93\n"
        "    ecall\n");

/* calls.c - functions that return values of every sort, call themselves and are inlined, for the tests of the
 * debugger. Made into ELF files by make.sh. */
struct pair {
    short a;
    char b;
};
struct wide {
    int v[5];
};

int numbers[4] = { 3, 1, 4, 1 };
volatile int sink;

#define APART __attribute__((noinline, noclone))

APART int answer(int x)
{
    return x + 39;
}

APART long long twice(int x)
{
    return (long long)x << 33;
}

APART signed char small(void)
{
    return -5;
}

APART struct pair make_pair(int a)
{
    struct pair p = { (short)a, 'p' };
    return p;
}

APART struct wide make_wide(int a)
{
    struct wide w = { { a, a + 1, a + 2, a + 3, a + 4 } };
    return w;
}

APART int *middle(void)
{
    return &numbers[2];
}

APART void nothing(int x)
{
    sink = x;
}

APART int depth(int n)
{
    volatile int here = n * 10;
    if (n > 0)
        here += depth(n - 1);
    return here;
}

static inline __attribute__((always_inline)) int square(int x)
{
    int y = x * x;
    sink = y;
    return y;
}

static inline __attribute__((always_inline)) int cube(int x)
{
    int q = square(x);
    return q * x;
}

APART int passed(int a, int b)
{
    nothing(b);
    return a;
}

APART int mixed(int n)
{
    int t = cube(n);
    t += square(t);
    return t;
}

int main(void)
{
    sink = answer(3);
    sink = (int)(twice(3) >> 32);
    sink = small();
    sink = make_pair(7).a;
    sink = make_wide(10).v[4];
    sink = *middle();
    nothing(1);
    sink = depth(2);
    sink = passed(5, 6);
    sink = mixed(2);
    return 0;
}

__asm__(".globl _start\n"
        "_start:\n"
        "    call main\n"
        "    li a7, 93\n"
        "    ecall\n");

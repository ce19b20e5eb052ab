/* Deep recursion: Ackermann's function, and Hofstadter's G. */
static int depth, deepest;

static int ackermann(int m, int n)
{
    if (++depth > deepest)
        deepest = depth;
    int r = m == 0 ? n + 1 : n == 0 ? ackermann(m - 1, 1) : ackermann(m - 1, ackermann(m, n - 1));
    depth--;
    return r;
}

static int g(int n)
{
    return n == 0 ? 0 : n - g(g(n - 1));
}

int main(void)
{
    return ackermann(2, 9) * 10000 + deepest * 100 + g(12);
}

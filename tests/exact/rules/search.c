/* String search by Horspool's rule: byte loads, a table, many short loops. */
static const char text[] =
    "orreries turn by hand; an orrery of a processor turns by the clock, and the clock says where the "
    "planets "
    "of a program stand: in fetch, in decode, in execute, in memory, or written back and gone";
static unsigned char skip[128];

static int length(const char *s)
{
    int n = 0;
    while (s[n])
        n++;
    return n;
}

static int find(const char *needle)
{
    int n = length(needle), end = length(text) - n, at = 0;
    for (int i = 0; i < 128; i++)
        skip[i] = (unsigned char)n;
    for (int i = 0; i < n - 1; i++)
        skip[(unsigned char)needle[i]] = (unsigned char)(n - 1 - i);
    while (at <= end) {
        int k = n - 1;
        while (k >= 0 && text[at + k] == needle[k])
            k--;
        if (k < 0)
            return at;
        at += skip[(unsigned char)text[at + n - 1]];
    }
    return -1;
}

int main(void)
{
    static const char *const needles[] = { "clock", "gone", "memory", "absent", "planets of", "orrery", "x" };
    int h = 0;
    for (unsigned i = 0; i < sizeof needles / sizeof *needles; i++)
        h = h * 7 + find(needles[i]);
    return h;
}

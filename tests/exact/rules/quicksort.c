/* Recursive quicksort down to short runs, then insertion; 200 numbers. */
static int a[200];

static void sort(int lo, int hi)
{
    while (hi - lo > 6) {
        int pivot = a[(lo + hi) >> 1], i = lo, j = hi;
        while (i <= j) {
            while (a[i] < pivot)
                i++;
            while (a[j] > pivot)
                j--;
            if (i <= j) {
                int t = a[i];
                a[i++] = a[j];
                a[j--] = t;
            }
        }
        if (j - lo < hi - i) {
            sort(lo, j);
            lo = i;
        } else {
            sort(i, hi);
            hi = j;
        }
    }
}

int main(void)
{
    unsigned s = 2463534242u;
    for (int i = 0; i < 200; i++) {
        s ^= s << 13, s ^= s >> 17, s ^= s << 5;
        a[i] = (int)s >> 4;
    }
    sort(0, 199);
    for (int i = 1; i < 200; i++) {
        int v = a[i], j = i;
        for (; j > 0 && a[j - 1] > v; j--)
            a[j] = a[j - 1];
        a[j] = v;
    }
    unsigned h = 0;
    for (int i = 0; i < 200; i++)
        h = h * 31 + (unsigned)a[i];
    return (int)h;
}

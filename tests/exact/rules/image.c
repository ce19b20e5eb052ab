/* Bytes and half words: a filter over a small picture, run-length coding of the result. */
static unsigned char in[16 * 16], out[2 * 16 * 16];
static short sums[16 * 16];

int main(void)
{
    unsigned s = 77;
    for (int i = 0; i < 256; i++) {
        s = s * 69069 + 1;
        in[i] = (unsigned char)((s >> 24) & ((i >> 2 & 3) * 40 + 15));
    }
    for (int y = 1; y < 15; y++)
        for (int x = 1; x < 15; x++) {
            int v = 4 * in[y * 16 + x] - in[y * 16 + x - 1] - in[y * 16 + x + 1] - in[y * 16 + x - 16] -
                    in[y * 16 + x + 16];
            sums[y * 16 + x] = (short)v;
        }
    int n = 0;
    for (int i = 0; i < 256;) {
        signed char v = (signed char)(sums[i] >> 3);
        int run = 1;
        while (i + run < 256 && run < 255 && (signed char)(sums[i + run] >> 3) == v)
            run++;
        out[n++] = (unsigned char)run;
        out[n++] = (unsigned char)v;
        i += run;
    }
    unsigned h = (unsigned)n;
    for (int i = 0; i < n; i++)
        h = h * 31 + out[i];
    return (int)h;
}

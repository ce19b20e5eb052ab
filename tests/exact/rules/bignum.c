/* 2^521 - 1 and 40! in words of 32 bits: products of 64 bits, carries, division by a small number. */
static unsigned n[20], q[20];

static unsigned multiply(unsigned *x, int words, unsigned by)
{
    unsigned carry = 0;
    for (int i = 0; i < words; i++) {
        unsigned long long p = (unsigned long long)x[i] * by + carry;
        x[i] = (unsigned)p;
        carry = (unsigned)(p >> 32);
    }
    return carry;
}

static unsigned modulo(const unsigned *x, int words, unsigned by)
{
    unsigned r = 0;
    for (int i = words - 1; i >= 0; i--)
        for (int b = 16; b >= 0; b -= 16) {
            unsigned part = r << 16 | (x[i] >> b & 0xffff);
            r = part % by;
        }
    return r;
}

int main(void)
{
    n[0] = 1;
    for (unsigned k = 2; k <= 40; k++)
        multiply(n, 6, k);
    for (int i = 0; i < 16; i++)
        q[i] = ~0u;
    q[16] = 0x1ff;
    unsigned h = modulo(n, 6, 41) * 65536 + modulo(q, 17, 10007);
    for (int i = 0; i < 6; i++)
        h = h * 33 + n[i];
    return (int)h;
}

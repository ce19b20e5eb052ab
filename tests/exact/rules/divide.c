/* Division of every sort: signs, by zero, the one overflow, primes, a greatest common divisor, a power
 * modulo. */
static int volatile operands[] = { 7, -7, 1, -1, 0, 123456, -2147483647 - 1, 2147483647, 3, -3 };

static unsigned gcd(unsigned a, unsigned b)
{
    while (b) {
        unsigned t = a % b;
        a = b, b = t;
    }
    return a;
}

static unsigned power(unsigned b, unsigned e, unsigned m)
{
    unsigned r = 1;
    for (; e; e >>= 1, b = b * b % m)
        if (e & 1)
            r = r * b % m;
    return r;
}

static int divide(int a, int b)
{
    int q, r;
    __asm__ volatile("div %0, %1, %2" : "=&r"(q) : "r"(a), "r"(b));
    __asm__ volatile("rem %0, %1, %2" : "=r"(r) : "r"(a), "r"(b));
    return q * 3 + r;
}

static unsigned divide_unsigned(unsigned a, unsigned b)
{
    unsigned q, r, h;
    __asm__ volatile("divu %0, %1, %2" : "=&r"(q) : "r"(a), "r"(b));
    __asm__ volatile("remu %0, %1, %2" : "=&r"(r) : "r"(a), "r"(b));
    __asm__ volatile("mulhsu %0, %1, %2" : "=r"(h) : "r"(q), "r"(r));
    return q * 3 + r + h;
}

int main(void)
{
    unsigned h = 0, primes = 0;
    for (unsigned i = 0; i < 10; i++)
        for (unsigned j = 0; j < 10; j++)
            h = h * 3 + (unsigned)divide(operands[i], operands[j]) +
                divide_unsigned((unsigned)operands[j], (unsigned)operands[i]);
    for (unsigned n = 2; n < 60; n++) {
        unsigned k = 2;
        while (k * k <= n && n % k)
            k++;
        primes += k * k > n;
    }
    return (int)(h + primes * 1000 + gcd(46368, 28657 * 3) + power(3, 1001, 10007));
}

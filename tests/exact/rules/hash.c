/* Rotations by constants and by variables, as ciphers do: shifts by register. */
static unsigned left(unsigned v, unsigned n)
{
    return v << (n & 31) | v >> (-n & 31);
}

int main(void)
{
    unsigned a = 0x67452301, b = 0xefcdab89, c = 0x98badcfe, d = 0x10325476;
    for (unsigned i = 0; i < 64; i++) {
        unsigned f = i < 16   ? (b & c) | (~b & d)
                     : i < 32 ? (d & b) | (~d & c)
                     : i < 48 ? b ^ c ^ d
                              : c ^ (b | ~d);
        unsigned t = left(a + f + i * 0x9e3779b9u, (i * 5 + 7) & 31) + b;
        a = d, d = c, c = b, b = t;
        a ^= (unsigned)((int)b >> (c & 15));
    }
    return (int)(a ^ b ^ c ^ d);
}

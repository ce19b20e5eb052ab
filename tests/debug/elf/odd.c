/* odd.c - variables of the sorts that few programs have, for the tests of the debugger. */
long double one = 1.0L, tenth = 0.1L, most = 1.18973149535723176508575932662800702e4932L, least = 6.5e-4966L,
            minus = -123456789012345678901234567890.5L, none = 0.0L;
float _Complex cf = 1.5f - 2.0f * 1.0fi;
double _Complex cd = 0.25 + 1e10 * 1.0i;

int fill(int n)
{
    int square[n];
    short rows[n][2];
    for (int i = 0; i < n; i++) {
        square[i] = i * i;
        rows[i][0] = (short)i;
        rows[i][1] = (short)-i;
    }
    return square[n - 1] + rows[n - 1][1];
}

int main(void)
{
    return fill(4) != 6;
}

__asm__(".globl _start\n"
        "_start:\n"
        "    call main\n"
        "    li a7, 93\n"
        "    ecall\n");

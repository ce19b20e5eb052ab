/* An interpreter: a stack machine that counts the steps of Collatz sequences. */
enum { PUSH, ADD, SUB, MUL, MOD, SHR, DUP, JZ, AGAIN, HALT };

/* One step of a sequence, or the end at 1; AGAIN counts and starts over. */
static const signed char code[] = {
    DUP,  PUSH, 1,   SUB,   JZ, 23,         /* at 1: stop */
    DUP,  PUSH, 2,   MOD,   JZ, 19,         /* even: below */
    PUSH, 3,    MUL, PUSH,  1,  ADD, AGAIN, /* odd: 3 k + 1 */
    PUSH, 1,    SHR, AGAIN,                 /* k / 2 */
    HALT,
};

static int run(int n)
{
    int stack[8], *s = stack, steps = 0;
    const signed char *c = code;
    *s = n;
    for (;;) {
        switch (*c++) {
        case PUSH: *++s = *c++; break;
        case ADD: s--, *s += s[1]; break;
        case SUB: s--, *s -= s[1]; break;
        case MUL: s--, *s *= s[1]; break;
        case MOD: s--, *s %= s[1]; break;
        case SHR: s--, *s >>= s[1]; break;
        case DUP: s++, *s = s[-1]; break;
        case JZ: c = *s-- ? c + 1 : code + *c; break;
        case AGAIN: c = code, steps++; break;
        case HALT: return steps;
        }
    }
}

int main(void)
{
    int best = 0, where = 0, h = 0;
    for (int n = 1; n < 13; n++) {
        int steps = run(n);
        if (steps > best)
            best = steps, where = n;
        h = h * 5 + steps;
    }
    return h * 100 + where;
}

/* A state machine that reads words, numbers and comments; a switch in a loop. */
static const char source[] = "let x1 = 0x1F + 42; # the answer\nif x1 >= 07 { y = y*3 - 1_000; } # done\n"
                             "while 0 < n { n = n - 1; s = s + n % 3; }\n";

enum state { BLANK, WORD, NUMBER, SYMBOL, COMMENT };

static int is_letter(int c)
{
    return (unsigned)((c | 32) - 'a') < 26 || c == '_';
}

static int is_digit(int c)
{
    return (unsigned)(c - '0') < 10;
}

int main(void)
{
    enum state state = BLANK;
    unsigned counts[5] = { 0 }, h = 5381;
    for (const char *p = source; *p; p++) {
        int c = *p;
        enum state next = state;
        switch (state) {
        case WORD:
            if (is_letter(c) || is_digit(c))
                break;
            /* fall through */
        case NUMBER:
            if (state == NUMBER && (is_digit(c) || is_letter(c)))
                break;
            /* fall through */
        case SYMBOL:
        case BLANK:
            next = c == '#'       ? COMMENT
                   : is_letter(c) ? WORD
                   : is_digit(c)  ? NUMBER
                   : c <= ' '     ? BLANK
                                  : SYMBOL;
            break;
        case COMMENT: next = c == '\n' ? BLANK : COMMENT; break;
        }
        if (next != state || next == SYMBOL)
            counts[next]++;
        state = next;
        h = h * 33 ^ (unsigned)(c + (int)state);
    }
    for (int i = 0; i < 5; i++)
        h = h * 17 + counts[i];
    return (int)h;
}

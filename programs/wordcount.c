/* wordcount.c - reads standard input to its end; counts lines, words, characters and letters.
 *
 * Give it any text: orrery run wordcount.s < README.md */
#include "classroom.h"

static int letters[26];

static void report(const char *what, int n)
{
    print_int(n);
    print_char(' ');
    print_string(what);
    print_char('\n');
}

int main(void)
{
    int lines = 0, words = 0, characters = 0, inside = 0, c;
    while ((c = read_char()) >= 0) {
        characters++;
        if (c == '\n')
            lines++;
        if (c == ' ' || c == '\t' || c == '\n') {
            inside = 0;
        } else if (!inside) {
            inside = 1;
            words++;
        }
        int letter = (c | 32) - 'a';
        if (letter >= 0 && letter < 26)
            letters[letter]++;
    }
    report("lines", lines);
    report("words", words);
    report("characters", characters);

    int most = 0;
    for (int i = 1; i < 26; i++)
        if (letters[i] > letters[most])
            most = i;
    print_string("most frequent: ");
    print_char('a' + most);
    print_string(", ");
    print_int(letters[most]);
    print_string(" times\n");
    return 0;
}

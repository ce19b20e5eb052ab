/* life.c - Conway's game of life on a 16 x 16 torus: a glider, 64 generations, back where it started.
 *
 * Two boards take turns. Prints how many cells live after every sixteenth generation and the last board. */
#include "classroom.h"

#define SIZE 16

static unsigned char board[2][SIZE][SIZE];

static int neighbours(unsigned char b[SIZE][SIZE], int row, int col)
{
    int n = 0;
    for (int dr = -1; dr <= 1; dr++)
        for (int dc = -1; dc <= 1; dc++)
            if (dr || dc)
                n += b[(row + dr) & (SIZE - 1)][(col + dc) & (SIZE - 1)];
    return n;
}

static int step(unsigned char from[SIZE][SIZE], unsigned char to[SIZE][SIZE])
{
    int alive = 0;
    for (int row = 0; row < SIZE; row++)
        for (int col = 0; col < SIZE; col++) {
            int n = neighbours(from, row, col);
            to[row][col] = n == 3 || (n == 2 && from[row][col]);
            alive += to[row][col];
        }
    return alive;
}

int main(void)
{
    static const char glider[3][4] = { ".#.", "..#", "###" };
    for (int row = 0; row < 3; row++)
        for (int col = 0; col < 3; col++)
            board[0][row][col] = glider[row][col] == '#';

    int now = 0;
    for (int generation = 1; generation <= 64; generation++) {
        int alive = step(board[now], board[!now]);
        now = !now;
        if (generation % 16 == 0) {
            print_string("generation ");
            print_int(generation);
            print_string(": ");
            print_int(alive);
            print_string(" alive\n");
        }
    }
    for (int row = 0; row < SIZE; row++) {
        for (int col = 0; col < SIZE; col++)
            print_char(board[now][row][col] ? '#' : '.');
        print_char('\n');
    }
    return 0;
}

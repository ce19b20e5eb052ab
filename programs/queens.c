/* queens.c - all ways to put eight queens on a chess board so that none attacks another.
 *
 * Recursion and branches that depend on data. Three bit masks say which columns and diagonals are taken. */
#include "classroom.h"

#define N 8

static int solutions;
static int place[N]; /* column of the queen in each row */

static void print_board(void)
{
    for (int row = 0; row < N; row++) {
        for (int col = 0; col < N; col++)
            print_char(place[row] == col ? 'Q' : '.');
        print_char('\n');
    }
}

static void put(int row, unsigned columns, unsigned rising, unsigned falling)
{
    if (row == N) {
        if (solutions++ == 0)
            print_board();
        return;
    }
    for (int col = 0; col < N; col++) {
        unsigned bit = 1u << col;
        if ((columns | rising | falling) & bit)
            continue;
        place[row] = col;
        put(row + 1, columns | bit, (rising | bit) << 1, (falling | bit) >> 1);
    }
}

int main(void)
{
    put(0, 0, 0, 0);
    print_int(solutions);
    print_string(" solutions\n");
    return solutions == 92 ? 0 : 1;
}

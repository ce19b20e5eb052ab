/* mandelbrot.c - the Mandelbrot set in characters, with fixed-point numbers: 12 bits behind the point.
 *
 * Nearly all time goes into three multiplications and one branch: how long it takes depends on the
 * multiplier. Try other latencies of the multiplication unit. */
#include "classroom.h"

#define FRACTION 12
#define ONE      (1 << FRACTION)
#define WIDTH    60
#define HEIGHT   21
#define LIMIT    48

static int iterations(int cx, int cy)
{
    int x = 0, y = 0, n = 0;
    while (n < LIMIT) {
        int xx = (x * x) >> FRACTION;
        int yy = (y * y) >> FRACTION;
        if (xx + yy > 4 * ONE)
            break;
        y = ((x * y) >> (FRACTION - 1)) + cy;
        x = xx - yy + cx;
        n++;
    }
    return n;
}

int main(void)
{
    static const char shade[] = " .:-=+*%@#";
    for (int row = 0; row < HEIGHT; row++) {
        int cy = (row - HEIGHT / 2) * ONE / 9;
        for (int col = 0; col < WIDTH; col++) {
            int cx = (col - 42) * ONE / 20;
            print_char(shade[iterations(cx, cy) * 9 / LIMIT]);
        }
        print_char('\n');
    }
    return 0;
}

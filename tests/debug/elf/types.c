/* types.c - one variable of every sort, and calls three deep, for the tests of the debugger. Made into ELF
 * files by make.sh. */
struct point {
    int x, y;
    unsigned f : 3;
    int g : 5;
    char name[12];
    struct point *next;
};
enum color { RED, GREEN = 5, BLUE };
enum flags { FA = 1, FB = 2, FC = 4 };
typedef unsigned short half;
typedef struct {
    union {
        int i;
        float f;
    };
    half h;
} inner;

int arr[20] = { 1, 2, 3 };
struct point pt = { 1, -2, 5, -3, "hello", &pt };
struct point pts[3];
char msg[] = "hi there", big[40] = "abc";
const char *s = "string";
double d = 0.1;
float f = 0.1f;
_Bool b = 1;
enum color col = BLUE, bad = 7;
enum flags fl = 3;
unsigned char uc = 200;
long long ll = -1;
short m[2][3] = { { 1, 2, 3 }, { 4, 5, 6 } };
int (*fp)(int);
void *vp = arr + 1;
half hw = 65535;
inner in = { { 1 }, 2 };
unsigned u = 4000000000u;
static volatile int hidden = 42;

int factorial(int n)
{
    int r;
    if (n < 2)
        return 1;
    r = n * factorial(n - 1);
    return r;
}

static int sum(const int *v, int n)
{
    static int calls;
    int total = 0;
    for (int i = 0; i < n; i++) {
        int square = v[i] * v[i];
        total += square;
    }
    calls++;
    return total + calls;
}

int main(void)
{
    int local = 3;
    fp = factorial;
    arr[1] = fp(local);
    local = sum(arr, 3);
    hidden += local;
    pts[1] = pt;
    return local != 47;
}

__asm__(".globl _start\n"
        "_start:\n"
        "    call main\n"
        "    li a7, 93\n"
        "    ecall\n");

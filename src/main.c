/* main.c - the process: everything else is a library. */
#include <locale.h>
#include "cli/cli.h"

int main(int argc, char **argv)
{
    setlocale(LC_CTYPE, "");
    return cli_main(argc, argv);
}

/* main.c - the program: what stands on the command line becomes a command. The only exit of the process. */
#include <stdio.h>
#include <string.h>
#include "config.h"

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "--version") == 0) {
        printf("orrery %s\n", PACKAGE_VERSION);
        return 0;
    }
    fprintf(stderr, "usage: orrery --version\n");
    return 125;
}

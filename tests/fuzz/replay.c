/* replay.c - stands in for libFuzzer: feeds a fuzz target every file of its corpus
 * ($SRCDIR/tests/fuzz/corpus/NAME for fuzz_NAME), or the files named on the command line. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/fs.h"
#include "base/str.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void replay(const char *path, size_t number)
{
    size_t size;
    char *text = fs_read(path, &size);
    const char *name = strrchr(path, '/');
    if (text)
        LLVMFuzzerTestOneInput((const uint8_t *)text, size);
    printf("%sok %zu - %s\n", text ? "" : "not ", number, name ? name + 1 : path);
    fflush(stdout);
    free(text);
}

int main(int argc, char **argv)
{
    if (argc > 1) {
        printf("1..%d\n", argc - 1);
        for (int i = 1; i < argc; i++)
            replay(argv[i], (size_t)i);
        return 0;
    }
    const char *top = getenv("SRCDIR"), *name = strstr(argv[0], "fuzz_");
    if (!name) {
        fprintf(stderr, "%s is not called fuzz_NAME\n", argv[0]);
        return 1;
    }
    size_t count;
    char *dir = xasprintf("%s/tests/fuzz/corpus/%s", top ? top : ".", name + strlen("fuzz_"));
    char **files = fs_list(dir, "", &count);
    printf("1..%zu\n", count);
    for (size_t i = 0; i < count; i++) {
        char *path = fs_join(dir, files[i]);
        replay(path, i + 1);
        free(path);
        free(files[i]);
    }
    free(files);
    free(dir);
    return count ? 0 : 1;
}

/* fuzz_machine.c - any text as a machine file: refused with a message, or a machine whose printed form is a
 * machine file of the same meaning. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "base/str.h"
#include "machine/machine.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The loader reads files: a memory file has a name too. */
static struct machine_desc *load(const void *data, size_t size, struct diag *d)
{
    char path[64];
    int fd = memfd_create("machine", 0);
    if (fd < 0 || write(fd, data, size) != (ssize_t)size)
        abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    struct machine_desc *m = machine_desc_load(path, NULL, d);
    close(fd);
    return m;
}

static void print_again(const struct machine_desc *m, struct diag *d)
{
    struct str first, second;
    str_init(&first);
    str_init(&second);
    machine_desc_print(m, &first);
    struct machine_desc *again = load(first.buf, first.len, d);
    if (!again)
        abort();
    machine_desc_print(again, &second);
    if (strcmp(first.buf, second.buf) != 0)
        abort();
    machine_desc_free(again);
    str_release(&first);
    str_release(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct diag d;
    diag_init(&d);
    struct machine_desc *m = load(data, size, &d);
    if (!m && !d.errors)
        abort();
    if (m)
        print_again(m, &d);
    machine_desc_free(m);
    free(diag_text(&d));
    diag_release(&d);
    return 0;
}

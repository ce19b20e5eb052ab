/* fuzz_elf.c - any bytes as an ELF file: refused with a message, or an image within its bounds. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "asm/elf_read.h"
#include "base/str.h"
#include "isa/isa.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct isa *target(void)
{
    static struct isa *isa;
    const struct isa_request rq = { .target = "rv32" };
    struct diag d;
    if (isa)
        return isa;
    diag_init(&d);
    isa = isa_load(&rq, &d);
    diag_print(&d, stderr);
    diag_release(&d);
    if (!isa)
        abort();
    return isa;
}

/* Line tables are libdw's business, which is not proof against every broken file: segments and symbols only.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct diag d;
    char *copy = xmalloc(size + 1);
    unsigned sum = 0;
    memcpy(copy, data, size);
    diag_init(&d);
    struct image *img = elf_load_memory(target(), "fuzz.elf", copy, size, false, &d);
    if (!img && !d.errors)
        abort();
    for (size_t i = 0; img && i < img->nsegments; i++) {
        const struct segment *s = &img->segments[i];
        if (s->filled > s->size)
            abort();
        for (uint64_t k = 0; k < s->filled; k += 64)
            sum += s->data[k];
    }
    for (size_t i = 0; img && i < img->nsymbols; i++)
        sum += (unsigned)strlen(img->symbols[i].name);
    if (img && image_symbol_at(img, sum) && !img->nsymbols)
        abort();
    image_free(img);
    free(diag_text(&d));
    diag_release(&d);
    free(copy);
    return 0;
}

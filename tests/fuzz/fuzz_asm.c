/* fuzz_asm.c - any bytes as an assembly source: refused with a message, or an image whose parts can be asked
 * for. */
#include <stdint.h>
#include <stdlib.h>
#include "asm/assemble.h"
#include "asm/disasm.h"
#include "base/str.h"
#include "isa/isa.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct isa *target(void)
{
    static struct isa *isa; /* loading takes longer than a thousand inputs */
    const struct isa_request rq = { .target = "rv64" };
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

static void look(const struct isa *isa, const struct image *img)
{
    struct str text;
    str_init(&text);
    for (size_t i = 0; i < img->nsegments; i++) {
        const struct segment *s = &img->segments[i];
        for (uint64_t at = 0; at < s->filled && at < 256; at += 2) {
            unsigned n = s->filled - at < 16 ? (unsigned)(s->filled - at) : 16;
            disasm_bytes(isa, s->data + at, n, s->addr + at, img, at & 2, &text);
            image_line_at(img, s->addr + at);
        }
        str_clear(&text);
    }
    str_release(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct isa *isa = target();
    struct diag d;
    diag_init(&d);
    struct image *img = asm_assemble_text(isa, "fuzz.s", (const char *)data, size, &d);
    if (!img && !d.errors)
        abort();
    if (img)
        look(isa, img);
    image_free(img);
    free(diag_text(&d));
    diag_release(&d);
    return 0;
}

/* fuzz_isa.c - any text as an ISA file, target and modules in one: refused with a message, or a model that
 * decodes. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include "base/fs.h"
#include "isa/isa.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Decodes words made of the input itself, follows abbreviations, encodes the operands again. */
static void use(const struct isa *isa, const uint8_t *data, size_t size)
{
    uint64_t fields[INSN_MAX_OPERANDS], full[INSN_MAX_OPERANDS];
    for (size_t at = 0; at + 16 <= size && at < 1024; at += 3) {
        struct ibits raw = { { 0, 0 } };
        for (unsigned i = 0; i < 16; i++)
            raw.w[i / 8] |= (uint64_t)data[at + i] << i % 8 * 8;
        const struct insn *insn = isa_decode(isa, &raw, fields);
        for (unsigned i = 0; insn && i < insn->noperands; i++)
            if (isa_operand_encode(&insn->operands[i], fields[i], &raw))
                abort();
        if (insn && !isa_expand(insn, fields, full)->ir)
            abort();
    }
}

/* The loader reads files: a memory file has a name too. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[64];
    struct diag d;
    int fd = memfd_create("isa", 0);
    if (fd < 0 || write(fd, data, size) != (ssize_t)size)
        abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    fs_set_data_dir("/nonexistent"); /* the input must stand alone */
    diag_init(&d);
    struct isa *isa = isa_load(&(struct isa_request){ .target = path, .check = size % 2 }, &d);
    if (!isa && !d.errors)
        abort();
    if (isa)
        use(isa, data, size);
    free(diag_text(&d));
    isa_free(isa);
    diag_release(&d);
    close(fd);
    return 0;
}

/* fuzz_yaml.c - any bytes as YAML: refused with a message or a tree in which every place can be asked for. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "base/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void walk(const struct yaml *y, struct diag *d)
{
    static const char *const valid[] = { "name", "stages", NULL };
    int64_t i;
    uint64_t u;
    bool b;
    yaml_int(y, d, &i);
    yaml_size(y, d, &u);
    yaml_bool(y, d, &b);
    if (y->kind == YAML_MAP)
        yaml_check_keys(y, d, valid, "a fuzzed file");
    if (y->kind == YAML_SCALAR) {
        size_t n = strlen(y->text);
        for (size_t at = 0; at <= n; at += 1 + n / 16)
            diag_warning(d, yaml_loc_at(y, at), "at %zu", at);
    }
    diag_phase(d);
    for (size_t k = 0; k < y->count; k++) {
        if (y->kind == YAML_MAP)
            walk(&y->keys[k], d);
        walk(&y->items[k], d);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct diag d;
    struct arena a;
    struct yaml **docs;
    diag_init(&d);
    arena_init(&a);
    int count = yaml_parse(diag_source(&d, "fuzz.yaml", (const char *)data, size), &a, &d, &docs);
    if (count < 0 && !d.errors)
        abort();
    for (int i = 0; i < count && size < 4096; i++)
        walk(docs[i], &d);
    free(diag_text(&d));
    arena_release(&a);
    diag_release(&d);
    return 0;
}

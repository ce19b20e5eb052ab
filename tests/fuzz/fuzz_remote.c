/* fuzz_remote.c - any bytes from whoever speaks gdb's remote protocol. Packets are given their right sums, so
 * that their contents are looked at: a line is a packet, a line that begins with ! goes as it stands. */
#include <stdint.h>
#include <string.h>
#include "debug/remote.h"
#include "fuzz_engine.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void swallow(void *ctx, const char *data, size_t n)
{
    size_t *total = ctx;
    *total += n + (data[0] == 0);
}

static void packet(struct remote *r, const char *text, size_t n)
{
    char frame[8];
    unsigned char sum = 0;
    for (size_t i = 0; i < n; i++)
        sum = (unsigned char)(sum + (unsigned char)text[i]);
    remote_feed(r, "$", 1);
    remote_feed(r, text, n);
    snprintf(frame, sizeof frame, "#%02x", sum);
    remote_feed(r, frame, 3);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_engine *f = fuzz_engine();
    size_t total = 0;
    const struct remote_options o = { .engine = f->e,
                                      .isa = f->isa,
                                      .img = f->img,
                                      .ctx = &total,
                                      .send = swallow,
                                      .max_cycles = 3000,
                                      .max_instructions = 1000 };
    const char *s = (const char *)data, *end = s + size;
    if (size > 4096)
        return 0;
    engine_reset(f->e);
    struct remote *r = remote_new(&o);
    while (s < end) {
        const char *line = memchr(s, '\n', (size_t)(end - s));
        size_t n = line ? (size_t)(line - s) : (size_t)(end - s);
        if (n && *s == '!')
            remote_feed(r, s + 1, n - 1);
        else
            packet(r, s, n);
        s += n + (line != NULL);
    }
    remote_free(r);
    return 0;
}

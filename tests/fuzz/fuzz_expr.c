/* fuzz_expr.c - any bytes as an expression: refused with a sentence, or a value that can be shown. The first
 * byte chooses a format. */
#include <stdint.h>
#include <string.h>
#include "debug/expr.h"
#include "debug/format.h"
#include "fuzz_engine.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct eval_home *home(struct fuzz_engine *f)
{
    static struct eval_home h;
    static bool made;
    struct arrival a;
    const struct travel t = { .direction = FORWARD, .cycles = UINT64_MAX, .instructions = 20 };
    if (!made)
        eval_init(&h, f->e, f->isa, f->img);
    else
        engine_reset(f->e);
    made = true;
    engine_go(f->e, &t, &a); /* into a function */
    frames_clear(h.frames);
    h.eval.frame = frames_get(h.frames, 0);
    return &h;
}

static void show(struct eval *e, struct expr *x, char letter, struct str *text, struct str *error)
{
    struct value v;
    struct eval_place places[4];
    struct examine memory;
    uint64_t n;
    if (eval_type(e, x, &v, error) == 0 && v.type) {
        type_name(v.type, text);
        type_describe(v.type, text);
    }
    eval_places(e, x, places, 4);
    if (eval_run(e, x, &v, error) < 0) {
        if (!error->len)
            abort();
        return;
    }
    format_value(e, &v, letter, text);
    if (eval_value_uint(e, &v, &n, error) == 0) {
        examine_init(&memory);
        memory.format.letter = letter ? letter : 's';
        memory.format.count = 3;
        examine(e, &memory, n, text, error);
        examine_release(&memory);
    }
    value_release(&v);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char letters[] = "\0oxdutfaicsz";
    struct eval_home *h = home(fuzz_engine());
    struct str text, error;
    if (!size)
        return 0;
    char letter = letters[data[0] % (sizeof letters - 1)];
    char *s = xstrndup((const char *)data + 1, size - 1);
    str_init(&text);
    str_init(&error);
    struct expr *x = eval_parse(&h->eval, s, &error);
    if (x)
        show(&h->eval, x, letter == 'i' ? 'x' : letter, &text, &error);
    else if (!error.len)
        abort();
    expr_free(x);
    variables_release(&h->variables);
    variables_init(&h->variables);
    str_release(&text);
    str_release(&error);
    free(s);
    return 0;
}

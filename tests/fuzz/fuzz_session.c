/* fuzz_session.c - any bytes as lines typed at the debugger's prompt: each does something or is refused with
 * a message; completion at the end of each. Whatever takes too long can be interrupted. */
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include "asm/assemble.h"
#include "base/str.h"
#include "debug/engine.h"
#include "debug/session.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char program[] = "_start: la a0, arr\n li a1, 0\n addi a2, a0, 16\n"
                              "loop: lw t0, 0(a0)\n add a1, a1, t0\n addi a0, a0, 4\n bne a0, a2, loop\n"
                              " call twofold\n sw a1, 0(a2)\n li a7, 93\n ecall\n"
                              "twofold: add a1, a1, a1\n ret\n"
                              " .data\narr: .word 3, 5, 7, 11\ntotal: .word 0, 0\nmsg: .asciz \"done\"\n";

/* Made once: loading takes longer than a hundred inputs. */
static struct {
    struct isa *isa;
    struct image *image;
    struct machine_desc *desc;
} made;

static struct session *volatile interruptible;

static void on_alarm(int signal)
{
    (void)signal;
    if (interruptible)
        session_interrupt(interruptible);
}

static void make(struct diag *d)
{
    const struct isa_request rq = { .target = "rv32" };
    made.isa = isa_load(&rq, d);
    made.desc = machine_desc_load("classic5-predict", NULL, d);
    made.image = made.isa ? asm_assemble_text(made.isa, "fuzz.s", program, strlen(program), d) : NULL;
    diag_print(d, stderr);
    if (!made.image || !made.desc)
        abort();
    signal(SIGALRM, on_alarm);
}

static void alarm_every(long microseconds)
{
    const struct itimerval t = { { 0, microseconds }, { 0, microseconds } };
    setitimer(ITIMER_REAL, &t, NULL);
}

static void type_lines(struct session *s, const char *text)
{
    while (*text) {
        size_t n = strcspn(text, "\n"), from;
        char *line = xstrndup(text, n);
        char **words = session_complete(s, line, n, &from);
        if (from > n)
            abort();
        for (size_t i = 0; words[i]; i++)
            free(words[i]);
        free(words);
        if (session_execute(s, line, true) == SESSION_QUIT)
            text += strlen(text), n = 0;
        free(line);
        text += n + (text[n] == '\n');
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct engine_options options = { .machine = { .misaligned = -1, .seed = 1 },
                                            .history_bytes = 8 << 20 };
    const struct session_io io = { 0 };
    struct diag d;
    diag_init(&d);
    if (!made.isa)
        make(&d);
    struct engine *e = engine_new(made.isa, made.desc, made.image, &options, &d);
    char *text = xstrndup((const char *)data, size);
    struct session *s = e ? session_new(e, made.isa, made.image, &io) : NULL;
    if (!s)
        abort();
    session_limit(s, 20000, UINT64_MAX);
    interruptible = s;
    alarm_every(300000);
    type_lines(s, text);
    alarm_every(0);
    interruptible = NULL;
    session_free(s);
    engine_free(e);
    free(text);
    diag_release(&d);
    return 0;
}

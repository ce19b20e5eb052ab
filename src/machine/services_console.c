/* services_console.c - services that print and read numbers, characters and strings, as classroom simulators
 * have them. A program that asks for something impossible is stopped with a reason instead of carrying on
 * with a wrong value. */
#include "machine/services_private.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include "base/bits.h"

static int64_t print(struct call *k, const char *text, size_t n)
{
    stream_write(k->s, k->c->state, 0, text, n);
    return 0;
}

static int64_t do_print_int(struct call *k)
{
    char buf[32];
    return print(k, buf, (size_t)snprintf(buf, sizeof buf, "%" PRId64, call_signed(k, 0)));
}

static int64_t do_print_unsigned(struct call *k)
{
    char buf[32];
    return print(k, buf, (size_t)snprintf(buf, sizeof buf, "%" PRIu64, k->arg[0] & bits_mask(k->word)));
}

static int64_t do_print_hex(struct call *k)
{
    char buf[32];
    return print(
        k, buf,
        (size_t)snprintf(buf, sizeof buf, "0x%0*" PRIx64, (int)k->word / 4, k->arg[0] & bits_mask(k->word)));
}

static int64_t do_print_binary(struct call *k)
{
    char buf[64];
    for (unsigned i = 0; i < k->word; i++)
        buf[i] = k->arg[0] >> (k->word - 1 - i) & 1 ? '1' : '0';
    return print(k, buf, k->word);
}

static int64_t do_print_char(struct call *k)
{
    char c = (char)k->arg[0];
    return print(k, &c, 1);
}

/* Any length, but only as far as there is memory. */
static int64_t do_print_string(struct call *k)
{
    uint64_t addr = k->arg[0];
    char buf[256];
    for (;;) {
        size_t n = 0;
        while (n < sizeof buf) {
            if (!guest_read(k, addr + n, buf + n, 1)) {
                print(k, buf, n);
                return call_fault(k, SIGSEGV, addr + n, "%s: no memory to read at 0x%" PRIx64, k->name,
                                  addr + n);
            }
            if (!buf[n])
                return print(k, buf, n);
            n++;
        }
        print(k, buf, n);
        addr += n;
    }
}

/* ---- reading ----------------------------------------------------------------------------------------- */

static int64_t stopped(struct call *k)
{
    k->status = SERVICE_STOPPED;
    return 0;
}

enum parsed { PARSED, PARSED_NOT, PARSED_TOO_BIG };

/* A whole decimal number of at most so many bits, its sign included; blanks around it are allowed. */
static enum parsed parse_int(const char *line, unsigned bits, int64_t *out)
{
    bool fits = true;
    uint64_t v = 0;
    while (isspace((unsigned char)*line))
        line++;
    bool negative = *line == '-';
    line += *line == '-' || *line == '+';
    if (!isdigit((unsigned char)*line))
        return PARSED_NOT;
    for (; isdigit((unsigned char)*line); line++)
        fits &= !__builtin_mul_overflow(v, UINT64_C(10), &v) &&
                !__builtin_add_overflow(v, (uint64_t)(*line - '0'), &v);
    while (isspace((unsigned char)*line))
        line++;
    *out = (int64_t)(negative ? 0 - v : v);
    fits &= v <= bits_mask(bits - 1) + negative;
    return *line ? PARSED_NOT : fits ? PARSED : PARSED_TOO_BIG;
}

static int64_t do_read_int(struct call *k)
{
    char line[80];
    int64_t v;
    long n = stream_read_line(k->s, k->c->state, line, sizeof line - 1);
    if (n == INPUT_STOPPED)
        return stopped(k);
    if (!n)
        return call_fault(k, SIGABRT, 0, "%s: standard input is at its end", k->name);
    line[n] = '\0';
    line[strcspn(line, "\r\n")] = '\0';
    enum parsed parsed = parse_int(line, k->word, &v);
    if (parsed == PARSED_NOT)
        return call_fault(k, SIGABRT, 0, "%s: '%s' is no integer", k->name, line);
    if (parsed == PARSED_TOO_BIG)
        return call_fault(k, SIGABRT, 0, "%s: '%s' does not fit in %u bits", k->name, line, k->word);
    return v;
}

static int64_t do_read_char(struct call *k)
{
    int c = services_read_byte(k->s, k->c->state);
    return c == INPUT_STOPPED ? stopped(k) : c;
}

/* As fgets: at most size - 1 characters of one line, its newline included, and a NUL. */
static int64_t do_read_string(struct call *k)
{
    int64_t size = call_signed(k, 1);
    char buf[1024];
    uint64_t addr = k->arg[0], room = size > 0 ? (uint64_t)size - 1 : 0;
    uint64_t in_pos = k->c->state->in_pos; /* a stopped call is made again, and takes nothing until then */
    if (size <= 0)
        return 0;
    if (!guest_writable(k, addr, 1))
        return call_fault(k, SIGSEGV, addr, "%s: no memory to write at 0x%" PRIx64, k->name, addr);
    while (room) {
        long n = stream_read_line(k->s, k->c->state, buf, room < sizeof buf ? room : sizeof buf);
        if (n == INPUT_STOPPED) {
            k->c->state->in_pos = in_pos;
            return stopped(k);
        }
        if (!n)
            break;
        if (!guest_write(k, addr, buf, (size_t)n))
            return call_fault(k, SIGSEGV, addr, "%s: no memory to write at 0x%" PRIx64, k->name, addr);
        addr += (uint64_t)n;
        room -= (uint64_t)n;
        if (buf[n - 1] == '\n')
            break;
    }
    if (!guest_write(k, addr, "", 1))
        return call_fault(k, SIGSEGV, addr, "%s: no memory to write at 0x%" PRIx64, k->name, addr);
    return 0;
}

const struct service_def services_console[] = {
    { "print_int", do_print_int, true, "print a signed decimal number" },
    { "print_unsigned", do_print_unsigned, true, "print an unsigned decimal number" },
    { "print_hex", do_print_hex, true, "print 0x and all hexadecimal digits" },
    { "print_binary", do_print_binary, true, "print all binary digits" },
    { "print_char", do_print_char, true, "print the character with this code" },
    { "print_string", do_print_string, true, "print a string that ends with NUL" },
    { "read_int", do_read_int, false, "read a line that holds a decimal number" },
    { "read_char", do_read_char, false, "read a character; -1 at the end" },
    { "read_string", do_read_string, true, "read a line into a buffer of a given size, NUL-terminated" },
    { 0 },
};

/* services_process.c - services about the program itself: its end, heap, clock, identity, random numbers.
 *
 * Times count from the start of the program in simulated time; every program has process number 1. */
#include "machine/services_private.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include "base/bits.h"

#define NS_PER_S UINT64_C(1000000000)

static int64_t do_exit(struct call *k)
{
    return call_exit(k, (int)k->arg[0]);
}

static int64_t do_exit0(struct call *k)
{
    return call_exit(k, 0);
}

/* A signal that the program sends: only to itself, only deadly ones. */
static int64_t end_by_signal(struct call *k, uint64_t signal)
{
    if (signal == 0)
        return 0;
    if (signal > 64)
        return call_fail(k, EINVAL);
    return call_fault(k, (int)signal, 0, "the program sent itself signal %d", (int)signal);
}

static int64_t do_kill(struct call *k)
{
    return end_by_signal(k, k->arg[1]);
}

static int64_t do_tgkill(struct call *k)
{
    return end_by_signal(k, k->arg[2]);
}

/* ---- heap -------------------------------------------------------------------------------------------- */

static uint64_t page_up(uint64_t n)
{
    return (n + (MEM_PAGE - 1)) & ~(uint64_t)(MEM_PAGE - 1);
}

/* The region has whole pages, at least one. What is given back within the last must read zero when asked for
 * again; pages given back whole are wiped by mem. */
static bool move_brk(struct call *k, uint64_t to)
{
    static const uint8_t zeros[MEM_PAGE];
    struct service_state *st = k->c->state;
    if (to < st->brk_start || to > st->brk_limit || !st->brk_limit)
        return false;
    uint64_t size = page_up(to - st->brk_start), old = page_up(st->brk - st->brk_start);
    size = size ? size : MEM_PAGE;
    if (size != (old ? old : MEM_PAGE) && !mem_grow_region(k->c->mem, st->brk_start, size))
        return false;
    uint64_t end = st->brk < st->brk_start + size ? st->brk : st->brk_start + size;
    if (to < end)
        guest_write(k, to, zeros, end - to);
    st->brk = to;
    return true;
}

static int64_t do_brk(struct call *k)
{
    move_brk(k, k->arg[0]); /* the answer to a refusal is the old end */
    return (int64_t)k->c->state->brk;
}

static int64_t do_sbrk(struct call *k)
{
    uint64_t old = k->c->state->brk, to = old + (uint64_t)call_signed(k, 0);
    if (!move_brk(k, to)) {
        call_hint(k, "sbrk: the heap cannot grow beyond %llu bytes",
                  (unsigned long long)(k->c->state->brk_limit - k->c->state->brk_start));
        return call_fail(k, ENOMEM);
    }
    return (int64_t)old;
}

/* ---- clock ------------------------------------------------------------------------------------------- */

static uint64_t now(const struct call *k)
{
    return k->c->now_ns + k->c->state->slept_ns;
}

/* struct timespec or timeval: seconds in 64 bits, then the fraction in a word */
static int64_t put_time(struct call *k, uint64_t addr, uint64_t seconds, uint64_t fraction)
{
    struct guest_struct g = { .k = k };
    guest_put(&g, 8, seconds);
    guest_put(&g, GUEST_WORD, fraction);
    return guest_put_at(k, &g, addr) ? 0 : call_fail(k, EFAULT);
}

static int64_t do_clock_gettime(struct call *k)
{
    return put_time(k, k->arg[1], now(k) / NS_PER_S, now(k) % NS_PER_S);
}

static int64_t do_clock_getres(struct call *k)
{
    return k->arg[1] ? put_time(k, k->arg[1], 0, 1) : 0;
}

static int64_t do_gettimeofday(struct call *k)
{
    return k->arg[0] ? put_time(k, k->arg[0], now(k) / NS_PER_S, now(k) % NS_PER_S / 1000) : 0;
}

static int64_t do_time(struct call *k)
{
    int64_t seconds = (int64_t)(now(k) / NS_PER_S);
    struct guest_struct g = { .k = k };
    guest_put(&g, 8, (uint64_t)seconds);
    if (k->arg[0] && !guest_put_at(k, &g, k->arg[0]))
        return call_fail(k, EFAULT);
    return seconds;
}

/* struct tms: four words, in hundredths of a second; all time is the user's */
static int64_t do_times(struct call *k)
{
    uint64_t ticks = now(k) / (NS_PER_S / 100);
    struct guest_struct g = { .k = k };
    guest_put(&g, GUEST_WORD, ticks);
    for (int i = 0; i < 3; i++)
        guest_put(&g, GUEST_WORD, 0);
    if (k->arg[0] && !guest_put_at(k, &g, k->arg[0]))
        return call_fail(k, EFAULT);
    return (int64_t)ticks;
}

/* Low half in the first argument register, high half in the second. */
static int64_t do_time_ms(struct call *k)
{
    const struct personality *p = k->s->personality;
    uint64_t ms = now(k) / 1000000;
    if (p->nargs > 1)
        k->c->slots[p->arg_slots[1]] = k->word < 64 ? ms >> k->word & bits_mask(k->word) : 0;
    return (int64_t)ms;
}

static int64_t do_sleep_ms(struct call *k)
{
    k->c->state->slept_ns += (k->arg[0] & 0xffffffff) * 1000000;
    return 0;
}

static int64_t do_nanosleep(struct call *k)
{
    uint8_t buf[16];
    unsigned word = k->word / 8;
    if (!guest_read(k, k->arg[0], buf, 8 + word))
        return call_fail(k, EFAULT);
    uint64_t seconds = guest_number(k, buf, 8), ns = guest_number(k, buf + 8, word);
    if (ns >= NS_PER_S || seconds >= UINT64_C(1) << 32)
        return call_fail(k, EINVAL);
    k->c->state->slept_ns += seconds * NS_PER_S + ns;
    return 0;
}

/* ---- identity ---------------------------------------------------------------------------------------- */

static int64_t do_one(struct call *k)
{
    (void)k;
    return 1;
}

static int64_t do_zero(struct call *k)
{
    (void)k;
    return 0;
}

/* struct utsname: six strings of 65 bytes */
static int64_t do_uname(struct call *k)
{
    const char *const text[6] = { "Linux", "orrery", "6.0.0", "simulated", k->s->isa->target, "" };
    char buf[6 * 65] = { 0 };
    for (int i = 0; i < 6; i++)
        strncpy(buf + i * 65, text[i], 64);
    return guest_write(k, k->arg[0], buf, sizeof buf) ? 0 : call_fail(k, EFAULT);
}

/* ---- random numbers ---------------------------------------------------------------------------------- */

/* SplitMix64: any state is a good state. */
static uint64_t random64(struct service_state *st)
{
    uint64_t z = st->random += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static int64_t do_getrandom(struct call *k)
{
    uint64_t n = k->arg[1] < 256 ? k->arg[1] : 256;
    uint8_t buf[256];
    for (uint64_t i = 0; i < n; i++)
        buf[i] = (uint8_t)(random64(k->c->state) >> 56);
    return guest_write(k, k->arg[0], buf, n) ? (int64_t)n : call_fail(k, EFAULT);
}

static int64_t do_random_seed(struct call *k)
{
    k->c->state->random = k->arg[1];
    return 0;
}

static int64_t do_random_int(struct call *k)
{
    return (int64_t)(int32_t)(random64(k->c->state) >> 32);
}

static int64_t do_random_range(struct call *k)
{
    int64_t bound = call_signed(k, 1);
    if (bound <= 0)
        return call_fault(k, SIGABRT, 0, "random_range: the bound %lld is not positive", (long long)bound);
    return (int64_t)(random64(k->c->state) % (uint64_t)bound);
}

const struct service_def services_process[] = {
    { "exit", do_exit, false, "end the program with a status" },
    { "exit_group", do_exit, false, "the same" },
    { "exit0", do_exit0, false, "end the program with status 0" },
    { "kill", do_kill, false, "end the program with a signal" },
    { "tgkill", do_tgkill, false, "the same" },
    { "brk", do_brk, false, "set the end of the heap; its end afterwards" },
    { "sbrk", do_sbrk, false, "grow the heap by so many bytes; where they start" },
    { "clock_gettime", do_clock_gettime, false, "simulated time as seconds and nanoseconds" },
    { "clock_gettime64", do_clock_gettime, false, "the same" },
    { "clock_getres", do_clock_getres, false, "1 ns" },
    { "gettimeofday", do_gettimeofday, false, "simulated time as seconds and microseconds" },
    { "time", do_time, false, "simulated time in seconds" },
    { "times", do_times, false, "simulated time in hundredths of a second" },
    { "time_ms", do_time_ms, false, "simulated time in milliseconds, low and high word" },
    { "sleep_ms", do_sleep_ms, true, "let simulated time pass, without cycles" },
    { "nanosleep", do_nanosleep, false, "let simulated time pass, without cycles" },
    { "getpid", do_one, false, "1" },
    { "getppid", do_zero, false, "0" },
    { "gettid", do_one, false, "1" },
    { "getuid", do_zero, false, "0" },
    { "geteuid", do_zero, false, "0" },
    { "getgid", do_zero, false, "0" },
    { "getegid", do_zero, false, "0" },
    { "set_tid_address", do_one, false, "1; there are no threads" },
    { "set_robust_list", do_zero, false, "accepted; there are no threads" },
    { "rt_sigaction", do_zero, false, "accepted; no signal is ever delivered" },
    { "rt_sigprocmask", do_zero, false, "accepted; no signal is ever delivered" },
    { "uname", do_uname, false, "name of the system: orrery and the target" },
    { "getrandom", do_getrandom, false, "bytes of the seeded generator" },
    { "random_seed", do_random_seed, true, "seed the generator" },
    { "random_int", do_random_int, false, "32 random bits, as a signed number" },
    { "random_range", do_random_range, false, "a number from 0 to below a bound" },
    { 0 },
};

/* cmd_catch.c - catchpoints: stops at what happens in the machine rather than at a place. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "debug/commands.h"
#include "debug/stops.h"
#include "isa/kind.h"
#include "machine/machine.h"

/* Splits off " if CONDITION"; the caller frees the result. */
static char *before_if(const char *args, const char **condition)
{
    *condition = NULL;
    for (const char *p = args; *p; p++)
        if ((p == args || isspace((unsigned char)p[-1])) && !strncmp(p, "if", 2) &&
            (p[2] == ' ' || p[2] == '(')) {
            size_t n = (size_t)(p - args);
            while (n && isspace((unsigned char)args[n - 1]))
                n--;
            *condition = p + 2 + strspn(p + 2, " ");
            return xstrndup(args, n);
        }
    return xstrdup(args);
}

static enum session_status set_catch(struct session *s, const struct call *c, enum point_kind kind, int arg,
                                     const char *what, const char *condition)
{
    struct stopper probe = { 0 };
    if (!stopper_set_condition(s, &probe, condition))
        return SESSION_FAILED;
    struct stopper *st = stopper_add(s, STOPS_CATCH, what);
    st->condition = probe.condition;
    st->test = probe.test;
    st->point.kind = kind;
    st->point.arg = arg;
    if (!strncmp(c->command->name, "tcatch", 6))
        st->disposition = DELETE_ONCE;
    out(s, "%s %d (%s)\n", st->disposition == DELETE_ONCE ? "Temporary catchpoint" : "Catchpoint", st->number,
        what);
    return SESSION_OK;
}

/* What an argument of an event can be: -1 for none given; false after reporting. */
typedef bool argument_fn(struct session *s, const char *text, int *arg);

/* A name or the beginning of one. */
static bool pick(struct session *s, const char *what, const char *text, const char *const *names, size_t n,
                 int *arg)
{
    size_t length = strlen(text), count = 0;
    for (size_t i = 0; i < n; i++) {
        if (strncmp(names[i], text, length) != 0)
            continue;
        *arg = (int)i;
        count++;
        if (!names[i][length])
            return true;
    }
    if (count == 1)
        return true;
    struct str all;
    str_init(&all);
    for (size_t i = 0; i < n; i++)
        str_addf(&all, "%s%s", i ? ", " : "", names[i]);
    fail(s, "%s %s \"%s\".  It is one of: %s.", count ? "Ambiguous" : "No", what, text, all.buf);
    str_release(&all);
    return false;
}

/* "raw": what diagrams call a wait for an operand. */
static bool cause_arg(struct session *s, const char *text, int *arg)
{
    const char *names[CAUSE_COUNT + 1];
    for (int i = 0; i < CAUSE_COUNT; i++)
        names[i] = cause_name((enum cause)i);
    names[CAUSE_COUNT] = "raw";
    if (!pick(s, "cause", text, names, CAUSE_COUNT + 1, arg))
        return false;
    if (*arg == CAUSE_COUNT)
        *arg = STALL_RAW;
    return true;
}

static bool cache_arg(struct session *s, const char *text, int *arg)
{
    const struct machine_desc *d = machine_description(engine_machine(s->engine));
    const char *names[CACHES_MAX];
    unsigned n = machine_desc_caches(d);
    for (unsigned i = 0; i < n; i++)
        names[i] = machine_desc_cache_name(d, i);
    return pick(s, "cache", text, names, n, arg);
}

static bool number_arg(struct session *s, const char *text, int *arg)
{
    uint64_t n;
    if (!look_count(s, text, &n))
        return false;
    *arg = (int)(n & 0x7fffffff);
    return true;
}

/* A name of a service, or its number. */
static bool service_arg(struct session *s, const char *text, int *arg)
{
    for (unsigned p = 0; p < s->isa->abi.npersonalities && !isdigit((unsigned char)*text); p++)
        for (unsigned i = 0; i < s->isa->abi.personalities[p].nservices; i++)
            if (!strcmp(s->isa->abi.personalities[p].services[i].name, text))
                return *arg = (int)s->isa->abi.personalities[p].services[i].number, true;
    return number_arg(s, text, arg);
}

static bool trap_arg(struct session *s, const char *text, int *arg)
{
    for (unsigned i = 0; i < s->isa->ntraps && !isdigit((unsigned char)*text); i++)
        if (!strcmp(s->isa->traps[i].name, text))
            return *arg = (int)s->isa->traps[i].number, true;
    return number_arg(s, text, arg);
}

static enum session_status catch_(struct session *s, const struct call *c, enum point_kind kind,
                                  const char *event, argument_fn *argument)
{
    const char *condition;
    char *text = before_if(c->args, &condition), *what = NULL;
    int arg = -1;
    enum session_status status = SESSION_FAILED;
    if (*text && !argument)
        status = fail(s, "Junk at end of arguments: \"%s\"", text);
    else if (!*text || argument(s, text, &arg)) {
        what = xasprintf("%s%s%s", event, *text ? " " : "", text);
        status = set_catch(s, c, kind, arg, what, condition);
    }
    free(what);
    free(text);
    return status;
}

static enum session_status stall(struct session *s, const struct call *c)
{
    return catch_(s, c, POINT_STALL, "stall", cause_arg);
}

static enum session_status flush(struct session *s, const struct call *c)
{
    return catch_(s, c, POINT_FLUSH, "flush", NULL);
}

static enum session_status mispredict(struct session *s, const struct call *c)
{
    return catch_(s, c, POINT_MISPREDICT, "mispredict", NULL);
}

static enum session_status miss(struct session *s, const struct call *c)
{
    return catch_(s, c, POINT_MISS, "miss", cache_arg);
}

static enum session_status evict(struct session *s, const struct call *c)
{
    return catch_(s, c, POINT_EVICT, "evict", cache_arg);
}

static enum session_status syscall_(struct session *s, const struct call *c)
{
    return catch_(s, c, POINT_SYSTEM, "syscall", service_arg);
}

static enum session_status exception(struct session *s, const struct call *c)
{
    return catch_(s, c, POINT_EXCEPTION, "exception", trap_arg);
}

static bool calls_host(const struct ir *ir)
{
    for (unsigned i = 0; ir && i < ir->nops; i++)
        if (ir->ops[i].code == IR_SYS && ir->ops[i].imm == IR_SYS_HOST_CALL)
            return true;
    return false;
}

/* `catch NAME` with the name of an instruction that calls the environment: what users of this ISA would type.
 */
static enum session_status catch_any(struct session *s, const struct call *c)
{
    size_t n = strcspn(c->args, " \t");
    for (unsigned i = 0; n && i < s->isa->ninsns; i++) {
        const struct insn *insn = &s->isa->insns[i];
        if (strlen(insn->name) != n || strncmp(insn->name, c->args, n) != 0 || !calls_host(insn->ir))
            continue;
        struct call sub = *c;
        sub.args = c->args + n + strspn(c->args + n, " \t");
        return syscall_(s, &sub);
    }
    if (*c->args)
        return fail(s, "Undefined catch command: \"%s\".  Try \"help catch\".", c->args);
    return fail(s,
                "Catch requires an event name: stall, flush, mispredict, miss, evict, syscall or exception.");
}

#define NONE REPEAT_NONE
#define EVENTS(prefix, what, also)                                                                           \
    { prefix,                                                                                                \
      NULL,                                                                                                  \
      CLASS_POINTS,                                                                                          \
      ARG_SUB,                                                                                               \
      NONE,                                                                                                  \
      COMMAND_OPEN,                                                                                          \
      catch_any,                                                                                             \
      prefix " EVENT [if CONDITION]",                                                                        \
      "Stop when something happens in the machine" what ".\nThe name of the instruction that calls the "     \
      "environment means \"syscall\".",                                                                      \
      prefix " miss" },                                                                                      \
        { prefix " stall",                                                                                   \
          NULL,                                                                                              \
          CLASS_POINTS,                                                                                      \
          ARG_CAUSE,                                                                                         \
          NONE,                                                                                              \
          COMMAND_TIMED,                                                                                     \
          stall,                                                                                             \
          prefix " stall [CAUSE]",                                                                           \
          "Stop in cycles in which nothing retires" also                                                     \
          ".\nWith a cause, only those charged to it: the names are those of the report; \"raw\" is "        \
          "\"load-use\" and "                                                                                \
          "\"data\".",                                                                                       \
          prefix " stall load-use" },                                                                        \
        { prefix " flush",                                                                                   \
          NULL,                                                                                              \
          CLASS_POINTS,                                                                                      \
          ARG_NONE,                                                                                          \
          NONE,                                                                                              \
          COMMAND_TIMED,                                                                                     \
          flush,                                                                                             \
          prefix " flush",                                                                                   \
          "Stop when instructions are squashed" also ".",                                                    \
          NULL },                                                                                            \
        { prefix " mispredict",                                                                              \
          NULL,                                                                                              \
          CLASS_POINTS,                                                                                      \
          ARG_NONE,                                                                                          \
          NONE,                                                                                              \
          COMMAND_TIMED,                                                                                     \
          mispredict,                                                                                        \
          prefix " mispredict",                                                                              \
          "Stop when a branch turns out to have sent the fetch the wrong way" also ".",                      \
          NULL },                                                                                            \
        { prefix " miss",                                                                                    \
          NULL,                                                                                              \
          CLASS_POINTS,                                                                                      \
          ARG_CACHE,                                                                                         \
          NONE,                                                                                              \
          COMMAND_TIMED,                                                                                     \
          miss,                                                                                              \
          prefix " miss [CACHE]",                                                                            \
          "Stop when a cache misses" also ".",                                                               \
          prefix " miss l1d" },                                                                              \
        { prefix " evict",                                                                                   \
          NULL,                                                                                              \
          CLASS_POINTS,                                                                                      \
          ARG_CACHE,                                                                                         \
          NONE,                                                                                              \
          COMMAND_TIMED,                                                                                     \
          evict,                                                                                             \
          prefix " evict [CACHE]",                                                                           \
          "Stop when a cache evicts a line" also ".",                                                        \
          NULL },                                                                                            \
        { prefix " syscall",                                                                                 \
          NULL,                                                                                              \
          CLASS_POINTS,                                                                                      \
          ARG_TEXT,                                                                                          \
          NONE,                                                                                              \
          0,                                                                                                 \
          syscall_,                                                                                          \
          prefix " syscall [NAME|NUMBER]",                                                                   \
          "Stop when a call of the environment retires" also ".",                                            \
          prefix " syscall write" },                                                                         \
    {                                                                                                        \
        prefix " exception", NULL, CLASS_POINTS, ARG_TRAP, NONE, 0, exception,                               \
            prefix " exception [NAME|NUMBER]", "Stop when an instruction traps" also ".", NULL               \
    }

const struct session_command commands_catch[] = {
    EVENTS("catch", "", ""),
    EVENTS("tcatch", ", once", ", once"),
    { 0 },
};

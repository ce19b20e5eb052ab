/* target.c - which ISA a command works with: from the options, from an ELF file's header, or the default.
 *
 * The default target is data too: the first word of isa/default-target. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>
#include "asm/image.h"
#include "base/fs.h"
#include "base/str.h"
#include "base/yaml.h"
#include "machine/services.h"

enum { KEY_WITH = 0x1100, KEY_WITHOUT, KEY_ISA_PATH };

static const struct argp_option options[] = {
    { "target", 't', "TARGET", 0,
      "ISA: the name of a shipped target or a target file (default: what an ELF "
      "file is for, else the default target)",
      0 },
    { "with", KEY_WITH, "LIST", 0, "Switch options of the target on: --with M,C", 0 },
    { "without", KEY_WITHOUT, "LIST", 0, "Switch options of the target off", 0 },
    { "isa-path", KEY_ISA_PATH, "DIR", 0, "Look for modules in DIR before the shipped ones", 0 },
    { 0 },
};

/* Adds the elements of a comma-separated list. */
static void add_list(struct target_options *o, cli_names *to, const char *list)
{
    while (*list) {
        size_t n = strcspn(list, ",");
        char *item = xstrndup(list, n);
        *vec_push(&o->owned) = item;
        if (n)
            *vec_push(to) = item;
        list += n + (list[n] == ',');
    }
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct target_options *o = state->input;
    switch (key) {
    case 't': o->target = arg; return 0;
    case KEY_WITH: add_list(o, &o->with, arg); return 0;
    case KEY_WITHOUT: add_list(o, &o->without, arg); return 0;
    case KEY_ISA_PATH: *vec_push(&o->paths) = arg; return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

const struct argp cli_target_argp = { options, parse, NULL, NULL, NULL, NULL, NULL };

void target_options_release(struct target_options *o)
{
    for (size_t i = 0; i < o->owned.count; i++)
        free(o->owned.data[i]);
    vec_release(&o->owned);
    vec_release(&o->with);
    vec_release(&o->without);
    vec_release(&o->paths);
}

/* The name in isa/default-target; the caller frees. NULL after reporting. */
static char *default_target(struct diag *d)
{
    size_t size;
    char *path = fs_data_path("isa", "default-target"), *text = path ? fs_read(path, &size) : NULL;
    free(path);
    if (!text) {
        diag_error(d, (struct loc){ 0 },
                   "cannot find isa/default-target among the shipped data; use --data-dir or -t");
        return NULL;
    }
    text[strcspn(text, " \t\r\n")] = '\0';
    return text;
}

/* A list that ends with NULL. */
static const char *const *terminated(cli_names *names)
{
    *vec_push(names) = NULL;
    names->count--;
    return names->data;
}

const char **cli_service_names(void)
{
    struct service_info *all;
    size_t n = service_list(&all);
    const char **names = xcalloc(n + 1, sizeof *names);
    for (size_t i = 0; i < n; i++)
        names[i] = all[i].name;
    free(all);
    return names;
}

static struct isa *load(struct target_options *o, const char *target, struct diag *d)
{
    const char **services = cli_service_names();
    const struct isa_request rq = { .target = target,
                                    .with = terminated(&o->with),
                                    .without = terminated(&o->without),
                                    .paths = terminated(&o->paths),
                                    .services = services };
    struct isa *isa = isa_load(&rq, d);
    free(services);
    return isa;
}

/* ---- the target for an ELF file --------------------------------------------------------------------------
 *
 * Loading a target takes milliseconds, and there are many: what their files say about ELF is read first. */

#define EXTENDS_MAX 4

/* A target file and those that it extends. */
struct chain {
    const struct yaml *doc[EXTENDS_MAX];
    unsigned n;
};

static void read_chain(const char *target, struct arena *a, struct diag *d, struct chain *out)
{
    while (target && out->n < EXTENDS_MAX) {
        char *file = xasprintf("%s.yaml", target), *path = fs_data_path("isa", file);
        const struct source *src = path ? diag_read_file(d, path, (struct loc){ 0 }) : NULL;
        struct yaml **docs;
        free(file);
        free(path);
        if (!src || yaml_parse(src, a, d, &docs) < 1)
            return;
        const struct yaml *extends = yaml_get(docs[0], "extends");
        out->doc[out->n++] = docs[0];
        target = extends && extends->kind == YAML_SCALAR ? extends->text : NULL;
    }
}

/* abi.`section`.`key` of the first file of the chain that has it. */
static const struct yaml *abi_key(const struct chain *c, const char *section, const char *key)
{
    for (unsigned i = 0; i < c->n; i++) {
        const struct yaml *y = yaml_get(yaml_get(yaml_get(c->doc[i], "abi"), section), key);
        if (y)
            return y;
    }
    return NULL;
}

/* Whether a number of the file, given as such or as the name of a parameter, is v. */
static bool is_number(const struct chain *c, const struct yaml *y, int v, struct diag *d)
{
    int64_t n;
    for (unsigned i = 0; y && y->kind == YAML_SCALAR && i < c->n; i++) {
        const struct yaml *param = yaml_get(yaml_get(c->doc[i], "params"), y->text);
        if (param) {
            y = param;
            break;
        }
    }
    return y && yaml_int(y, d, &n) && n == v;
}

/* 0: not for such files; 1: for them, but without services (for bare machines); 2: for programs of users. */
static int suitability(const char *target, const struct image_probe *p)
{
    struct chain c = { .n = 0 };
    struct arena a;
    struct diag quiet; /* a file that cannot be read is not suitable */
    int result = 0;
    arena_init(&a);
    diag_init(&quiet);
    read_chain(target, &a, &quiet, &c);
    if (is_number(&c, abi_key(&c, "elf", "class"), p->elf_class, &quiet) &&
        is_number(&c, abi_key(&c, "elf", "machine"), p->elf_machine, &quiet))
        result = abi_key(&c, "default", "elf") ? 2 : 1;
    diag_release(&quiet);
    arena_release(&a);
    return result;
}

/* The most suitable target, the default if it is as suitable as any. The caller frees; NULL after reporting.
 */
static char *target_for_elf(const char *def, const struct image_probe *p, const char *file, struct diag *d)
{
    int best = suitability(def, p);
    char *found = best ? xstrdup(def) : NULL;
    size_t n = 0;
    char **targets = best < 2 ? isa_targets(&n) : NULL;
    for (size_t i = 0; i < n; i++) {
        int suits = best < 2 ? suitability(targets[i], p) : 0;
        if (suits > best) {
            free(found);
            found = xstrdup(targets[i]);
            best = suits;
        }
        free(targets[i]);
    }
    free(targets);
    if (!found)
        diag_error(d, (struct loc){ 0 }, "%s: no shipped target is for %d-bit ELF machine %d; use -t TARGET",
                   file, p->elf_class, p->elf_machine);
    return found;
}

struct isa *cli_load_isa(struct target_options *o, const char *file, struct diag *d)
{
    struct image_probe p = { 0 };
    if (o->target)
        return load(o, o->target, d);
    if (file && image_probe(file, &p, d) < 0)
        return NULL;
    char *target = default_target(d);
    if (target && file && p.kind == IMAGE_ELF && p.elf_machine) {
        char *suitable = target_for_elf(target, &p, file, d);
        free(target);
        target = suitable;
    }
    struct isa *isa = target ? load(o, target, d) : NULL;
    free(target);
    return isa;
}

/* target.c - which ISA a command works with: from the options, from an ELF file's header, or the default.
 *
 * The default target is data too: the first word of isa/default-target. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>
#include "asm/image.h"
#include "base/fs.h"
#include "base/str.h"

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

static struct isa *load(struct target_options *o, const char *target, struct diag *d)
{
    const struct isa_request rq = { .target = target,
                                    .with = terminated(&o->with),
                                    .without = terminated(&o->without),
                                    .paths = terminated(&o->paths) };
    return isa_load(&rq, d);
}

static bool is_for(const struct isa *isa, const struct image_probe *p)
{
    return isa->abi.elf_class == p->elf_class && isa->abi.elf_machine == p->elf_machine;
}

/* A shipped target, if it loads with the options asked for and is for such files; NULL otherwise. */
static struct isa *load_if_for(struct target_options *o, const char *target, const struct image_probe *p)
{
    struct diag quiet; /* one that does not load is not the one */
    diag_init(&quiet);
    struct isa *isa = load(o, target, &quiet);
    diag_release(&quiet);
    if (isa && !is_for(isa, p)) {
        isa_free(isa);
        isa = NULL;
    }
    return isa;
}

/* The shipped target whose ABI names the class and machine of an ELF file. Of several, one that has services
 * for such programs: the others are for bare machines. */
static struct isa *search(struct target_options *o, const struct image_probe *p)
{
    struct isa *found = NULL;
    size_t n;
    char **targets = isa_targets(&n);
    for (size_t i = 0; i < n; i++) {
        struct isa *isa = !found || !found->abi.elf_personality ? load_if_for(o, targets[i], p) : NULL;
        if (isa && (!found || isa->abi.elf_personality)) {
            isa_free(found);
            found = isa;
        } else {
            isa_free(isa);
        }
        free(targets[i]);
    }
    free(targets);
    return found;
}

static struct isa *load_for_elf(struct target_options *o, const char *first, const struct image_probe *p,
                                const char *file, struct diag *d)
{
    struct isa *found = load(o, first, d);
    if (!found || is_for(found, p))
        return found;
    isa_free(found);
    found = search(o, p);
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
    if (!target)
        return NULL;
    struct isa *isa = file && p.kind == IMAGE_ELF ? load_for_elf(o, target, &p, file, d) : load(o, target, d);
    free(target);
    return isa;
}

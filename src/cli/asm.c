/* asm.c - `orrery asm`: assembly sources to an ELF executable, or a listing. */
#include "cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "asm/assemble.h"
#include "base/str.h"

enum { KEY_LISTING = 0x1200 };

struct options {
    struct target_options target;
    cli_names files;
    const char *out;
    bool listing;
};

static const struct argp_option options[] = {
    { "output", 'o', "FILE", 0, "Write an ELF executable (default without --listing: a.out)", 0 },
    { "listing", KEY_LISTING, NULL, 0, "Print address, bytes and source of every line", 0 },
    { 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct options *o = state->input;
    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = &o->target; return 0;
    case 'o': o->out = arg; return 0;
    case KEY_LISTING: o->listing = true; return 0;
    case ARGP_KEY_ARG: *vec_push(&o->files) = arg; return 0;
    case ARGP_KEY_NO_ARGS: return cli_option_error(state, "no source file was given");
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_child children[] = { { &cli_target_argp, 0, "Choosing an ISA:", 1 }, { 0 } };

/* Would writing destroy something that was read, under this name or another? */
static bool is_input(const char *path, struct diag *d)
{
    struct stat out, in;
    if (stat(path, &out) != 0)
        return false;
    for (size_t i = 0; i < d->nsources; i++) {
        const char *name = d->sources[i]->name;
        if (stat(name, &in) == 0 && in.st_dev == out.st_dev && in.st_ino == out.st_ino) {
            diag_error(d, (struct loc){ NULL, 0, 0 }, "the output '%s' is the input '%s'", path, name);
            return true;
        }
    }
    return false;
}

static int write_output(const struct options *o, const struct isa *isa, const struct image *img,
                        struct diag *d)
{
    const char *path = o->out ? o->out : "a.out";
    if (!o->out && o->listing)
        return 0;
    return is_input(path, d) ? -1 : image_write_elf(isa, img, path, d);
}

static int assemble(struct options *o, struct diag *d)
{
    struct str listing;
    struct isa *isa = cli_load_isa(&o->target, NULL, d);
    if (!isa)
        return CLI_REFUSED;
    str_init(&listing);
    struct image *img = asm_assemble(isa, o->files.data, o->files.count, o->listing ? &listing : NULL, d);
    int rc = img && write_output(o, isa, img, d) == 0 ? CLI_OK : CLI_FAILED;
    fputs(listing.buf, stdout);
    str_release(&listing);
    image_free(img);
    isa_free(isa);
    return rc;
}

int cmd_asm(int argc, char **argv)
{
    static const struct argp argp = { options,  parse, "FILE.s...", "Assembles and links sources.",
                                      children, NULL,  NULL };
    struct options o = { 0 };
    struct diag d;
    int rc = cli_parse(&argp, 0, argc, argv, &o);
    if (rc < 0) {
        diag_init(&d);
        rc = assemble(&o, &d);
        diag_print(&d, stderr);
        diag_release(&d);
    }
    target_options_release(&o.target);
    vec_release(&o.files);
    return rc;
}

/* program_files.h - the files that the debugged program was read from, and reading them again. */
#ifndef CLI_PROGRAM_FILES_H
#define CLI_PROGRAM_FILES_H

#include "base/vec.h"
#include "cli/run.h"

/* What a file was like when it was read. */
struct file_stamp {
    const char *path;
    long long size, seconds, nanoseconds; /* size -1: there was none */
};

struct program_files {
    const struct run_options *o;
    struct prepared *p; /* its image is the last that was read */
    VEC(struct file_stamp) stamps;
    VEC(struct image *) former; /* sessions remember names of them */
};

/* o and p must outlive it; p has its image. */
void program_files_init(struct program_files *f, const struct run_options *o, struct prepared *p);
void program_files_release(struct program_files *f); /* what was made of them is gone already */

/* For struct session_program; ctx: struct program_files. */
bool program_files_changed(void *ctx);
const struct image *program_files_read(void *ctx, struct diag *d);

#endif

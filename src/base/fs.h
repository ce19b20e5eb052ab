/* fs.h - files and the place of the shipped data (isa/, machines/, programs/). */
#ifndef BASE_FS_H
#define BASE_FS_H

#include <stdbool.h>
#include <stddef.h>

/* Reads a whole file (NUL-terminated, *size without the NUL). NULL: errno says why. The caller frees. */
char *fs_read(const char *path, size_t *size);
bool fs_exists(const char *path);

/* Directory of shipped data of one kind ("isa", "machines", "programs"), looked for in this order:
 * fs_set_data_dir() (--data-dir), $ORRERY_DATADIR, beside the executable (source tree),
 * <exe>/../share/orrery, PKGDATADIR. NULL if none has it. The caller frees. */
char *fs_data_path(const char *kind, const char *name); /* full path of kind/name if it exists, else NULL */
char *fs_data_dir(const char *kind);
void fs_set_data_dir(const char *dir); /* before the first lookup; dir must live as long as the program */

/* The directory part of a path ("." if none); the caller frees. */
char *fs_dirname(const char *path);
/* The part behind the last slash, within path. */
const char *fs_base_name(const char *path);
char *fs_join(const char *dir, const char *name);
/* Is path the file that is called name ("sub/main.c" and "main.c" of "/src/sub/main.c")? */
bool fs_names(const char *path, const char *name);

/* Names in a directory ending in `suffix`, sorted; the caller frees each and the array. count 0 if
 * unreadable. */
char **fs_list(const char *dir, const char *suffix, size_t *count);

#endif

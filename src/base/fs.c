/* fs.c - see fs.h. */
#include "base/fs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/str.h"
#include "base/vec.h"

#define FILE_MAX ((size_t)256 << 20) /* nothing a user means to load is larger; /dev/zero is */

/* Set once from the command line before anything is looked up; borrowed. */
static const char *data_dir_option;

void fs_set_data_dir(const char *dir)
{
    data_dir_option = dir;
}

/* Reads fd to its end. NULL: errno says why. */
static char *read_all(int fd, size_t *size)
{
    size_t len = 0, cap = 16384;
    char *buf = xmalloc(cap);
    for (;;) {
        ssize_t n = read(fd, buf + len, cap - len - 1);
        if (n < 0 && errno == EINTR)
            continue;
        if (n == 0) {
            buf[len] = '\0';
            *size = len;
            return buf;
        }
        if (n > 0)
            len += (size_t)n;
        if (n < 0 || len > FILE_MAX) {
            int error = n < 0 ? errno : EFBIG;
            free(buf);
            errno = error;
            return NULL;
        }
        if (cap - len < 2)
            buf = xrealloc(buf, cap *= 2);
    }
}

char *fs_read(const char *path, size_t *size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return NULL;
    char *text = read_all(fd, size);
    int error = errno;
    close(fd);
    errno = error;
    return text;
}

bool fs_exists(const char *path)
{
    return access(path, F_OK) == 0;
}

char *fs_dirname(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return xstrdup(".");
    return slash == path ? xstrdup("/") : xstrndup(path, (size_t)(slash - path));
}

const char *fs_base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

char *fs_join(const char *dir, const char *name)
{
    size_t n = strlen(dir);
    if (strcmp(dir, ".") == 0)
        return xstrdup(name);
    return xasprintf("%s%s%s", dir, n && dir[n - 1] == '/' ? "" : "/", name);
}

bool fs_names(const char *path, const char *name)
{
    size_t n = strlen(path), m = strlen(name);
    return n >= m && strcmp(path + n - m, name) == 0 && (n == m || path[n - m - 1] == '/');
}

/* The directory of this program's file, NULL where the system does not tell; the caller frees. */
static char *exe_dir(void)
{
    char path[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
    if (n <= 0)
        return NULL;
    path[n] = '\0';
    return fs_dirname(path);
}

/* The n-th place where data may lie (NULL: none there), until n reaches DATA_PLACES; the caller frees. */
#define DATA_PLACES 5
static char *data_place(int n)
{
    const char *env = getenv("ORRERY_DATADIR");
    char *exe = n == 2 || n == 3 ? exe_dir() : NULL;
    char *place = NULL;
    switch (n) {
    case 0: place = data_dir_option ? xstrdup(data_dir_option) : NULL; break;
    case 1: place = env && *env ? xstrdup(env) : NULL; break;
    case 2: place = exe ? xstrdup(exe) : NULL; break;
    case 3: place = exe ? fs_join(exe, "../share/orrery") : NULL; break;
    case 4: place = xstrdup(PKGDATADIR); break;
    default: break;
    }
    free(exe);
    return place;
}

/* The first place that has kind (and in it name, unless NULL). */
static char *find_data(const char *kind, const char *name)
{
    for (int i = 0; i < DATA_PLACES; i++) {
        char *place = data_place(i);
        if (!place)
            continue;
        char *path = fs_join(place, kind);
        if (name) {
            char *file = fs_join(path, name);
            free(path);
            path = file;
        }
        free(place);
        if (fs_exists(path))
            return path;
        free(path);
    }
    return NULL;
}

char *fs_data_path(const char *kind, const char *name)
{
    return find_data(kind, name);
}

char *fs_data_dir(const char *kind)
{
    return find_data(kind, NULL);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

char **fs_list(const char *dir, const char *suffix, size_t *count)
{
    VEC(char *) names = { 0 };
    DIR *d = opendir(dir);
    size_t ns = strlen(suffix);
    for (struct dirent *e; d && (e = readdir(d));) {
        size_t n = strlen(e->d_name);
        if (n > ns && e->d_name[0] != '.' && strcmp(e->d_name + n - ns, suffix) == 0)
            *vec_push(&names) = xstrdup(e->d_name);
    }
    if (d)
        closedir(d);
    if (names.count)
        qsort(names.data, names.count, sizeof *names.data, by_name);
    *count = names.count;
    return names.data;
}

/* service_root.c - opens a path that lies below a directory and nowhere else: no `..` above it, no absolute
 * links, no links that lead out. The kernel does it where it can (openat2); elsewhere the path is walked one
 * component at a time and every link is refused. */
#include "machine/services_private.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int open_beneath(int root, const char *path, int flags)
{
    struct open_how how = { .flags = (uint64_t)flags,
                            .mode = flags & O_CREAT ? 0644 : 0,
                            .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS };
    long fd = syscall(SYS_openat2, root, path, &how, sizeof how);
    return fd < 0 ? -errno : (int)fd;
}

/* For kernels without openat2. */
static int open_walking(int root, const char *path, int flags)
{
    int dir = dup(root);
    if (dir < 0)
        return -errno;
    for (;;) {
        char name[256];
        size_t n = strcspn(path, "/");
        if (n >= sizeof name || (n == 2 && !strncmp(path, "..", 2))) {
            close(dir);
            return n == 2 ? -EXDEV : -ENAMETOOLONG;
        }
        memcpy(name, path, n);
        name[n] = '\0';
        path += n + strspn(path + n, "/");
        int how = *path ? O_PATH | O_DIRECTORY : flags;
        int fd = openat(dir, n ? name : ".", how | O_NOFOLLOW | O_CLOEXEC, 0644);
        int error = errno;
        close(dir);
        if (fd < 0)
            return -error;
        if (!*path)
            return fd;
        dir = fd;
    }
}

int root_open(int root, const char *path, int flags)
{
    path += strspn(path, "/"); /* the guest's / is the root */
    if (!*path)
        path = ".";
    flags |= O_CLOEXEC | O_NOCTTY | O_NONBLOCK; /* a FIFO must not make the simulator wait */
    int fd = open_beneath(root, path, flags);
    if (fd == -ENOSYS || fd == -EPERM)
        fd = open_walking(root, path, flags);
    struct stat st;
    if (fd >= 0 && (fstat(fd, &st) || (!S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode)))) {
        close(fd);
        return -EACCES; /* devices and sockets are not for guests */
    }
    return fd;
}

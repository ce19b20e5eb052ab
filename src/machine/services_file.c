/* services_file.c - services on descriptors: the standard streams, and files below the root directory.
 *
 * Descriptors are flat state; the host's file behind one is found by number in a table and read and written
 * at offsets, so that a copied state means the same file at the same place. */
#include "machine/services_private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/bits.h"
#include "base/str.h"

#define PATH_LIMIT  4096
#define FILES_LIMIT 4096 /* different files that a program opens in its life */

/* Flags of open as the generic Linux ABI numbers them. */
enum {
    G_WRONLY = 1,
    G_RDWR = 2,
    G_ACCESS = 3,
    G_CREAT = 0x40,
    G_EXCL = 0x80,
    G_TRUNC = 0x200,
    G_APPEND = 0x400,
    G_DIRECTORY = 0x10000
};

static struct service_fd *descriptor(struct call *k, uint64_t n)
{
    struct service_fd *fd = k->c->state->fd;
    if (n >= SERVICE_FDS || fd[n].kind == FD_CLOSED) {
        call_fail(k, EBADF);
        return NULL;
    }
    return &fd[n];
}

/* ---- host files -------------------------------------------------------------------------------------- */

static int host_fd(struct call *k, const struct service_fd *fd)
{
    struct host_file *f = &k->s->files.data[fd->host];
    k->files = true;
    if (f->fd < 0)
        f->fd = root_open(k->s->root, f->path, f->flags);
    return f->fd;
}

/* The number of a table row for an open file; takes over fd. */
static long remember(struct services *s, int fd, const char *path, int flags)
{
    flags &= ~(O_CREAT | O_EXCL | O_TRUNC);
    for (size_t i = 0; i < s->files.count; i++) {
        struct host_file *f = &s->files.data[i];
        if (f->fd < 0 && f->flags == flags && !strcmp(f->path, path)) {
            f->fd = fd;
            return (long)i;
        }
    }
    if (s->files.count >= FILES_LIMIT)
        return -1;
    *vec_push(&s->files) = (struct host_file){ fd, xstrdup(path), flags };
    return (long)s->files.count - 1;
}

/* ---- open and close ---------------------------------------------------------------------------------- */

static int host_flags(uint64_t guest)
{
    static const struct {
        uint64_t guest;
        int host;
    } map[] = {
        { G_CREAT, O_CREAT }, { G_EXCL, O_EXCL }, { G_TRUNC, O_TRUNC }, { G_DIRECTORY, O_DIRECTORY }
    };
    int flags = (guest & G_ACCESS) == G_WRONLY ? O_WRONLY : (guest & G_ACCESS) == G_RDWR ? O_RDWR : O_RDONLY;
    for (size_t i = 0; i < sizeof map / sizeof *map; i++)
        if (guest & map[i].guest)
            flags |= map[i].host;
    return flags;
}

/* The path at a guest address, if files are allowed at all. */
static bool guest_path(struct call *k, uint64_t addr, char *path)
{
    long n = guest_string(k, addr, path, PATH_LIMIT);
    if (n < 0) {
        call_fail(k, n == -1 ? EFAULT : ENAMETOOLONG);
        return false;
    }
    if (k->s->root < 0) {
        call_hint(k, "%s(\"%.60s\") failed: a program sees files only with --root DIR", k->name, path);
        call_fail(k, EACCES);
        return false;
    }
    k->files = true;
    return true;
}

static int64_t open_file(struct call *k, uint64_t path_addr, uint64_t guest)
{
    char path[PATH_LIMIT];
    struct service_fd *fd = k->c->state->fd;
    if (!guest_path(k, path_addr, path))
        return 0;
    unsigned n = 3;
    while (n < SERVICE_FDS && fd[n].kind != FD_CLOSED)
        n++;
    if (n == SERVICE_FDS)
        return call_fail(k, EMFILE);
    int flags = host_flags(guest), host = root_open(k->s->root, path, flags);
    if (host < 0)
        return call_fail(k, host == -EXDEV || host == -ELOOP ? EACCES : -host);
    long number = remember(k->s, host, path, flags);
    if (number < 0) {
        close(host);
        return call_fail(k, ENFILE);
    }
    fd[n] = (struct service_fd){ .kind = FD_FILE,
                                 .readable = (guest & G_ACCESS) != G_WRONLY,
                                 .writable = (guest & G_ACCESS) != 0,
                                 .append = (guest & G_APPEND) != 0,
                                 .host = (uint32_t)number };
    return n;
}

static int64_t do_open(struct call *k)
{
    return open_file(k, k->arg[0], k->arg[1]);
}

static int64_t do_openat(struct call *k)
{
    return open_file(k, k->arg[1], k->arg[2]);
}

/* 0 read, 1 write a new file, 9 append. */
static int64_t do_open_simple(struct call *k)
{
    switch (k->arg[1]) {
    case 0: return open_file(k, k->arg[0], 0);
    case 1: return open_file(k, k->arg[0], G_WRONLY | G_CREAT | G_TRUNC);
    case 9: return open_file(k, k->arg[0], G_WRONLY | G_CREAT | G_APPEND);
    default: return call_fail(k, EINVAL);
    }
}

static int64_t do_close(struct call *k)
{
    struct service_fd *fd = descriptor(k, k->arg[0]);
    if (!fd)
        return 0;
    if (fd->kind == FD_FILE) {
        bool shared = false;
        for (unsigned i = 0; i < SERVICE_FDS; i++)
            shared |= &k->c->state->fd[i] != fd && k->c->state->fd[i].kind == FD_FILE &&
                      k->c->state->fd[i].host == fd->host;
        struct host_file *f = &k->s->files.data[fd->host];
        k->files = true;
        if (!shared && f->fd >= 0) {
            close(f->fd);
            f->fd = -1;
        }
    }
    fd->kind = FD_CLOSED;
    return 0;
}

static int64_t do_unlink_at(struct call *k, uint64_t path_addr)
{
    char path[PATH_LIMIT];
    if (!guest_path(k, path_addr, path))
        return 0;
    char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    int dir = k->s->root;
    if (!*name || !strcmp(name, ".") || !strcmp(name, ".."))
        return call_fail(k, EISDIR);
    if (slash) {
        *slash = '\0';
        dir = root_open(k->s->root, path, O_RDONLY | O_DIRECTORY);
    }
    int error = dir < 0 ? -dir : unlinkat(dir, name, 0) ? errno : 0;
    if (slash && dir >= 0)
        close(dir);
    return error ? call_fail(k, error) : 0;
}

static int64_t do_unlink(struct call *k)
{
    return do_unlink_at(k, k->arg[0]);
}

static int64_t do_unlinkat(struct call *k)
{
    return do_unlink_at(k, k->arg[1]);
}

/* ---- read and write ---------------------------------------------------------------------------------- */

/* One chunk: bytes read, 0 at the end, or after call_fail() -1. */
static long read_chunk(struct call *k, struct service_fd *fd, char *buf, size_t n)
{
    if (fd->kind == FD_IN) {
        long got = stream_read_line(k->s, k->c->state, buf, n);
        if (got == INPUT_STOPPED)
            k->status = SERVICE_STOPPED;
        return got == INPUT_STOPPED ? -1 : got;
    }
    int host = host_fd(k, fd);
    ssize_t got = host < 0 ? -1 : pread(host, buf, n, (off_t)fd->offset);
    if (got < 0) {
        call_fail(k, host < 0 ? -host : errno);
        return -1;
    }
    fd->offset += (uint64_t)got;
    return got;
}

static int64_t read_to(struct call *k, struct service_fd *fd, uint64_t addr, uint64_t size)
{
    char buf[4096];
    int64_t total = 0;
    if (!fd->readable)
        return call_fail(k, EBADF);
    if (!guest_writable(k, addr, size))
        return call_fail(k, EFAULT);
    while (size) {
        size_t want = size < sizeof buf ? size : sizeof buf;
        long n = read_chunk(k, fd, buf, want);
        if (n <= 0)
            break;
        guest_write(k, addr, buf, (size_t)n);
        addr += (uint64_t)n;
        size -= (uint64_t)n;
        total += n;
        if ((size_t)n < want || (fd->kind == FD_IN && buf[n - 1] == '\n'))
            break;
    }
    if (total) { /* what was read counts; the failure comes again with the next call */
        k->error = 0;
        k->status = SERVICE_DONE;
    }
    return total;
}

static long write_chunk(struct call *k, struct service_fd *fd, const char *buf, size_t n)
{
    if (fd->kind != FD_FILE) {
        stream_write(k->s, k->c->state, fd->kind == FD_ERR, buf, n);
        return (long)n;
    }
    int host = host_fd(k, fd);
    struct stat st;
    if (host >= 0 && fd->append && !fstat(host, &st))
        fd->offset = (uint64_t)st.st_size;
    ssize_t done = host < 0 ? -1 : pwrite(host, buf, n, (off_t)fd->offset);
    if (done < 0) {
        call_fail(k, host < 0 ? -host : errno);
        return -1;
    }
    fd->offset += (uint64_t)done;
    return done;
}

static int64_t write_from(struct call *k, struct service_fd *fd, uint64_t addr, uint64_t size)
{
    char buf[4096];
    int64_t total = 0;
    if (!fd->writable)
        return call_fail(k, EBADF);
    if (!guest_readable(k, addr, size))
        return call_fail(k, EFAULT);
    while (size) {
        size_t want = size < sizeof buf ? size : sizeof buf;
        if (!guest_read(k, addr, buf, want))
            return total ? total : call_fail(k, EFAULT);
        long n = write_chunk(k, fd, buf, want);
        if (n <= 0)
            break;
        addr += (uint64_t)n;
        size -= (uint64_t)n;
        total += n;
    }
    if (total)
        k->error = 0;
    return total;
}

static int64_t do_read(struct call *k)
{
    struct service_fd *fd = descriptor(k, k->arg[0]);
    return fd ? read_to(k, fd, k->arg[1], k->arg[2]) : 0;
}

static int64_t do_write(struct call *k)
{
    struct service_fd *fd = descriptor(k, k->arg[0]);
    return fd ? write_from(k, fd, k->arg[1], k->arg[2]) : 0;
}

/* struct iovec: address and length, a word each */
static int64_t vectored(struct call *k,
                        int64_t (*one)(struct call *, struct service_fd *, uint64_t, uint64_t))
{
    struct service_fd *fd = descriptor(k, k->arg[0]);
    unsigned word = k->word / 8;
    int64_t total = 0;
    if (!fd)
        return 0;
    if (k->arg[2] > 1024)
        return call_fail(k, EINVAL);
    for (uint64_t i = 0; i < k->arg[2]; i++) {
        uint8_t iov[16];
        if (!guest_read(k, k->arg[1] + i * 2 * word, iov, 2 * word))
            return total ? total : call_fail(k, EFAULT);
        uint64_t size = guest_number(k, iov + word, word);
        int64_t n = one(k, fd, guest_number(k, iov, word), size);
        if (k->error || k->status != SERVICE_DONE) {
            if (total)
                k->error = 0, k->status = SERVICE_DONE;
            return total;
        }
        total += n;
        if ((uint64_t)n < size)
            break;
    }
    return total;
}

static int64_t do_readv(struct call *k)
{
    return vectored(k, read_to);
}

static int64_t do_writev(struct call *k)
{
    return vectored(k, write_from);
}

static int64_t do_lseek(struct call *k)
{
    struct service_fd *fd = descriptor(k, k->arg[0]);
    struct stat st;
    if (!fd)
        return 0;
    if (fd->kind != FD_FILE)
        return call_fail(k, ESPIPE);
    int host = host_fd(k, fd);
    if (host < 0 || fstat(host, &st))
        return call_fail(k, EIO);
    int64_t base[3] = { 0, (int64_t)fd->offset, st.st_size }, to;
    if (k->arg[2] > 2 || __builtin_add_overflow(base[k->arg[2]], call_signed(k, 1), &to) || to < 0)
        return call_fail(k, EINVAL);
    fd->offset = (uint64_t)to;
    return to;
}

/* ---- what a descriptor or path is -------------------------------------------------------------------- */

enum { STAT_ZERO, STAT_INO, STAT_MODE, STAT_NLINK, STAT_SIZE, STAT_BLKSIZE, STAT_BLOCKS, STAT_VALUES };

/* struct stat of the generic Linux ABI; times stay zero, as the host's would differ from run to run. */
static const struct {
    uint8_t size, what;
} stat_fields[] = {
    { 8, STAT_ZERO }, { 8, STAT_INO },           { 4, STAT_MODE }, { 4, STAT_NLINK },
    { 4, STAT_ZERO }, { 4, STAT_ZERO },          { 8, STAT_ZERO }, { 8, STAT_ZERO }, /* uid gid rdev - */
    { 8, STAT_SIZE }, { 4, STAT_BLKSIZE },       { 4, STAT_ZERO }, { 8, STAT_BLOCKS },
    { 8, STAT_ZERO }, { GUEST_WORD, STAT_ZERO }, { 8, STAT_ZERO }, { GUEST_WORD, STAT_ZERO }, /* atim mtim */
    { 8, STAT_ZERO }, { GUEST_WORD, STAT_ZERO }, { 8, STAT_ZERO },                            /* ctim - */
};

static int64_t put_stat(struct call *k, uint64_t addr, const uint64_t *values)
{
    struct guest_struct g = { .k = k };
    for (size_t i = 0; i < sizeof stat_fields / sizeof *stat_fields; i++)
        guest_put(&g, stat_fields[i].size, values[stat_fields[i].what]);
    return guest_put_at(k, &g, addr) ? 0 : call_fail(k, EFAULT);
}

static int64_t stat_host(struct call *k, int host, uint64_t addr, uint64_t ino)
{
    struct stat st;
    if (host < 0 || fstat(host, &st))
        return call_fail(k, host < 0 ? -host : errno);
    bool dir = S_ISDIR(st.st_mode);
    const uint64_t values[STAT_VALUES] = {
        [STAT_INO] = ino,      [STAT_MODE] = dir ? 0040755 : 0100644,
        [STAT_NLINK] = 1,      [STAT_SIZE] = dir ? 4096 : (uint64_t)st.st_size,
        [STAT_BLKSIZE] = 4096, [STAT_BLOCKS] = dir ? 8 : ((uint64_t)st.st_size + 511) / 512
    };
    return put_stat(k, addr, values);
}

static int64_t stat_descriptor(struct call *k, uint64_t n, uint64_t addr)
{
    struct service_fd *fd = descriptor(k, n);
    if (!fd)
        return 0;
    if (fd->kind == FD_FILE)
        return stat_host(k, host_fd(k, fd), addr, fd->host + UINT64_C(4));
    const uint64_t terminal[STAT_VALUES] = {
        [STAT_INO] = 1, [STAT_MODE] = 0020620, [STAT_NLINK] = 1, [STAT_BLKSIZE] = 1024
    };
    return put_stat(k, addr, terminal);
}

static int64_t do_fstat(struct call *k)
{
    return stat_descriptor(k, k->arg[0], k->arg[1]);
}

static int64_t stat_path(struct call *k, uint64_t path_addr, uint64_t addr)
{
    char path[PATH_LIMIT];
    if (!guest_path(k, path_addr, path))
        return 0;
    int host = root_open(k->s->root, path, O_RDONLY);
    int64_t result = stat_host(k, host == -EXDEV || host == -ELOOP ? -EACCES : host, addr, 3);
    if (host >= 0)
        close(host);
    return result;
}

static int64_t do_stat(struct call *k)
{
    return stat_path(k, k->arg[0], k->arg[1]);
}

static int64_t do_fstatat(struct call *k)
{
    enum { EMPTY_PATH = 0x1000 }; /* the descriptor itself is meant */
    char first;
    if (k->arg[3] & EMPTY_PATH && guest_read(k, k->arg[1], &first, 1) && !first)
        return stat_descriptor(k, k->arg[0], k->arg[2]);
    return stat_path(k, k->arg[1], k->arg[2]);
}

static int64_t access_path(struct call *k, uint64_t path_addr)
{
    char path[PATH_LIMIT];
    if (!guest_path(k, path_addr, path))
        return 0;
    int host = root_open(k->s->root, path, O_RDONLY);
    if (host < 0)
        return call_fail(k, host == -EXDEV || host == -ELOOP ? EACCES : -host);
    close(host);
    return 0;
}

static int64_t do_access(struct call *k)
{
    return access_path(k, k->arg[0]);
}

static int64_t do_faccessat(struct call *k)
{
    return access_path(k, k->arg[1]);
}

static int64_t do_readlinkat(struct call *k)
{
    char path[PATH_LIMIT];
    return guest_path(k, k->arg[1], path) ? call_fail(k, EINVAL) : 0; /* links are not shown as such */
}

static int64_t do_getcwd(struct call *k)
{
    if (k->arg[1] < 2)
        return call_fail(k, ERANGE);
    return guest_write(k, k->arg[0], "/", 2) ? 2 : call_fail(k, EFAULT);
}

/* Terminals have no settings that matter here; asking whether one is there is what programs do. */
static int64_t do_ioctl(struct call *k)
{
    struct service_fd *fd = descriptor(k, k->arg[0]);
    return !fd ? 0 : call_fail(k, fd->kind == FD_FILE ? ENOTTY : EINVAL);
}

static int64_t do_fcntl(struct call *k)
{
    enum { GETFD = 1, SETFD = 2, GETFL = 3, SETFL = 4 };
    struct service_fd *fd = descriptor(k, k->arg[0]);
    if (!fd)
        return 0;
    switch (k->arg[1]) {
    case GETFD:
    case SETFD:
    case SETFL: return 0;
    case GETFL:
        return (fd->readable && fd->writable ? G_RDWR
                : fd->writable               ? G_WRONLY
                                             : 0) |
               (fd->append ? G_APPEND : 0);
    default: return call_fail(k, EINVAL);
    }
}

static int64_t do_dup(struct call *k)
{
    struct service_fd *fd = descriptor(k, k->arg[0]);
    for (unsigned n = 0; fd && n < SERVICE_FDS; n++)
        if (k->c->state->fd[n].kind == FD_CLOSED) {
            k->c->state->fd[n] = *fd; /* a copy has its own offset */
            return n;
        }
    return fd ? call_fail(k, EMFILE) : 0;
}

static int64_t do_ftruncate(struct call *k)
{
    struct service_fd *fd = descriptor(k, k->arg[0]);
    if (!fd)
        return 0;
    if (fd->kind != FD_FILE || !fd->writable)
        return call_fail(k, EINVAL);
    int host = host_fd(k, fd);
    return host >= 0 && !ftruncate(host, (off_t)call_signed(k, 1)) ? 0
                                                                   : call_fail(k, host < 0 ? -host : errno);
}

const struct service_def services_file[] = {
    { "open", do_open, false, "open a file below the root directory" },
    { "openat", do_openat, false, "the same; every path counts from the root" },
    { "open_simple", do_open_simple, false, "open a file: 0 read, 1 write a new one, 9 append" },
    { "close", do_close, false, "close a descriptor" },
    { "read", do_read, false, "read bytes; from standard input at most a line" },
    { "write", do_write, false, "write bytes" },
    { "readv", do_readv, false, "read into several buffers" },
    { "writev", do_writev, false, "write from several buffers" },
    { "lseek", do_lseek, false, "set the position in a file" },
    { "ftruncate", do_ftruncate, false, "set the size of a file" },
    { "fstat", do_fstat, false, "what a descriptor is" },
    { "stat", do_stat, false, "what a file is" },
    { "lstat", do_stat, false, "the same" },
    { "fstatat", do_fstatat, false, "the same; every path counts from the root" },
    { "access", do_access, false, "whether a file can be read" },
    { "faccessat", do_faccessat, false, "the same" },
    { "readlinkat", do_readlinkat, false, "there are no links" },
    { "unlink", do_unlink, false, "delete a file" },
    { "unlinkat", do_unlinkat, false, "the same" },
    { "getcwd", do_getcwd, false, "the root, /" },
    { "ioctl", do_ioctl, false, "nothing can be set" },
    { "fcntl", do_fcntl, false, "flags of a descriptor" },
    { "dup", do_dup, false, "a second descriptor for the same file" },
    { 0 },
};

/* program_files.c - see program_files.h. */
#include "cli/program_files.h"

#include <sys/stat.h>

static struct file_stamp stamp(const char *path)
{
    struct stat st;
    if (stat(path, &st) < 0)
        return (struct file_stamp){ .path = path, .size = -1 };
    return (struct file_stamp){ path, st.st_size, st.st_mtim.tv_sec, st.st_mtim.tv_nsec };
}

/* The files that were named, and those that these include. */
static void take_stamps(struct program_files *f)
{
    const struct image *img = f->p->image;
    f->stamps.count = 0;
    for (size_t i = 0; i < f->o->programs.count; i++)
        *vec_push(&f->stamps) = stamp(f->o->programs.data[i]);
    for (size_t i = 0; i < img->nsources; i++)
        *vec_push(&f->stamps) = stamp(img->sources[i].path);
}

void program_files_init(struct program_files *f, const struct run_options *o, struct prepared *p)
{
    *f = (struct program_files){ .o = o, .p = p };
    take_stamps(f);
}

void program_files_release(struct program_files *f)
{
    for (size_t i = 0; i < f->former.count; i++)
        image_free(f->former.data[i]);
    vec_release(&f->former);
    vec_release(&f->stamps);
}

bool program_files_changed(void *ctx)
{
    const struct program_files *f = ctx;
    for (size_t i = 0; i < f->stamps.count; i++) {
        const struct file_stamp *then = &f->stamps.data[i];
        struct file_stamp now = stamp(then->path);
        if (now.size >= 0 &&
            (now.size != then->size || now.seconds != then->seconds || now.nanoseconds != then->nanoseconds))
            return true;
    }
    return false;
}

const struct image *program_files_read(void *ctx, struct diag *d)
{
    struct program_files *f = ctx;
    struct prepared *p = f->p;
    struct image *former = p->image;
    struct diag mine = p->diag;
    p->image = NULL;
    p->diag = *d;
    bool fine = prepare_image(p, f->o) == 0;
    *d = p->diag;
    p->diag = mine;
    if (!fine) {
        image_free(p->image);
        p->image = former;
        return NULL;
    }
    *vec_push(&f->former) = former;
    take_stamps(f);
    return p->image;
}

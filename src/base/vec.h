/* vec.h - growable arrays: VEC(T) declares {T *data; size_t count, cap;}. Macros, because C has no templates.
 */
#ifndef BASE_VEC_H
#define BASE_VEC_H

#include <stddef.h>
#include <stdlib.h>
#include "base/str.h"

#define VEC(T)                                                                                               \
    struct {                                                                                                 \
        T *data;                                                                                             \
        size_t count, cap;                                                                                   \
    }

/* Room for one more; the new element is uninitialised: *vec_push(&v) = x; */
#define vec_push(v)                                                                                          \
    (vec_grow_((void **)&(v)->data, (v)->count, &(v)->cap, sizeof *(v)->data), &(v)->data[(v)->count++])
/* Takes element i (below count) out; those behind it move up. */
#define vec_remove(v, i) vec_remove_((v)->data, &(v)->count, i, sizeof *(v)->data)
#define vec_release(v)   (free((v)->data), (v)->data = NULL, (v)->count = (v)->cap = 0)
#define vec_each(p, v)                                                                                       \
    for ((p) = (v)->data; (p) && (p) < (v)->data + (v)->count; (p)++) /* NULL + 0 is undefined */

void vec_grow_(void **data, size_t count, size_t *cap, size_t size);
void vec_remove_(void *data, size_t *count, size_t i, size_t size);

#endif

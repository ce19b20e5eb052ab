/* host.h - what the interpreters ask of the host's compiler: hints, threaded code, byte order, 128-bit
 * products. For who includes ops.h. */
#ifndef EXEC_HOST_H
#define EXEC_HOST_H

#include <stdint.h>

#define LIKELY(x)   __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)

/* Operations are threaded code: on to the next one, to the one at u. */
#define NEXT                                                                                                 \
    do {                                                                                                     \
        u++;                                                                                                 \
        goto * u->h;                                                                                         \
    } while (0)
#define SAME goto * u->h

#define SAME8(v) (v)
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define LE16(v) (v)
#define LE32(v) (v)
#define LE64(v) (v)
#define BE16(v) __builtin_bswap16(v)
#define BE32(v) __builtin_bswap32(v)
#define BE64(v) __builtin_bswap64(v)
#else
#define BE16(v) (v)
#define BE32(v) (v)
#define BE64(v) (v)
#define LE16(v) __builtin_bswap16(v)
#define LE32(v) __builtin_bswap32(v)
#define LE64(v) __builtin_bswap64(v)
#endif

__extension__ typedef unsigned __int128 u128;
__extension__ typedef __int128 s128;

#endif

// Wipes what is freed, whoever frees it.
//
// Our own code wipes what holds a PIN. Libraries do not: BoringSSL decrypts a request in the buffer that it was read into and
// frees that as it is, and a PIN would be there until the memory is used again. The dynamic linker takes the program's own
// `free` and `realloc` before the C library's, for every library that it loads; the C library's `realloc` frees what it has moved
// by itself, so that both are needed. The C library's go by the names `__libc_free` and `__libc_realloc` too
// (<https://sourceware.org/glibc/wiki/MallocInternals>).

#define _GNU_SOURCE
#include "wiped_memory.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define HAS_MEMORY_OF_ITS_OWN
#endif
#endif

#ifdef HAS_MEMORY_OF_ITS_OWN

bool wiped_memory_is_in_use(void) { return false; }

#else

// Larger than any request, TLS record or network buffer. What is larger holds no PIN: pages of a database, tables of names.
static const size_t largest_wiped = 64 << 10;

extern void __libc_free(void *memory);
extern void *__libc_realloc(void *memory, size_t size);

void free(void *memory) {
    if (memory == NULL) return;
    size_t size = malloc_usable_size(memory);
    if (size <= largest_wiped) explicit_bzero(memory, size);
    __libc_free(memory);
}

void *realloc(void *memory, size_t size) {
    if (memory == NULL) return __libc_realloc(NULL, size);
    if (size == 0) {
        free(memory);
        return NULL;
    }
    size_t usable = malloc_usable_size(memory);
    if (usable > largest_wiped) return __libc_realloc(memory, size);
    if (size <= usable) {
        // What is cut off stays behind, and what is kept stays where it is.
        explicit_bzero((char *)memory + size, usable - size);
        return __libc_realloc(memory, size);
    }
    void *moved = malloc(size);
    if (moved == NULL) return NULL;
    memcpy(moved, memory, usable);
    free(memory);
    return moved;
}

bool wiped_memory_is_in_use(void) { return true; }

#endif

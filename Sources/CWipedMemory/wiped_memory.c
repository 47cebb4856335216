// Wipes what is freed, whoever frees it.
//
// Our own code wipes what holds a PIN. Libraries do not: BoringSSL decrypts a request in the buffer that it was read into and
// frees that as it is, and a PIN would stand there until the memory is used again. The dynamic linker takes the program's own
// `free` before the C library's, for every library that it loads, so that one function is enough. The C library's goes by the
// name `__libc_free` too (<https://sourceware.org/glibc/wiki/MallocInternals>).

#define _GNU_SOURCE
#include "wiped_memory.h"

#include <malloc.h>
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

void free(void *memory) {
    if (memory == NULL) return;
    size_t size = malloc_usable_size(memory);
    if (size <= largest_wiped) explicit_bzero(memory, size);
    __libc_free(memory);
}

bool wiped_memory_is_in_use(void) { return true; }

#endif

// The ceiling must not pay the kernel for fresh memory with each hash, or it would be no ceiling. libsodium asks for
// Argon2's memory with one pattern, an anonymous populated private mapping; that one is answered from memory that the
// thread keeps. This is a measuring instrument: it wipes nothing and gives nothing back. The server has its own.
#define _GNU_SOURCE
#include "kept_memory.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static const size_t huge_page = (size_t)2 << 20;
static atomic_ulong served;
static _Thread_local struct {
    void *memory;
    size_t length;
    int is_lent;
} kept;

unsigned long kept_memory_served(void) { return atomic_load(&served); }

static void *map(void *address, size_t length, int protection, int flags, int file, off_t offset) {
    return (void *)syscall(SYS_mmap, address, length, protection, flags, file, offset);
}

static void *map_aligned(size_t length) {
    void *raw = map(NULL, length + huge_page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (raw == MAP_FAILED) return NULL;
    void *aligned = (void *)(((uintptr_t)raw + huge_page - 1) & ~(huge_page - 1));
    madvise(aligned, length, MADV_HUGEPAGE);
    for (size_t offset = 0; offset < length; offset += 4096) ((volatile char *)aligned)[offset] = 0;
    return aligned;
}

void *mmap(void *address, size_t length, int protection, int flags, int file, off_t offset) {
    int is_hash_memory = !address && file == -1 && length >= (size_t)1 << 20 && (flags & MAP_POPULATE);
    if (!is_hash_memory || kept.is_lent || (kept.memory && kept.length < length))
        return map(address, length, protection, flags, file, offset);
    if (!kept.memory) {
        kept.memory = map_aligned(length);
        if (!kept.memory) return MAP_FAILED;
        kept.length = length;
    }
    kept.is_lent = 1;
    atomic_fetch_add(&served, 1);
    return kept.memory;
}

int munmap(void *address, size_t length) {
    if (kept.is_lent && address == kept.memory) {
        kept.is_lent = 0;
        return 0;
    }
    return (int)syscall(SYS_munmap, address, length);
}

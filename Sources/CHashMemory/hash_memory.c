// Kept hash memory. docs/performance.md says what it gains and how it was measured.
//
// How it works. libsodium calls `mmap` through the dynamic linker, which takes the program's own `mmap` before the C
// library's when there is one. The one below hands every call on to the kernel unless the calling thread has lent memory
// and the call is, argument by argument, the one with which libsodium asks for Argon2's working memory:
//     mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0)
// The C library's own allocations do not come here. Where libsodium is linked otherwise (statically, with symbolic
// binding, or without MAP_POPULATE) nothing is served, `hash_memory_take_back` says so, and hashing works as it always did.
//
// What stays behind in the memory, and why all of it is wiped. The first two blocks of each lane are one BLAKE2b chain
// away from the PIN: with them a guess is tested without the memory cost, and a million PINs fall in seconds. More passes
// do not bury them: in version 1.3 a pass XORs into the block that is there, so that whoever has the whole memory after
// the last pass can undo it block by block, from the last to the first, down to the first pass. Nor does it help to wipe a
// part: the first pass's early blocks are cheap to compute for a guess, and with them any gap before a block that is left can be
// bridged and checked against that block. So everything that a hash wrote has to go. That takes a fiftieth to a twentieth
// of the time of the hash, and need not be paid between two hashes that follow each other: the second overwrites what the
// first left, and while it runs its own memory is no less telling. The hashing thread calls `hash_memory_wipe` when it has
// nothing to do (see `HashingWorker`); what a smaller hash would not overwrite is wiped before that hash begins.

#define _GNU_SOURCE
#include "hash_memory.h"

#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23  // Linux 5.14
#endif

#define HUGE_PAGE ((size_t)2 << 20)

static _Thread_local struct {
    unsigned char *base;  // NULL when nothing is kept
    size_t size;          // bytes kept from `base` on
    size_t dirty;         // bytes from `base` on that hashes may have written since they were last wiped
    size_t lent;          // bytes lent; 0 when there is no loan
    size_t mapped;        // bytes of the mapping that is in the lent memory; 0 when there is none
    bool served;
    bool passed_on;
    bool ends_with_thread;  // whether the destructor of `thread_end` is armed
} arena;

static void *map_by_kernel(void *address, size_t bytes, int protection, int flags, int file, off_t offset) {
    return (void *)syscall(SYS_mmap, address, bytes, protection, flags, file, offset);
}

static int unmap_by_kernel(void *address, size_t bytes) {
    return (int)syscall(SYS_munmap, address, bytes);
}

// ---- The arena --------------------------------------------------------------------------------------------------------

static size_t rounded_up(size_t bytes) {
    size_t unit = bytes < HUGE_PAGE ? (size_t)sysconf(_SC_PAGESIZE) : HUGE_PAGE;
    return (bytes + unit - 1) / unit * unit;
}

// Writes to every page, so that page faults are paid here and never in a hash. False when the kernel has no memory.
static bool populate(unsigned char *base, size_t bytes) {
    if (madvise(base, bytes, MADV_POPULATE_WRITE) == 0) return true;
    if (errno != EINVAL) return false;
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    for (size_t at = 0; at < bytes; at += page) ((volatile unsigned char *)base)[at] = 0;
    return true;
}

static bool acquire(size_t bytes) {
    if (bytes == 0 || bytes > SIZE_MAX / 2) return false;
    size_t size = rounded_up(bytes);
    size_t slack = size < HUGE_PAGE ? 0 : HUGE_PAGE;
    unsigned char *raw =
        map_by_kernel(NULL, size + slack, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (raw == MAP_FAILED) return false;

    // A huge page wants an address that is a multiple of its size; what stands out at either end goes back at once.
    unsigned char *base = raw;
    if (slack > 0) {
        size_t head = (HUGE_PAGE - (uintptr_t)raw % HUGE_PAGE) % HUGE_PAGE;
        base = raw + head;
        if (head > 0) unmap_by_kernel(raw, head);
        if (slack > head) unmap_by_kernel(base + size, slack - head);
        madvise(base, size, MADV_HUGEPAGE);  // A kernel without huge pages refuses; small ones do.
    }
    // What is derived from a PIN belongs neither into a core dump nor into a child process. Both are precautions: a kernel
    // that cannot do it is no reason not to hash.
    madvise(base, size, MADV_DONTDUMP);
    madvise(base, size, MADV_WIPEONFORK);

    if (!populate(base, size)) {
        unmap_by_kernel(base, size);
        return false;
    }
    arena.base = base;
    arena.size = size;
    arena.dirty = 0;
    return true;
}

static void give_back(void) {
    // The kernel zeroes pages before anybody sees them again.
    if (arena.base != NULL) unmap_by_kernel(arena.base, arena.size);
    arena.base = NULL;
    arena.size = arena.dirty = arena.lent = arena.mapped = 0;
}

static pthread_key_t thread_end;
static pthread_once_t thread_end_once = PTHREAD_ONCE_INIT;
static bool has_thread_end;

static void thread_ended(void *unused) {
    (void)unused;
    give_back();
}

static void make_thread_end(void) {
    has_thread_end = pthread_key_create(&thread_end, thread_ended) == 0;
}

static void give_back_when_thread_ends(void) {
    if (arena.ends_with_thread) return;
    pthread_once(&thread_end_once, make_thread_end);
    // The value only has to differ from NULL for the destructor to be called.
    arena.ends_with_thread = has_thread_end && pthread_setspecific(thread_end, &arena) == 0;
}

static void wipe_from(size_t start) {
    if (arena.dirty <= start) return;
    explicit_bzero(arena.base + start, arena.dirty - start);
    arena.dirty = start;
}

// ---- What the hashing thread calls ------------------------------------------------------------------------------------

bool hash_memory_lend(size_t bytes) {
    arena.lent = 0;
    arena.served = arena.passed_on = false;
    if (arena.size < bytes) {
        // First the old, then the new: both at once would be more than the thread is allowed.
        give_back();
        give_back_when_thread_ends();
        if (!acquire(bytes)) return false;
    }
    if (bytes == 0) return false;
    wipe_from(bytes);
    arena.lent = bytes;
    return true;
}

enum hash_memory_outcome hash_memory_take_back(void) {
    if (arena.mapped > 0) {
        // Still in use by whoever mapped it: it is theirs from now on. Serving it twice would be far worse than a leak.
        arena.base = NULL;
        arena.size = arena.dirty = arena.mapped = 0;
        arena.passed_on = true;
    }
    arena.lent = 0;
    if (arena.passed_on) return HASH_MEMORY_PASSED_ON;
    return arena.served ? HASH_MEMORY_SERVED : HASH_MEMORY_NOT_ASKED;
}

size_t hash_memory_wipe(size_t bytes) {
    wipe_from(arena.dirty > bytes ? arena.dirty - bytes : 0);
    return arena.dirty;
}

void hash_memory_shrink(size_t bytes) {
    if (bytes == 0) {
        give_back();
        return;
    }
    size_t size = rounded_up(bytes);
    if (size >= arena.size || unmap_by_kernel(arena.base + size, arena.size - size) != 0) return;
    arena.size = size;
    if (arena.dirty > size) arena.dirty = size;
}

void hash_memory_release(void) {
    give_back();
}

size_t hash_memory_kept(void) {
    return arena.size;
}

// ---- What libsodium calls ---------------------------------------------------------------------------------------------

#ifdef __has_feature
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define MAPPINGS_BELONG_TO_A_SANITIZER
#endif
#endif

// The system call takes the offset in bytes on these, and only these are tried.
#if (defined(__x86_64__) || defined(__aarch64__)) && !defined(MAPPINGS_BELONG_TO_A_SANITIZER)

static bool is_hash_memory(void *address, int protection, int flags, int file, off_t offset) {
    return address == NULL && protection == (PROT_READ | PROT_WRITE)
        && flags == (MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE) && file == -1 && offset == 0;
}

__attribute__((visibility("default")))
void *mmap(void *address, size_t bytes, int protection, int flags, int file, off_t offset) {
    if (arena.lent == 0 || !is_hash_memory(address, protection, flags, file, offset)) {
        return map_by_kernel(address, bytes, protection, flags, file, offset);
    }
    if (bytes == 0 || bytes > arena.lent || arena.mapped > 0) {
        arena.passed_on = true;
        return map_by_kernel(address, bytes, protection, flags, file, offset);
    }
    arena.mapped = bytes;
    if (arena.dirty < bytes) arena.dirty = bytes;
    arena.served = true;
    return arena.base;
}

__attribute__((visibility("default")))
void *mmap64(void *address, size_t bytes, int protection, int flags, int file, off_t offset) {
    return mmap(address, bytes, protection, flags, file, offset);
}

__attribute__((visibility("default")))
int munmap(void *address, size_t bytes) {
    if (arena.mapped > 0 && address == arena.base && bytes == arena.mapped) {
        arena.mapped = 0;
        return 0;
    }
    return unmap_by_kernel(address, bytes);
}

#endif

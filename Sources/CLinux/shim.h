#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <link.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>

/// Nothing that this thread, or one that it starts, executes gets privileges that it has not. Zero when it worked.
static inline int linux_deny_new_privileges(void) {
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

/// No core dump of this process, and no debugger that is not root's. `prctl` takes variable arguments, which Swift cannot
/// pass. Zero when it worked.
static inline int linux_deny_dumps(void) {
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

static inline int linux_release_file_pages_of(struct dl_phdr_info *object, size_t size, void *unused) {
    (void)size, (void)unused;
    const uintptr_t page = 4096;
    for (int index = 0; index < object->dlpi_phnum; index++) {
        const ElfW(Phdr) *segment = &object->dlpi_phdr[index];
        if (segment->p_type != PT_LOAD) continue;
        uintptr_t start = (object->dlpi_addr + segment->p_vaddr + page - 1) & ~(page - 1);
        uintptr_t end = (object->dlpi_addr + segment->p_vaddr + segment->p_filesz) & ~(page - 1);
        // What may have been written is offered to the kernel, which keeps it; what never is comes back from the file.
        int advice = segment->p_flags & PF_W ? MADV_PAGEOUT : MADV_DONTNEED;
        if (end > start) madvise((void *)start, end - start, advice);
    }
    return 0;
}

/// Lets go of what was read so far of the program's file and the libraries', such as the data of all languages that a start
/// goes through. It comes back, from the file, where it is read again.
static inline void linux_release_file_pages(void) {
    dl_iterate_phdr(linux_release_file_pages_of, 0);
}

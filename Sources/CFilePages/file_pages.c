#define _GNU_SOURCE
#include "file_pages.h"

#include <link.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>

static int release(struct dl_phdr_info *object, size_t size, void *unused) {
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

void file_pages_release(void) { dl_iterate_phdr(release, NULL); }

#ifndef WIPED_MEMORY_H
#define WIPED_MEMORY_H

#include <stdbool.h>

/// Whether what this program frees is wiped first. Not where a sanitizer has memory of its own.
bool wiped_memory_is_in_use(void);

#endif

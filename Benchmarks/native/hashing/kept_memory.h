// Memory that a thread keeps from hash to hash, in place of libsodium's fresh mapping for each.
#ifndef KEPT_MEMORY_H
#define KEPT_MEMORY_H

// How many of libsodium's mappings were served from kept memory.
unsigned long kept_memory_served(void);

#endif

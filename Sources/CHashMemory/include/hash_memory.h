/// Memory for Argon2 that a thread keeps between hashes.
///
/// libsodium maps its working memory again for every hash and gives it back afterwards, so that the kernel zeroes and
/// faults in all of its pages each time; that can take longer than the hash. Between `hash_memory_lend` and
/// `hash_memory_take_back` this library answers that one mapping with memory the thread already has. Everything is the
/// calling thread's own: nothing here is shared, and threads that never lend are not touched.
#ifndef HASH_MEMORY_H
#define HASH_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

/// What became of the memory that was lent.
enum hash_memory_outcome {
    /// No mapping of libsodium's kind was seen. Either it failed before it came to that, or it is linked in a way in
    /// which its mappings cannot be answered from here.
    HASH_MEMORY_NOT_ASKED,
    /// The hash ran in the lent memory, so it ran to its end: it cannot have failed for want of memory.
    HASH_MEMORY_SERVED,
    /// Something else than what was lent was asked for, and the kernel answered it.
    HASH_MEMORY_PASSED_ON,
};

/// Has at least `bytes` of populated memory ready and lends it to the next hash on this thread. False when the memory is
/// not available; nothing is lent then.
bool hash_memory_lend(size_t bytes);

/// Ends the loan and says what became of it.
enum hash_memory_outcome hash_memory_take_back(void);

/// Wipes up to `bytes` more of what hashes have left behind, and returns how many bytes are still to be wiped.
size_t hash_memory_wipe(size_t bytes);

/// Gives all but `bytes` back to the kernel.
void hash_memory_shrink(size_t bytes);

/// Gives all of it back to the kernel. A thread that ends without it has it done on its behalf.
void hash_memory_release(void);

/// The bytes that this thread keeps now.
size_t hash_memory_kept(void);

#endif

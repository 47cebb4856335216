// CLDR's plural rules, as ICU carries them, for callers that speak C.
//
// The function throws nothing, aborts nothing and keeps no pointer it was given.

#ifndef PLURAL_CATEGORIES_H
#define PLURAL_CATEGORIES_H

#include <stdbool.h>
#include <stdint.h>

#if defined(__cplusplus)
extern "C" {
#define PLURAL_NEVER_THROWS noexcept
#else
#define PLURAL_NEVER_THROWS
#endif

/// Writes the category that each of the numbers 0, 1, 2 … has in a language before a noun (CLDR's cardinal rules): 0 is
/// zero, 1 one, 2 two, 3 few, 4 many, 5 other. False when ICU does not read the tag, or fails.
bool plural_categories(const char *tag, uint8_t *categories, int32_t count) PLURAL_NEVER_THROWS;

#if defined(__cplusplus)
}
#endif

#endif

// CLDR's language matching and canonicalisation, as ICU carries them, for callers that speak C.
//
// No function throws, aborts or keeps a pointer it was given. A matcher does not change once it is made, so it may be
// used from several threads.

#ifndef LOCALE_MATCHER_H
#define LOCALE_MATCHER_H

#include <stdbool.h>
#include <stdint.h>

#if defined(__cplusplus)
extern "C" {
#define LOCALE_NEVER_THROWS noexcept
#else
#define LOCALE_NEVER_THROWS
#endif

/// A matcher over a fixed list of languages.
typedef struct locale_matcher locale_matcher;

/// Bytes that hold every tag these functions write, with its final zero.
enum { LOCALE_TAG_CAPACITY = 256 };

/// Nothing on the list is close enough.
enum { LOCALE_MATCHER_NONE = -1 };

/// Makes a matcher over BCP 47 tags, each ended by a zero byte and the list by one more; where several are equally
/// close, the earlier one wins. With `is_far_found` it also finds what CLDR holds only better than nothing. NULL when a
/// tag is malformed or memory is not available.
locale_matcher *locale_matcher_create(const char *tags, bool is_far_found) LOCALE_NEVER_THROWS;

/// Frees a matcher; NULL is fine.
void locale_matcher_destroy(locale_matcher *matcher) LOCALE_NEVER_THROWS;

/// The index of the language on the list that CLDR holds closest to `tag`, or LOCALE_MATCHER_NONE, also when ICU
/// fails.
int32_t locale_matcher_match(const locale_matcher *matcher, const char *tag) LOCALE_NEVER_THROWS;

/// Writes the canonical form of `tag` (UTS #35: aliases of languages, scripts, regions and variants resolved;
/// grandfathered tags replaced). Returns its length, or -1 when ICU cannot read the tag or the form does not fit.
int32_t locale_canonical_tag(const char *tag, char *canonical, int32_t capacity) LOCALE_NEVER_THROWS;

/// Writes language, script and region of `tag`, those it lacks being the likely ones (UTS #35, Likely Subtags).
/// Returns its length, or -1 as above, also when `tag` does not say what is spoken.
int32_t locale_likely_tag(const char *tag, char *likely, int32_t capacity) LOCALE_NEVER_THROWS;

/// Whether CLDR's data of `tag` inherit from those of `ancestor`, at any remove: es-MX from es-419, and from es. False
/// also when ICU fails.
bool locale_inherits(const char *tag, const char *ancestor) LOCALE_NEVER_THROWS;

#if defined(__cplusplus)
}
#endif

#endif

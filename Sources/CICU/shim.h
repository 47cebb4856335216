#include <stdint.h>
#include <unicode/uloc.h>

/// How many bytes of `tag` ICU takes for a BCP 47 tag; -1 when it fails. A macro names its functions by its version, which
/// Swift cannot follow.
static inline int32_t icu_language_tag_length(const char *tag) {
    char locale[512];
    int32_t length = 0;
    UErrorCode status = U_ZERO_ERROR;
    uloc_forLanguageTag(tag, locale, sizeof locale, &length, &status);
    return U_SUCCESS(status) ? length : -1;
}

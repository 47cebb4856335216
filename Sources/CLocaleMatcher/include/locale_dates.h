// How CLDR writes dates and times, as ICU carries it, for callers that speak C.
//
// No function throws, aborts or keeps a pointer it was given. What is made here does not change, so it may be used from
// several threads. Texts are UTF-8.

#ifndef LOCALE_DATES_H
#define LOCALE_DATES_H

#include <stdint.h>

#if defined(__cplusplus)
extern "C" {
#define LOCALE_DATES_NEVER_THROW noexcept
#else
#define LOCALE_DATES_NEVER_THROW
#endif

/// The dates of one language in one calendar, with the digits of ASCII.
typedef struct locale_dates locale_dates;

/// Bytes that hold every pattern and every type of calendar that these functions write, with its final zero.
enum { LOCALE_DATES_CAPACITY = 512 };

/// Makes the dates of a BCP 47 tag in a calendar ("gregorian", "persian", "buddhist"). What the tag says of calendar,
/// clock and digits does not count. NULL when ICU cannot read the tag, CLDR has no dates in the language, or memory is
/// not available.
locale_dates *locale_dates_create(const char *tag, const char *calendar) LOCALE_DATES_NEVER_THROW;

/// Frees dates; NULL is fine.
void locale_dates_destroy(locale_dates *dates) LOCALE_DATES_NEVER_THROW;

/// Writes the pattern of the short time, as the language has it. Like all functions that write, it returns the length,
/// or -1 when ICU fails or there is no room.
int32_t locale_dates_time_pattern(const locale_dates *dates, char *pattern, int32_t capacity) LOCALE_DATES_NEVER_THROW;

/// Writes the pattern of the full date joined with the short time: CLDR's `atTime`.
int32_t locale_dates_full_pattern(const locale_dates *dates, char *pattern, int32_t capacity) LOCALE_DATES_NEVER_THROW;

/// Writes the pattern that CLDR has for a skeleton such as `hmm` (UTS #35, Date Format Patterns).
int32_t locale_dates_best_pattern(const locale_dates *dates, const char *skeleton, char *pattern, int32_t capacity)
    LOCALE_DATES_NEVER_THROW;

/// Writes what a pattern makes of moments, in seconds since 1970 UTC, on a clock in UTC: the texts one after the other,
/// each with a zero byte behind it.
int32_t locale_dates_write(
    const locale_dates *dates, const char *pattern, const int64_t *seconds, int32_t count, char *texts,
    int32_t capacity) LOCALE_DATES_NEVER_THROW;

/// Writes the calendar that CLDR has for a BCP 47 tag where nobody asks for another: "gregorian", in Iran "persian".
int32_t locale_default_calendar(const char *tag, char *calendar, int32_t capacity) LOCALE_DATES_NEVER_THROW;

#if defined(__cplusplus)
}
#endif

#endif

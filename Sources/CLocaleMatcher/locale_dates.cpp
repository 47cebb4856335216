#include "locale_dates.h"

#include <cstring>
#include <new>
#include <utility>

#include <unicode/bytestream.h>
#include <unicode/calendar.h>
#include <unicode/datefmt.h>
#include <unicode/dtptngen.h>
#include <unicode/localpointer.h>
#include <unicode/locid.h>
#include <unicode/smpdtfmt.h>
#include <unicode/timezone.h>
#include <unicode/uloc.h>
#include <unicode/unistr.h>

struct locale_dates {
    icu::Locale locale;
};

namespace {

icu::Locale canonicalLocale(const char *tag, UErrorCode &status) {
    icu::Locale locale = icu::Locale::forLanguageTag(tag, status);
    if (U_SUCCESS(status)) {
        locale.canonicalize(status);
    }
    return locale;
}

/// Whether CLDR has the language at all. ICU answers for every other one in that of the process.
bool isKnown(const icu::Locale &locale) {
    const char *language = locale.getLanguage();
    const size_t length = std::strlen(language);
    if (length == 0) {
        return false;
    }
    for (int32_t index = 0; index < uloc_countAvailable(); index++) {
        const char *known = uloc_getAvailable(index);
        if (std::strncmp(known, language, length) == 0 && (known[length] == '\0' || known[length] == '_')) {
            return true;
        }
    }
    return false;
}

int32_t write(const icu::UnicodeString &string, char *text, int32_t capacity, UErrorCode status) {
    if (U_FAILURE(status) || string.isBogus() || capacity < 1) {
        return -1;
    }
    icu::CheckedArrayByteSink sink(text, capacity - 1);
    string.toUTF8(sink);
    if (sink.Overflowed()) {
        return -1;
    }
    text[sink.NumberOfBytesWritten()] = '\0';
    return sink.NumberOfBytesWritten();
}

/// Writes the pattern of a format that ICU has made, and frees it.
int32_t writePattern(icu::DateFormat *made, char *pattern, int32_t capacity) {
    const icu::LocalPointer<icu::DateFormat> format(made);
    const auto *patterned = dynamic_cast<const icu::SimpleDateFormat *>(format.getAlias());
    if (patterned == nullptr) {
        return -1;
    }
    icu::UnicodeString text;
    return write(patterned->toPattern(text), pattern, capacity, U_ZERO_ERROR);
}

}  // namespace

// ICU reports every failure, lack of memory included, through UErrorCode and never throws, so `noexcept` costs nothing
// and makes sure that no exception reaches a caller that cannot catch it.

locale_dates *locale_dates_create(const char *tag, const char *calendar) noexcept {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Locale asked = canonicalLocale(tag, status);
    if (U_FAILURE(status) || !isKnown(asked)) {
        return nullptr;
    }
    // The base name is without extensions.
    icu::Locale locale(asked.getBaseName());
    locale.setKeywordValue("calendar", calendar, status);
    locale.setKeywordValue("numbers", "latn", status);
    if (U_FAILURE(status)) {
        return nullptr;
    }
    return new (std::nothrow) locale_dates{std::move(locale)};
}

void locale_dates_destroy(locale_dates *dates) noexcept {
    delete dates;
}

int32_t locale_dates_time_pattern(const locale_dates *dates, char *pattern, int32_t capacity) noexcept {
    return writePattern(
        icu::DateFormat::createTimeInstance(icu::DateFormat::kShort, dates->locale), pattern, capacity);
}

int32_t locale_dates_full_pattern(const locale_dates *dates, char *pattern, int32_t capacity) noexcept {
    return writePattern(
        icu::DateFormat::createDateTimeInstance(icu::DateFormat::kFull, icu::DateFormat::kShort, dates->locale),
        pattern, capacity);
}

int32_t locale_dates_best_pattern(
    const locale_dates *dates, const char *skeleton, char *pattern, int32_t capacity) noexcept {
    UErrorCode status = U_ZERO_ERROR;
    const icu::LocalPointer<icu::DateTimePatternGenerator> generator(
        icu::DateTimePatternGenerator::createInstance(dates->locale, status), status);
    if (U_FAILURE(status)) {
        return -1;
    }
    const icu::UnicodeString best = generator->getBestPattern(icu::UnicodeString::fromUTF8(skeleton), status);
    return write(best, pattern, capacity, status);
}

int32_t locale_dates_write(
    const locale_dates *dates, const char *pattern, const int64_t *seconds, int32_t count, char *texts,
    int32_t capacity) noexcept {
    UErrorCode status = U_ZERO_ERROR;
    icu::SimpleDateFormat format(icu::UnicodeString::fromUTF8(pattern), dates->locale, status);
    if (U_FAILURE(status)) {
        return -1;
    }
    format.setTimeZone(*icu::TimeZone::getGMT());
    icu::CheckedArrayByteSink sink(texts, capacity);
    for (int32_t index = 0; index < count; index++) {
        icu::UnicodeString text;
        format.format(static_cast<UDate>(seconds[index]) * 1000, text);
        text.toUTF8(sink);
        sink.Append("", 1);
    }
    return sink.Overflowed() ? -1 : sink.NumberOfBytesWritten();
}

int32_t locale_default_calendar(const char *tag, char *calendar, int32_t capacity) noexcept {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Locale locale = canonicalLocale(tag, status);
    if (U_FAILURE(status)) {
        return -1;
    }
    const icu::LocalPointer<icu::Calendar> made(icu::Calendar::createInstance(locale, status), status);
    if (U_FAILURE(status)) {
        return -1;
    }
    return write(icu::UnicodeString(made->getType(), -1, US_INV), calendar, capacity, status);
}

#include "plural_categories.h"

#include <memory>

#include <unicode/locid.h>
#include <unicode/plurrule.h>
#include <unicode/unistr.h>

namespace {

constexpr const char *names[] = {"zero", "one", "two", "few", "many", "other"};

/// The place of a category among the names, or -1.
int placeOf(const icu::UnicodeString &category) {
    for (int place = 0; place < 6; place++) {
        if (category == icu::UnicodeString(names[place], -1, US_INV)) {
            return place;
        }
    }
    return -1;
}

}  // namespace

bool plural_categories(const char *tag, uint8_t *categories, int32_t count) noexcept {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Locale locale = icu::Locale::forLanguageTag(tag, status);
    if (U_FAILURE(status)) {
        return false;
    }
    const std::unique_ptr<const icu::PluralRules> rules(
        icu::PluralRules::forLocale(locale, UPLURAL_TYPE_CARDINAL, status));
    if (U_FAILURE(status) || !rules) {
        return false;
    }
    for (int32_t number = 0; number < count; number++) {
        const int place = placeOf(rules->select(number));
        if (place < 0) {
            return false;
        }
        categories[number] = static_cast<uint8_t>(place);
    }
    return true;
}

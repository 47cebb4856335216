#include "locale_matcher.h"

#include <cstring>
#include <new>
#include <utility>

#include <unicode/bytestream.h>
#include <unicode/localebuilder.h>
#include <unicode/localematcher.h>
#include <unicode/locid.h>
#include <unicode/uloc.h>
#include <unicode/unistr.h>
#include <unicode/ures.h>

struct locale_matcher {
    icu::LocaleMatcher matcher;
};

namespace {

icu::Locale canonicalLocale(const char *tag, UErrorCode &status) {
    icu::Locale locale = icu::Locale::forLanguageTag(tag, status);
    if (U_SUCCESS(status)) {
        locale.canonicalize(status);
    }
    // CLDR holds the macrolanguage Norwegian apart from Bokmål, but gives it Bokmål's data. Who asks to hear Norwegian
    // is to hear Bokmål, not a neighbour language.
    if (U_SUCCESS(status) && std::strcmp(locale.getLanguage(), "no") == 0) {
        locale = icu::LocaleBuilder().setLocale(locale).setLanguage("nb").build(status);
    }
    return locale;
}

int32_t write(const icu::Locale &locale, char *text, int32_t capacity, UErrorCode &status) {
    if (U_FAILURE(status) || locale.isBogus() || capacity < 1) {
        return -1;
    }
    icu::CheckedArrayByteSink sink(text, capacity - 1);
    locale.toLanguageTag(sink, status);
    if (U_FAILURE(status) || sink.Overflowed()) {
        return -1;
    }
    text[sink.NumberOfBytesWritten()] = '\0';
    return sink.NumberOfBytesWritten();
}

/// The locale that CLDR's data of `locale` inherit from: the one that the data name, else what is left without the
/// last subtag. `parents` is ICU's table of the former, each with its children.
icu::Locale parentLocale(const icu::Locale &locale, const UResourceBundle *parents, UErrorCode &status) {
    const icu::UnicodeString name(locale.getBaseName(), -1, US_INV);
    for (int32_t row = 0; row < ures_getSize(parents); row++) {
        const icu::LocalUResourceBundlePointer children(ures_getByIndex(parents, row, nullptr, &status));
        for (int32_t index = 0; index < ures_getSize(children.getAlias()); index++) {
            int32_t length = 0;
            const UChar *child = ures_getStringByIndex(children.getAlias(), index, &length, &status);
            if (U_FAILURE(status)) {
                return icu::Locale::getRoot();
            }
            if (name == icu::UnicodeString(false, child, length)) {
                return icu::Locale(ures_getKey(children.getAlias()));
            }
        }
    }
    char parent[ULOC_FULLNAME_CAPACITY];
    int32_t length = uloc_getParent(locale.getBaseName(), parent, sizeof parent, &status);
    if (U_FAILURE(status)) {
        return icu::Locale::getRoot();
    }
    // Of a variant without a region, en__FONIPA, ICU leaves en_ and takes that for en__, whose parent is en_ again.
    while (length > 0 && parent[length - 1] == '_') {
        parent[--length] = '\0';
    }
    return icu::Locale(parent);
}

/// Whether a tag says what is spoken. Of `und` alone ICU says that nothing fits; with an extension or a variant behind
/// it, it would take it for English.
bool saysWhatIsSpoken(const icu::Locale &locale) {
    return locale.getLanguage()[0] != '\0' || locale.getScript()[0] != '\0' || locale.getCountry()[0] != '\0';
}

bool isRoot(const icu::Locale &locale) {
    return locale.isBogus() || locale.getLanguage()[0] == '\0' || std::strcmp(locale.getLanguage(), "root") == 0;
}

}  // namespace

// ICU reports every failure, lack of memory included, through UErrorCode and never throws, so `noexcept` costs nothing
// and makes sure that no exception reaches a caller that cannot catch it.

locale_matcher *locale_matcher_create(const char *tags, bool is_far_found) noexcept {
    UErrorCode status = U_ZERO_ERROR;
    icu::LocaleMatcher::Builder builder;
    builder.setNoDefaultLocale();
    for (const char *tag = tags; *tag != '\0'; tag += std::strlen(tag) + 1) {
        builder.addSupportedLocale(canonicalLocale(tag, status));
    }
    // CLDR rates some pairs of languages as far as 30 and more, for want of anything nearer: Klingon to English, Tamil
    // to English. A caller who knows only the one does not understand the other, and the next preference is the better
    // answer. Languages that are understood next to one another are rated 20 or nearer, and a region apart adds 4:
    // Catalan to the Spanish of Latin America is such a pair, and the farthest that is taken.
    if (!is_far_found) {
        builder.setMaxDistance(icu::Locale("ca"), icu::Locale("es", "419"));
    }
    icu::LocaleMatcher matcher = builder.build(status);
    if (U_FAILURE(status)) {
        return nullptr;
    }
    return new (std::nothrow) locale_matcher{std::move(matcher)};
}

void locale_matcher_destroy(locale_matcher *matcher) noexcept {
    delete matcher;
}

int32_t locale_matcher_match(const locale_matcher *matcher, const char *tag) noexcept {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Locale desired = canonicalLocale(tag, status);
    if (U_FAILURE(status) || !saysWhatIsSpoken(desired)) {
        return LOCALE_MATCHER_NONE;
    }
    const icu::LocaleMatcher::Result result = matcher->matcher.getBestMatchResult(desired, status);
    return U_SUCCESS(status) ? result.getSupportedIndex() : LOCALE_MATCHER_NONE;
}

int32_t locale_canonical_tag(const char *tag, char *canonical, int32_t capacity) noexcept {
    UErrorCode status = U_ZERO_ERROR;
    return write(canonicalLocale(tag, status), canonical, capacity, status);
}

int32_t locale_likely_tag(const char *tag, char *likely, int32_t capacity) noexcept {
    UErrorCode status = U_ZERO_ERROR;
    icu::Locale locale = canonicalLocale(tag, status);
    if (U_FAILURE(status) || !saysWhatIsSpoken(locale)) {
        return -1;
    }
    locale.addLikelySubtags(status);
    if (U_FAILURE(status)) {
        return -1;
    }
    return write(
        icu::LocaleBuilder()
            .setLanguage(locale.getLanguage())
            .setScript(locale.getScript())
            .setRegion(locale.getCountry())
            .build(status),
        likely, capacity, status);
}

bool locale_inherits(const char *tag, const char *ancestor) noexcept {
    UErrorCode status = U_ZERO_ERROR;
    icu::Locale locale = canonicalLocale(tag, status);
    const icu::Locale sought = canonicalLocale(ancestor, status);
    const icu::LocalUResourceBundlePointer data(ures_openDirect(nullptr, "supplementalData", &status));
    const icu::LocalUResourceBundlePointer parents(
        ures_getByKey(data.getAlias(), "parentLocales", nullptr, &status));
    while (U_SUCCESS(status) && !isRoot(locale)) {
        locale = parentLocale(locale, parents.getAlias(), status);
        // The root, from which every language inherits, says nothing of any.
        if (U_SUCCESS(status) && locale == sought && !isRoot(locale)) {
            return true;
        }
    }
    return false;
}

#!/usr/bin/env bash
# Asks our language matching what ICU's own tests ask its LocaleMatcher, and prints how often the answer is the same.
#
#   scripts/icu-agreement.sh [FILE]    FILE is ICU's localeMatcherTest.txt; without it, that of Debian's source package of ICU
#
# The tests must be built (make test). Nothing is installed.
set -euo pipefail
cd "$(dirname "$0")/.."

file=${1:-}
if [[ -z $file ]]; then
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    mkdir -p "$folder/lists/partial"
    echo "deb-src http://deb.debian.org/debian bookworm main" >"$folder/sources.list"
    options=(-o "Dir::Etc::sourcelist=$folder/sources.list" -o Dir::Etc::sourceparts=/dev/null
        -o "Dir::State::lists=$folder/lists" --quiet=2)
    apt-get "${options[@]}" update
    (cd "$folder" && apt-get "${options[@]}" source --download-only icu 2>/dev/null)
    tar --extract --file "$folder"/icu_*.orig.tar.gz --directory "$folder" --wildcards '*/localeMatcherTest.txt'
    file=$(find "$folder" -name localeMatcherTest.txt)
fi
# Not exec: the folder is removed behind it.
LOCALE_MATCHER_TEST=$(realpath "$file") swift test --scratch-path "${BUILD:-.build}" --skip-build --disable-xctest \
    --filter LocaleMatcherAgreementTests

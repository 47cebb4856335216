#!/usr/bin/env bash
# Fuzzes one check after another, each from the inputs that are kept, and ends with status 1 when one of them is broken.
#
#   scripts/fuzz.sh PATH-OF-VMGATE-FUZZ SECONDS CHECK...
#
# What is found stays in the folder that it names. To keep a case for good, copy it to FuzzTesting/Regressions/CHECK under
# a name that says what it is.
set -euo pipefail
cd "$(dirname "$0")/.."
program=${1:?usage: scripts/fuzz.sh PATH-OF-VMGATE-FUZZ SECONDS CHECK...}
seconds=${2:?usage: scripts/fuzz.sh PATH-OF-VMGATE-FUZZ SECONDS CHECK...}
shift 2

found=$(mktemp -d)
# A broken check ends the process at once: Swift's own crash report would only be in the way.
export SWIFT_BACKTRACE=enable=no
status=0
for check in "$@"; do
    mkdir "$found/$check" "$found/corpus-$check"
    # The longest that a parser takes, and something more.
    length=4400
    case "$check" in
        language) length=110 ;;
        sealed) length=300 ;;
        network) length=60 ;;
        match) length=300 ;;
    esac
    inputs=("FuzzTesting/Corpora/$check")
    if [[ -d FuzzTesting/Regressions/$check ]]; then inputs+=("FuzzTesting/Regressions/$check"); fi
    if [[ -f FuzzTesting/Dictionaries/$check ]]; then inputs+=("-dict=FuzzTesting/Dictionaries/$check"); fi
    echo "fuzz: $check for $seconds seconds"
    if ! "$program" "$check" -max_total_time="$seconds" -rss_limit_mb=1024 -timeout=10 -max_len="$length" \
        -print_final_stats=1 -artifact_prefix="$found/$check/" "$found/corpus-$check" \
        "${inputs[@]}" >"$found/$check.log" 2>&1; then
        grep --text "^vmgate-fuzz: \|^SUMMARY" "$found/$check.log" || true
        echo "fuzz: $check is broken by the input in $found/$check; what was printed is in $found/$check.log" >&2
        status=1
    fi
    grep --text "number_of_executed_units" "$found/$check.log" || true
done
if [[ $status == 0 ]]; then rm -r "$found"; fi
exit $status

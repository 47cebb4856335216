#!/usr/bin/env bash
# Installs what is missing from Debian's packages, and says so first.
#
#   scripts/setup.sh build    what building and running needs
#   scripts/setup.sh test     that, and the programs that the tests talk to the server with
#   scripts/setup.sh sound    what `make prompts` renders with
#   scripts/setup.sh bench    what building and Benchmarks/run.py need; that installs the peers itself
#   scripts/setup.sh lint     what `make lint` needs
set -euo pipefail

case "${1:-}" in
    build) packages=(make pkg-config libsodium-dev libsqlite3-dev libicu-dev tzdata netcat-openbsd) ;;
    test)
        packages=(
            make pkg-config libsodium-dev libsqlite3-dev libicu-dev tzdata netcat-openbsd redis-tools python3
            python3-jsonschema sqlite3 openssl espeak-ng sox mandoc
        )
        ;;
    sound) packages=(espeak-ng sox) ;;
    bench) packages=(make pkg-config libsodium-dev libsqlite3-dev libicu-dev tzdata netcat-openbsd python3) ;;
    lint) packages=(make shellcheck) ;;
    *)
        echo "usage: scripts/setup.sh build|test|sound|bench|lint" >&2
        exit 64
        ;;
esac

if ! command -v swift >/dev/null; then
    echo "setup: Swift 6.2 or later is needed; https://www.swift.org/install says how to get it." >&2
    exit 1
fi

install_missing() {
    "${as_root[@]}" apt-get install --yes --quiet=2 --no-install-recommends "${missing[@]}" </dev/null >"$log" 2>&1
}

missing=()
if command -v dpkg-query >/dev/null; then
    for package in "${packages[@]}"; do
        state=$(dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null || true)
        [[ $state == "install ok installed" ]] || missing+=("$package")
    done
else
    echo "setup: this is not Debian; see to it that there are the likes of: ${packages[*]}" >&2
fi

if [[ ${#missing[@]} -gt 0 ]]; then
    as_root=(env DEBIAN_FRONTEND=noninteractive)
    if [[ $(id -u) -ne 0 ]]; then
        if ! command -v sudo >/dev/null; then
            echo "setup: packages are missing, and without sudo only root can install them:" \
                "apt-get install ${missing[*]}" >&2
            exit 1
        fi
        as_root=(sudo "${as_root[@]}")
    fi
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    echo "setup: installing with apt-get: ${missing[*]}" >&2
    # A new machine has no package lists, an old one has lists of versions that are gone: both mend with an update.
    if ! install_missing; then
        "${as_root[@]}" apt-get update --quiet=2 </dev/null >"$log" 2>&1 || true
        if ! install_missing; then
            cat "$log" >&2
            echo "setup: apt-get could not install ${missing[*]}; what it said stands above." >&2
            exit 1
        fi
    fi
fi

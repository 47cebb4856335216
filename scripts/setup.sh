#!/usr/bin/env bash
# Installs what is missing from Debian's packages, and says so first.
#
#   scripts/setup.sh build    what building and running needs
#   scripts/setup.sh test     that, and the programs that the tests talk to the server with; Redis clients that are not in
#                             Debian go into .build/redis-clients
#   scripts/setup.sh sound    what `make prompts` renders with
#   scripts/setup.sh bench    what building and Benchmarks/run.py need; that installs the peers itself
#   scripts/setup.sh lint     what `make lint` needs
set -euo pipefail

case "${1:-}" in
    build) packages=(make pkg-config libsodium-dev libsqlite3-dev libicu-dev tzdata netcat-openbsd) ;;
    test)
        packages=(
            make pkg-config libsodium-dev libsqlite3-dev libicu-dev tzdata netcat-openbsd redis-tools python3
            python3-icu python3-jsonschema sqlite3 openssl espeak-ng sox mandoc
            # Redis clients: docs/redis-clients.md.
            python3-venv php-cli php-redis ruby ruby-redis libredis-perl lua5.1 lua-redis nodejs node-redis
            golang-go golang-gopkg-redis.v5-dev
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

log=$(mktemp)
trap 'rm -f "$log"' EXIT

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
    echo "setup: installing with apt-get: ${missing[*]}" >&2
    # A new machine has no package lists, an old one has lists of versions that no longer exist: an update helps in both cases.
    if ! install_missing; then
        "${as_root[@]}" apt-get update --quiet=2 </dev/null >"$log" 2>&1 || true
        if ! install_missing; then
            cat "$log" >&2
            echo "setup: apt-get could not install ${missing[*]}; what it said stands above." >&2
            exit 1
        fi
    fi
fi

[[ ${1:-} == test ]] || exit 0

clients="$(cd "$(dirname "$0")/.." && pwd)/.build/redis-clients"
sources="$(dirname "$0")/../Tests/RedisClients"

# install_from_pypi ENVIRONMENT REQUIREMENT: each in an environment of its own, as there are two versions of one.
install_from_pypi() {
    local environment="$clients/$1"
    [[ $(cat "$environment/requirement" 2>/dev/null) == "$2" ]] && return
    echo "setup: installing from PyPI: $2" >&2
    if ! { python3 -m venv --clear "$environment" &&
        "$environment/bin/python3" -m pip install --quiet --no-input --disable-pip-version-check "$2"; } \
        </dev/null >"$log" 2>&1; then
        cat "$log" >&2
        echo "setup: $2 could not be installed from PyPI; what pip said stands above." >&2
        exit 1
    fi
    echo "$2" >"$environment/requirement"
}

mkdir -p "$clients"
install_from_pypi redis 'redis>=8.1'
install_from_pypi redis-5 'redis>=5,<6'
install_from_pypi valkey 'valkey>=6.1'
install_from_pypi valkey-glide 'valkey-glide>=2.6'
install_from_pypi coredis 'coredis>=6.9'
install_from_pypi hiredis 'hiredis>=3.5'

if [[ ! $clients/go_redis -nt $sources/go_redis.go ]]; then
    # Debian's Go libraries are no modules.
    if ! GO111MODULE=off GOFLAGS='' GOPATH=/usr/share/gocode GOCACHE="$clients/go-cache" \
        go build -o "$clients/go_redis" "$sources/go_redis.go" </dev/null >"$log" 2>&1; then
        cat "$log" >&2
        echo "setup: the client in Go could not be built; what go said stands above." >&2
        exit 1
    fi
fi

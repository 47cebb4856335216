#!/usr/bin/env bash
# Lists the recordings of Debian's asterisk-core-sounds packages, for the test that checks the names of a sound pack.
#
#   scripts/sound-packs.sh    rewrites Tests/PromptsTests/Packs/LANGUAGE.txt; needs the network, installs nothing
set -euo pipefail

lists=$(cd "$(dirname "$0")/.." && pwd)/Tests/PromptsTests/Packs
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

for language in en es fr it ru; do
    package=asterisk-core-sounds-$language-wav
    apt-get download --quiet=2 "$package" 2>/dev/null
    version=$(dpkg-deb --field "$package"_*.deb Version)
    {
        echo "# The recordings of Debian's $package $version, as scripts/sound-packs.sh lists them."
        dpkg-deb --contents "$package"_*.deb | awk '{ print $6 }' |
            sed --quiet 's,^\./usr/share/asterisk/sounds/[^/]*/\(.*\)\.wav$,\1,p' | LC_ALL=C sort
    } >"$lists/$language.txt"
done

#!/usr/bin/env bash
# Serves in the foreground. Where there is no database yet, it makes one with three mailboxes and prints their PINs once.
# Where no key file is set, it uses vmgate.key beside the database, and makes one if there is none.
#
#   scripts/run.sh PATH-OF-VMGATE
set -euo pipefail
cd "$(dirname "$0")/.."
vmgate=${1:?usage: scripts/run.sh PATH-OF-VMGATE}

settings=$("$vmgate" serve --print-config)
database=$(sed -n 's/^  database: "\(.*\)"$/\1/p' <<<"$settings")
if grep -q '^  key_file: "off"$' <<<"$settings"; then
    mkdir -p "$(dirname "$database")"
    VMGATE_SEAL_KEY_FILE=$(dirname "$database")/vmgate.key
    export VMGATE_SEAL_KEY_FILE
    [[ -e $VMGATE_SEAL_KEY_FILE ]] || "$vmgate" key new "$VMGATE_SEAL_KEY_FILE"
fi
if [[ -e $database ]]; then
    echo "Serving $database. Ctrl-C stops the server; \`$vmgate mailbox list\` shows its mailboxes."
    exec "$vmgate" serve
fi

mkdir -p "$(dirname "$database")"
exec {ready}< <(exec "$vmgate" serve)
server=$!
trap 'kill -TERM "$server" 2>/dev/null || true' INT TERM

# Ends as the server does. A signal that the trap hands on ends a wait early, so it takes several.
wait_for_server() {
    while kill -0 "$server" 2>/dev/null; do
        wait "$server" || true
    done
    wait "$server"
}

# Takes back a database that did not get its mailboxes, so that the next run starts over.
discard() {
    rm -f "$database" "$database-wal" "$database-shm" "$database.lock"
}

# The server says in one sentence on standard error why it cannot start, a port in use for example.
if ! read -r line <&"$ready"; then
    status=0
    wait "$server" || status=$?
    discard
    exit "$status"
fi

# Adds a mailbox and prints its PIN, if it gets one.
add() {
    "$vmgate" mailbox add "$@" --json | sed -n 's/.*"pin":"\([0-9]*\)".*/\1/p'
}
if ! { pin_1001=$(add 1001 --language en-US --clock 12 --time-zone America/New_York) &&
    pin_1002=$(add 1002 --language fr-CA --clock 24 --time-zone America/Toronto) &&
    add 1003 --language de-DE --clock 24 --time-zone Europe/Berlin --no-require-pin; }; then
    kill -TERM "$server"
    wait_for_server || true
    discard
    echo "run: the mailboxes could not be added, so the new database was removed again." >&2
    exit 1
fi

address=${line#*listen=}
address=${address%%[, ]*}
target="${address%:*} ${address##*:}"
cat <<END
$line

A new database, $database, has three mailboxes. Their PINs are not shown again.
  1001  en-US, 12-hour clock  PIN $pin_1001
  1002  fr-CA, 24-hour clock  PIN $pin_1002
  1003  de-DE, 24-hour clock  requires no PIN

Paste these into another terminal, one by one:
  printf 'ACCESS 1001\nVERIFY 1001 $pin_1001\n' | nc -N $target
  printf 'VERIFY 1002 000000\nVERIFY 1002 $pin_1002\n' | nc -N $target
  printf 'PROMPT enter-pin FOR 1002\nANNOUNCE $(date +%s) FOR 1003\n' | nc -N $target

Ctrl-C stops the server.
END
wait_for_server

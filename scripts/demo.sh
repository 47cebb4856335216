#!/usr/bin/env bash
# Plays a conversation with a throw-away server. What follows `C:` is sent as it is; what follows `S:` is what
# came back.
#
#   scripts/demo.sh PATH-OF-VMGATE
set -euo pipefail
cd "$(dirname "$0")/.."
program=${1:?usage: scripts/demo.sh PATH-OF-VMGATE}

# shellcheck source=scripts/throw-away-server.sh
source scripts/throw-away-server.sh
start_server "$program" --hash-memory 8MiB --lockout-max-attempts 3
address=${ready_line#*listen=}
address=${address%% *}
exec {connection}<>"/dev/tcp/${address%:*}/${address##*:}"

# explain TEXT: what comes next, and why.
explain() {
    printf '\n# %s\n' "$1"
}

# vmgate ARGUMENT…: an admin's command, as it is run.
vmgate() {
    printf '$ vmgate %s\n' "$*"
    "$program" "$@"
}

# send LINE…: requests of the front end, all in one piece: bash itself would write each line alone.
send() {
    local lines
    printf 'C: %s\n' "$@"
    lines=$(printf '%s\r\n' "$@")
    cat <<<"$lines" >&"$connection"
}

# receive: one reply.
receive() {
    local reply
    if ! IFS= read -r -t 10 reply <&"$connection"; then
        echo "demo: no reply came within ten seconds." >&2
        exit 1
    fi
    printf 'S: %s\n' "${reply%$'\r'}"
}

# ask LINE: one request and its reply.
ask() {
    send "$1"
    receive
}

explain "An admin adds a mailbox. The PIN comes from standard input (846273 here), never from an argument."
vmgate mailbox add 1001 --pin --language es-MX --clock 12 --time-zone America/Mexico_City <<<846273

explain "Another mailbox, whose callers are not asked for a PIN."
vmgate mailbox add 1002 --no-require-pin

explain "Calls come in. The front end asks over TCP what each caller must do."
ask "ACCESS 1001"
ask "ACCESS 1002"

explain "The first caller mistypes. The failure is on disk before the reply leaves."
ask "VERIFY 1001 112233 FROM +15551234567"

explain "The right PIN. +GRANTED is the only reply that lets a caller in."
ask "VERIFY 1001 846273 FROM +15551234567"

explain "What to say: there is no es-MX catalog, and Latin American Spanish is its parent."
ask "PROMPT enter-pin FOR 1001"

explain "When a message came, in the mailbox's language, clock and time zone: as text, and as clips to play."
ask "ANNOUNCE 2026-11-23T14:17:00Z FOR 1001"

explain "How many messages wait, as the language counts them."
ask "MESSAGES 3 1 FOR 1001"

explain "The caller wants a new PIN; the first choice is too easy."
ask "CHANGE 1001 846273 123456"
ask "CHANGE 1001 846273 280591"

explain "One connection carries many calls: with tags, the reply that is ready first comes first. A PIN takes longer."
send "@call-1 VERIFY 1001 280591" "@call-2 ACCESS 1001"
receive
receive

explain "Somebody guesses. After three failures the mailbox is locked (the default is five), also for the right PIN."
ask "VERIFY 1001 000001"
ask "VERIFY 1001 000002"
ask "VERIFY 1001 000003"
ask "VERIFY 1001 280591"

explain "A mailbox that does not exist answers as one that does: guessing numbers tells nothing."
ask "VERIFY 9999 846273"

explain "The admin unlocks it."
vmgate unlock 1001
ask "VERIFY 1001 280591"

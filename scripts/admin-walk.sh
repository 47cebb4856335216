#!/usr/bin/env bash
# An admin's day with 3,000 mailboxes, on a throw-away server with cheap hashes: prints each command with what it prints.
# docs/operating/admins-day.md has what came of it, shortened. It needs nc (Debian's netcat-openbsd).
#
#   scripts/admin-walk.sh PATH-OF-VMGATE
set -euo pipefail
cd "$(dirname "$0")/.."
program=$(realpath "${1:?usage: scripts/admin-walk.sh PATH-OF-VMGATE}")
prompts=$PWD/prompts

# shellcheck source=scripts/throw-away-server.sh
source scripts/throw-away-server.sh
cd "$folder"
start_server "$program" --prompts "$prompts" --hash-memory 8KiB --metrics 127.0.0.1:0
address=${ready_line#*listen=127.0.0.1:}
port=${address%% *}
metrics=${ready_line##*metrics=}

mkdir bin
ln -s "$program" bin/vmgate
PATH=$folder/bin:$PATH

# run COMMAND: shows a command of the shell, runs it, and says how it ended when that was not well.
run() {
    printf '$ %s\n' "$1"
    local status=0
    # A reader that has enough, such as head, is no failure.
    (set +o pipefail; eval "$1") 2>&1 || status=$?
    [[ $status == 0 ]] || printf '[status %s]\n' "$status"
}

# From the PBX: number, tenant and language of 3,000 people, as ADDs.
for number in $(seq 10000 12999); do
    case $((number % 10)) in
    0) echo "ADD $number@acme GENERATE must_change=true voicemail_prompt=fr-CA" ;;
    1) echo "ADD $number@acme GENERATE must_change=true voicemail_prompt=es-MX" ;;
    2) echo "ADD $number NOPIN" ;;
    *) echo "ADD $number GENERATE must_change=true" ;;
    esac
done > people.txt
run "wc -l people.txt"
run "head -3 people.txt"
run "time nc -U -N vmgate.sock < people.txt > pins.txt"
run "cut -d' ' -f1 pins.txt | sort | uniq -c"
run "head -2 pins.txt | sed 's/pin=[0-9]*/pin=…/'"
run "vmgate info | grep mailboxes"
run "vmgate mailbox list | head -4"
run "time vmgate mailbox list | wc -l"
run "vmgate mailbox list --no-pin --names | wc -l"
run "vmgate mailbox list --must-change --context acme --names | wc -l"
run "vmgate mailbox list --language es --names | head -2"

# Somebody guesses.
for mailbox in 10003 10004 10005; do
    for attempt in 1 2 3 4 5; do echo "VERIFY $mailbox 11111$attempt FROM +15551234567"; done
done | nc -N 127.0.0.1 "$port" > /dev/null
for mailbox in $(seq 20000 20040); do echo "VERIFY $mailbox 111111 FROM +15551234567"; done \
    | nc -N 127.0.0.1 "$port" > /dev/null
run "vmgate mailbox list --locked"
run "curl -s http://$metrics/metrics | grep '^vmgate_mailboxes'"
run "vmgate audit show --kind lockout"
run "vmgate mailbox show 10003"
run "echo 111111 | vmgate pin verify 10006 --from +15551234567"
run "vmgate unlock --source +15551234567"
run "vmgate unlock 10003 10004 19999"
run "vmgate mailbox list --locked --names"

# The day's work.
run "vmgate mailbox list --no-pin --names | head -300 | xargs vmgate pin reset --json > reset.json"
run "grep -c '\"result\":\"reset\"' reset.json"
run "vmgate mailbox list --no-pin --names | wc -l"
run "vmgate mailbox list --language es-MX --names | xargs vmgate mailbox set --language es-ES | tail -1"
run "vmgate mailbox list --language es-ES --names | wc -l"
run "vmgate mailbox set 10006 --language kk"
run "vmgate mailbox remove 12998 12999 13000"
run "vmgate mailbox list --csv > mailboxes.csv"
run "wc -l mailboxes.csv"
run "head -2 mailboxes.csv"
run "vmgate mailbox list --json | python3 -c 'import json, sys; print(len(json.load(sys.stdin)[\"mailboxes\"]))'"
for kind in mailbox_added settings reset unlock lockout; do
    run "vmgate audit show --kind $kind | wc -l"
done
run "vmgate audit show --kind verify --outcome locked --client frontend | tail -2"
run "vmgate audit verify --database vmgate.db"

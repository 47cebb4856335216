#!/usr/bin/env bash
# redis-cli: redis_cli.sh RESP PORT NAME SECRET MAILBOX PIN
set -euo pipefail
version=$1 port=$2 name=$3 secret=$4 mailbox=$5 pin=$6

# Without a terminal it prints replies as they are, and an empty line behind an error.
call() { redis-cli "-$version" -p "$port" --no-auth-warning "$@"; }
first() { cut -d ' ' -f 1 | grep . | tr '\n' ' ' | sed 's/ $//'; }
say() { echo "$1 $(first)"; }

call VERIFY "$mailbox" "$pin" | say unnamed
call AUTH "$name" "not the secret" | say refused
call --user "$name" -a "$secret" PING | say ping
call --user "$name" -a "$secret" VERIFY "$mailbox" "$pin" | say right
call --user "$name" -a "$secret" VERIFY "$mailbox" 111111 | say wrong
call --user "$name" -a "$secret" SETTINGS no-such-mailbox | say error
printf '%s\n' "ACCESS $mailbox" "VERIFY $mailbox $pin" "VERIFY $mailbox 111111" |
    call --user "$name" -a "$secret" | say pipeline

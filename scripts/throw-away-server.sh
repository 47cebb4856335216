# shellcheck shell=bash
# A server in a temporary folder, which goes with the script that reads this in with `source`.
#
# `start_server PROGRAM FLAG…` sets `folder`, `server` (its process) and `ready_line`, and tells the admin's commands where it is.

# Settings in the environment would change what is shown.
unset "${!VMGATE_@}"
folder=$(mktemp -d)
export VMGATE_LISTEN_ADMIN_SOCKET=$folder/vmgate.sock
server=
finish() {
    if [[ -n $server ]]; then
        kill -TERM "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    fi
    rm -rf "$folder"
}
trap finish EXIT

start_server() {
    local ready
    exec {ready}< <(exec "$1" serve --listen 127.0.0.1:0 --database "$folder/vmgate.db" --hash-operations 1 \
        --log-level error "${@:2}")
    server=$!
    # shellcheck disable=SC2034 # For the script that reads this in.
    if ! read -r ready_line <&"$ready"; then
        echo "$0: the server did not start; it said why above." >&2
        exit 1
    fi
}

#!/usr/bin/env bash
# Runs a command with DATABASE_URL naming a throw-away PostgreSQL, started for it and removed after it.
# Usage: tools/postgres.sh COMMAND…
set -euo pipefail

programs=$(find /usr/lib/postgresql -maxdepth 2 -name bin | sort -V | tail -1)
folder=$(mktemp -d "${TMPDIR:-/tmp}/sekisho-postgres.XXXXXX")
as_owner=()
if [ "$(id -u)" -eq 0 ]; then # PostgreSQL refuses to run as root
  chown postgres "$folder"
  as_owner=(setpriv --reuid=postgres --regid=postgres --clear-groups env "HOME=$folder")
fi

stop() {
  (cd / && "${as_owner[@]}" "$programs/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1) || true
  rm -rf "$folder"
}
trap stop EXIT

# The tests need no durability from this server, only its behaviour.
(
  cd /
  "${as_owner[@]}" "$programs/initdb" -D "$folder/data" -U sekisho --auth=trust --encoding=UTF8 --locale=C.UTF-8 >/dev/null
  "${as_owner[@]}" "$programs/pg_ctl" -D "$folder/data" -w -l "$folder/log" -o \
    "-c listen_addresses='' -c unix_socket_directories='$folder' -c fsync=off -c max_connections=200" start >/dev/null
)

socket=${folder//\//%2F}
DATABASE_URL="postgresql://sekisho@$socket/postgres" "$@"

#!/bin/sh
# Gives the first start its superuser, password and database, then becomes the server.
set -eu

marker="$PGDATA/first-start-done"

# An initialised data folder whose superuser nobody knows yet.
prepare() {
  initdb --username=postgres --encoding=UTF8 --locale=C.UTF-8 --auth=trust --no-sync >/dev/null
  echo "listen_addresses = '*'" >>"$PGDATA/postgresql.conf"
  printf 'local all all trust\nhost all all all scram-sha-256\n' >"$PGDATA/pg_hba.conf"
}

# Doubles each quote, for SQL.
literal() { printf '%s' "$1" | sed "s/'/''/g"; }
identifier() { printf '%s' "$1" | sed 's/"/""/g'; }

# Single-user mode reads statements from stdin, one a line: no port is open meanwhile.
first_start() {
  if [ -z "${POSTGRES_PASSWORD:-}" ]; then
    echo 'POSTGRES_PASSWORD is not set: the superuser needs a password' >&2
    exit 1
  fi
  [ -s "$PGDATA/PG_VERSION" ] || prepare
  user=${POSTGRES_USER:-postgres}
  database=${POSTGRES_DB:-$user}
  {
    if [ "$user" != postgres ]; then
      echo "CREATE ROLE \"$(identifier "$user")\" SUPERUSER LOGIN"
    fi
    echo "ALTER ROLE \"$(identifier "$user")\" PASSWORD '$(literal "$POSTGRES_PASSWORD")'"
    if [ "$database" != postgres ]; then
      echo "CREATE DATABASE \"$(identifier "$database")\" OWNER \"$(identifier "$user")\""
    fi
  } | postgres --single -F postgres >/dev/null 2>&1 || {
    echo "the data folder in $PGDATA cannot be used" >&2 # What it printed may hold the password.
    exit 1
  }
  touch "$marker"
}

case "${1:-postgres}" in -*) set -- postgres "$@" ;; esac
if [ "$1" = prepare ]; then
  prepare
  exit
fi
if [ "$1" = postgres ]; then
  if [ "$(id -u)" = 0 ]; then
    # A volume that was mounted over the data folder belongs to root.
    mkdir -p "$PGDATA"
    [ "$(stat -c %U "$PGDATA")" = postgres ] || chown -R postgres:postgres "$PGDATA"
    chmod 700 "$PGDATA"
    exec setpriv --reuid=postgres --regid=postgres --clear-groups "$0" "$@"
  fi
  [ -e "$marker" ] || first_start
fi
exec "$@"

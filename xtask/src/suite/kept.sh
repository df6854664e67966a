# Keeps a PostgreSQL server alive for as long as its standard input stays open, over data that stays.
#
#   sh kept.sh BIN PORT DIR      prints "ready" once the server answers on 127.0.0.1:PORT
#
# What is acknowledged is on the disk: fsync, synchronous_commit and full_page_writes are on, as PostgreSQL has them by itself.
set -u
bin=$1
port=$2
top=$3
# Ctrl-C reaches the whole terminal group: the caller's end is what counts, not the key.
trap '' INT TERM HUP
cd /

say_why() {
    cat "$top/log" >&2
    exit 1
}
if [ -f "$top/data/postmaster.pid" ] && "$bin/pg_ctl" status -D "$top/data" >/dev/null 2>&1; then
    echo "a server runs in $top/data already: let the other bench end first" >&2
    exit 1
fi
[ -f "$top/data/PG_VERSION" ] || "$bin/initdb" -D "$top/data" -U fgapi -A trust -E UTF8 --locale=C >"$top/log" 2>&1 </dev/null || say_why
trap '"$bin/pg_ctl" stop -D "$top/data" -m fast -w >/dev/null 2>&1' EXIT
"$bin/pg_ctl" start -D "$top/data" -l "$top/log" -w -t 120 \
    -o "-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories= -c max_connections=400 -c shared_buffers=1GB -c max_wal_size=4GB -c fsync=on -c synchronous_commit=on -c full_page_writes=on" \
    >/dev/null 2>&1 </dev/null || say_why

echo ready
cat >/dev/null

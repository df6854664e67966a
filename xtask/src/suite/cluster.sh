# Keeps one throw-away PostgreSQL server alive for as long as its standard input stays open.
#
#   sh cluster.sh BIN PORT      prints "ready" once the server answers on 127.0.0.1:PORT
#
# The end of the input is the order to stop. It arrives however the caller ends, killed or not, so
# that no server is left behind. Everything lies in one directory, which goes with the server.
set -u
bin=$1
port=$2
# Ctrl-C reaches the whole terminal group: the caller's end is what counts, not the key.
trap '' INT TERM HUP
cd /

# A TMPDIR that belongs to somebody else's home cannot be entered by the server's user.
top=$(mktemp -d "${TMPDIR:-/tmp}/fgapi-postgres.XXXXXX" 2>/dev/null) || top=$(mktemp -d /tmp/fgapi-postgres.XXXXXX) || exit 1
end() {
    [ ! -f "$top/data/postmaster.pid" ] || "$bin/pg_ctl" stop -D "$top/data" -m immediate -w >/dev/null 2>&1
    rm -rf "$top"
}
trap end EXIT

say_why() {
    cat "$top/log" >&2
    exit 1
}
"$bin/initdb" -D "$top/data" -U fgapi -A trust -E UTF8 --locale=C --no-sync >"$top/log" 2>&1 </dev/null || say_why
# Every test makes a database and drops it, and nobody pulls the plug: what is acknowledged need not reach the disk here.
"$bin/pg_ctl" start -D "$top/data" -l "$top/log" -w -t 60 \
    -o "-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories= -c fsync=off -c full_page_writes=off -c max_connections=200" \
    >/dev/null 2>&1 </dev/null || say_why

echo ready
cat >/dev/null

# Shared by run and profile: programs built, private servers started.

prepare_programs() {
    install_packages deploy/packages.txt deploy/packages-mysql.txt tests/bench/packages.txt
    install_npm tests/bench/references/koa
    say "building Release and the load tool"
    build build -DCMAKE_BUILD_TYPE=Release -DPOLICE_TESTS=OFF >&2
    mkdir -p build/bench
    (cd tests/bench && build ../../build/bench/programs -DCMAKE_BUILD_TYPE=Release >&2)
}

# As in production: MariaDB commits with every transaction and has a redo log that does not fill up within minutes (with the default of 96 MB it
# was seen to stand still for good); Redis writes nothing to disk.
start_servers() {
    folder=$(mktemp -d "${TMPDIR:-/tmp}/police-bench.XXXXXX")
    chmod 755 "$folder"
    trap stop_servers EXIT
    start_mariadb "$folder"
    start_redis "$folder"
    mariadb --no-defaults -uroot -S "$folder/mysql.sock" -e 'SET GLOBAL innodb_flush_log_at_trx_commit = 1, max_connections = 500, innodb_buffer_pool_size = 1 << 30, innodb_log_file_size = 1 << 30'
    export POLICE_TEST_BUILD="$PWD/build"
    export POLICE_TEST_MYSQL="mysql://root@localhost/mysql?socket=$folder/mysql.sock" POLICE_TEST_REDIS="redis+unix://$folder/redis.sock"
    export POLICE_BENCH_MARIADB=$mariadb_pid POLICE_BENCH_REDIS=$redis_pid
}

stop_servers() {
    kill "${mariadb_pid-}" "${redis_pid-}" 2>/dev/null || true
    wait 2>/dev/null || true
    rm -rf "$folder"
}

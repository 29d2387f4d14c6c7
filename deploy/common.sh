# Shared by deploy/run and tests/run: packages, the build, and private servers that live and die with their caller.

say() { printf '\033[1m== %s\033[0m\n' "$*" >&2; }

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

# install_packages FILE...: installs the Debian packages listed that are not there yet.
install_packages() {
    local missing=() package
    # A program that came another way (node from its own image, say) counts as installed.
    for package in $(cat "$@"); do
        case $package in nodejs) command -v node >/dev/null && continue ;; npm) command -v npm >/dev/null && continue ;; esac
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} = 0 ] && return
    say "installing ${missing[*]}"
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# install_npm FOLDER...: installs the exact versions a package.json names, once for each content of that file.
install_npm() {
    local folder stamp
    for folder in "$@"; do
        stamp="$folder/node_modules/.installed"
        cmp -s "$folder/package.json" "$stamp" && continue
        say "installing npm packages of $folder"
        npm install --prefix "$folder" --no-audit --no-fund --no-save --loglevel=error >/dev/null
        cp "$folder/package.json" "$stamp"
    done
}

# build FOLDER CMAKE_OPTION... [-- TARGET...]: configures when the options changed, then builds with Ninja.
build() {
    local folder=$1 options=()
    shift
    while [ $# != 0 ] && [ "$1" != -- ]; do
        options+=("$1")
        shift
    done
    [ $# = 0 ] || shift
    set -- "${options[*]}" "$@"
    if [ ! -f "$folder/build.ninja" ] || [ "$(cat "$folder/.options" 2>/dev/null)" != "$1" ]; then
        cmake -S . -B "$folder" -G Ninja "${options[@]}" >"$folder.log" 2>&1 || { cat "$folder.log" >&2; return 1; }
        echo "$1" >"$folder/.options"
        rm -f "$folder.log"
    fi
    shift
    # Where nobody watches, a line for each file only hides what went wrong.
    local quiet=()
    [ -t 1 ] || quiet=(--quiet)
    ninja -C "$folder" "${quiet[@]}" "$@"
}

# The server refuses to run as root; the account of the package is there for that.
mariadb_owner() { if [ "$(id -u)" = 0 ]; then echo mysql; else id -un; fi; }

# install_mariadb FOLDER: the data of a fresh server in FOLDER/mysql.
install_mariadb() {
    [ "$(id -u)" != 0 ] || chown mysql "$1"
    mariadb-install-db --no-defaults --user="$(mariadb_owner)" --datadir="$1/mysql" --auth-root-authentication-method=normal \
        --skip-test-db >"$1/mysql-install.log" 2>&1 || { cat "$1/mysql-install.log" >&2; return 1; }
}

# start_mariadb FOLDER [OPTION...]: a private server on FOLDER/mysql.sock, data in FOLDER/mysql; sets mariadb_pid.
start_mariadb() {
    local folder
    folder=$(realpath "$1")
    shift
    [ "$(id -u)" != 0 ] || chown mysql "$folder"
    [ -d "$folder/mysql/mysql" ] || install_mariadb "$folder" || return
    mariadbd --no-defaults --user="$(mariadb_owner)" --datadir="$folder/mysql" --socket="$folder/mysql.sock" --skip-networking \
        --pid-file="$folder/mysql.pid" --innodb-lock-wait-timeout=2 "$@" >"$folder/mysql.log" 2>&1 &
    mariadb_pid=$!
    wait_for "mariadb-admin --no-defaults -uroot -S $folder/mysql.sock ping" "$folder/mysql.log"
}

# start_redis FOLDER: a private server on FOLDER/redis.sock without persistence; sets redis_pid.
start_redis() {
    local folder
    folder=$(realpath "$1")
    redis-server --port 0 --unixsocket "$folder/redis.sock" --save '' --appendonly no --dir "$folder" >"$folder/redis.log" 2>&1 &
    redis_pid=$!
    wait_for "redis-cli -s $folder/redis.sock ping" "$folder/redis.log"
}

# wait_for COMMAND LOG: at most 30 s until the command succeeds.
wait_for() {
    local i
    for i in $(seq 300); do
        $1 >/dev/null 2>&1 && return
        sleep 0.1
    done
    echo "gave up waiting for: $1" >&2
    cat "$2" >&2
    return 1
}

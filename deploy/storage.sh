# Shared by backup and restore: what gateway.json says about the storage. Sourced; the caller sets $config.

die() {
    echo "$(basename "$0"): $*" >&2
    exit 1
}

# setting KEY: the text of a key whose name occurs once in gateway.json, or the path of its {"file": …}; comments do not count.
setting() {
    KEY=$1 perl -0777 -ne 's{("(?:[^"\\]|\\.)*")|//[^\n]*}{$1 // ""}ge;
        print $1 if /"$ENV{KEY}"\s*:\s*(?:\{\s*"file"\s*:\s*)?"((?:[^"\\]|\\.)*)"/' "$config/gateway.json"
}

# secret KEY: the same, but a {"file": …} gives what the file holds.
secret() {
    local text
    text=$(setting "$1")
    if [ -n "$text" ] && [ -f "$text" ]; then cat "$text"; else printf %s "$text"; fi
}

# mysql_options: the client options for the mysql:// address, one an array element, in `options`, and the database's name in `name`.
mysql_options() {
    [[ $(setting database) =~ ^mysql://([^@]+)@([^/:]*)(:([0-9]+))?/([^?]+)(\?socket=(.+))?$ ]] || die "not a mysql:// address in $config"
    local user=${BASH_REMATCH[1]} host=${BASH_REMATCH[2]} port=${BASH_REMATCH[4]} socket=${BASH_REMATCH[7]}
    name=${BASH_REMATCH[5]}
    options=(--user="$user" --default-character-set=utf8mb4)
    if [ -n "$socket" ]; then options+=(--socket="$socket"); else options+=(--protocol=tcp --host="$host" --port="${port:-3306}"); fi
    # The one place a password is neither an argument nor in the environment. mariadb reads this file before all other options.
    MYSQL_PASSWORD_FILE=$(mktemp)
    trap 'rm -f "$MYSQL_PASSWORD_FILE"' EXIT
    local password
    password=$(secret database_password)
    printf '[client]\npassword="%s"\n' "${password//\\/\\\\}" >"$MYSQL_PASSWORD_FILE"
    options=(--defaults-file="$MYSQL_PASSWORD_FILE" "${options[@]}")
}

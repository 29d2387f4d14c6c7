# Private servers for tests, which begin in a moment and are worth nothing afterwards.

# mysql_template: prints the folder with the data of a fresh MariaDB; it is made once for each version, under build-servers/.
mysql_template() {
    local root made name
    root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)/build-servers
    name=$root/$(mariadbd --no-defaults --version | md5sum | cut -c -12)
    mkdir -p "$root"
    (
        flock 9
        [ ! -d "$name" ] || exit 0
        # Elsewhere first: the package's account, as which root must do this, may not see into the tree.
        made=$(mktemp -d "${TMPDIR:-/tmp}/police-mysql.XXXXXX")
        chmod 755 "$made"
        install_mariadb "$made" >&2
        mv "$made/mysql" "$name"
        rm -r "$made"
    ) 9>"$root/lock" || return
    echo "$name"
}

# copy_mysql TEMPLATE FOLDER: its data as FOLDER/mysql.
copy_mysql() {
    cp -r --reflink=auto --sparse=always "$1" "$2/mysql"
    [ "$(id -u)" != 0 ] || chown -R mysql "$2/mysql"
}

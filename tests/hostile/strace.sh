#!/usr/bin/env bash
# No document opens a file or a socket: strace.sh <hostile-doors>. The program marks where the documents begin and end.
set -euo pipefail
if ! command -v strace >/dev/null; then
    echo "strace is missing: tests/packages.txt names it" >&2
    exit 1
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# trace ARGUMENT...: what the program opened between its marks. LeakSanitizer cannot run under a tracer.
trace() {
    ASAN_OPTIONS=detect_leaks=0 strace -f -o "$folder/trace" -e trace=write,open,openat,openat2,creat,socket,connect,execve,stat,readlink \
        "$doors" "$@" >"$folder/out"
    grep -q 'cases end' "$folder/trace" || { echo "the program did not reach its end" >&2; exit 1; }
    sed -n '/cases begin/,/cases end/p' "$folder/trace" | grep -v 'write(' || true
}

doors=$1
opened=$(trace)
if [ -n "$opened" ]; then
    echo "opened while documents were read:" >&2
    echo "$opened" >&2
    exit 1
fi
documents=$(tail -1 "$folder/out")
# The check itself: a file and a socket opened on purpose are seen.
control=$(trace control)
for seen in /etc/hostname 'socket('; do
    grep -qF "$seen" <<<"$control" || { echo "strace does not see $seen, so it proves nothing" >&2; exit 1; }
done
echo "strace: $documents, no file and no socket opened"

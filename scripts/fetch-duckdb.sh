#!/usr/bin/env bash
# Fetches DuckDB's library, with which Saenggak reads Parquet, into the user's folder. Needs npm; nothing else here does.
set -euo pipefail
version=1.5.6-r.1
case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) platform=linux-x64 file=libduckdb.so ;;
    Linux-aarch64) platform=linux-arm64 file=libduckdb.so ;;
    Darwin-arm64) platform=darwin-arm64 file=libduckdb.dylib ;;
    Darwin-x86_64) platform=darwin-x64 file=libduckdb.dylib ;;
    *) echo "no DuckDB library is published for $(uname -s) $(uname -m); build libduckdb and name it in SAENGGAK_DUCKDB" >&2; exit 2 ;;
esac
if ! command -v npm >/dev/null; then
    echo "npm is not on the PATH; install it, or name a libduckdb of your own in SAENGGAK_DUCKDB" >&2
    exit 2
fi
folder="${XDG_DATA_HOME:-$HOME/.local/share}/saenggak"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$folder"
(cd "$work" && npm pack --silent "@duckdb/node-bindings-$platform@$version" >/dev/null && tar xzf ./*.tgz "package/$file")
cp "$work/package/$file" "$folder/$file.tmp"
mv "$folder/$file.tmp" "$folder/$file"
echo "$folder/$file"

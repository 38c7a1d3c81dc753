#!/bin/sh
# Contracts may grow but not break: compares with the last landed state, or with the previous commit on main itself.
set -eu
cd "$(git rev-parse --show-toplevel)"
for base in origin/main main HEAD~1; do
    if git cat-file -e "$base:proto/okienko" 2>/dev/null && [ "$(git rev-parse "$base")" != "$(git rev-parse HEAD)" ]; then
        exec .venv/bin/buf breaking proto --against ".git#ref=$(git rev-parse "$base"),subdir=proto"
    fi
done
echo "buf breaking: no earlier contracts to compare with."

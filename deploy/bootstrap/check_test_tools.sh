#!/bin/sh
# The browser and privacy tests need Chromium (without its window) and strace from Debian, the store's tests PostgreSQL; everything
# else comes with the checkout.
set -u
missing=""
command -v chromium-headless-shell >/dev/null || missing="$missing chromium-headless-shell"
command -v strace >/dev/null || missing="$missing strace"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing$missing from Debian…"
    # shellcheck disable=SC2086  # a list of package names
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null && exit 0
fi
# The whole browser serves as well, for twice the processor time.
[ "$missing" = " chromium-headless-shell" ] && command -v chromium >/dev/null && exit 0
echo "The tests need$missing. Install with: sudo apt-get install$missing" >&2
exit 1

#!/bin/sh
# Lints docker-compose.yml, then reads it as Compose would: with the example's settings it must be whole, without any it must
# refuse. Debian's Compose is installed where this runs as root, as on CI; elsewhere that part is left out, and says so.
set -eu
cd "$(git rev-parse --show-toplevel)"
deploy/lint/node_modules/.bin/dclint --max-warnings 0 docker-compose.yml
if ! docker compose version >/dev/null 2>&1 && ! command -v docker-compose >/dev/null &&
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing docker-compose from Debian…"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends docker-compose >/dev/null
fi
if docker compose version >/dev/null 2>&1; then
    compose="docker compose"
elif command -v docker-compose >/dev/null; then
    compose="docker-compose"
else
    echo "docker compose config: left out, Compose is not installed (Debian: apt-get install docker-compose)."
    exit 0
fi
$compose --env-file deploy/compose.env.example config --quiet
if env -u OKIENKO_TRUSTED_PROXIES $compose --env-file /dev/null config --quiet 2>/dev/null; then
    echo "docker-compose.yml starts without OKIENKO_TRUSTED_PROXIES, so that all residents would share one limit." >&2
    exit 1
fi

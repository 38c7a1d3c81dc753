#!/bin/sh
# Reads docker-compose.yml as Compose would, where Compose is installed, and lints it in any case.
set -eu
cd "$(git rev-parse --show-toplevel)"
deploy/lint/node_modules/.bin/dclint --quiet docker-compose.yml
if docker compose version >/dev/null 2>&1; then
    docker compose config --quiet
elif command -v docker-compose >/dev/null; then
    docker-compose config --quiet
else
    echo "docker compose config: left out, Compose is not installed (Debian: apt-get install docker-compose)."
fi

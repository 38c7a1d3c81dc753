#!/bin/sh
# Reads the files of Prometheus as it reads them itself, and tries the alerts on made-up figures. Debian's promtool is taken out of its
# package where this runs as root, as on CI; elsewhere this part is left out, and says so. (The tests parse every query anyway.)
set -eu
cd "$(git rev-parse --show-toplevel)"
promtool=$(command -v promtool || echo .tools/promtool)
if [ ! -x "$promtool" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Fetching promtool from Debian…"
    folder=$(mktemp -d)
    (apt-get update -qq && cd "$folder" && apt-get download -qq prometheus && dpkg-deb -x prometheus_*.deb .) >/dev/null 2>&1 &&
        mkdir -p .tools && mv "$folder/usr/bin/promtool" .tools/promtool || true
    rm -rf "$folder"
fi
if [ ! -x "$promtool" ]; then
    echo "promtool: left out, it is not installed (Debian: apt-get install prometheus)."
    exit 0
fi
checked=$(mktemp)
trap 'rm -f "$checked"' EXIT
# The one for Kubernetes is left out: Debian's promtool is built without discovery of pods.
sed "s#/etc/prometheus/#$PWD/deploy/observability/#" deploy/observability/prometheus.yml >"$checked"
"$promtool" check config "$checked" >/dev/null
"$promtool" test rules deploy/observability/alerts.test.yml >/dev/null

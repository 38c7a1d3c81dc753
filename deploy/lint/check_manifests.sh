#!/bin/sh
# Builds every overlay as a cluster's operator would and holds the result against the schemas of Kubernetes (the oldest release that
# the manifests are for and the newest that is known here), of KEDA and of the Gateway API.
set -eu
cd "$(git rev-parse --show-toplevel)"
if [ ! -x .tools/kubectl ]; then
    echo "manifests: left out, there is no kubectl for this machine in any package (install kubectl 1.27 or later)."
    exit 0
fi
built=$(mktemp -d)
trap 'rm -rf "$built"' EXIT
for overlay in one-node region; do
    .tools/kubectl kustomize "deploy/kubernetes/overlays/$overlay" >"$built/$overlay.yaml"
done
# The region with KEDA in place of processor use. kustomize takes folders by relative path only.
mkdir -p "$built/kubernetes/overlays"
ln -s "$PWD/deploy/kubernetes/base" "$PWD/deploy/kubernetes/components" "$built/kubernetes/"
cp -R deploy/kubernetes/overlays/region "$built/kubernetes/overlays/region"
sed -i 's/autoscaling-cpu$/autoscaling-keda/' "$built/kubernetes/overlays/region/kustomization.yaml"
.tools/kubectl kustomize "$built/kubernetes/overlays/region" >"$built/region-keda.yaml"
for version in 1.30 1.37; do
    # --strict: a field that no schema knows is a slip.
    .venv/bin/kubernetes-validate --quiet --no-warn --strict --kubernetes-version "$version" \
        "$built/one-node.yaml" "$built/region.yaml" "$built/region-keda.yaml"
done
node deploy/lint/check_custom_resources.mjs "$built/one-node.yaml" "$built/region.yaml" "$built/region-keda.yaml"

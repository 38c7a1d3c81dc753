"""What ships is pinned with checksums, and somebody has read its licence."""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import audit_packages
import base_images
import licences
import yaml
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


INSTALLS = re.compile(
    r"pip install|\"pip\", \"install\"|\"-m\", \"pip\"|\buvx\b|\buv tool\b|\"tool\", \"run\"|\bnpx\b|\bnpm (install|i)\b|"
    r"--with(-requirements)? |curl [^|\n]*\| *(ba)?sh\b"
)
CHECKED_ELSEWHERE = {
    # Wheels that are unpacked and not run; each file's content is compared with its digest.
    "models/registries.py",
    # Says --require-hashes, with the digest beside it.
    "deploy/bootstrap/get_kubectl.py",
    # Other people's programs, which somebody installs for himself to compare with, to speak with or to write a client.
    "docs/recognition-socket.md",
    "models/recognition/islkit_peer.py",
    "models/voices/README.md",
    "services/speech/src/okienko_speech/engines/coqui.py",
    "tests/load/bench_translation.py",
}


def test_nothing_of_the_checkout_installs_without_a_checksum() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout
    kinds = (".py", ".sh", ".mjs", ".md", "Makefile", "Dockerfile", ".yml", ".yaml", "package.json")
    found = {
        f"{name}: {match[0]}"
        for name in listed.splitlines()
        if name.endswith(kinds) and "/tests/" not in name and name not in CHECKED_ELSEWHERE
        for match in INSTALLS.finditer((REPOSITORY / name).read_text(encoding="utf-8"))
    }
    assert found == set(), "uv.lock holds checksums: make it a dependency group of pyproject.toml, as `load` is"


def test_requirements_that_no_checksum_guards_are_gone() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout
    assert [name for name in listed.splitlines() if "requirements" in Path(name).name] == []


def test_every_image_from_outside_stands_in_one_list() -> None:
    known = base_images.images(base_images.LIST.read_text(encoding="utf-8"))
    for image in IMAGES:
        text = dockerfile(image).read_text(encoding="utf-8")
        arguments = dict(re.findall(r"^ARG (\w+_IMAGE)=(\S+)$", text, re.MULTILINE))
        stages = set(re.findall(r" AS (\w+)$", text, re.MULTILINE))
        for source in re.findall(r"^FROM (\S+)", text, re.MULTILINE):
            assert source in stages | {f"${{{name}}}" for name in arguments}, (image, source)
        for source in re.findall(r"--from=(\S+)", text):
            assert source in stages, (image, source)
        for name, default in arguments.items():
            assert default == known[f"OKIENKO_{name}"].partition("@")[0], (image, name)
    services = yaml.safe_load((REPOSITORY / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
    for name, service in services.items():
        for argument, value in service.get("build", {}).get("args", {}).items():
            assert value == f"${{OKIENKO_{argument}:-{known[f'OKIENKO_{argument}'].partition('@')[0]}}}", name
        if service["image"].startswith("okienko/"):
            continue
        variable = re.fullmatch(r"\$\{(\w+):-(\S+)\}", service["image"])
        assert variable, f"{name} pulls {service['image']}, which no list names"
        assert variable[2] == known[variable[1]].partition("@")[0]


def test_a_base_image_that_can_move_is_refused_for_a_release() -> None:
    digest = f"@sha256:{'0' * 64}"
    assert base_images.movable(base_images.images(f"OKIENKO_NODE_IMAGE=node:24{digest}\n")) == []
    (sentence,) = base_images.movable(base_images.images("OKIENKO_NODE_IMAGE=node:24\n"))
    assert "can be another tomorrow" in sentence
    for line in ("OKIENKO_NODE_IMAGE=node", "NODE=node:24", "OKIENKO_NODE_IMAGE=node:24@sha256:123"):
        with pytest.raises(ValueError, match="is no image"):
            base_images.images(line)


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

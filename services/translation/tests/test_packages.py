import hashlib
import io
import json
import stat
import urllib.request
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from okienko_translation.engines import package as package_module
from okienko_translation.engines.installed import InstalledEngine
from okienko_translation.engines.installing import _HttpsOnly, install
from okienko_translation.engines.package import PackageError, inspect

Build = Callable[..., Path]
METADATA = {"from_code": "pl", "to_code": "en", "package_version": "1.9"}
WORDS = {"Dzień": "Good", "dobry.": "morning."}


def archive(path: Path, members: Mapping[str, bytes]) -> Path:
    file = path / "test.argosmodel"
    with zipfile.ZipFile(file, "w") as target:
        for name, content in members.items():
            target.writestr(name, content)
    return file


def members(**metadata: object) -> dict[str, bytes]:
    return {
        "top/metadata.json": json.dumps({**METADATA, **metadata}).encode(),
        "top/sentencepiece.model": b"x",
        "top/model/model.bin": b"x",
        "top/model/config.json": b"{}",
        "top/model/shared_vocabulary.json": b"[]",
    }


def test_reads_what_a_package_is(tmp_path: Path) -> None:
    package = inspect(archive(tmp_path, members(target_prefix="__pl__")))
    assert (package.pair, package.version, package.folder) == (("pl", "en"), (1, 9), "top")
    assert package.target_prefix == "__pl__"


@pytest.mark.parametrize(
    "name", ["../evil", "top/../../evil", "/etc/evil", "top\\..\\evil", "C:/evil", "top/./x", "top//x"]
)
def test_refuses_names_that_reach_out_of_the_package(tmp_path: Path, name: str) -> None:
    with pytest.raises(PackageError, match="unsafe name"):
        inspect(archive(tmp_path, {**members(), name: b"x"}))


def test_refuses_links(tmp_path: Path) -> None:
    file = archive(tmp_path, members())
    with zipfile.ZipFile(file, "a") as target:
        link = zipfile.ZipInfo("top/link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        target.writestr(link, "/etc/passwd")
    with pytest.raises(PackageError, match="link"):
        inspect(file)


def test_refuses_archives_that_would_fill_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "bomb.argosmodel"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members().items():
            target.writestr(name, content)
        target.writestr("top/big", b"\0" * 2_000_000)
    monkeypatch.setattr(package_module, "_LARGEST_CONTENT", 1_000_000)
    with pytest.raises(PackageError, match="more than a translation package holds"):
        inspect(file)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"top/metadata.json": b"no json"}, "not JSON"),
        ({"top/metadata.json": b"[]"}, "no translation package"),
        ({"other/file": b""}, "exactly one top folder"),
        ({"top/sentencepiece.model": None}, "sentencepiece.model is missing"),
        ({"top/model/model.bin": None}, "model/model.bin is missing"),
        ({"top/model/shared_vocabulary.json": None}, "vocabulary"),
        ({"top/sentencepiece.model": None, "top/bpe.model": b"x"}, "BPE tokeniser"),
    ],
)
def test_says_what_a_package_lacks(tmp_path: Path, change: dict[str, bytes | None], sentence: str) -> None:
    content = {name: data for name, data in {**members(), **change}.items() if data is not None}
    with pytest.raises(PackageError, match=sentence):
        inspect(archive(tmp_path, content))


@pytest.mark.parametrize(
    ("metadata", "sentence"),
    [
        ({"from_code": "de"}, "translates de to en"),
        ({"to_code": "pl"}, "to itself"),
        ({"from_code": None}, "only Polish–English"),
        ({"type": "sbd"}, "no translation package"),
    ],
)
def test_refuses_packages_for_something_else(tmp_path: Path, metadata: dict[str, object], sentence: str) -> None:
    with pytest.raises(PackageError, match=sentence):
        inspect(archive(tmp_path, members(**metadata)))


def test_refuses_what_is_no_archive(tmp_path: Path) -> None:
    (tmp_path / "x.argosmodel").write_bytes(b"<html>404</html>")
    with pytest.raises(PackageError, match="damaged or no zip"):
        inspect(tmp_path / "x.argosmodel")


class TestInstalling:
    def test_an_installed_package_translates(self, tmp_path: Path, build_package: Build) -> None:
        file = build_package(tmp_path, "pl", "en", WORDS, version="1.9")
        folder = tmp_path / "deep" / "packages"
        package = install(str(file), folder)
        assert package.path == folder / "translate-pl_en-1_9.argosmodel"
        assert list(folder.iterdir()) == [package.path]
        assert InstalledEngine(folder).translate(["Dzień dobry."], ("pl", "en"))[0].text == "Good morning."

    def test_a_package_is_fetched_from_the_address_given(self, tmp_path: Path, build_package: Build) -> None:
        content = build_package(tmp_path, "pl", "en", WORDS).read_bytes()
        asked: list[str] = []

        def opener(address: str) -> io.BytesIO:
            asked.append(address)
            return io.BytesIO(content)

        install("https://models.example/a.argosmodel?x=1", tmp_path / "packages", opener=opener)
        assert asked == ["https://models.example/a.argosmodel?x=1"]
        assert ("pl", "en") in InstalledEngine(tmp_path / "packages").pairs()

    @pytest.mark.parametrize("address", ["http://models.example/a.argosmodel", "file:///etc/passwd", "ftp://x/y"])
    def test_only_https_is_fetched(self, tmp_path: Path, address: str) -> None:
        with pytest.raises(PackageError, match="Only https"):
            install(address, tmp_path)

    def test_a_redirect_to_plain_http_is_not_followed(self) -> None:
        request = urllib.request.Request("https://models.example/a")
        with pytest.raises(PackageError, match="without https"):
            _HttpsOnly().redirect_request(request, io.BytesIO(), 302, "", {}, "http://models.example/a")

    def test_a_wrong_hash_installs_nothing(self, tmp_path: Path, build_package: Build) -> None:
        file = build_package(tmp_path, "pl", "en", WORDS)
        with pytest.raises(PackageError, match="SHA-256"):
            install(str(file), tmp_path / "packages", sha256="0" * 64)
        assert list((tmp_path / "packages").iterdir()) == []
        install(str(file), tmp_path / "packages", sha256=hashlib.sha256(file.read_bytes()).hexdigest().upper())

    def test_a_package_that_does_not_load_is_not_installed(self, tmp_path: Path) -> None:
        with pytest.raises(PackageError, match="cannot be loaded"):
            install(str(archive(tmp_path, members())), tmp_path / "packages")
        assert list((tmp_path / "packages").iterdir()) == []

    def test_a_file_that_is_not_there_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(PackageError, match="There is no file"):
            install(str(tmp_path / "none.argosmodel"), tmp_path)

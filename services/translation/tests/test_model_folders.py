"""Plain CTranslate2 model folders beside `.argosmodel` packages; the models are real ones, built here."""

import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from okienko_translation.engines import PairNotInstalledError
from okienko_translation.engines.installed import InstalledEngine
from okienko_translation.engines.model_folder import inspect_folder
from okienko_translation.engines.package import PackageError

Build = Callable[..., Path]
WORDS = {"Gdzie": "Where", "jest": "is", "kasa?": "it?"}


def test_both_kinds_of_vocabulary_serve(tmp_path: Path, build_model_folder: Build) -> None:
    for kind in (False, True):
        folder = tmp_path / str(kind)
        build_model_folder(folder / "pl-en", WORDS, separate=kind)
        (made,) = InstalledEngine(folder).translate(["Gdzie jest kasa?"], ("pl", "en"))
        assert made.text == "Where is it?"


def test_metadata_says_the_pair_and_what_a_source_begins_with(tmp_path: Path, build_model_folder: Build) -> None:
    # The model is one word behind where nothing stands before the first.
    words = {**WORDS, ">>eng<<": "So"}
    metadata = {"from_code": "pl", "to_code": "en", "source_prefix": "▁>>eng<<"}
    build_model_folder(tmp_path / "opus-mt-zlw-en", words, metadata)
    assert InstalledEngine(tmp_path).translate(["Gdzie"], ("pl", "en"))[0].text == "So Where"


def test_a_newer_folder_wins_over_a_package_and_gives_way_to_a_newer_one(
    tmp_path: Path, build_package: Build, build_model_folder: Build
) -> None:
    pair = {"from_code": "en", "to_code": "pl"}
    engine = InstalledEngine(tmp_path)
    build_package(tmp_path, "en", "pl", {"Where": "Dokąd"}, version="1.9")
    build_model_folder(tmp_path / "newer", {"Where": "Gdzie"}, {**pair, "package_version": "1.10"})
    assert engine.translate(["Where"], ("en", "pl"))[0].text == "Gdzie"
    build_model_folder(tmp_path / "newest", {"Where": "Kędy"}, {**pair, "package_version": "2"})
    assert engine.translate(["Where"], ("en", "pl"))[0].text == "Kędy"


def test_of_folders_without_a_version_the_last_changed_wins(tmp_path: Path, build_model_folder: Build) -> None:
    pair = {"from_code": "en", "to_code": "pl"}
    late = build_model_folder(tmp_path / "a", {"Where": "Gdzie"}, pair)
    early = build_model_folder(tmp_path / "b", {"Where": "Dokąd"}, pair)
    for path in (early, *early.iterdir()):
        os.utime(path, (1_000_000, 1_000_000))
    assert late.stat().st_mtime > early.stat().st_mtime
    assert InstalledEngine(tmp_path).translate(["Where"], ("en", "pl"))[0].text == "Gdzie"


def test_a_package_that_argos_translate_unpacked_serves_as_its_archive_does(
    tmp_path: Path, build_package: Build
) -> None:
    archive = build_package(tmp_path / "archive", "pl", "en", WORDS)
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(tmp_path / "unpacked")
    (folder,) = (tmp_path / "unpacked").iterdir()
    engine = InstalledEngine(tmp_path / "unpacked")
    assert engine.translate(["Gdzie jest kasa?"], ("pl", "en")) == InstalledEngine(archive.parent).translate(
        ["Gdzie jest kasa?"], ("pl", "en")
    )
    (folder / "model/model.bin").write_bytes((folder / "model/model.bin").read_bytes()[:100])
    with pytest.raises(PairNotInstalledError, match="cannot be loaded"):
        engine.translate(["Gdzie jest kasa?"], ("pl", "en"))
    (folder / "sentencepiece.model").unlink()
    assert "sentencepiece.model is missing" in engine.pairs()[("pl", "en")].problem


@pytest.mark.parametrize(
    ("file", "content", "sentence"),
    [
        ("model.bin", None, "model.bin is missing.*ct2-transformers-converter"),
        ("target.spm", None, "target.spm is missing"),
        ("shared_vocabulary.json", None, "shared_vocabulary.json is missing"),
        ("config.json", b"{", "config.json that is not JSON"),
        ("metadata.json", b"[]", "metadata.json holds no object"),
        ("metadata.json", b'{"from_code": "de"}', "translates de to en"),
    ],
)
def test_says_what_is_wrong_and_the_other_pair_works(
    tmp_path: Path, build_package: Build, build_model_folder: Build, file: str, content: bytes | None, sentence: str
) -> None:
    build_package(tmp_path, "en", "pl", {"Where": "Gdzie"})
    folder = build_model_folder(tmp_path / "pl-en", WORDS)
    if content is None:
        (folder / file).unlink()
    else:
        (folder / file).write_bytes(content)
    with pytest.raises(PackageError, match=sentence):
        inspect_folder(folder)
    engine = InstalledEngine(tmp_path)
    assert not engine.pairs()["pl", "en"].revision
    assert engine.pairs()["pl", "en"].problem.startswith("pl-en ")
    assert engine.translate(["Where"], ("en", "pl"))[0].text == "Gdzie"


def test_a_folder_that_names_no_pair_is_told_how_to(tmp_path: Path, build_model_folder: Build) -> None:
    build_model_folder(tmp_path / "opus", WORDS)
    assert "Name the folder pl-en or en-pl" in InstalledEngine(tmp_path).pairs()["pl", "en"].problem


def test_a_model_cut_in_half_is_named_at_its_first_use(tmp_path: Path, build_model_folder: Build) -> None:
    folder = build_model_folder(tmp_path / "pl-en", WORDS)
    (folder / "model.bin").write_bytes((folder / "model.bin").read_bytes()[:1000])
    engine = InstalledEngine(tmp_path)
    with pytest.raises(PairNotInstalledError, match="pl-en holds a model that cannot be loaded"):
        engine.translate(["Gdzie"], ("pl", "en"))
    assert "cannot be loaded" in engine.pairs()["pl", "en"].problem


def test_other_folders_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    assert InstalledEngine(tmp_path).pairs() == {}

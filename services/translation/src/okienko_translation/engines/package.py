"""`.argosmodel` packages: zip archives with one top folder that holds a tokeniser and a CTranslate2 model.

Format as read by Argos Translate 1.9 to 1.12: `metadata.json`, `sentencepiece.model`, `model/…`. An archive is never unpacked:
its members are checked by name and size and read into memory, so no name in it can reach another place on the disk.
"""

import json
import stat
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from okienko_translation.languages import MalformedTagError, Pair, UnknownLanguageError, parse
from okienko_translation.text.lexicon import Dictionary, Lexicon, Names
from okienko_translation.words import Training

SUFFIX = ".argosmodel"
LARGEST_ARCHIVE = 1024 * 1024 * 1024
_LARGEST_CONTENT = 2 * LARGEST_ARCHIVE
LARGEST_METADATA = 64 * 1024
_MOST_MEMBERS = 500
MODEL_FILES = ("model.bin", "config.json")
BPE = "{name} uses a BPE tokeniser, which is not supported. Choose a package with SentencePiece."
_WORDS = ("words_source.txt", "words_target.txt")
_VOCABULARIES = ("shared_vocabulary", "source_vocabulary")


class PackageError(ValueError):
    """A package that cannot be used; the sentence says why and what to do."""


@dataclass(frozen=True)
class Package:
    """A checked package.

    Args:
        path: the archive, or the folder of a model that is in none.
        folder: its top folder, inside the archive; empty outside one.
        pair: from which language to which.
        version: as its metadata says, e.g. (1, 9).
        target_prefix: token that the translation begins with; empty for models of one pair.
        family: names the models that were trained together, so that each may judge the other; empty for any other.
        calibration: weights by which the package's figures become a probability of being right; empty for any other.
        revision: changes with the content of the file.
        tokenisers: SentencePiece models of source and target, members of the archive or files of the folder.
        model_files: what CTranslate2 loads, likewise.
        source_prefix: token that a source begins with; empty for models of one pair.
        source_end: token that a source ends with; empty where CTranslate2 adds what is needed.
    """

    path: Path
    folder: str
    pair: Pair
    version: tuple[int, ...]
    target_prefix: str
    revision: str
    family: str = ""
    calibration: Mapping[str, float] = field(default_factory=dict)
    tokenisers: tuple[str, str] = ("", "")
    model_files: tuple[str, ...] = ()
    source_prefix: str = ""
    source_end: str = ""


def inspect(path: Path) -> Package:
    """Check an archive's names, sizes and metadata and return what it is.

    Raises:
        PackageError: the archive is damaged, unsafe, incomplete, of another kind or for another pair.
    """
    try:
        state = path.stat()
        if state.st_size > LARGEST_ARCHIVE:
            raise PackageError(f"{path.name} is larger than {LARGEST_ARCHIVE >> 20} MB; no translation package is.")
        with zipfile.ZipFile(path) as archive:
            folder = _check_members(archive, path.name)
            metadata = _metadata(archive, f"{folder}/metadata.json", path.name)
            model = f"{folder}/model/"
            model_files = [name for name in archive.namelist() if name.startswith(model) and not name.endswith("/")]
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise PackageError(f"{path.name} is damaged or no zip archive. Fetch the package again.") from error
    except OSError as error:
        raise PackageError(
            f"{path.name} cannot be read ({error.strerror}). Check that it exists and its rights."
        ) from error
    return of_metadata(path, folder, metadata, f"{path.name}:{state.st_size}:{state.st_mtime_ns}", tuple(model_files))


def of_metadata(
    path: Path, folder: str, metadata: Mapping[str, Any], revision: str, model_files: tuple[str, ...]
) -> Package:
    """Return the Argos package with this metadata.

    Args:
        path: the archive, or the folder that it was unpacked into.
        folder: its top folder, inside the archive; empty where it was unpacked.
        metadata: its `metadata.json`.
        revision: changes with the content.
        model_files: what CTranslate2 loads.

    Raises:
        PackageError: it is for another pair.
    """
    prefix, family = metadata.get("target_prefix", ""), metadata.get("family", "")
    return Package(
        path,
        folder,
        read_pair(metadata, path.name),
        read_version(metadata),
        prefix if isinstance(prefix, str) else "",
        revision,
        family if isinstance(family, str) else "",
        _calibration(metadata),
        (_within(folder, "sentencepiece.model"),) * 2,
        model_files,
    )


def _within(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


def read_tokenisers(package: Package) -> tuple[bytes, bytes]:
    """Return the SentencePiece models of source and target.

    Raises:
        PackageError: the package was changed or damaged.
    """
    source, target = (_read(package, [name]) for name in package.tokenisers)
    return next(iter(source.values())), next(iter(target.values()))


def read_training(package: Package) -> Training | None:
    """Return what the package tells of the words it was trained on; None for packages that do not.

    Raises:
        PackageError: the archive was changed or damaged.
    """
    if not package.family:
        return None
    names = [_within(package.folder, name) for name in (*_WORDS, "names.txt", "stems.txt")]
    files = _read(package, names)
    return Training(
        _lexicon(files["words_source.txt"]),
        _lexicon(files["words_target.txt"]),
        Names({word: frozenset(others.split()) for word, others in _columns(files["names.txt"])}),
        Dictionary(_columns(files["stems.txt"])),
        package.calibration.get("least", 0.0),
    )


def read_words(package: Package) -> tuple[list[str], list[str]]:
    """Return the words of source and target that the package was trained on; none for packages that do not tell.

    Raises:
        PackageError: the archive was changed or damaged.
    """
    if not package.family:
        return [], []
    files = _read(package, [_within(package.folder, name) for name in _WORDS])
    source, target = (_words(files[name]) for name in _WORDS)
    return source, target


def read_model(package: Package) -> dict[str, bytes]:
    """Return the files of the CTranslate2 model by name.

    Raises:
        PackageError: the package was changed or damaged.
    """
    return _read(package, package.model_files)


def _columns(content: bytes) -> list[tuple[str, str]]:
    lines = (line.partition("\t") for line in content.decode("utf-8", "replace").splitlines())
    return [(first, second) for first, tab, second in lines if tab]


# The two packages of a family have the same lists, once as source and once as target.
@lru_cache(maxsize=4)
def _lexicon(content: bytes) -> Lexicon:
    return Lexicon(_words(content))


def _words(content: bytes) -> list[str]:
    return content.decode("utf-8", "replace").split()


def _read(package: Package, names: Sequence[str]) -> dict[str, bytes]:
    try:
        if package.path.is_dir():
            return {Path(name).name: (package.path / name).read_bytes() for name in names}
        with zipfile.ZipFile(package.path) as archive:
            return {name.rpartition("/")[2]: archive.read(name) for name in names}
    except (zipfile.BadZipFile, KeyError, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise _damaged(package) from error


def _damaged(package: Package) -> PackageError:
    return PackageError(f"{package.path.name} is damaged. Fetch the package again and install it anew.")


def _check_members(archive: zipfile.ZipFile, name: str) -> str:
    members = archive.infolist()
    if len(members) > _MOST_MEMBERS or sum(member.file_size for member in members) > _LARGEST_CONTENT:
        raise PackageError(f"{name} would unpack to more than a translation package holds. It is not installed.")
    for member in members:
        parts = member.filename.rstrip("/").split("/")
        odd = "\\" in member.filename or ":" in member.filename or member.filename.startswith("/")
        if odd or any(part in {"", ".", ".."} for part in parts) or stat.S_ISLNK(member.external_attr >> 16):
            raise PackageError(f"{name} has a member with an unsafe name or a link. It is not installed.")
    tops = {member.filename.split("/")[0] for member in members}
    if len(tops) != 1:
        raise PackageError(f"{name} is no Argos package: it needs exactly one top folder and has {len(tops)}.")
    folder = tops.pop()
    names = {member.filename for member in members}
    if f"{folder}/bpe.model" in names and f"{folder}/sentencepiece.model" not in names:
        raise PackageError(BPE.format(name=name))
    needed = ["metadata.json", "sentencepiece.model", *(f"model/{file}" for file in MODEL_FILES)]
    missing = [file for file in needed if f"{folder}/{file}" not in names]
    if not any(f"{folder}/model/{file}{end}" in names for file in _VOCABULARIES for end in (".json", ".txt")):
        missing.append("model/shared_vocabulary.json")
    if missing:
        raise PackageError(f"{name} is no complete Argos package: {', '.join(missing)} is missing. Fetch it again.")
    return folder


def _metadata(archive: zipfile.ZipFile, member: str, name: str) -> dict[str, Any]:
    if archive.getinfo(member).file_size > LARGEST_METADATA:
        raise PackageError(f"{name} has a metadata.json that is too large. It is not installed.")
    metadata = read_metadata(archive.read(member), name)
    if metadata.get("type", "translate") != "translate":
        raise PackageError(f"{name} is no translation package. Choose one for Polish and English.")
    return metadata


def read_metadata(content: bytes, name: str, file: str = "metadata.json") -> dict[str, Any]:
    """Return the object that a JSON file of the package `name` holds.

    Raises:
        PackageError: it is not JSON, or no object.
    """
    try:
        metadata = json.loads(content)
    except ValueError as error:
        raise PackageError(f"{name} has a {file} that is not JSON. Fetch the package again.") from error
    if not isinstance(metadata, dict):
        raise PackageError(f"{name} is no translation package: its {file} holds no object. Fetch it again.")
    return metadata


def read_pair(metadata: Mapping[str, Any], name: str) -> Pair:
    """Return the pair that the metadata of the package `name` says.

    Raises:
        PackageError: it is not Polish to English or English to Polish.
    """
    codes = str(metadata.get("from_code", "")), str(metadata.get("to_code", ""))
    try:
        source, target = parse(codes[0]), parse(codes[1])
    except (MalformedTagError, UnknownLanguageError) as error:
        raise PackageError(
            f"{name} translates {codes[0] or '?'} to {codes[1] or '?'}; only Polish–English packages serve here."
        ) from error
    if source == target:
        raise PackageError(f"{name} translates {source} to itself. Choose a package for pl to en or en to pl.")
    return source, target


def _calibration(metadata: Mapping[str, Any]) -> dict[str, float]:
    found = metadata.get("calibration", {})
    if not isinstance(found, dict):
        return {}
    return {str(name): float(weight) for name, weight in found.items() if isinstance(weight, int | float)}


def read_version(metadata: Mapping[str, Any]) -> tuple[int, ...]:
    """Return the version that metadata says; what is no number counts as 0, and so does a missing one."""
    parts = str(metadata.get("package_version", "")).split(".")
    return tuple(int(part) if part.isascii() and part.isdigit() and len(part) < 9 else 0 for part in parts)

"""Plain CTranslate2 model folders, as `ct2-transformers-converter --copy_files source.spm target.spm` makes them of Opus-MT models.

A folder holds `model.bin`, `config.json`, one vocabulary for both languages or one for each, and both languages' SentencePiece
models. Its name is the pair, `pl-en`, or a `metadata.json` beside them says it, with the keys of Argos packages (`from_code`,
`to_code`, `package_version`) and, for models of several languages, `source_prefix`, e.g. ">>pol<<".

A folder with `metadata.json`, `sentencepiece.model` and the model in `model/` is an Argos package as Argos Translate itself unpacks it.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from okienko_translation.engines.package import (
    BPE,
    LARGEST_ARCHIVE,
    LARGEST_METADATA,
    MODEL_FILES,
    Package,
    PackageError,
    of_metadata,
    read_metadata,
    read_pair,
    read_version,
)
from okienko_translation.languages import PAIRS

TOKENISERS = ("source.spm", "target.spm")
_SHARED = ("shared_vocabulary.json", "shared_vocabulary.txt")
_SEPARATE = (
    ("source_vocabulary.json", "target_vocabulary.json"),
    ("source_vocabulary.txt", "target_vocabulary.txt"),
)
_METADATA = "metadata.json"
_ARGOS_MODEL, _ARGOS_TOKENISER = "model", "sentencepiece.model"
_PAIR_NAMES = {"-".join(pair): pair for pair in PAIRS}


def is_model_folder(path: Path) -> bool:
    """Return whether a folder was meant to be a model: by its name or by what it holds."""
    return path.is_dir() and (
        path.name in _PAIR_NAMES or _is_unpacked(path) or any((path / name).exists() for name in MODEL_FILES)
    )


def _is_unpacked(path: Path) -> bool:
    return (path / _ARGOS_MODEL).is_dir()


def state(path: Path) -> tuple[int, int]:
    """Return the bytes of a folder's files and when the last of them, or the folder, changed, in nanoseconds.

    Raises:
        OSError: the folder cannot be read.
    """
    folders = [path, path / _ARGOS_MODEL] if _is_unpacked(path) else [path]
    states = [one.stat() for folder in folders for one in folder.iterdir() if one.is_file()]
    return sum(one.st_size for one in states), max(one.st_mtime_ns for one in [path.stat(), *states])


def inspect_folder(path: Path) -> Package:
    """Check a folder's files, their sizes and its metadata and return what it is.

    Raises:
        PackageError: the folder is incomplete, too large, unreadable or for another pair.
    """
    try:
        size, changed = state(path)
        if size > LARGEST_ARCHIVE:
            raise PackageError(f"{path.name} is larger than {LARGEST_ARCHIVE >> 20} MB; no translation model is.")
        names = {one.name for one in path.iterdir() if one.is_file()}
        if _is_unpacked(path):
            return _inspect_unpacked(path, names, size, changed)
        vocabulary = _check_files(path.name, names)
        metadata = _metadata(path, names)
        config = _json(path, "config.json")
    except OSError as error:
        raise PackageError(f"{path.name} cannot be read ({error.strerror}). Check the rights of its files.") from error
    prefix = metadata.get("source_prefix", "")
    return Package(
        path,
        "",
        read_pair(metadata, path.name),
        read_version(metadata),
        target_prefix="",
        revision=_revision(path, size, changed, metadata),
        tokenisers=TOKENISERS,
        model_files=(*MODEL_FILES, *vocabulary),
        source_prefix=prefix if isinstance(prefix, str) else "",
        # Models of Marian end every sentence with this; converted from Transformers the caller has to add it.
        source_end="" if config.get("add_source_eos") else str(config.get("eos_token", "</s>")),
    )


def _revision(path: Path, size: int, changed: int, metadata: dict[str, Any]) -> str:
    return f"{path.name}:{size}:{changed}:{hashlib.sha256(json.dumps(metadata).encode()).hexdigest()[:8]}"


def _inspect_unpacked(path: Path, names: set[str], size: int, changed: int) -> Package:
    within = {one.name for one in (path / _ARGOS_MODEL).iterdir() if one.is_file()}
    if "bpe.model" in names and _ARGOS_TOKENISER not in names:
        raise PackageError(BPE.format(name=path.name))
    missing = [name for name in (_METADATA, _ARGOS_TOKENISER) if name not in names]
    missing += [f"{_ARGOS_MODEL}/{name}" for name in MODEL_FILES if name not in within]
    if missing:
        raise PackageError(
            f"{path.name} is no complete Argos package: {', '.join(missing)} is missing. Install it again."
        )
    metadata = _json(path, _METADATA)
    model_files = tuple(f"{_ARGOS_MODEL}/{name}" for name in sorted(within))
    return of_metadata(path, "", metadata, _revision(path, size, changed, metadata), model_files)


def _check_files(name: str, names: set[str]) -> tuple[str, ...]:
    """Return the files of the vocabulary."""
    missing = [file for file in (*MODEL_FILES, *TOKENISERS) if file not in names]
    shared = [file for file in _SHARED if file in names]
    separate = [files for files in _SEPARATE if names.issuperset(files)]
    if not shared and not separate:
        missing.append("shared_vocabulary.json")
    if missing:
        raise PackageError(
            f"{name} is no complete CTranslate2 model: {', '.join(missing)} is missing. "
            "Convert it again with ct2-transformers-converter --copy_files source.spm target.spm."
        )
    return (shared[0],) if shared else separate[0]


def _metadata(path: Path, names: set[str]) -> dict[str, Any]:
    by_name = _PAIR_NAMES.get(path.name)
    given = {"from_code": by_name[0], "to_code": by_name[1]} if by_name else {}
    if _METADATA in names:
        return {**given, **_json(path, _METADATA)}
    if not given:
        raise PackageError(
            f"{path.name} does not say which languages it translates. Name the folder pl-en or en-pl, or add a metadata.json."
        )
    return given


def _json(path: Path, name: str) -> dict[str, Any]:
    if (path / name).stat().st_size > LARGEST_METADATA:
        raise PackageError(f"{path.name} has a {name} that is too large. It is not used.")
    return read_metadata((path / name).read_bytes(), path.name, name)

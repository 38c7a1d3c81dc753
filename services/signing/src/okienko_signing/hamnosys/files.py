"""Files of transcriptions: what dictionaries export, and what a lexicon folder holds."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from okienko_signing.hamnosys.errors import HamnosysError
from okienko_signing.hamnosys.symbols import Token, read_tokens
from okienko_signing.hamnosys.translation import Translation, translate
from okienko_signing.lexicon.model import Sign
from okienko_signing.lexicon.yaml_nodes import LexiconError

FOLDER: Final = "hamnosys"
"""Folder within a lexicon whose `*.tsv` files hold `gloss<TAB>symbols` lines; a file's name names the source."""
_CITATION: Final = "# source:"
_ALTERNATIVES: Final = re.compile(r"[,;/]")
_NOT_IN_GLOSSES: Final = re.compile(r"[^\w-]+")
_BRACKETS: Final = re.compile(r"\([^)]*\)")


@dataclass(frozen=True)
class Written:
    """One entry of a file, not read yet."""

    gloss: str
    symbols: str
    where: str
    """File and entry or line, for messages."""

    def tokens(self) -> tuple[Token, ...]:
        """Return its symbols.

        Raises:
            HamnosysError: something is no symbol.

        """
        return read_tokens(self.symbols)


def read_entries(path: Path) -> list[Written]:
    """Return the entries of a dictionary's export: JSON, or lines of `gloss<TAB>symbols`.

    JSON is a list of objects with `gloss` and `hamnosys` (the font's characters) or `symbols` (names). Whether a
    left-handed signer was filmed makes no difference: HamNoSys describes the dominant hand, and transcribers write it
    as of a right-handed signer.

    Raises:
        LexiconError: the file is neither.

    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{path}: The file cannot be read as UTF-8 text ({error})."
        raise LexiconError(msg) from error
    if path.suffix == ".json":
        return _from_json(path, text)
    return list(_from_lines(path, text))


def _from_json(path: Path, text: str) -> list[Written]:
    try:
        entries = json.loads(text)
    except json.JSONDecodeError as error:
        msg = f"{path.name}:{error.lineno}: This is no valid JSON ({error.msg})."
        raise LexiconError(msg) from error
    if not isinstance(entries, list):
        msg = f"{path.name}:1: A list of entries was expected."
        raise LexiconError(msg)
    found = []
    for number, entry in enumerate(entries, start=1):
        where = f"{path.name}, entry {number}"
        if not isinstance(entry, dict) or not isinstance(entry.get("gloss"), str):
            msg = f"{where}: An object with 'gloss' and with 'hamnosys' or 'symbols' was expected."
            raise LexiconError(msg)
        symbols = entry.get("hamnosys")
        if not isinstance(symbols, str):
            names = entry.get("symbols")
            if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
                msg = f"{where}: 'hamnosys' (a text) or 'symbols' (a list of names) is missing."
                raise LexiconError(msg)
            symbols = " ".join(names)
        found.append(Written(entry["gloss"], symbols, where))
    return found


def _from_lines(path: Path, text: str) -> Iterator[Written]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        gloss, tab, symbols = line.partition("\t")
        if not tab or not gloss.strip() or not symbols.strip():
            msg = f"{path.name}:{number}: 'gloss<TAB>symbols' was expected."
            raise LexiconError(msg)
        yield Written(gloss.strip(), symbols.strip(), f"{path.name}:{number}")


def glosses_of(written: str) -> tuple[str, ...]:
    """Return the glosses that a dictionary's headword stands for: `dać, dawać` is DAĆ and DAWAĆ."""
    words = (_BRACKETS.sub(" ", word) for word in _ALTERNATIVES.split(written))
    plain = (_NOT_IN_GLOSSES.sub("-", word.strip()).strip("-").upper() for word in words)
    return tuple(dict.fromkeys(word for word in plain if word))


def write_source(folder: Path, name: str, citation: str, entries: list[tuple[str, tuple[Token, ...]]]) -> Path:
    """Write a source's entries where `load_folder` finds them; return the file."""
    target = folder / FOLDER / f"{name}.tsv"
    target.parent.mkdir(parents=True, exist_ok=True)
    lines = [f"{_CITATION} {citation}"]
    lines += [f"{gloss}\t{' '.join(token.name for token in tokens)}" for gloss, tokens in entries]
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return target


@dataclass(frozen=True)
class Loaded:
    """What a lexicon's folder of transcriptions adds."""

    signs: dict[str, Sign]
    shapes: dict[str, tuple[float, ...]]
    sources: dict[str, str]


def load_folder(folder: Path) -> Loaded:
    """Read every `*.tsv` of a lexicon's `hamnosys` folder; the first entry of a gloss has its name, others a number.

    Raises:
        LexiconError: a line or a transcription is wrong; says the line and the symbol.

    """
    loaded = Loaded({}, {}, {})
    for path in sorted((folder / FOLDER).glob("*.tsv")):
        entries = read_entries(path)
        loaded.sources[path.stem] = _citation(path)
        for written in entries:
            translation = translated(written, path.stem)
            loaded.shapes.update(translation.shapes)
            loaded.signs[_free(translation.sign.gloss, loaded.signs)] = translation.sign
    return loaded


def translated(written: Written, source: str) -> Translation:
    """Return the translation of an entry.

    Raises:
        LexiconError: the transcription is wrong; says where.

    """
    try:
        return translate(written.gloss, written.tokens(), source, written.where)
    except HamnosysError as error:
        msg = f"{written.where}: The sign '{written.gloss}' cannot be read. {error}"
        raise LexiconError(msg) from error


def _free(gloss: str, taken: dict[str, Sign]) -> str:
    name, number = gloss, 2
    while name in taken:
        name, number = f"{gloss}-{number}", number + 1
    return name


def _citation(path: Path) -> str:
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    return first.removeprefix(_CITATION).strip() if first.startswith(_CITATION) else path.stem

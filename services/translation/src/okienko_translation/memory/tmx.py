"""Reading and writing TMX 1.4b (LISA OSCAR, 2005), the exchange format of translation memories."""

import hashlib
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element, ParseError, SubElement, indent, tostring

from defusedxml import DefusedXmlException

from okienko_translation.languages import LANGUAGES, Language
from okienko_translation.xml_files import NestingError, events

LARGEST_FILE = 256 * 1024 * 1024
LONGEST_SEGMENT = 5000
# "no" for a unit that an editor has not approved; absent in files of other programs.
_REVIEWED = "x-reviewed"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# Their content is formatting code of the original file, not words (TMX 1.4b, section "Inline elements"); <hi> and <sub> are words.
_CODES = frozenset({"bpt", "ept", "it", "ph", "ut"})


class TmxError(ValueError):
    """A file that cannot be used as a translation memory; the sentence says why."""


@dataclass(frozen=True)
class Unit:
    """A text in Polish and in English, as people wrote it; `reviewed` tells whether it may be used."""

    pl: str
    en: str
    reviewed: bool = True

    @property
    def identity(self) -> str:
        """Name the unit by its texts; 16 hexadecimal digits."""
        return hashlib.sha256(f"{self.pl}\t{self.en}".encode()).hexdigest()[:16]

    def text(self, language: Language) -> str:
        """Return the text in one of the two."""
        return self.pl if language == "pl" else self.en


def read(path: Path) -> list[Unit]:
    """Return the units of a TMX file that have Polish and English, in order; others are passed over.

    Entity declarations are refused, external files are never fetched.

    Raises:
        TmxError: the file is missing, too large, not well-formed, dangerous or no TMX.
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise TmxError(f"{path.name} is larger than {LARGEST_FILE >> 20} MB. Split it into several files.")
        with path.open("rb") as file:
            return _read(file, path.name)
    except OSError as error:
        raise TmxError(
            f"{path.name} cannot be read ({error.strerror}). Check that it exists and its rights."
        ) from error


def parse(content: bytes, name: str) -> list[Unit]:
    """Return the units of a TMX file's content, as `read` does.

    Raises:
        TmxError: it is not well-formed, dangerous or no TMX.
    """
    return _read(io.BytesIO(content), name)


def _read(file: IO[bytes], name: str) -> list[Unit]:
    try:
        return list(_units(file, name))
    except (ParseError, UnicodeError, LookupError, DefusedXmlException, NestingError) as error:
        raise TmxError(f"{name} is not a readable TMX file ({error}). Export it again.") from error


def _units(file: IO[bytes], name: str) -> Iterator[Unit]:
    root: Element | None = None
    for event, element in events(file):
        if root is None:
            root = element
            if _name(element) != "tmx":
                raise TmxError(f"{name} is not a TMX file: it begins with <{_name(element)}>. Export it as TMX 1.4.")
        if event == "end" and _name(element) == "tu":
            unit = _unit(element)
            # Freed at once, so that a large file costs no more memory than its units.
            element.clear()
            if unit:
                yield unit


def _unit(element: Element) -> Unit | None:
    texts: dict[Language, str] = {}
    for variant in element:
        if _name(variant) != "tuv":
            continue
        tag = variant.get(_XML_LANG) or variant.get("lang") or ""
        segment = next((child for child in variant if _name(child) == "seg"), None)
        language = next((one for one in LANGUAGES if tag.lower().replace("_", "-").partition("-")[0] == one), None)
        if language and segment is not None:
            texts.setdefault(language, _text(segment).strip())
    pl, en = texts.get("pl", ""), texts.get("en", "")
    if not pl or not en or max(len(pl), len(en)) > LONGEST_SEGMENT:
        return None
    properties = {child.get("type"): (child.text or "").strip() for child in element if _name(child) == "prop"}
    return Unit(pl, en, properties.get(_REVIEWED, "yes") != "no")


def write(units: Iterable[Unit]) -> bytes:
    """Return a TMX file of units."""
    root = Element("tmx", version="1.4")
    SubElement(
        root,
        "header",
        {
            "creationtool": "okienko",
            "creationtoolversion": "1",
            "segtype": "block",
            "o-tmf": "okienko",
            "adminlang": "en",
            "srclang": "pl",
            "datatype": "plaintext",
        },
    )
    body = SubElement(root, "body")
    for unit in units:
        one = SubElement(body, "tu")
        SubElement(one, "prop", {"type": _REVIEWED}).text = "yes" if unit.reviewed else "no"
        for language in LANGUAGES:
            variant = SubElement(one, "tuv", {"xml:lang": language})
            SubElement(variant, "seg").text = unit.text(language)
    indent(root, " ")
    content: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def _text(element: Element) -> str:
    parts = [element.text or ""]
    for child in element:
        if _name(child) not in _CODES:
            parts.append(_text(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]

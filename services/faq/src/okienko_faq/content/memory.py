"""A pack's Polish and English as translation memory: TMX 1.4b, the exchange format of translators (LISA OSCAR, 2005)."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from okienko_faq.content.model import Pack, Text

Pair = tuple[str, str, str]
"""Where the pair comes from, Polish, English."""

# A sentence ends at ". ", "! " or "? " before a capital or a digit, not after an abbreviation or an ordinal ("10. tygodnia").
_SENTENCE_END = re.compile(
    r"(?<=[^\W\d_]{3}[.!?])\s+(?=[\"„“(]?[A-ZĄĆĘŁŃÓŚŹŻ0-9])|(?<=[)\"”%0-9][.!?])\s+(?=[A-ZĄĆĘŁŃÓŚŹŻ])"
)
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def sentences(text: str) -> list[str]:
    """Cut `text` into sentences; in doubt two stay together."""
    return [part.strip() for part in _SENTENCE_END.split(text) if part.strip()]


def pairs(pack: Pack) -> list[Pair]:
    """Return the distinct pairs of a pack: whole fields, and sentences and items where both languages have as many.

    Aliases are no translations of one another and stay out.
    """
    found: dict[tuple[str, str], str] = {}
    for origin, polish, english in _all(pack):
        if polish and english:
            found.setdefault((polish, english), origin)
    return [(origin, polish, english) for (polish, english), origin in found.items()]


def _all(pack: Pack) -> Iterator[Pair]:
    for topic in pack.topics:
        yield f"topics/{topic.id}", topic.pl, topic.en
    for place in pack.places:
        if place.en:
            yield f"places/{place.id}/name", place.pl.name, place.en.name
            yield from _with_sentences(f"places/{place.id}/note", place.pl.note, place.en.note)
    for entry in pack.entries:
        if entry.en:
            yield from _fields(f"entries/{entry.id}", entry.pl, entry.en)


def _fields(origin: str, pl: Text, en: Text) -> Iterator[Pair]:
    yield f"{origin}/question", pl.question, en.question
    yield f"{origin}/title", pl.title, en.title
    yield from _with_sentences(f"{origin}/short", pl.short, en.short)
    yield from _with_sentences(f"{origin}/cost", pl.cost, en.cost)
    yield from _with_sentences(f"{origin}/duration", pl.duration, en.duration)
    lists = (
        ("easy", pl.easy, en.easy),
        ("steps", pl.steps, en.steps),
        ("documents", pl.documents, en.documents),
    )
    for name, polish, english in lists:
        if len(polish) == len(english):
            for number, (one, other) in enumerate(zip(polish, english, strict=True)):
                yield from _with_sentences(f"{origin}/{name}/{number}", one, other)


def _with_sentences(origin: str, pl: str, en: str) -> Iterator[Pair]:
    yield origin, pl, en
    polish, english = sentences(pl), sentences(en)
    if len(polish) == len(english) > 1:
        yield from ((origin, one, other) for one, other in zip(polish, english, strict=True))


def export_memory(pack: Pack, folder: Path) -> Path:
    """Write `<town>.tmx` into `folder` and return its path; the file appears whole or not at all.

    Raises:
        OSError: the folder cannot be written.
    """
    root = ET.Element("tmx", version="1.4")
    ET.SubElement(
        root,
        "header",
        {
            "creationtool": "okienko-faq",
            "creationtoolversion": version("okienko-faq"),
            "segtype": "sentence",
            "o-tmf": "okienko content pack",
            "adminlang": "en",
            "srclang": "pl",
            "datatype": "plaintext",
        },
    )
    body = ET.SubElement(root, "body")
    for origin, polish, english in pairs(pack):
        unit = ET.SubElement(body, "tu")
        ET.SubElement(unit, "prop", type="x-origin").text = f"{pack.town.id}/{origin}"
        for language, text in (("pl", polish), ("en", english)):
            variant = ET.SubElement(unit, "tuv", {_XML_LANG: language})
            ET.SubElement(variant, "seg").text = text
    ET.indent(root)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{pack.town.id}.tmx"
    partial = path.with_suffix(".partial")
    ET.ElementTree(root).write(partial, encoding="utf-8", xml_declaration=True)
    partial.replace(path)
    return path

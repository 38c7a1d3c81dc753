"""Glossaries as TBX (ISO 30042:2019, dialect TBX-Basic in DCA style); TBX 2008 (martif) is read as well."""

import io
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element, ParseError, SubElement, indent, tostring

from defusedxml import DefusedXmlException

from okienko_translation.glossary.entry import Entry, GlossaryError
from okienko_translation.languages import LANGUAGES, Language
from okienko_translation.xml_files import events

_NAMESPACE = "urn:iso:std:iso:30042:ed-2"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_PREFERRED, _ADMITTED = "preferredTerm-admn-sts", "admittedTerm-admn-sts"
_REFUSED = frozenset({"deprecatedTerm-admn-sts", "supersededTerm-admn-sts"})
# Names of the same elements in the editions of 2019 and 2008.
_CONCEPTS = frozenset({"conceptEntry", "termEntry"})
_LANGUAGE_SECTIONS = frozenset({"langSec", "langSet"})
_TERM_SECTIONS = frozenset({"termSec", "tig", "ntig"})


def read_tbx(content: bytes, name: str) -> list[Entry]:
    """Return the concepts that have a term in both languages, in order; entity declarations are refused.

    Raises:
        GlossaryError: it is not well-formed, dangerous, or no TBX.
    """
    try:
        elements = [element for _, element in events(io.BytesIO(content))]
    except (ParseError, UnicodeError, LookupError, ValueError, DefusedXmlException) as error:
        raise GlossaryError(f"{name} is no readable TBX file ({error}). Export it again.") from error
    root = elements[0]
    if _name(root) not in {"tbx", "martif"}:
        raise GlossaryError(f"{name} is no TBX file: it begins with <{_name(root)}>. Export it as TBX-Basic.")
    found = (_entry(concept) for concept in root.iter() if _name(concept) in _CONCEPTS)
    return [entry for entry in found if entry]


def write_tbx(entries: Iterable[Entry]) -> bytes:
    """Return a TBX file of entries; the first term of a language is marked as preferred, the others as admitted."""
    root = Element("tbx", {"style": "dca", "type": "TBX-Basic", "xml:lang": "en", "xmlns": _NAMESPACE})
    file = SubElement(SubElement(root, "tbxHeader"), "fileDesc")
    SubElement(SubElement(file, "titleStmt"), "title").text = "Glossary"
    SubElement(SubElement(file, "sourceDesc"), "p").text = "Okienko"
    body = SubElement(SubElement(root, "text"), "body")
    for entry in entries:
        concept = SubElement(body, "conceptEntry", {"id": f"c{entry.identity}"})
        if entry.domain:
            SubElement(concept, "descrip", {"type": "subjectField"}).text = entry.domain
        for language in LANGUAGES:
            section = SubElement(concept, "langSec", {"xml:lang": language})
            for index, term in enumerate(entry.terms(language)):
                one = SubElement(section, "termSec")
                SubElement(one, "term").text = term
                SubElement(one, "termNote", {"type": "partOfSpeech"}).text = entry.part_of_speech
                status = _ADMITTED if index else _PREFERRED
                SubElement(one, "termNote", {"type": "administrativeStatus"}).text = status
                SubElement(one, "termNote", {"type": "processStatus"}).text = (
                    "finalized" if entry.reviewed else "unprocessed"
                )
    indent(root, " ")
    content: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def _entry(concept: Element) -> Entry | None:
    terms: dict[Language, list[tuple[bool, str]]] = {language: [] for language in LANGUAGES}
    notes: dict[str, str] = {}
    for section in concept.iter():
        if _name(section) not in _LANGUAGE_SECTIONS:
            continue
        tag = (section.get(_XML_LANG) or "").lower().partition("-")[0]
        language = next((one for one in LANGUAGES if one == tag), None)
        for one in section.iter() if language else ():
            if _name(one) in _TERM_SECTIONS:
                own = dict(_notes(one))
                term = next((_text(child) for child in one.iter() if _name(child) == "term"), "")
                if language and term and own.get("administrativeStatus") not in _REFUSED:
                    terms[language].append((own.get("administrativeStatus") != _PREFERRED, term))
                    notes |= own
    if not all(terms.values()):
        return None
    # Preferred terms first, in the order of the file.
    pl, en = (
        tuple(dict.fromkeys(term for _, term in sorted(terms[one], key=lambda found: found[0]))) for one in LANGUAGES
    )
    fields = [_text(one) for one in concept if _name(one) == "descrip" and one.get("type") == "subjectField"]
    kind = notes.get("partOfSpeech", "noun")
    return Entry(pl, en, fields[0] if fields else "", kind, notes.get("processStatus") != "unprocessed")


def _notes(section: Element) -> Iterator[tuple[str, str]]:
    for child in section.iter():
        if _name(child) == "termNote":
            yield child.get("type", ""), _text(child)
        elif _name(child) in {"partOfSpeech", "administrativeStatus"}:
            # The DCT style names the data category by the element.
            yield _name(child), _text(child)


def _text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]

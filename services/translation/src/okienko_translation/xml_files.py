"""Reading XML that somebody else has made: no entities, nothing fetched, no nesting beyond what the formats need."""

from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse

DEEPEST = 24
"""Elements inside each other; a real TMX or TBX has at most ten. Half a megabyte of elements in one another kept a reader of
TBX busy for more than two minutes, and ended one of TMX."""


class NestingError(ValueError):
    """Elements stand deeper inside each other than in any real file."""


def events(file: IO[bytes]) -> Iterator[tuple[str, Element]]:
    """Yield elements as they begin ("start") and end ("end").

    Raises:
        ParseError, UnicodeError, LookupError, ValueError: it is not well-formed, or in no known encoding.
        DefusedXmlException: it declares entities, or wants something fetched.
        NestingError: it is nested deeper than `DEEPEST`.
    """
    depth = 0
    for event, element in iterparse(file, events=("start", "end"), forbid_entities=True):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            raise NestingError(f"more than {DEEPEST} elements stand inside each other")
        yield event, element

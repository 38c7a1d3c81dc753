"""Cutting Polish and English text into sentences, so that nothing of the text is lost."""

# ruff: noqa: SIM905 - a paragraph of words is read and edited more easily than a list of strings

import re
from collections.abc import Iterator
from dataclasses import dataclass

from okienko_translation.languages import Language

# A tag of a block parts what it stands between, as a line break does.
_BLOCK = r"</?(?:blockquote|br|dd|div|dl|dt|h[1-6]|hr|li|ol|p|table|tbody|td|th|thead|tr|ul)(?:\s[^<>]{0,200})?/?>"
_LINE_BREAK = re.compile(rf"(?<!\s)\s*(?:[\r\n]|{_BLOCK})(?:\s|{_BLOCK})*", re.IGNORECASE)
# Markers of lists, with a box to tick, of headings and of quotations.
_BULLET = re.compile(r"(?:(?:[-–—•*·▪](?: \[[ xX]\])?|#{1,6}|>{1,3}|\(?\d{1,2}[.)]|[a-zA-Z]\))\s+)+(?=\S)")
_CLOSING = r"(?:[\"'”’»)\]*_]|</[A-Za-z0-9]{1,10}>)*"
_END = re.compile(rf"(?<![.!?…])(?P<stop>[.!?…]+)(?P<closing>{_CLOSING})(?P<gap>\s+)")
_OPENING = re.compile(r"(?:[\"'„“‘«(\[*_]|<[A-Za-z][^<>]{0,200}>)*")
_MARKUP = re.compile(r"[*_]|<[^<>]*>")
_QUOTES = "\"'„“‘«(["
_CELL = re.compile(r"\s*\|\s*")
_INITIAL = re.compile(r"[^\W\d_]", re.UNICODE)

# After these a sentence goes on. Statutes keep their Polish abbreviations in English.
_NEVER_LAST: dict[Language, frozenset[str]] = {
    "pl": frozenset(
        """al art dr dot dz dz.u ew gm godz hab im inż jw kl kpt ks lic lit m.in maks mec mgr min mjr np nr nt oo os ok
        pkt pl płk pn poj pok por poz pow prof przyp red rtm str sz sp św tab tel tj tyg tys tzn tzw ul ur ust wg woj
        ws ww wł zam zm zob zw śr czw pon wt pt sob niedz nd""".split()
    ),
    "en": frozenset(
        """approx art ave cf col dept dr e.g ext fig gen i.e incl lt max min mr mrs ms para pp prof sec sgt st tel viz
        vol vs lit pkt poz ust mon tue tues wed thu thur thurs fri sat sun jan feb mar apr jun jul aug sep sept oct nov dec dz.u ul al""".split()
    ),
}
# After these it goes on only where a number follows.
_BEFORE_NUMBERS = frozenset({"no", "nos", "p", "s", "r", "t", "nr", "art", "§"})
# After these it ends where a capital follows.
_MAY_BE_LAST = frozenset({"r", "w", "zł", "gr", "itp", "itd", "etc", "a.m", "p.m", "o.o", "s.a", "in", "m", "h"})


@dataclass(frozen=True)
class Piece:
    """A part of a text.

    Args:
        text: the part as written.
        is_sentence: whether it is a sentence; else whitespace or a list marker.
    """

    text: str
    is_sentence: bool


def split(text: str, language: Language) -> list[Piece]:
    """Cut `text` into sentences and what stands between them; the pieces joined are the text again."""
    pieces: list[Piece] = []
    start = 0
    for match in _LINE_BREAK.finditer(text):
        pieces += _cells(text[start : match.start()], language)
        pieces.append(Piece(match.group(), is_sentence=False))
        start = match.end()
    pieces += _cells(text[start:], language)
    return pieces


def sentences(text: str, language: Language) -> list[str]:
    """Return only the sentences."""
    return [piece.text for piece in split(text, language) if piece.is_sentence]


def _cells(line: str, language: Language) -> Iterator[Piece]:
    """Cut a line of a table at its bars, any other into sentences."""
    if not (line.startswith("|") and line.rstrip().endswith("|")):
        yield from _line(line, language)
        return
    start = 0
    for match in _CELL.finditer(line):
        yield from _line(line[start : match.start()], language)
        yield Piece(match.group(), is_sentence=False)
        start = match.end()
    yield from _line(line[start:], language)


def _line(line: str, language: Language) -> Iterator[Piece]:
    body = line.strip()
    start = line.index(body) if body else len(line)
    bullet = _BULLET.match(line, start)
    if bullet:
        start = bullet.end()
    if start:
        yield Piece(line[:start], is_sentence=False)
    stop = start + len(line[start:].rstrip())
    for match in _END.finditer(line, start, stop):
        if _ends(line, start, match, language):
            yield Piece(line[start : match.start("gap")], is_sentence=True)
            yield Piece(match.group("gap"), is_sentence=False)
            start = match.end()
    if start < stop:
        yield Piece(line[start:stop], is_sentence=True)
    if stop < len(line):
        yield Piece(line[max(start, stop) :], is_sentence=False)


def _ends(line: str, start: int, match: re.Match[str], language: Language) -> bool:
    opening = _OPENING.match(line, match.end())
    following = line[opening.end() if opening else match.end() :][:1]
    if following.isalnum() and not (following.isupper() or following.isdigit()):
        return False
    if match["stop"] != "." or _MARKUP.sub("", match["closing"]):
        return True
    word = (line[start : match.start()].split() or [""])[-1].lstrip(_QUOTES + "-–/*_")
    token = word.lower()
    if token in _BEFORE_NUMBERS and following.isdigit():
        return False
    # "10. tygodnia" was ruled out above; "w dniu 5. 12" is not an end either.
    if token in _MAY_BE_LAST or token.isdigit():
        return following.isupper()
    # "J. Nowak" goes on, "z § 5 lit. b. Wniosek" does not.
    return token not in _NEVER_LAST[language] and not (_INITIAL.fullmatch(word) and word.isupper())

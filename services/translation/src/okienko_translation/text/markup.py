"""Markdown and HTML within a sentence: taken off before it is translated, put back around the words that stand for the same."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from okienko_translation.text import numbers

# Earlier alternatives win: a link, a tag, emphasis. An underscore or an asterisk within a word is none.
_TOKEN = re.compile(
    r"(?P<link>\[(?=[^\[\]\n]{1,300}\]\([^()\s]{1,300}\)))|(?P<linked>\]\([^()\s]{1,300}\))"
    r"|<(?P<close>/?)(?P<tag>[A-Za-z][A-Za-z0-9]{0,15})(?:\s[^<>]{0,300})?(?P<void>/?)>"
    r"|(?P<starts>(?<!\w)(?:\*{1,3}|_{1,3}|~~)(?=[^\s*_~]))|(?P<ends>(?<=[^\s*_~])(?:\*{1,3}|_{1,3}|~~)(?!\w))"
)
# What each encloses is translated alone, so a sentence with more is taken for one whose markup cannot be told.
_MOST = 12
_VOID = frozenset({"br", "hr", "img", "wbr", "input"})
_LETTER = re.compile(r"[^\W_]")
_MARKS = " .,;:!?…\"'„”“»«()"
_CURRENCY = r"(?: ?(?:złot\w+|zł|zlot\w+|PLN|EUR|%)(?!\w))?"
_AMOUNT = re.compile(rf"(?:PLN |EUR |€)?[\d\s.,:]+{_CURRENCY}")


@dataclass(frozen=True)
class Element:
    """What encloses a part of the plain sentence; `start` and `end` in its characters."""

    start: int
    end: int
    opening: str
    closing: str


@dataclass(frozen=True)
class Marked:
    """A sentence without its markup.

    Args:
        plain: the sentence.
        elements: what stood within it, outer ones before inner ones.
        before, after: tags whose counterpart stands in another sentence.
    """

    plain: str
    elements: tuple[Element, ...]
    before: str
    after: str

    def texts(self) -> list[str]:
        """Return what each element encloses, but for marks at its ends and but for those that enclose everything."""
        return [_core(self.plain[one.start : one.end]) for one in self.elements if not _covers(self.plain, one)]


def tokens(text: str) -> Counter[str]:
    """Return every tag and mark of emphasis in a text, with how often it stands there."""
    return Counter(match.group() for match in _TOKEN.finditer(text))


def parse(text: str) -> Marked | None:
    """Take the markup off a sentence; None where there is none, or where it cannot be told what it encloses."""
    plain: list[str] = []
    length = at = 0
    opened: list[tuple[str, str, int]] = []
    closed: list[Element] = []
    after: list[str] = []
    for match in _TOKEN.finditer(text):
        piece = text[at : match.start()]
        if after and _LETTER.search(piece):
            return None
        plain.append(piece)
        length += len(piece)
        at = match.end()
        name, is_opening = _read(match)
        if not name:
            return None
        # Between two marks ("](/k)**.") emphasis may begin and end; it ends what is open.
        if is_opening and not (match["starts"] and opened and opened[-1][0] == name):
            opened.append((name, match.group(), length))
        elif opened and opened[-1][0] == name:
            _, opening, start = opened.pop()
            closed.append(Element(start, length, opening, match.group()))
        else:
            after.append(match.group())
    if not at or len(closed) > _MOST:
        return None
    rest = text[at:]
    if after and _LETTER.search(rest):
        return None
    whole = "".join([*plain, rest])
    if any(_LETTER.search(whole[:start]) for _, _, start in opened):
        return None
    elements = sorted(closed, key=lambda one: (one.start, -one.end, -closed.index(one)))
    return Marked(whole, tuple(elements), "".join(opening for _, opening, _ in opened), "".join(after))


def _read(match: re.Match[str]) -> tuple[str, bool]:
    """Return what pairs a token with its counterpart, and whether it is the first of the two; empty for a lone tag."""
    if match["tag"]:
        is_void = match["void"] or match["tag"].lower() in _VOID
        return ("" if is_void else match["tag"].lower()), not match["close"]
    if match["link"] or match["linked"]:
        return "[", bool(match["link"])
    return match.group(), bool(match["starts"])


def place(marked: Marked, output: str, counterparts: Callable[[str], Iterable[str]]) -> str | None:
    """Return a translation of the plain sentence with the markup put back; None where a place is not certain.

    Args:
        marked: the sentence.
        output: its translation.
        counterparts: returns what may stand in the translation for a part of the sentence.
    """
    ranges: list[tuple[int, int]] = []
    for one in marked.elements:
        found = _everything(marked.plain, one, output) or _part(marked.plain, one, output, counterparts)
        if found is None:
            return None
        ranges.append(found)
    tags: list[tuple[int, int, int, str]] = []
    for depth, (one, (start, end)) in enumerate(zip(marked.elements, ranges, strict=True)):
        for outer, (left, right) in zip(marked.elements[:depth], ranges[:depth], strict=True):
            is_inside = outer.start <= one.start and one.end <= outer.end
            if not (left <= start and end <= right if is_inside else end <= left or right <= start):
                return None
        tags += [(start, 1, depth, one.opening), (end, 0, -depth, one.closing)]
    for position, _, _, tag in sorted(tags, reverse=True):
        output = output[:position] + tag + output[position:]
    return f"{marked.before}{output}{marked.after}"


def _core(text: str) -> str:
    core = text.strip(_MARKS)
    # "31 marca 2026 r."
    return f"{core}." if core.endswith(" r") and f"{core}." in text else core


def _covers(plain: str, one: Element) -> bool:
    return not _LETTER.search(plain[: one.start] + plain[one.end :])


def _everything(plain: str, one: Element, output: str) -> tuple[int, int] | None:
    if not _covers(plain, one):
        return None
    before, after = plain[: one.start], plain[one.end :]
    start = len(before) if output.startswith(before) else 0
    return start, len(output) - len(after) if after and output.endswith(after) else len(output)


def _part(
    plain: str, one: Element, output: str, counterparts: Callable[[str], Iterable[str]]
) -> tuple[int, int] | None:
    inner = plain[one.start : one.end]
    core = _core(inner)
    if not core or len(_places(core, plain)) != 1:
        return None
    for candidate in dict.fromkeys([core, *map(_core, counterparts(core)), *_amounts(core, output)]):
        places = _places(candidate, output) if candidate else []
        if len(places) == 1:
            start, end = places[0]
            left, right = inner[: inner.index(core)], inner[inner.index(core) + len(core) :]
            start -= len(left) if left and output[:start].endswith(left) else 0
            end += len(right) if right and output[end:].startswith(right) else 0
            return start, end
    # "**Uwaga:** urząd jest nieczynny": what stands before the only colon.
    if not one.start and inner.endswith(":") and plain.count(": ") == output.count(": ") == 1:
        return 0, output.index(": ") + 1
    return None


def _places(part: str, text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(rf"(?<!\w){re.escape(part)}(?!\w)", text, re.IGNORECASE)]


def _amounts(core: str, output: str) -> list[str]:
    """Return how the only number of `core` stands in `output`, with its currency."""
    given = numbers.find(core)
    if len(given) != 1 or not _AMOUNT.fullmatch(core):
        return []
    same = [one for one in numbers.find(output) if one.value == given[0].value]
    patterns = (rf"(?:PLN |EUR |€)?(?<![\w-]){re.escape(one.text)}(?!\d){_CURRENCY}" for one in same[:1])
    return [match.group() for pattern in patterns for match in re.finditer(pattern, output)]

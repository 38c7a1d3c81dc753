"""Protected parts leave the sentence before the machine sees it, come back afterwards, and are proved to be there."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from okienko_translation.languages import Language, Pair
from okienko_translation.text import dates
from okienko_translation.text.spans import Kind, Span, find

STEM = "QZ"
_OTHER_STEMS = ("XQ", "ZX", "QX", "XJQ")
# A placeholder's number tells what it stands for, since the words around it depend on that: "o 8:00" is "at 8:00", "w ZUS" is
# "at ZUS". Names and codes are 1 to 9, statutes 11 to 19, and so on. One model of ours is trained with them; any other copies
# them like any code.
_GROUPS = {
    Kind.STATUTE: 1,
    Kind.ARTICLE: 1,
    Kind.MONTH_DATE: 2,
    Kind.DATE: 2,
    Kind.TIME: 3,
    Kind.AMOUNT: 4,
    Kind.ADDRESS: 5,
    Kind.POSTCODE: 5,
    Kind.EMAIL: 6,
    Kind.URL: 6,
    Kind.PHONE: 6,
    Kind.ACCOUNT: 6,
    Kind.MARKUP: 7,
}
GROUPS, PLACES = 8, 9
_BEYOND = 100


@dataclass(frozen=True)
class Protected:
    """A sentence whose protected parts are replaced by placeholders.

    Args:
        text: what the machine may see.
        spans: the protected parts by the number of their placeholder, in the order of the text.
        stem: beginning of every placeholder; its number follows.
        pair: from which language to which.
    """

    text: str
    spans: Mapping[int, Span]
    stem: str
    pair: Pair


def protect(sentence: str, spans: Sequence[Span], pair: Pair) -> Protected:
    """Replace each span by a short code that tokenisers and models copy."""
    stem = next((stem for stem in (STEM, *_OTHER_STEMS) if stem.lower() not in sentence.lower()), "QZXJ")
    numbered = dict(zip(placeholder_numbers(spans), spans, strict=True))
    parts, position = [], 0
    for number, span in numbered.items():
        parts += [sentence[position : span.start], f"{stem}{number}"]
        position = span.end
    return Protected("".join([*parts, sentence[position:]]), numbered, stem, pair)


def placeholder_numbers(spans: Sequence[Span]) -> list[int]:
    """Return a number for each span: its group's tens and its place in the group; from 100 on where a group is full."""
    numbers: list[int] = []
    used: Counter[int] = Counter()
    for index, span in enumerate(spans):
        group = _GROUPS.get(span.kind, 0)
        used[group] += 1
        numbers.append(group * 10 + used[group] if used[group] <= PLACES else _BEYOND + index)
    return numbers


def restore(protected: Protected, output: str) -> str | None:
    """Put the protected parts back; None unless every placeholder came back exactly once and no other did."""
    pattern = re.compile(rf"(?<!\w){protected.stem}[ -]?(\d{{1,4}})(?!\w)", re.IGNORECASE)
    seen = Counter(int(match[1]) for match in pattern.finditer(output))
    if seen != Counter(protected.spans.keys()):
        return None
    restored = pattern.sub(lambda match: rendering(protected.spans[int(match[1])], protected.pair), output)
    return None if protected.stem.lower() in pattern.sub("", output).lower() else restored


def rendering(span: Span, pair: Pair) -> str:
    """Return how a span is written in the target language: as it was, save for the month of a date in words."""
    if span.kind is Kind.MONTH_DATE:
        return dates.write(dates.find(span.text, pair[0])[0].value, pair[1])
    return span.text


def lost(sentence: str, output: str, pair: Pair, phrases: Sequence[str] = ()) -> list[Span]:
    """Return the protected parts of `sentence` that do not stand in `output` as often as in the sentence."""
    source, target = pair
    spans = find(sentence, source, phrases)
    days = Counter(date.value for date in dates.find(output, target))
    missing: list[Span] = []
    for span in spans:
        if span.kind is Kind.MONTH_DATE:
            value = dates.find(span.text, source)[0].value
            wanted = sum(_value(other, source) == value for other in spans)
            if days[value] != wanted:
                missing.append(span)
        elif _count(span.text, output) != _count(span.text, sentence):
            missing.append(span)
    return missing


def _value(span: Span, language: Language) -> tuple[int, int, int | None] | None:
    return dates.find(span.text, language)[0].value if span.kind is Kind.MONTH_DATE else None


def _count(part: str, text: str) -> int:
    # A tag touches the words that it encloses.
    before, after = (r"(?<!\w)" if part[0].isalnum() else ""), (r"(?!\w)" if part[-1].isalnum() else "")
    return len(re.findall(f"{before}{re.escape(part)}{after}", text))

"""Protected parts leave the sentence before the machine sees it, come back afterwards, and are proved to be there."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from okienko_translation.languages import Language, Pair
from okienko_translation.text import dates
from okienko_translation.text.spans import Kind, Span, find

_STEMS = ("QZ", "XQ", "ZX", "QX", "XJQ")


@dataclass(frozen=True)
class Protected:
    """A sentence whose protected parts are replaced by placeholders.

    Args:
        text: what the machine may see.
        spans: the protected parts in order.
        stem: beginning of every placeholder; the first is the stem and 1.
        pair: from which language to which.
    """

    text: str
    spans: tuple[Span, ...]
    stem: str
    pair: Pair


def protect(sentence: str, spans: Sequence[Span], pair: Pair) -> Protected:
    """Replace each span by a short code that tokenisers and models copy."""
    stem = next((stem for stem in _STEMS if stem.lower() not in sentence.lower()), "QZXJ")
    parts, position = [], 0
    for number, span in enumerate(spans, 1):
        parts += [sentence[position : span.start], f"{stem}{number}"]
        position = span.end
    return Protected("".join([*parts, sentence[position:]]), tuple(spans), stem, pair)


def restore(protected: Protected, output: str) -> str | None:
    """Put the protected parts back; None unless every placeholder came back exactly once and no other did."""
    pattern = re.compile(rf"(?<!\w){protected.stem}[ -]?(\d{{1,3}})(?!\w)", re.IGNORECASE)
    seen = Counter(int(match[1]) for match in pattern.finditer(output))
    if seen != Counter(range(1, len(protected.spans) + 1)):
        return None
    restored = pattern.sub(lambda match: rendering(protected.spans[int(match[1]) - 1], protected.pair), output)
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
    return len(re.findall(rf"(?<!\w){re.escape(part)}(?!\w)", text))

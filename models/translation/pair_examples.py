"""From a pair to what the network sees: placeholders as the service writes them, and sources as hurried people type them."""

import random
import re
import unicodedata
from collections.abc import Iterator, Sequence
from decimal import Decimal

import pair_sources  # noqa: F401  (puts the service's code within reach)
from okienko_translation.languages import Language, Pair
from okienko_translation.memory.tmx import Unit
from okienko_translation.protection import GROUPS, PLACES, STEM, placeholder_numbers, rendering
from okienko_translation.text import dates, numbers
from okienko_translation.text.spans import Kind, Span, find

# A model that lost a placeholder is asked again without any, so it has to know the parts as they are, too.
_AS_THEY_ARE = 0.12
_NOISY = 0.3
_SHIFTED = 0.25
_TAGGED = 0.02
_FINAL = re.compile(r"[.!?…]+$")
_ZLOTY = re.compile(r"(?<![\w.,])\d{1,3}(?:,?\d{3})*(?:\.\d\d)? zlot(?:y|ys|ies)\b")
# Not a part of an amount, a code, a date or a time.
_LONE_NUMBER = re.compile(r"(?<![\w.,:/+-])\d+(?![\w:/+%–-]|[.,]\d| (?:zł|gr|PLN|\d))")
_LARGEST_NUMBER = 400
_PLACEHOLDER = re.compile(rf"{STEM}(\d+)")
# Letters that do not come apart into a base and a mark.
_PLAIN = str.maketrans("łŁ", "lL")

PLACEHOLDERS = tuple(f"{STEM}{group or ''}{place}" for group in range(GROUPS) for place in range(1, PLACES + 1))


def examples(pairs: Sequence[Unit], pair: Pair, copies: int, rng: random.Random) -> Iterator[tuple[str, str]]:
    """Give source and target texts for one direction, each pair up to `copies` times, differently each time."""
    for written in pairs:
        for _ in range(copies):
            unit = _with_another_number(written, rng)
            source, target = unit.text(pair[0]), unit.text(pair[1])
            if rng.random() < _NOISY:
                source, target = _typed_in_a_hurry(source, target, pair[0], rng)
            made = (source, target) if rng.random() < _AS_THEY_ARE else with_placeholders(source, target, pair, rng)
            if made:
                yield made


def with_placeholders(source: str, target: str, pair: Pair, rng: random.Random) -> tuple[str, str] | None:
    """Put the service's placeholders on both sides; None where a protected part of the source has no partner."""
    spans = find(source, pair[0])
    partners = _partners(spans, target, pair)
    if partners is None:
        return None
    placed = placeholder_numbers(spans)
    if spans and rng.random() < _SHIFTED:
        # Later places would hardly ever be seen otherwise.
        shift = rng.randrange(PLACES)
        placed = [n // 10 * 10 + (n % 10 - 1 + shift) % PLACES + 1 if n < 100 else n for n in placed]
    hidden = _replace(source, [(span.start, span.end, number) for span, number in zip(spans, placed, strict=True)])
    shown = _replace(target, [(*place, number) for place, number in zip(partners, placed, strict=True)])
    if rng.random() < _TAGGED and not any(span.kind is Kind.MARKUP for span in spans):
        return _tagged(hidden, shown, rng)
    return hidden, shown


def _partners(spans: Sequence[Span], target: str, pair: Pair) -> list[tuple[int, int]] | None:
    """Return where in the target each protected part of the source stands."""
    free = find(target, pair[1])
    # English has a word of its own for them, which the service takes for an ordinary one.
    free += [Span(match.start(), match.end(), match.group(), Kind.AMOUNT) for match in _ZLOTY.finditer(target)]
    places: list[tuple[int, int]] = []
    for span in spans:
        partner = next((other for other in free if _is_same(span, other, pair)), None)
        if partner:
            free.remove(partner)
            places.append((partner.start, partner.end))
            continue
        literal = re.search(rf"(?<!\w){re.escape(rendering(span, pair))}(?!\w)", target)
        if not literal or any(start < literal.end() and literal.start() < end for start, end in places):
            return None
        places.append(literal.span())
    return places


def _is_same(span: Span, other: Span, pair: Pair) -> bool:
    if span.kind is Kind.MONTH_DATE:
        return other.kind is Kind.MONTH_DATE and _day(span, pair[0]) == _day(other, pair[1])
    if span.text == other.text:
        return True
    if span.kind is Kind.ADDRESS is other.kind:
        # "przy ul. Zielonej 40" and "at ul. Zielona 40".
        return span.text[:7] == other.text[:7] and numbers.values(span.text) == numbers.values(other.text)
    # "17 zł" and "PLN 17", "8.00" and "8:00": the service writes the source's form, which is one placeholder here.
    alike = {Kind.AMOUNT, Kind.TIME}
    return span.kind is other.kind and span.kind in alike and numbers.values(span.text) == numbers.values(other.text)


def _day(span: Span, language: Language) -> tuple[int, int, int | None]:
    return dates.find(span.text, language)[0].value


def _replace(text: str, places: Sequence[tuple[int, int, int]]) -> str:
    for start, end, number in sorted(places, reverse=True):
        text = f"{text[:start]}{STEM}{number}{text[end:]}"
    return text


def _tagged(source: str, target: str, rng: random.Random) -> tuple[str, str]:
    """Put a pair of tags around the whole text or around one placeholder."""
    opening, closing = f"{STEM}71", f"{STEM}72"
    inside = sorted({match.group() for match in _PLACEHOLDER.finditer(source)})
    if inside and rng.random() < 0.5:
        chosen = rng.choice(inside)
        around = re.compile(rf"(?<!\w){chosen}(?!\w)")
        return tuple(around.sub(f"{opening}{chosen}{closing}", text) for text in (source, target))  # type: ignore[return-value]
    return f"{opening}{source}{closing}", f"{opening}{target}{closing}"


def _with_another_number(unit: Unit, rng: random.Random) -> Unit:
    """Change the only number of a pair for one that takes the same form of its noun, so that numbers are copied, not learnt."""
    polish, english = _LONE_NUMBER.findall(unit.pl), _LONE_NUMBER.findall(unit.en)
    if polish != english or len(polish) != 1 or rng.random() < 0.4:
        return unit
    old = int(polish[0])
    if not 2 <= old <= _LARGEST_NUMBER or numbers.values(unit.pl) != numbers.values(unit.en):
        return unit
    form = numbers.plural_category(Decimal(old), "pl")
    alike = [number for number in range(2, max(2 * old, 60)) if numbers.plural_category(Decimal(number), "pl") == form]
    new = str(rng.choice(alike))
    return Unit(_LONE_NUMBER.sub(new, unit.pl), _LONE_NUMBER.sub(new, unit.en))


def _typed_in_a_hurry(source: str, target: str, language: Language, rng: random.Random) -> tuple[str, str]:
    draw = rng.random()
    if language == "pl" and draw < 0.6:
        source = _without_marks(source)
    if rng.random() < 0.5:
        source = source.lower()
    elif rng.random() < 0.06:
        source = source.upper()
    if rng.random() < 0.4:
        end = _FINAL.search(source)
        if end:
            source = source[: end.start()]
            # The sentence stays a question without its mark; a full stop left out is left out.
            target = target if "?" in end.group() else _FINAL.sub("", target)
    if rng.random() < 0.12:
        source = _mistyped(source, rng)
    return source, target


def _without_marks(text: str) -> str:
    bare = unicodedata.normalize("NFD", text.translate(_PLAIN))
    return "".join(character for character in bare if not unicodedata.combining(character))


def _mistyped(text: str, rng: random.Random) -> str:
    """Drop, double or swap one letter inside a word of five or more."""
    words = [match for match in re.finditer(r"[^\W\d_]{5,}", text) if not match.group().isupper()]
    if not words:
        return text
    word = rng.choice(words)
    at = rng.randrange(word.start() + 1, word.end() - 1)
    match rng.randrange(3):
        case 0:
            return text[:at] + text[at + 1 :]
        case 1:
            return text[:at] + text[at] + text[at:]
        case _:
            return text[:at] + text[at + 1] + text[at] + text[at + 2 :]

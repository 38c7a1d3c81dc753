"""Lists of what training shows, for the service's checks: the words of each language, and which names stand for which."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from okienko_translation.languages import LANGUAGES, Language, Pair
from okienko_translation.memory.tmx import Unit
from okienko_translation.text.lexicon import WORD, looks_alike, plain
from pair_sources import Source

# A word seen once or twice in a pass may be a slip; the network has hardly learnt it either way.
_LEAST_SEEN = 3
# Of the sentences with the source's word, so many have the target's.
_LEAST_SHARE = 0.3
# And so many times as often as any sentence has it.
_LEAST_LIFT = 5
_CAPITAL_INSIDE = re.compile(r"(?<=[\w,;] )[^\W\d_a-ząćęłńóśźż][^\W\d_]*")


def words(found: Sequence[Source]) -> dict[Language, list[str]]:
    """Return the words of each language: in lower case, or with a capital where they never stand without one."""
    lists: dict[Language, list[str]] = {}
    for language in LANGUAGES:
        total: Counter[str] = Counter()
        inside: Counter[str] = Counter()
        for unit, copies in _units(found):
            text = unit.text(language)
            total.update(dict.fromkeys(WORD.findall(text), copies))
            inside.update(dict.fromkeys(_CAPITAL_INSIDE.findall(text), copies))
        common = {word for word in total if word.islower()}
        counts: Counter[str] = Counter()
        for word, count in total.items():
            # A word that stands only at the beginning of sentences is no name.
            is_name = word.lower() not in common and inside[word] * 4 > count
            counts[word if is_name else word.lower()] += count
        lists[language] = sorted(word for word, count in counts.items() if count >= _LEAST_SEEN)
    return lists


def names(found: Sequence[Source], pair: Pair, known: dict[Language, list[str]]) -> list[tuple[str, list[str]]]:
    """Return which words of the target go with a word of the source, where either is a name and they do not look alike."""
    source, target = pair
    capital = {plain(word) for word in known[target] if not word.islower()}
    proper = {plain(word) for word in known[source] if not word.islower()}
    total, seen, written = 0, Counter[str](), Counter[str]()
    together: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for unit, _ in _units(found):
        total += 1
        given = {plain(word) for word in WORD.findall(unit.text(source))}
        others = {plain(word) for word in WORD.findall(unit.text(target))}
        seen.update(given)
        written.update(others)
        named = others & capital
        for word in given:
            together[word].update(others if word in proper else named)
    pairs = []
    for word, counts in sorted(together.items()):
        kept = sorted(
            other
            for other, count in counts.items()
            if count >= max(_LEAST_SEEN, _LEAST_SHARE * seen[word])
            and count * total >= _LEAST_LIFT * seen[word] * written[other]
            and not looks_alike(word, other)
        )
        if kept:
            pairs.append((word, kept))
    return pairs


def _units(found: Iterable[Source]) -> Iterator[tuple[Unit, int]]:
    for source in found:
        for unit in source.pairs:
            yield unit, source.copies

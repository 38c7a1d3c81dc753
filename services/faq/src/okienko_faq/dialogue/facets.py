"""Who an answer is for, what is to be done, where: read off its identifier, title and question, to ask back by.

Where these mislead, an editor says it (`facets` in the entry). A facet is a rough sorting: it only parts answers that fit the same
vague question and never decides which answer is right.
"""

import re
from collections.abc import Mapping, Sequence

from okienko_faq.retrieval.words import key

FACETS = ("who", "what", "where")
"""In the order in which they are asked."""

_REST = {"who": "who-other", "what": "what-other", "where": "where-poland"}
"""What an answer is where nothing says otherwise."""
_MOST_GROUPS = 4
_STEMS: Mapping[str, Sequence[tuple[str, str]]] = {
    "who": (
        (
            "who-child",
            r"dziec|niemowl|uczn|uczen|szkol|przedszkol|zlob|mlodziez|syn|cork|child|kid|pupil|school|baby|son|daughter",
        ),
        ("who-foreigner", r"cudzoziem|obcokraj|ukrain|pobyt|foreign|ukrain|residence permit"),
        ("who-disabled", r"niepelnospraw|inwalid|gluch|nieslysz|pielegnac|wspieraj|pfron|disab|deaf"),
        ("who-business", r"firm|ceidg|przedsieb|dzialalnosc|taxi|alkohol|business|compan"),
        ("who-senior", r"senior|starsz|emeryt|old(er)? (person|people)|pension"),
        ("who-family", r"rodzin|rodzic|malzen|famil|parent"),
        ("who-adult", r"doros|adult|grown"),
    ),
    "what": (
        ("what-lost", r"zgub|utrat|utrac|skradz|ukrad|krad|zagin|zgin|lost|lose|loss|stolen|stole"),
        ("what-change", r"wymian|wymien|zmian|zmien|sprostow|renew|replac|chang|correct"),
        ("what-collect", r"odbior|odebr|status|gotow|collect|pick up|ready|track"),
        (
            "what-end",
            r"zamkn|zamykan|wymeld|wyrejestr|rozbior|zawies|likwidacja (firm|dzial)|sprzedaz|clos|deregist|demol|suspend|sell",
        ),
        (
            "what-money",
            r"swiadcz|zasil|becikow|dodatek|dofinans|stypend|dobry start|800|aktywny rodzic|benefit|allowance|grant|money|pieniadz",
        ),
        ("what-pay", r"podat|oplat|placi|zaplac|tax|fee|pay"),
        ("what-paper", r"zaswiadcz|odpis|wypis|certificat|copy of|extract"),
        ("what-permit", r"pozwol|zezwol|licenc|zgoda|permit|licen[cs]e for"),
        ("what-find", r"adres|kontakt|godzin|rozklad|address|contact|opening|timetable"),
        ("what-report", r"zglosz|zglos|zawiadom|report|notify"),
        ("what-get", r"wyrob|rejestracj|zarejestr|register|nowy|pierwsz|now[ay]|zaloz|new|first"),
    ),
    "where": (
        (
            "where-abroad",
            r"zagran|za granic|granic|ekuz|miedzynarod|transkrypc|obcy kraj|abroad|foreign|international|another country",
        ),
        ("where-poland", r"w polsce|polsk|in poland"),
    ),
}
_LITTLE = frozenset(
    [
        "a",
        "i",
        "ale",
        "to",
        "dla",
        "na",
        "w",
        "za",
        "o",
        "co",
        "jak",
        "ja",
        "mam",
        "moj",
        "moja",
        "moje",
        "mojego",
        "mojej",
        "moim",
        "chce",
        "chcialbym",
        "chcialabym",
        "jest",
        "gdy",
        "jesli",
        "kiedy",
        "czy",
        "u",
        "z",
        "mi",
        "sie",
        "dowod",
        "go",
        "ja",
        "and",
        "but",
        "for",
        "my",
        "the",
        "a",
        "an",
        "i",
        "is",
        "it",
        "if",
        "when",
        "what",
        "about",
        "in",
        "of",
        "with",
        "how",
        "to",
    ]
) - {"dowod"}
_PATTERNS = {
    facet: tuple((value, re.compile(rf"\b(?:{stems})")) for value, stems in values) for facet, values in _STEMS.items()
}


def read(text: str) -> dict[str, str]:
    """Return the facets that a text names, by facet."""
    folded = key(text)
    found = {}
    for facet, patterns in _PATTERNS.items():
        value = next((value for value, pattern in patterns if pattern.search(folded)), None)
        if value:
            found[facet] = value
    return found


def parted(
    entries: Sequence[str], facets: Mapping[str, Mapping[str, str]], known: Sequence[str] = ()
) -> tuple[str, Mapping[str, Sequence[str]]] | None:
    """Part entries into two to four groups by the facet that leaves the smallest ones.

    Args:
        entries: identifiers, the likeliest first.
        facets: what `read` said of each.
        known: facets that are not asked for.

    Returns:
        The facet, and the entries by value of the facet; None when no facet parts them usefully.
    """
    best: tuple[str, Mapping[str, Sequence[str]]] | None = None
    for facet in (facet for facet in FACETS if facet not in known):
        groups = grouped(entries, facet, facets)
        if len(groups) < 2:
            continue
        if best is None or _largest(groups) < _largest(best[1]):
            best = facet, groups
    return best


def distinguishing(entries: Sequence[str], facets: Mapping[str, Mapping[str, str]]) -> str | None:
    """Return the facet in which all these entries differ, so that it can be asked for; None when there is none."""
    return next((facet for facet in FACETS if len(_by_value(entries, facet, facets)) == len(entries)), None)


def grouped(entries: Sequence[str], facet: str, facets: Mapping[str, Mapping[str, str]]) -> Mapping[str, list[str]]:
    """Return the entries by their value of one facet, at most four values; what is beyond is "something else"."""
    return _merged(entries, _by_value(entries, facet, facets))


def is_only(text: str, named: Mapping[str, str]) -> bool:
    """Say whether a short text says nothing but who, what or where: "a dla dziecka?"."""
    patterns = [pattern for facet, value in named.items() for name, pattern in _PATTERNS[facet] if name == value]
    words = key(text).split()
    return all(word in _LITTLE or any(pattern.match(word) for pattern in patterns) for word in words)


def _by_value(entries: Sequence[str], facet: str, facets: Mapping[str, Mapping[str, str]]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for entry in entries:
        groups.setdefault(facets[entry].get(facet, _REST[facet]), []).append(entry)
    if set(groups) == {"who-child", "who-other"}:
        groups = {("who-adult" if value == "who-other" else value): own for value, own in groups.items()}
    return groups


def _merged(entries: Sequence[str], groups: Mapping[str, list[str]]) -> Mapping[str, list[str]]:
    if len(groups) <= _MOST_GROUPS:
        return groups
    names = [name for name in groups if name != "what-other"]
    if not names[0].startswith("what"):
        return {}
    kept = {name: groups[name] for name in names[: _MOST_GROUPS - 1]}
    beyond = {entry for own in kept.values() for entry in own}
    return kept | {"what-other": [entry for entry in entries if entry not in beyond]}


def _largest(groups: Mapping[str, Sequence[str]]) -> int:
    return max(len(own) for own in groups.values())

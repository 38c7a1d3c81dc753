"""Whether the words of a Polish sentence agree, as far as neighbours show it: what a machine writes often does not.

Found are a preposition before a word in a case that it never governs ("do urząd"), an adjective beside a noun of another case, number or
gender ("tego informacji"), and a subject whose verb has another number ("zapisy trwa"). Words that Morfeusz does not know, or
that may be something else, are passed over: a fault is only what has no other reading. Of the pack's Polish texts, written by
people, 0.4 % are taken for faulty.
"""

# ruff: noqa: SIM905 - a paragraph of words is read and edited more easily than a list of strings

import itertools
import re

from okienko_translation.text.polish import Reading, readings

_TOKEN = re.compile(r"[^\W\d_]+|[^\w\s]|\d+")
GOVERNED: dict[str, frozenset[str]] = {
    word: frozenset(cases.split())
    for words, cases in (
        (
            "do od bez dla u obok wokół koło podczas według oprócz zamiast spośród niedaleko poniżej powyżej wobec",
            "gen",
        ),
        ("ku dzięki przeciw", "dat"),
        ("przez", "acc"),
        ("przy", "loc"),
        ("w we na o po", "acc loc"),
        ("nad pod przed", "acc inst"),
        ("między", "gen acc inst"),
        ("z ze za", "gen acc inst"),
    )
    for word in words.split()
}
_DETERMINERS = frozenset({"mój", "twój", "swój", "nasz", "wasz", "ten", "tamten", "każdy", "drugi"})
_SHORTEST = 3
_ABBREVIATED = frozenset("ul al pl os godz nr tel pok art ust pkt poz lok im św dot tys mln".split())
_OTHERWISE = frozenset({"tym", "temu"})
# They agree with a noun further back or with none: "w mieście, którego obszar", "między innymi".
_FREE = frozenset({"który", "jaki", "czyj", "inny", "sam"})
_OWNED = frozenset({"mój", "twój", "swój", "nasz", "wasz"})
_IMPERSONAL = frozenset({"można", "należy", "trzeba", "wolno"})
# What says who may, must or wants: nobody, or whoever speaks or is spoken to.
_PERSONLESS = _IMPERSONAL | {
    "mogę",
    "muszę",
    "chcę",
    "możesz",
    "musisz",
    "chcesz",
    "możemy",
    "musimy",
    "chcemy",
    "proszę",
    "prosimy",
}
_LINKING = frozenset({"być", "zostać", "zostawać", "stać", "okazać", "nazywać"})
_ADDRESSED = frozenset({"pan", "pani", "państwo"})
_BEING = {"jest": "sg", "są": "pl"}
_VERBS = frozenset({"impt", "fin"})
_PARTICIPLES = ("any", "ony", "ty")
_JOINING = frozenset({"i", "oraz", "lub", "albo"})
_ADJECTIVAL = frozenset({"adj", "ppas", "pact"})
_NOUNS = frozenset({"subst", "ger", "depr"})
_NOMINAL = _ADJECTIVAL | _NOUNS | {"ppron12", "ppron3"}


def disagrees(text: str) -> bool:
    """Return whether two neighbouring words of a Polish sentence cannot stand together."""
    tokens = _TOKEN.findall(text)
    read = [readings(token if index else token[:1].lower() + token[1:]) for index, token in enumerate(tokens)]
    # Acronyms and abbreviations are spelled like some word or other: "MOPS" is no pug, "ul." no hive.
    read = [
        ()
        if not token[:1].isalpha()
        or (len(token) > 1 and token.isupper())
        or (following == "." and token in _ABBREVIATED)
        else _as_determiner(token, found)
        for token, found, following in zip(tokens, read, [*tokens[1:], ""], strict=True)
    ]
    for index in range(len(tokens) - 1):
        if _is_misgoverned(tokens[index].lower(), read[index + 1]) or _is_asked(tokens[index], read[index + 1]):
            return True
        before = read[index - 1] if index else ()
        after = read[index + 2] if index + 2 < len(tokens) else ()
        if _is_mismatched(before, read[index], read[index + 1], after):
            return True
    return (
        any(map(_is_misgoverned_pair, map(str.lower, tokens), read[1:], read[2:]))
        or any(map(_is_odd_past, read, read[1:]))
        or _has_commanded_subject(tokens, read)
        or _has_unasked_nominative(tokens, read)
        or _has_idle_subject(tokens, read)
        or _has_unlike_pair(tokens, read)
        or _has_unlike_predicate(tokens, read)
        or _has_other_number(
            [found if len(token) >= _SHORTEST else () for token, found in zip(tokens, read, strict=True)],
            has_acronym=any(len(token) > 1 and token.isupper() for token in tokens),
        )
    )


def _as_determiner(token: str, found: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """Return only the readings as a determiner of a word that is hardly ever anything else ("nasi", "tego")."""
    if len(token) < _SHORTEST or token.lower() in _OTHERWISE:
        return found
    determiners = tuple(one for one in found if one.kind == "adj" and one.lemma in _DETERMINERS)
    return determiners or found


def _is_misgoverned(preposition: str, following: tuple[Reading, ...]) -> bool:
    cases = GOVERNED.get(preposition)
    if not cases or not following or any(one.kind not in _NOMINAL for one in following):
        return False
    found = {one.case for one in following}
    # Indeclinable words have every case.
    return bool(found) and "" not in found and not found & cases


def _is_misgoverned_pair(preposition: str, adjective: tuple[Reading, ...], noun: tuple[Reading, ...]) -> bool:
    """Return whether an adjective and a noun behind a preposition agree only in cases that it never governs: "po swoich psów"."""
    cases = GOVERNED.get(preposition)
    if not cases or not adjective or not noun:
        return False
    if any(one.kind not in _ADJECTIVAL or one.lemma in _FREE for one in adjective):
        return False
    if any(one.kind not in _NOUNS for one in noun):
        return False
    shared = {a.case for a, n in itertools.product(adjective, noun) if _may_agree((a,), (n,))}
    return bool(shared) and "" not in shared and not shared & cases


def _is_odd_past(one: tuple[Reading, ...], other: tuple[Reading, ...]) -> bool:
    """Return whether "był" or "będzie" stands before a past form that it cannot stand with: "był wszedł", "będzie zdecydowało"."""
    if not one or not other or any(reading.kind != "praet" for reading in other):
        return False
    if any(reading.lemma == "być" for reading in other):
        return False
    was = all(reading.kind == "praet" and reading.lemma == "być" for reading in one)
    will_be = all(reading.kind == "bedzie" for reading in one)
    return was or (will_be and all(":perf" in reading.tag for reading in other))


def _has_commanded_subject(tokens: list[str], read: list[tuple[Reading, ...]]) -> bool:
    """Return whether the sentence begins with a noun in the nominative and what it is to do: "rada zagłosuj"."""
    if len(tokens) < 2 or not read[0] or not read[1]:
        return False
    nouns = [one for one in read[0] if one.kind in _NOUNS]
    is_subject = any(one.case == "nom" for one in nouns)
    may_be_object = any(one.case == "acc" for one in nouns)
    return is_subject and not may_be_object and all(one.kind == "impt" for one in read[1])


def _has_unasked_nominative(tokens: list[str], read: list[tuple[Reading, ...]]) -> bool:
    """Return whether what one may, must or wants to do is followed by who does it: "trzeba zarejestrować noworodek"."""
    for index in range(len(tokens) - 2):
        if tokens[index].lower() not in _PERSONLESS or not read[index + 1] or not read[index + 2]:
            continue
        is_infinitive = all(one.kind == "inf" and one.lemma not in _LINKING for one in read[index + 1])
        nouns = read[index + 2]
        if is_infinitive and all(one.kind in _NOUNS and one.case in {"nom", "voc"} for one in nouns):
            return True
    return False


def _is_asked(verb: str, following: tuple[Reading, ...]) -> bool:
    """Return whether a thing stands where people are asked what to do: "proszę przelewu"."""
    return (
        verb.lower() == "proszę"
        and bool(following)
        and all(one.kind in _NOUNS and one.lemma not in _ADDRESSED for one in following)
    )


def _is_mismatched(
    before: tuple[Reading, ...], one: tuple[Reading, ...], other: tuple[Reading, ...], after: tuple[Reading, ...]
) -> bool:
    if not one or not other or any(reading.kind not in _ADJECTIVAL or reading.lemma in _FREE for reading in one):
        return False
    if all(reading.lemma in _OWNED for reading in one):
        # What follows is a noun then, whatever else the word may be: "nasz śmieci", not of "śmiecić".
        if not any(reading.kind in _NOUNS for reading in other) or any(
            reading.kind in _ADJECTIVAL for reading in other
        ):
            return False
        return not _may_agree(one, other) and not _may_agree(one, before)
    if any(reading.kind not in _NOUNS for reading in other) or _may_agree(one, other):
        return False
    # "Zasypana śniegiem": by what.
    if all(reading.lemma.endswith(_PARTICIPLES) or reading.kind == "ppas" for reading in one) and any(
        reading.case == "inst" for reading in other
    ):
        return False
    # "dowód osobisty matki": the adjective is the noun's before it. "właściwej dla miejsca": so may what follows be.
    return not _may_agree(one, before) and not _may_agree(one, after)


def _may_agree(adjective: tuple[Reading, ...], noun: tuple[Reading, ...]) -> bool:
    nouns = [one for one in noun if one.kind in _NOUNS or one.kind == "num" or one.kind.startswith("ppron")]
    return any(
        a.case == n.case and a.number == n.number and (a.gender == n.gender or not n.gender)
        for a, n in itertools.product(adjective, nouns)
    )


def _has_idle_subject(tokens: list[str], read: list[tuple[Reading, ...]]) -> bool:
    """Return whether a sentence begins with a noun that "można" cannot be about: "paszport nie można odebrać"."""
    if (
        not read
        or not any(one.kind in _NOUNS for one in read[0])
        or any(one.kind not in _NOUNS | _VERBS for one in read[0])
    ):
        return False
    cases = {one.case for one in read[0]}
    for index, token in enumerate(tokens[1:], 1):
        if token.lower() in _IMPERSONAL:
            wanted = "gen" if tokens[index - 1].lower() == "nie" else "acc"
            return not cases & {wanted, "inst", "dat", "loc"}
        # What hangs on the noun may stand between: "tłumacz języka migowego można".
        if token.lower() != "nie" and not any(one.case == "gen" for one in read[index]):
            return False
    return False


def _has_unlike_pair(tokens: list[str], read: list[tuple[Reading, ...]]) -> bool:
    """Return whether "i" or "lub" joins two nouns that share no case with each other or with one before: "uczniom i studenci"."""
    for index in range(1, len(tokens) - 1):
        one, other = read[index - 1], read[index + 1]
        if tokens[index].lower() not in _JOINING or not one or not other:
            continue
        if (
            any(found.kind not in _NOUNS for found in (*one, *other))
            or min(len(tokens[index - 1]), len(tokens[index + 1])) < _SHORTEST
        ):
            continue
        cases = {found.case for found in other}
        # "W kasie lub przelewem" joins where and how.
        if not cases <= {"nom", "acc", "voc"}:
            continue
        earlier = {found.case for reading in read[:index] for found in reading if found.kind in _NOUNS | _ADJECTIVAL}
        if not cases & earlier:
            return True
    return False


def _has_unlike_predicate(tokens: list[str], read: list[tuple[Reading, ...]]) -> bool:
    """Return whether what "jest" or "są" says of the noun that begins a sentence has another number or gender: "wnioski są czynny"."""
    lower = [token.lower() for token in tokens]
    at = next((index for index, token in enumerate(lower) if token in _BEING), 0)
    # Only what hangs on that noun may stand between them: "urząd miasta jest", not "brak wniosków jest", which may be of either.
    between = [found for word, found in zip(lower[1:at], read[1:at], strict=True) if word != "nie"]
    if not at or any(not any(one.case == "gen" for one in found) for found in between):
        return False
    said = read[at + 1] if at + 1 < len(read) else ()
    if not said or any(one.kind not in _ADJECTIVAL for one in said) or any(one.kind not in _NOUNS for one in read[0]):
        return False
    said = tuple(one for one in said if one.case == "nom")
    # "Są czynne kasa i biuro": a noun behind may be the subject; "do" is also a note.
    behind = [found for token, found in zip(tokens[at + 2 :], read[at + 2 :], strict=True) if len(token) > _SHORTEST]
    if not said or any(one.case == "nom" and one.kind in _NOUNS for found in behind for one in found):
        return False
    subjects = [one for one in read[0] if one.case == "nom"]
    number = _BEING[lower[at]]
    return bool(subjects) and not any(
        one.number == number and one.number == s.number and (one.gender == s.gender or not s.gender)
        for one, s in itertools.product(said, subjects)
    )


def _has_other_number(read: list[tuple[Reading, ...]], *, has_acronym: bool) -> bool:
    """Return whether the sentence begins with a subject and a verb of different numbers."""
    if len(read) < 2 or not read[0] or not read[1] or any(one.kind not in _NOUNS for one in read[0]):
        return False
    verbs = [one for one in read[1] if one.kind in {"fin", "praet"}]
    if len(verbs) < len(read[1]) or any(one.kind == "fin" and ":ter:" not in one.tag for one in verbs):
        return False
    # "Pojemniki należy wystawić" has no subject, "pieniądze daje ZUS" a later one.
    if has_acronym or all(one.lemma == "należeć" for one in verbs):
        return False
    subjects = [one for one in read[0] if one.case == "nom"]
    fits = any(
        s.number == v.number and (v.kind == "fin" or s.gender == v.gender or not v.gender)
        for s, v in itertools.product(subjects, verbs)
    )
    # "Wnioski przyjmuje kasa": the subject may come later.
    later = any(one.case == "nom" and one.kind in _NOUNS for found in read[2:] for one in found)
    return bool(subjects) and not fits and not later

"""Polish inflection, looked up in Morfeusz once for each word and kept as plain tables."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import morfeusz2

CASES = ("nom", "gen", "dat", "acc", "inst", "loc")
# Where a lemma has several genders, things come before animals and people; the data files mark the others.
_GENDER_RANK = {"m3": 0, "f": 1, "n": 1, "m2": 2, "m1": 3}
_NAME_RANK = {"nazwa_pospolita": 0, "nazwa_geograficzna": 1, "imię": 2, "nazwisko": 3}
# Where Morfeusz gives a rarer form first.
_PREFERRED: dict[str, dict[tuple[str, str], str]] = {
    "przystanek": {("sg", "gen"): "przystanku"},
    "rodzic": {("pl", "gen"): "rodziców"},
    "uczeń": {("pl", "gen"): "uczniów", ("pl", "acc"): "uczniów"},
}


class UnknownFormError(LookupError):
    """A word of the data files cannot be inflected; the message names the word and says what to write instead."""


@dataclass(frozen=True)
class NounPhrase:
    """An inflected noun with its adjectives, without what follows it.

    Args:
        forms: text by number ("sg" or "pl") and case.
        gender: m1, m2, m3, f or n.
        plural_only: whether the phrase has no singular.
    """

    forms: dict[tuple[str, str], str]
    gender: str
    plural_only: bool

    def number(self, wanted: str) -> str:
        """Return the number that the phrase stands in when `wanted` is asked for."""
        return "pl" if self.plural_only else wanted


@cache
def _morfeusz() -> morfeusz2.Morfeusz:
    return morfeusz2.Morfeusz(generate=True, analyse=True)


@cache
def generated(lemma: str) -> tuple[tuple[str, str, str, tuple[str, ...]], ...]:
    """Return (form, lemma, tag, labels) of every form of a lemma, archaic ones left out."""
    return tuple(
        (form, base, tag, tuple(names))
        for form, base, tag, names, labels in _morfeusz().generate(lemma)
        if not {"daw.", "arch.", "przest.", "gwar.", "rzad."} & set(labels)
    )


def expanded(tag: str) -> Iterator[list[str]]:
    """Split a tag whose positions hold several values (`nom.acc`) into the tags it stands for."""
    parts = [part.split(".") for part in tag.split(":")]
    tags: list[list[str]] = [[]]
    for part in parts:
        tags = [[*tag_, value] for tag_ in tags for value in part]
    yield from tags


@cache
def _noun_table(lemma: str, gender: str | None, plural_only: bool) -> tuple[dict[tuple[str, str], str], str] | None:
    """Return the forms and the gender of a noun, the commonest paradigm of the lemma first."""
    paradigms: dict[tuple[str, str, tuple[str, ...]], dict[tuple[str, str], str]] = {}
    for form, base, tag, names in generated(lemma):
        if not tag.startswith("subst:") or (form.startswith("nie") and not lemma.startswith("nie")):
            continue
        for parts in expanded(tag):
            number, case, of_gender = parts[1], parts[2], parts[3]
            paradigms.setdefault((of_gender, base, names), {}).setdefault((number, case), form)
    fitting = [
        (min((_NAME_RANK.get(name, 9) for name in names), default=0), _GENDER_RANK.get(of_gender, 9), of_gender, forms)
        for (of_gender, _, names), forms in paradigms.items()
        if gender in {None, of_gender} and (("pl" if plural_only else "sg"), "nom") in forms
    ]
    if not fitting:
        return None if plural_only else _verbal_noun(lemma)
    _, _, of_gender, forms = min(fitting, key=lambda one: one[:2])
    return {**forms, **_PREFERRED.get(lemma, {})}, of_gender


def _verbal_noun(form: str) -> tuple[dict[tuple[str, str], str], str] | None:
    """Return the forms of a noun in -nie or -cie that Morfeusz knows as a form of its verb."""
    tags = [tag.split(":") for _, _, (_, _, tag, _, _) in _morfeusz().analyse(form)]
    if not any(tag[0] == "ger" and "nom" in tag[2].split(".") and tag[1] == "sg" for tag in tags):
        return None
    stem = form[:-1]
    hard = {"ni": "ń", "ci": "ć"}[stem[-2:]]
    singular = zip(CASES, ("e", "a", "u", "e", "em", "u"), strict=True)
    plural = zip(CASES, ("a", None, "om", "a", "ami", "ach"), strict=True)
    table = {("sg", case): stem + ending for case, ending in singular}
    table |= {("pl", case): stem[:-2] + hard if ending is None else stem + ending for case, ending in plural}
    return table, "n"


@cache
def _adjective_table(form: str) -> dict[tuple[str, str, str], str] | None:
    """Return the forms of an adjective or passive participle by number, case and gender, from any nominative of it."""
    for _, _, (_, lemma, tag, _, _) in _morfeusz().analyse(form.lower()):
        kind, *rest = tag.split(":")
        if kind not in {"adj", "ppas", "pact"} or "nom" not in rest[1].split("."):
            continue
        # "niepodpisany" is a form of "podpisać": of what is asked for, not of its contrary.
        mark = rest[3] if kind == "adj" else rest[-1]
        table: dict[tuple[str, str, str], str] = {}
        for inflected, _, of_tag, _ in generated(lemma.split(":")[0]):
            for parts in expanded(of_tag):
                if parts[0] != kind or parts[4 if kind == "adj" else -1] != mark:
                    continue
                key = parts[1], parts[2], parts[3]
                # Of moja and ma, twoją and twą, the longer is the everyday one; tę is what is written for tą.
                better = (
                    form in {"mój", "twój", "swój"} and len(inflected) > len(table.get(key, ""))
                ) or inflected == "tę"
                if key not in table or better:
                    table[key] = inflected
        if table:
            return table
    return None


def adjective(form: str, number: str, case: str, gender: str) -> str:
    """Return an adjective, participle or adjectival pronoun in agreement with a noun.

    Raises:
        UnknownFormError: Morfeusz does not know the word as an adjective.
    """
    table = _adjective_table(form)
    if table is None:
        raise UnknownFormError(f"'{form}' is no adjective that Morfeusz knows. Write its masculine nominative.")
    found = table.get((number, case, gender))
    if found is None:
        raise UnknownFormError(f"'{form}' has no form for {number} {case} {gender}.")
    return found.capitalize() if form[0].isupper() else found


def _head_noun(word: str, gender: str | None, plural_only: bool) -> tuple[dict[tuple[str, str], str], str] | None:
    if plural_only:
        for _, _, (_, lemma, tag, _, _) in _morfeusz().analyse(word):
            parts = tag.split(":")
            if parts[0] == "subst" and "pl" in parts[1] and "nom" in parts[2].split("."):
                forms = _noun_table(lemma.split(":")[0], gender, True)
                # Of several nominatives ("seniorowie", "seniorzy") people's is the one that was written.
                if forms and (gender == "m1" or forms[0].get(("pl", "nom")) == word):
                    return {**forms[0], ("pl", "nom"): word}, forms[1]
        return _noun_table(word, gender, True)
    return _noun_table(word, gender, False)


@cache
def parse_noun_phrase(text: str, gender: str | None, plural_only: bool, indeclinable: bool) -> tuple[NounPhrase, str]:
    """Read a noun phrase given in the nominative; return its table and the words after it that stay as they are.

    Args:
        text: adjectives, the noun, agreeing adjectives, then anything; `~` may mark where what is fixed begins.
        gender: the noun's gender where its lemma has several.
        plural_only: whether the phrase is given in the plural and has no singular.
        indeclinable: whether no word changes.

    Raises:
        UnknownFormError: No word of the phrase is a noun in the nominative.
    """
    inflected, mark, fixed = text.partition("~")
    if indeclinable:
        return NounPhrase({(n, c): inflected for n in ("sg", "pl") for c in CASES}, gender or "n", plural_only), fixed
    common = inflected.split(" ")[0].lower()
    if inflected[0].isupper() and not inflected[:2].isupper() and _head_noun(common, gender, plural_only):
        phrase, rest = parse_noun_phrase(text[0].lower() + text[1:], gender, plural_only, indeclinable)
        capitals = {key: form[0].upper() + form[1:] for key, form in phrase.forms.items()}
        return NounPhrase(capitals, phrase.gender, plural_only), rest
    words = inflected.split(" ")
    head = next(
        (
            i
            for i, word in enumerate(words)
            if _head_noun(word, gender, plural_only) and not _leads(words, i, plural_only)
        ),
        None,
    )
    if head is None:
        raise UnknownFormError(
            f"'{text}' has no noun in the nominative. Mark it [ind,gender], [pl] or with its gender."
        )
    found = _head_noun(words[head], gender, plural_only)
    assert found is not None
    forms, of_gender = found
    end = head + 1
    number = "pl" if plural_only else "sg"
    while end < len(words) and (mark or _agrees(words[end], number, of_gender)):
        if not _agrees(words[end], number, of_gender):
            raise UnknownFormError(f"'{words[end]}' in '{text}' does not agree with '{words[head]}'. Put ~ before it.")
        end += 1
    table = {}
    for of_number in ("sg", "pl"):
        for case in CASES:
            noun = forms.get((of_number, case))
            if noun is None:
                continue
            adjectives = [adjective(w, of_number, case, of_gender) if _adjective_table(w) else w for w in words[:head]]
            following = [adjective(w, of_number, case, of_gender) for w in words[head + 1 : end]]
            table[of_number, case] = " ".join([*adjectives, noun, *following])
    rest = "".join(f" {word}" for word in words[end:])
    return NounPhrase(table, of_gender, plural_only), rest + fixed


def _leads(words: list[str], index: int, plural_only: bool) -> bool:
    """Return whether the word is an adjective before a noun that it agrees with, though it may be a noun as well."""
    if index + 1 >= len(words) or _adjective_table(words[index]) is None:
        return False
    following = _head_noun(words[index + 1], None, plural_only)
    return following is not None and _agrees(words[index], "pl" if plural_only else "sg", following[1])


def _agrees(word: str, number: str, gender: str) -> bool:
    table = _adjective_table(word)
    return table is not None and table.get((number, "nom", gender)) == word.lower()

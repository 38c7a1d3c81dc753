"""The lines of the lexicon: each makes new values of its kind."""

import re

import polish_forms
from invented import INVENTED
from template_parser import parse, person_of
from templates import Scope, Template, TemplateError, Value
from values import (
    AdjectiveValue,
    InventedValue,
    LexiconError,
    NounValue,
    NumberValue,
    PhraseValue,
    VerbValue,
)

_GENDERS = frozenset({"m1", "m2", "m3", "f", "n"})


class Entry:
    """One line of a category: makes a new value each time."""

    slots: frozenset[str] = frozenset()

    def draw(self, scope: Scope) -> Value:
        """Return a value."""
        raise NotImplementedError


class NounEntry(Entry):
    """A noun phrase; the part before a slot or `~` is inflected."""

    def __init__(self, polish: str, english: str, flags: frozenset[str]) -> None:
        gender = next(iter(flags & _GENDERS), None)
        inflected, brace, slotted = polish.partition("{")
        phrase, rest = polish_forms.parse_noun_phrase(
            inflected.rstrip() if brace and "~" not in inflected else inflected, gender, "pl" in flags, "ind" in flags
        )
        gap = " " if brace and "~" not in inflected and inflected.endswith(" ") else ""
        self.phrase = phrase
        self.rest = parse(rest + gap + brace + slotted, english=False)
        head, english_rest = _split_english(english)
        self.head, self.english_rest = parse(head, english=True), parse(english_rest, english=True)
        self.kind = next(iter(flags & {"u", "p", "the", "name"}), "c")
        self.place = "na" if "na" in flags else "w"
        self.slots = frozenset(self.rest.slots() | self.english_rest.slots())

    def draw(self, scope: Scope) -> NounValue:
        """Return the phrase with its nested slots filled."""
        own = scope.inner()
        return NounValue(
            self.phrase,
            self.rest.render(own),
            self.head.render(own),
            self.english_rest.render(own),
            self.kind,
            (),
            self.place,
        )


def _split_english(english: str) -> tuple[str, str]:
    if "~" in english:
        head, _, rest = english.partition("~")
        return head, rest
    match = re.search(
        r" (?:of|for|to|from|in|on|at|with|by|about|abroad|without|under|between|confirming|issued) ", english
    )
    if match is None or "(" in english[: match.start()]:
        return english, ""
    return english[: match.start()], english[match.start() :]


class ComposedEntry(Entry):
    """An adjective of one category before a noun phrase of another."""

    def __init__(self, adjective: str, noun: str) -> None:
        self.adjective, self.noun = adjective, noun
        self.slots = frozenset({adjective, noun})

    def draw(self, scope: Scope) -> Value:
        """Return the noun phrase with the adjective."""
        adjective, noun = scope.source.draw(self.adjective, scope), scope.source.draw(self.noun, scope)
        if not isinstance(adjective, AdjectiveValue) or not isinstance(noun, NounValue):
            raise LexiconError(f"'+ {self.adjective} {self.noun}' needs an adjective and a noun phrase.")
        return NounValue(
            noun.phrase, noun.polish_rest, noun.english_head, noun.english_rest, noun.kind,
            ((adjective.lemma, adjective.word), *noun.adjectives),
        )  # fmt: skip


class NumberEntry(Entry):
    """A counted noun with the numbers that make sense before it."""

    def __init__(self, polish: str, english: str, counts: str, flags: frozenset[str]) -> None:
        self.phrase, rest = polish_forms.parse_noun_phrase(polish, next(iter(flags & _GENDERS), None), False, False)
        if rest:
            raise LexiconError(f"'{polish}' is counted and may not have words after it.")
        self.english = english
        self.counts = [int(count) for count in counts.split(",")]
        self.collective = "coll" in flags

    def draw(self, scope: Scope) -> NumberValue:
        """Return one of the numbers with the noun, spelled now and then."""
        count = scope.rng.choice(self.counts)
        return NumberValue(count, self.phrase, self.english, self.collective, count <= 10 and scope.rng.random() < 0.25)


class AdjectiveEntry(Entry):
    """An adjective, in the masculine nominative."""

    def __init__(self, polish: str, english: str) -> None:
        polish_forms.adjective(polish, "sg", "nom", "f")
        self.value = AdjectiveValue(polish, english)

    def draw(self, scope: Scope) -> AdjectiveValue:
        """Return the adjective."""
        del scope
        return self.value


class PhraseEntry(Entry):
    """A phrase or clause."""

    def __init__(self, polish: str, english: str, indirect: str | None) -> None:
        self.polish, self.english = parse(polish, english=False), parse(english, english=True)
        self.indirect = parse(indirect, english=True) if indirect else None
        self.person = person_of(english)
        same_slots(self.polish, self.english, polish)
        self.slots = frozenset(self.polish.slots())

    def draw(self, scope: Scope) -> PhraseValue:
        """Return the phrase with slots of its own."""
        return PhraseValue(self.polish, self.english, self.indirect, scope.inner(self.person))


class VerbEntry(Entry):
    """A verb phrase with `*` before its verb."""

    def __init__(self, polish: str, english: str) -> None:
        if "*" not in polish or "*" not in english:
            raise LexiconError(f"'{polish} = {english}' needs * before the verb on both sides.")
        self.polish, self.english = parse(polish, english=False), parse(english, english=True)
        same_slots(self.polish, self.english, polish)
        self.slots = frozenset(self.polish.slots())

    def draw(self, scope: Scope) -> VerbValue:
        """Return the phrase with slots of its own."""
        return VerbValue(self.polish, self.english, scope.inner())


class InventedEntry(Entry):
    """A builtin category: dates, amounts, names."""

    def __init__(self, name: str) -> None:
        self.make = INVENTED[name]

    def draw(self, scope: Scope) -> InventedValue:
        """Return a new one."""
        return InventedValue(*self.make(scope.rng))


def same_slots(polish: Template, english: Template, text: str) -> None:
    """Raise TemplateError unless both sides have the same slots."""
    if polish.slots() != english.slots():
        odd = ", ".join(sorted(polish.slots() ^ english.slots()))
        raise TemplateError(f"'{text}': {odd} stands on one side only.")

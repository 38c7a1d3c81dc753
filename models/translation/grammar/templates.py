"""Templates: the text of one language with slots, choices and agreement, read once and rendered many times."""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import english_forms
import polish_forms
import polish_numbers
import polish_verbs

ARTICLE = "\x01"  # stands where `a` or `an` goes, until the next word is known


class TemplateError(ValueError):
    """A template is written wrongly; the message quotes it and says what is wrong."""


class Value(Protocol):
    """What fills a slot, the same thing in both languages."""

    def polish(self, features: Sequence[str], scope: "Scope") -> str:
        """Return it in Polish in the form that the features name."""

    def english(self, features: Sequence[str], scope: "Scope") -> str:
        """Return it in English in the form that the features name."""

    def agreement(self, features: Sequence[str]) -> tuple[str, str, str]:
        """Return its Polish number and gender, and its English number ("sg" or "pl")."""


class Source(Protocol):
    """Where values come from."""

    def draw(self, category: str, scope: "Scope") -> Value:
        """Return a random value of a category."""


@dataclass
class Scope:
    """Everything that must stay the same in both halves of a pair.

    Args:
        rng: the only source of chance.
        source: the lexicon.
        speaker: "m1" or "f", who says it.
        addressee: "m1" or "f", whom it is said to.
        person: the English possessive that "swój" stands for.
    """

    rng: random.Random
    source: Source
    speaker: str
    addressee: str
    person: str
    values: dict[str, Value] = field(default_factory=dict)
    picks: dict[str, int] = field(default_factory=dict)
    polish_verb: tuple[str, ...] = ("inf",)
    english_verb: str = "base"
    genitive_object: bool = False
    negated: bool = False

    def inner(self, person: str | None = None) -> "Scope":
        """Return a scope of its own for what stands in a slot: the same people, other values."""
        return Scope(self.rng, self.source, self.speaker, self.addressee, person or self.person)

    def value(self, name: str) -> Value:
        """Return the value of a slot, drawing it the first time."""
        found = self.values.get(name)
        if found is None:
            found = self.values[name] = self.source.draw(name.rstrip("0123456789"), self)
        return found


class Node(Protocol):
    """A piece of a template."""

    def render(self, scope: Scope) -> str:
        """Return its text."""

    def slots(self) -> set[str]:
        """Return the names of the slots in it."""


@dataclass(frozen=True)
class Text:
    """Words that stay as they are."""

    text: str

    def render(self, scope: Scope) -> str:
        """Return the words."""
        del scope
        return self.text

    def slots(self) -> set[str]:
        """Return no slot."""
        return set()


@dataclass(frozen=True)
class Slot:
    """A place for a value: `{Doc.acc}`, or for a verb phrase with its subject: `{Act.past@Official}`."""

    name: str
    features: tuple[str, ...]
    english: bool
    subject: str | None = None

    def render(self, scope: Scope) -> str:
        """Return the value's form."""
        value = scope.value(self.name)
        features = self.features
        if self.subject:
            features = self._agreeing(scope.value(self.subject), features)
        return value.english(features, scope) if self.english else value.polish(features, scope)

    def _agreeing(self, subject: Value, features: tuple[str, ...]) -> tuple[str, ...]:
        number, gender, english_number = subject.agreement(features)
        if self.english:
            owner = "their" if english_number == "pl" else "its"
            if "hum" in features and english_number == "sg":
                owner = {"m1": "his", "f": "her"}.get(gender, "their")
            own = (*features, owner)
            return tuple(f for f in own if f != "3") if english_number == "pl" else own
        forms = {"pres": f"3{number}", "past": f"p3{number}", "cond": f"c3{number}"}
        return (*(forms.get(f, f) for f in features), f"of_{gender}")

    def slots(self) -> set[str]:
        """Return its name and its subject's."""
        return {self.name, self.subject} if self.subject else {self.name}


@dataclass(frozen=True)
class Possessor:
    """`@poss` and `@self`: the English possessive or reflexive of whoever the sentence is about."""

    reflexive: bool

    def render(self, scope: Scope) -> str:
        """Return my, your, his …, or myself, yourself, himself and so on."""
        return REFLEXIVES[scope.person] if self.reflexive else scope.person

    def slots(self) -> set[str]:
        """Return no slot."""
        return set()


REFLEXIVES = {
    "my": "myself", "your": "yourself", "his": "himself", "her": "herself", "our": "ourselves", "their": "themselves",
    "its": "itself",
}  # fmt: skip


@dataclass(frozen=True)
class ObjectPhrase:
    """An object written out in a verb phrase, given in the nominative: `*zgłosić [awaria wodociągu]`."""

    phrase: polish_forms.NounPhrase
    rest: str

    def render(self, scope: Scope) -> str:
        """Return it in the accusative, or in the genitive after a negation and a verbal noun."""
        case = "gen" if scope.genitive_object else "acc"
        return self.phrase.forms[self.phrase.number("sg"), case] + self.rest

    def slots(self) -> set[str]:
        """Return no slot."""
        return set()


AUXILIARIES = {
    "is": "are",
    "Is": "Are",
    "was": "were",
    "Was": "Were",
    "has": "have",
    "Has": "Have",
    "does": "do",
    "Does": "Do",
    "it": "them",
    "It": "They",
    "this": "these",
    "This": "These",
}
SHOULD = {
    ("sg", "m1"): "powinien", ("sg", "m2"): "powinien", ("sg", "m3"): "powinien", ("sg", "f"): "powinna",
    ("sg", "n"): "powinno", ("pl", "m1"): "powinni", ("pl", "f"): "powinny",
}  # fmt: skip
VERB_FORM = {"pres": "3", "past": "p3", "fut": "f3", "cond": "c3"}


@dataclass(frozen=True)
class Agreement:
    """A word that agrees with a slot: `{nowy>Doc.acc}`, `{leżeć>Doc.pres}`, `{Pred>Doc}`, `{is>Doc}`, `{on>Doc.acc}`."""

    word: str
    name: str
    features: tuple[str, ...]
    english: bool

    def render(self, scope: Scope) -> str:
        """Return the agreeing form."""
        number, gender, english_number = scope.value(self.name).agreement(self.features)
        if self.english:
            return self.in_english(english_number)
        word = self.verb_or_pronoun(number, gender)
        if word is not None:
            return word
        if self.word == "w":
            return str(getattr(scope.value(self.name), "place", "w"))
        case = self.case(scope.genitive_object)
        word = scope.value(self.word).polish((), scope) if self.word[0].isupper() else self.word
        return polish_forms.adjective(word, number, case, gender)

    def in_english(self, number: str) -> str:
        """Return the English verb for "sg" or "pl"."""
        if number == "sg":
            return self.word if self.word in AUXILIARIES else english_forms.verb(self.word, "3")
        return AUXILIARIES.get(self.word, self.word)

    def verb_or_pronoun(self, number: str, gender: str) -> str | None:
        """Return the Polish form of a verb or of "on"; None where the word is neither."""
        last = self.features[-1] if self.features else "nom"
        if last in VERB_FORM:
            return polish_verbs.verb(self.word, VERB_FORM[last] + number, gender)
        if self.word == "powinien":
            return SHOULD[number, gender if number == "sg" or gender == "m1" else "f"]
        return polish_numbers.pronoun(last, number, gender) if self.word == "on" else None

    def case(self, genitive_object: bool) -> str:
        """Return the case of an adjective."""
        if "obj" in self.features:
            return "gen" if genitive_object else "acc"
        return next((feature for feature in self.features if feature in polish_forms.CASES), "nom")

    def slots(self) -> set[str]:
        """Return the slot it agrees with, and the slot of the adjective where that is drawn, too."""
        drawn = self.word[0].isupper() and not self.english
        return {self.name, self.word} if drawn else {self.name}


@dataclass(frozen=True)
class Choice:
    """Wordings that mean the same: `(a|b|)`, each language for itself."""

    options: tuple["Template", ...]

    def render(self, scope: Scope) -> str:
        """Return one of them."""
        return scope.rng.choice(self.options).render(scope)

    def slots(self) -> set[str]:
        """Return the slots of all wordings."""
        return set().union(*(option.slots() for option in self.options))


@dataclass(frozen=True)
class Parallel:
    """Wordings that differ in meaning and are picked together in both languages: `{1:a|b}`."""

    key: str
    options: tuple["Template", ...]

    def render(self, scope: Scope) -> str:
        """Return the wording of the common number."""
        pick = scope.picks.setdefault(self.key, scope.rng.randrange(len(self.options)))
        return self.options[pick].render(scope)

    def slots(self) -> set[str]:
        """Return the slots of all wordings."""
        return set().union(*(option.slots() for option in self.options))


@dataclass(frozen=True)
class Gendered:
    """A word by the gender of the speaker `<a|b>` or of the person spoken to `<<a|b>>`."""

    masculine: "Template"
    feminine: "Template"
    of_addressee: bool

    def render(self, scope: Scope) -> str:
        """Return the word for the gender."""
        gender = scope.addressee if self.of_addressee else scope.speaker
        return (self.masculine if gender == "m1" else self.feminine).render(scope)

    def slots(self) -> set[str]:
        """Return the slots of both words."""
        return self.masculine.slots() | self.feminine.slots()


@dataclass(frozen=True)
class VerbHead:
    """The verb of a verb phrase: `*złożyć/składać`, `*submit`."""

    perfective: str
    imperfective: str
    english: bool

    def render(self, scope: Scope) -> str:
        """Return the form that the slot of the phrase asked for."""
        if self.english:
            return english_forms.verb(self.perfective, scope.english_verb)
        lemma = self.imperfective if "i" in scope.polish_verb else self.perfective
        form = next(
            (f for f in scope.polish_verb if f not in {"i", "neg", "g", "ger", "a"} and not f.startswith("of_")), "inf"
        )
        if "ger" in scope.polish_verb:
            form = f"ger.{form}"
        gender = scope.addressee if "a" in scope.polish_verb else scope.speaker
        gender = next((f.removeprefix("of_") for f in scope.polish_verb if f.startswith("of_")), gender)
        if form in {"p3m", "p3f"}:
            gender, form = ("m1" if form == "p3m" else "f"), "p3sg"
        text = polish_verbs.verb(lemma, form, gender)
        if scope.negated:
            scope.negated = False
            return f"nie {text}"
        return text

    def slots(self) -> set[str]:
        """Return no slot."""
        return set()


@dataclass(frozen=True)
class Template:
    """The pieces of a text in order."""

    nodes: tuple[Node, ...]

    def render(self, scope: Scope) -> str:
        """Return the text."""
        return "".join([node.render(scope) for node in self.nodes])

    def slots(self) -> set[str]:
        """Return the names of all its slots."""
        return set().union(*(node.slots() for node in self.nodes))

    def wordings(self) -> int:
        """Return how many combinations its parallel wordings have."""
        parallel = {node.key: len(node.options) for node in self.nodes if isinstance(node, Parallel)}
        return math.prod(parallel.values())

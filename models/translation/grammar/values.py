"""What fills a slot: noun phrases, numbers, adjectives, clauses, verb phrases, each in both languages."""

from collections.abc import Sequence
from dataclasses import dataclass

import english_forms
import polish_forms
import polish_numbers
from polish_forms import NounPhrase
from templates import ARTICLE, Scope, Template

_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
POSSESSIVES = frozenset({"my", "your", "his", "her", "our", "their", "its"})


class LexiconError(ValueError):
    """A data file is wrong; the message names the file and line and says what to mend."""


@dataclass(frozen=True)
class NounValue:
    """A noun phrase; its fixed parts are rendered, its head waits for a case or an article.

    `place` is the preposition for "at" it: w or na.
    """

    phrase: NounPhrase
    polish_rest: str
    english_head: str
    english_rest: str
    kind: str
    adjectives: tuple[tuple[str, str], ...] = ()
    place: str = "w"

    def polish(self, features: Sequence[str], scope: Scope) -> str:
        """Return the form for features like `acc`, `obj`, `pl.gen`."""
        case = "nom"
        for feature in features:
            if feature == "obj":
                case = "gen" if scope.genitive_object else "acc"
            elif feature in polish_forms.CASES:
                case = feature
        number = self.phrase.number("pl" if self._plural(features) else "sg")
        try:
            form = self.phrase.forms[number, case]
        except KeyError:
            raise LexiconError(f"'{self.english_head}' has no Polish form for {number} {case}.") from None
        before = [polish_forms.adjective(word, number, case, self.phrase.gender) for word, _ in self.adjectives]
        return " ".join([*before, form]) + self.polish_rest

    def english(self, features: Sequence[str], scope: Scope) -> str:
        """Return the form for features like `a`, `the`, `poss`, `my`, `pl`; a name takes no article."""
        plural = self._plural(features)
        head = english_forms.plural(self.english_head) if plural else self.english_head
        bare = " ".join([*(word for _, word in self.adjectives), head]) + self.english_rest
        if self.kind == "name":
            return bare
        possessive = next((f for f in features if f in POSSESSIVES), scope.person if "poss" in features else None)
        if possessive:
            return f"{possessive} {bare}"
        if "the" in features or (self.kind == "the" and "bare" not in features):
            return f"the {bare}"
        if "a" in features and self.kind == "c" and not plural:
            return f"{ARTICLE} {bare}"
        return bare

    def agreement(self, features: Sequence[str]) -> tuple[str, str, str]:
        """Return Polish number and gender, English number."""
        plural = self._plural(features)
        number = self.phrase.number("pl" if plural else "sg")
        return number, self.phrase.gender, "pl" if plural or self.kind == "p" else "sg"

    def _plural(self, features: Sequence[str]) -> bool:
        """Return whether the plural is asked for and both languages have one."""
        return "pl" in features and self.kind == "c" and ("pl", "gen") in self.phrase.forms


@dataclass(frozen=True)
class NumberValue:
    """A number with what it counts."""

    count: int
    phrase: NounPhrase
    english_noun: str
    collective: bool
    in_words: bool

    def polish(self, features: Sequence[str], scope: Scope) -> str:
        """Return the number with its noun in the case of the features."""
        del scope
        case = next((f for f in features if f in polish_forms.CASES), "nom")
        return polish_numbers.numeral(self.count, case, self.phrase, self.collective, self.in_words)

    def english(self, features: Sequence[str], scope: Scope) -> str:
        """Return `14 days`, or `14-day` with the feature `adj`."""
        del scope
        number = _NUMBERS[self.count - 1] if self.in_words and self.count <= len(_NUMBERS) else str(self.count)
        if "adj" in features:
            return f"{number}-{self.english_noun}"
        return f"{number} {self.english_noun if self.count == 1 else english_forms.plural(self.english_noun)}"

    def agreement(self, features: Sequence[str]) -> tuple[str, str, str]:
        """Return the number and gender in which a Polish verb agrees, and the English number."""
        del features
        few = self.count % 10 in {2, 3, 4} and self.count % 100 not in {12, 13, 14} and not self.collective
        if self.count == 1:
            return "sg", self.phrase.gender, "sg"
        return ("pl", self.phrase.gender, "pl") if few else ("sg", "n", "pl")


@dataclass(frozen=True)
class AdjectiveValue:
    """An adjective that stands alone in a slot of its own."""

    lemma: str
    word: str

    def polish(self, features: Sequence[str], scope: Scope) -> str:
        """Return its masculine singular in the case of the features."""
        del scope
        case = next((f for f in features if f in polish_forms.CASES), "nom")
        return polish_forms.adjective(self.lemma, "sg", case, "m3")

    def english(self, features: Sequence[str], scope: Scope) -> str:
        """Return the word."""
        del features, scope
        return self.word

    def agreement(self, features: Sequence[str]) -> tuple[str, str, str]:
        """Return the singular."""
        del features
        return "sg", "m3", "sg"


@dataclass(frozen=True)
class InventedValue:
    """A date, an amount, a name and the like, the same on both sides or written as each language writes it."""

    polish_text: str
    english_text: str

    def polish(self, features: Sequence[str], scope: Scope) -> str:
        """Return the Polish text."""
        del features, scope
        return self.polish_text

    def english(self, features: Sequence[str], scope: Scope) -> str:
        """Return the English text."""
        del features, scope
        return self.english_text

    def agreement(self, features: Sequence[str]) -> tuple[str, str, str]:
        """Return the singular."""
        del features
        return "sg", "n", "sg"


@dataclass(frozen=True)
class PhraseValue:
    """A phrase or clause; its third text is the English of an indirect question."""

    polish_template: Template
    english_template: Template
    indirect: Template | None
    scope: Scope

    def polish(self, features: Sequence[str], scope: Scope) -> str:
        """Return the Polish text."""
        del features, scope
        return self.polish_template.render(self.scope)

    def english(self, features: Sequence[str], scope: Scope) -> str:
        """Return the English text; with the feature `ind` in the order of an indirect question."""
        del scope
        if "ind" in features:
            if self.indirect is None:
                raise LexiconError("A phrase that is asked for its indirect question has no third text.")
            return self.indirect.render(self.scope)
        return self.english_template.render(self.scope)

    def agreement(self, features: Sequence[str]) -> tuple[str, str, str]:
        """Return the neuter singular, as clauses agree."""
        del features
        return "sg", "n", "sg"


@dataclass(frozen=True)
class VerbValue:
    """A verb phrase, inflected as its slot asks."""

    polish_template: Template
    english_template: Template
    scope: Scope

    def polish(self, features: Sequence[str], scope: Scope) -> str:
        """Return the form for features like `inf`, `i.1sg`, `neg.p1sg`, `ger.loc`."""
        del scope
        self.scope.polish_verb = tuple(features)
        self.scope.negated = "neg" in features
        self.scope.genitive_object = bool({"neg", "g", "ger"} & set(features))
        text = self.polish_template.render(self.scope)
        self.scope.genitive_object = self.scope.negated = False
        return text

    def english(self, features: Sequence[str], scope: Scope) -> str:
        """Return the form for features like `past`, `ing.my`; the person is the sentence's unless named."""
        self.scope.person = next((f for f in features if f in POSSESSIVES), scope.person)
        self.scope.english_verb = next((f for f in features if f in {"3", "past", "pp", "ing"}), "base")
        return self.english_template.render(self.scope)

    def agreement(self, features: Sequence[str]) -> tuple[str, str, str]:
        """Return the neuter singular, as infinitives agree."""
        del features
        return "sg", "n", "sg"

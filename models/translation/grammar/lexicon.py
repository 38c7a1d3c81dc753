"""The lexicon: categories of noun phrases, verb phrases, phrases and numbers, read from the data files."""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import english_forms
import polish_forms
from invented import INVENTED
from polish_forms import NounPhrase
from templates import ARTICLE, Scope, Template, TemplateError, Value, parse, person_of

_FLAGS = re.compile(r" ?\[([a-z0-9,]+)\]$")
_GENDERS = frozenset({"m1", "m2", "m3", "f", "n"})
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_POSSESSIVES = frozenset({"my", "your", "his", "her", "our", "their", "its"})


class LexiconError(ValueError):
    """A data file is wrong; the message names the file and line and says what to mend."""


@dataclass(frozen=True)
class NounValue:
    """A noun phrase; its fixed parts are rendered, its head waits for a case or an article."""

    phrase: NounPhrase
    polish_rest: str
    english_head: str
    english_rest: str
    kind: str
    adjectives: tuple[tuple[str, str], ...] = ()

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
        possessive = next((f for f in features if f in _POSSESSIVES), scope.person if "poss" in features else None)
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
        return polish_forms.numeral(self.count, case, self.phrase, self.collective, self.in_words)

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
        self.scope.person = next((f for f in features if f in _POSSESSIVES), scope.person)
        self.scope.english_verb = next((f for f in features if f in {"3", "past", "pp", "ing"}), "base")
        return self.english_template.render(self.scope)

    def agreement(self, features: Sequence[str]) -> tuple[str, str, str]:
        """Return the neuter singular, as infinitives agree."""
        del features
        return "sg", "n", "sg"


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
        self.slots = frozenset(self.rest.slots() | self.english_rest.slots())

    def draw(self, scope: Scope) -> NounValue:
        """Return the phrase with its nested slots filled."""
        own = scope.inner()
        return NounValue(
            self.phrase, self.rest.render(own), self.head.render(own), self.english_rest.render(own), self.kind
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
        _same_slots(self.polish, self.english, polish)
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
        _same_slots(self.polish, self.english, polish)
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


def _same_slots(polish: Template, english: Template, text: str) -> None:
    if polish.slots() != english.slots():
        odd = ", ".join(sorted(polish.slots() ^ english.slots()))
        raise TemplateError(f"'{text}': {odd} stands on one side only.")


@dataclass(frozen=True)
class Frame:
    """A sentence pair with slots."""

    polish: Template
    english: Template
    person: str
    topic: str
    text: str


class Lexicon:
    """All categories and frames of a folder of data files."""

    def __init__(self, folder: Path) -> None:
        self.entries: dict[str, list[Entry]] = {name: [InventedEntry(name)] for name in INVENTED}
        self._includes: dict[str, list[str]] = {}
        self.frames: list[Frame] = []
        self.terms: list[tuple[str, str]] = []
        for path in sorted((folder / "words").glob("*.txt")):
            self._read(path)
        for path in sorted((folder / "frames").glob("*.txt")):
            self._read(path)
        for name, others in self._includes.items():
            for other in others:
                self.entries[name] += self.entries[other]
        self._check_references()
        self._capacities: dict[str, float] = {}

    def _read(self, path: Path) -> None:
        kind = name = ""
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            try:
                if line.startswith("%"):
                    kind, name, *included = line[1:].split()
                    if kind not in {"np", "vp", "ph", "adj", "num", "frames"}:
                        raise LexiconError(f"'%{kind}' is no kind of category.")
                    if kind != "frames":
                        self.entries.setdefault(name, [])
                        if included:
                            self._includes.setdefault(name, []).extend(included)
                elif kind == "frames":
                    self.frames.append(self._frame(line, name))
                else:
                    self.entries[name].append(self._entry(kind, line))
            except (ValueError, LookupError) as error:
                raise LexiconError(f"{path.name}, line {number}: {error}") from error

    @staticmethod
    def _frame(line: str, topic: str) -> Frame:
        polish, mark, english = line.partition(" = ")
        if not mark:
            raise LexiconError("a frame is 'Polish = English'.")
        templates = parse(polish.strip(), english=False), parse(english.strip(), english=True)
        _same_slots(*templates, line)
        return Frame(*templates, person_of(english) or "your", topic, line)

    @staticmethod
    def _entry(kind: str, line: str) -> Entry:
        flags: frozenset[str] = frozenset()
        if kind in {"np", "num"} and (match := _FLAGS.search(line)):
            flags, line = frozenset(match[1].split(",")), line[: match.start()]
        if kind == "np" and line.startswith("+ "):
            return ComposedEntry(*line[2:].split())
        parts = [part.strip() for part in line.split(" = ")]
        if len(parts) < 2:
            raise LexiconError("an entry is 'Polish = English'.")
        if kind == "np":
            return NounEntry(parts[0], parts[1], flags)
        if kind == "num":
            return NumberEntry(parts[0], parts[1], parts[2], flags)
        if kind == "adj":
            return AdjectiveEntry(parts[0], parts[1])
        if kind == "vp":
            return VerbEntry(parts[0], parts[1])
        return PhraseEntry(parts[0], parts[1], parts[2] if len(parts) > 2 else None)

    def _check_references(self) -> None:
        for name, entries in self.entries.items():
            for entry in entries:
                self._check_slots(entry.slots, f"category {name}")
        for frame in self.frames:
            self._check_slots(frame.polish.slots(), frame.text)

    def _check_slots(self, slots: Iterator[str] | frozenset[str] | set[str], where: str) -> None:
        for slot in slots:
            if not self.entries.get(slot.rstrip("0123456789")):
                raise LexiconError(f"{where}: there is no category '{slot}', or it is empty.")

    def draw(self, category: str, scope: Scope) -> Value:
        """Return a random value of a category."""
        return scope.rng.choice(self.entries[category]).draw(scope)

    def capacity(self, slots: Iterator[str] | frozenset[str] | set[str], depth: int = 0) -> float:
        """Return about how many fillings a set of slots has, capped at 1e9."""
        product = 1.0
        for slot in slots:
            product = min(1e9, product * self._of_category(slot.rstrip("0123456789"), depth))
        return product

    def _of_category(self, name: str, depth: int) -> float:
        if name in INVENTED:
            return 50.0
        if depth > 6:
            return 1.0
        known = self._capacities.get(name)
        if known is None:
            known = sum(self.capacity(entry.slots, depth + 1) for entry in self.entries[name])
            known = min(1e9, known)
            self._capacities[name] = known
        return known


def scope_for(rng: random.Random, lexicon: Lexicon, frame: Frame) -> Scope:
    """Return a scope with a speaker and an addressee drawn by chance."""
    return Scope(rng, lexicon, rng.choice(("m1", "f")), rng.choice(("m1", "f")), frame.person)

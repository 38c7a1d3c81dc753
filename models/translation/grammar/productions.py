"""The grammar as productions: every frame and entry with the forms that others ask of it, both languages side by side.

`generate.py` draws one sentence at a time; here every wording is written out once, with what stands in its slots left open, so that the
translation service can recognise a sentence and say the same on the other side (`serving.py` writes the file). A form of a production is a list of
wordings; `{Doc|Doc#m3|acc}` in one is the slot `Doc`, filled by a production of the category `Doc` and of that class, in its form `acc`.
"""

import itertools
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import english_forms
import polish_forms
import polish_numbers
import polish_verbs
from entries import AdjectiveEntry, ComposedEntry, Entry, InventedEntry, NounEntry, NumberEntry, PhraseEntry, VerbEntry
from lexicon import Frame, Lexicon
from templates import (
    ARTICLE,
    REFLEXIVES,
    Agreement,
    Choice,
    Gendered,
    Node,
    ObjectPhrase,
    Parallel,
    Possessor,
    Scope,
    Slot,
    Template,
    Text,
    VerbHead,
)
from values import POSSESSIVES, LexiconError, NumberValue

FRAMES = "S"
# More than that have wordings of wordings; the first are those that the grammar's authors wrote first.
_MOST_WORDINGS = 48
# A number that a sentence may hold instead of those the lexicon lists, by the form that Polish counts with.
_GENERAL = {"few": 3, "many": 5}
_SPELLED = range(1, 11)
_GENDERED_FORM = re.compile(r"[pc][12](?:sg|pl)|a")


@dataclass(frozen=True)
class Context:
    """Where a template is written out: the side, who speaks to whom, and what its verbs and slots are asked for."""

    english: bool
    classes: Mapping[str, str]
    picks: Mapping[str, int]
    genders: str = "mm"
    person: str = ""
    verb: tuple[str, ...] = ()
    genitive: bool = False
    negated: bool = False


@dataclass(frozen=True)
class Production:
    """A frame or an entry in one of its meanings.

    Args:
        entry: where its templates stand.
        agreement: its class, by which verbs and adjectives agree; empty where nothing has to.
        picks: which of its parallel wordings.
        classes: of the slots that something has to agree with.
        number: of what is counted.
        general: "few" or "many", where any figure of that kind may stand for the number.
    """

    entry: "Entry | Frame"
    agreement: str = ""
    picks: Mapping[str, int] = field(default_factory=dict)
    classes: Mapping[str, str] = field(default_factory=dict)
    number: NumberValue | None = None
    general: str = ""


class Grammar:
    """All productions of a lexicon, and their forms."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        # Numbers take one and do not look at it.
        self._scope = Scope(random.Random(0), lexicon, "m1", "m1", "your")
        self._made: dict[str, list[Production]] = {}
        self._gendered: dict[str, bool] = {}
        self._personal: dict[str, bool] = {}

    def productions(self, category: str) -> list[Production]:
        """Return those of a category; builtin ones, dates and the like, have none."""
        if category not in self._made:
            self._made[category] = []
            entries: Sequence[Entry | Frame] = (
                [*self._lexicon.served, *self._lexicon.frames, *self._lexicon.wide]
                if category == FRAMES
                else self._lexicon.entries[category]
            )
            self._made[category] = [one for entry in entries for one in self._of(entry)]
        return self._made[category]

    def classes(self, category: str) -> list[str]:
        """Return the classes of agreement of a category."""
        return list(dict.fromkeys(one.agreement for one in self.productions(category))) or [_builtin_class()]

    def _of(self, entry: "Entry | Frame") -> Iterator[Production]:
        if isinstance(entry, InventedEntry):
            return
        if isinstance(entry, NumberEntry):
            yield from _numbers(entry)
            return
        if isinstance(entry, ComposedEntry):
            for agreement in self.classes(entry.noun):
                yield Production(entry, agreement, {}, {entry.noun: agreement})
            return
        agreement = (
            _noun_class(entry) if isinstance(entry, NounEntry) else "" if isinstance(entry, Frame) else _builtin_class()
        )
        counts, names = _choices(entry)
        for picks in itertools.product(*(range(count) for count in counts.values())):
            for classes in itertools.product(*(self.classes(_category(name)) for name in names)):
                yield Production(
                    entry, agreement, dict(zip(counts, picks, strict=True)), dict(zip(names, classes, strict=True))
                )

    def gendered(self, category: str) -> bool:
        """Return whether the Polish of a category depends on who speaks or is spoken to."""
        return self._depends(category, self._gendered, _is_gendered)

    def personal(self, category: str) -> bool:
        """Return whether the English of a category depends on whose things it is about."""
        return self._depends(category, self._personal, _is_personal)

    def _depends(self, category: str, known: dict[str, bool], test: Callable[[Node], bool]) -> bool:
        if category not in known:
            known[category] = False
            known[category] = any(
                any(test(node) for template in _templates(entry) for node in _walk(template))
                or any(self._depends(_category(slot), known, test) for slot in entry.slots)
                for entry in self._lexicon.entries[category]
            )
        return known[category]

    def wordings(self, production: Production, key: str, *, english: bool) -> list[str]:
        """Return how a production is said in a form, none where it has none.

        Args:
            production: of any category.
            key: the form, as slots name it.
            english: which side.
        """
        try:
            found = self._english(production, key) if english else self._polish(production, key)
        except (LookupError, LexiconError):
            return []
        return list(dict.fromkeys(" ".join(one.split()) for one in found))[:_MOST_WORDINGS]

    def _polish(self, production: Production, key: str) -> list[str]:  # noqa: PLR0911  (one return a kind)
        entry = production.entry
        features, _, genders = key.partition("~")
        asked = tuple(filter(None, features.split(".")))
        context = Context(False, production.classes, production.picks, genders or "mm")
        if isinstance(entry, Frame):
            return self._expand(entry.polish, context)
        if isinstance(entry, PhraseEntry):
            return self._expand(entry.polish, context)
        if isinstance(entry, VerbEntry):
            genitive = bool({"neg", "g", "ger"} & set(asked))
            return self._expand(entry.polish, replace(context, verb=asked, genitive=genitive, negated="neg" in asked))
        case = next((one for one in asked if one in polish_forms.CASES), "nom")
        if isinstance(entry, AdjectiveEntry):
            agreeing = asked[1:] if asked[:1] == ("adj",) else ("sg", case, "m3")
            return [polish_forms.adjective(entry.value.lemma, *agreeing)]
        if isinstance(entry, NumberEntry):
            assert production.number
            text = polish_numbers.numeral(
                production.number.count, case, entry.phrase, entry.collective, production.number.in_words
            )
            return [_general(text, production)]
        if isinstance(entry, ComposedEntry):
            number, gender, _ = _agreement(production.agreement, asked)
            noun = self._slot(entry.noun, "pl" if "pl" in asked else "", case, production.classes, context)
            adjective = f"{{{entry.adjective}|{entry.adjective}|adj.{number}.{case}.{gender}}}"
            return [f"{adjective} {noun}"]
        assert isinstance(entry, NounEntry)
        number = entry.phrase.number("pl" if _is_plural(entry, asked) else "sg")
        return [entry.phrase.forms[number, case] + rest for rest in self._expand(entry.rest, context)]

    def _slot(self, name: str, plural: str, case: str, classes: Mapping[str, str], context: Context) -> str:
        features = ".".join(filter(None, (plural, case if case != "nom" else "")))
        return _reference(
            name, _category(name), classes.get(name, ""), features + self._genders(_category(name), (), context)
        )

    def _english(self, production: Production, key: str) -> list[str]:  # noqa: PLR0911  (one return a kind)
        entry = production.entry
        features, _, person = key.partition("@")
        asked = tuple(filter(None, features.split(".")))
        context = Context(True, production.classes, production.picks, person=person)
        if isinstance(entry, Frame):
            return self._expand(entry.english, replace(context, person=entry.person))
        if isinstance(entry, PhraseEntry):
            if "ind" in asked and entry.indirect is None:
                return []
            template = entry.indirect if "ind" in asked and entry.indirect else entry.english
            return self._expand(template, replace(context, person=entry.person or person))
        if isinstance(entry, VerbEntry):
            return self._expand(entry.english, replace(context, verb=asked or ("base",)))
        if isinstance(entry, AdjectiveEntry):
            return [entry.value.word]
        if isinstance(entry, NumberEntry):
            assert production.number
            return (
                []
                if production.general and "adj" in asked
                else [_general(production.number.english(asked, self._scope), production)]
            )
        plural = "pl" in asked
        if isinstance(entry, ComposedEntry):
            kind = production.agreement.rsplit("/", 1)[1]
            plural = plural and _agreement(production.agreement, ("pl",))[2] == "pl" and kind == "c"
            noun = _reference(
                entry.noun,
                _category(entry.noun),
                production.agreement,
                self._person("pl.bare" if plural else "bare", _category(entry.noun), person),
            )
            bare = [f"{{{entry.adjective}|{entry.adjective}|}} {noun}"]
        else:
            assert isinstance(entry, NounEntry)
            kind, plural = entry.kind, _is_plural(entry, asked)
            heads = self._expand(entry.head, context)
            rests = self._expand(entry.english_rest, context)
            bare = [(english_forms.plural(head) if plural else head) + rest for head in heads for rest in rests]
        return [_with_article(one, kind, asked, plural) for one in bare]

    def _expand(self, template: Template, context: Context) -> list[str]:
        """Return every wording of a template."""
        texts = [""]
        for node in template.nodes:
            texts = [text + more for text in texts for more in self._node(node, context)][: 4 * _MOST_WORDINGS]
            if context.negated and any(isinstance(one, VerbHead) for one in _walk(Template((node,)))):
                context = replace(context, negated=False)
        return texts

    def _node(self, node: Node, context: Context) -> list[str]:  # noqa: PLR0911  (one return a kind of node)
        match node:
            case Text():
                return [node.text]
            case Choice():
                return [text for option in node.options for text in self._expand(option, context)]
            case Parallel():
                return self._expand(node.options[context.picks[node.key]], context)
            case Gendered():
                gender = context.genders[1 if node.of_addressee else 0]
                return self._expand(node.masculine if gender == "m" else node.feminine, context)
            case Possessor():
                return [REFLEXIVES[context.person] if node.reflexive else context.person]
            case ObjectPhrase():
                case = "gen" if context.genitive else "acc"
                return [node.phrase.forms[node.phrase.number("sg"), case] + node.rest]
            case VerbHead():
                return [_verb(node, context)]
            case Agreement():
                return [self._agreeing(node, context)]
            case Slot():
                return [self._filled(node, context)]
        raise LexiconError(f"{type(node).__name__} is no piece of a template.")

    def _agreeing(self, node: Agreement, context: Context) -> str:
        number, gender, english_number = _agreement(context.classes[node.name], node.features)
        if context.english:
            return node.in_english(english_number)
        word = node.verb_or_pronoun(number, gender)
        if word is not None:
            return word
        if node.word == "w":
            return "na" if context.classes[node.name].split("/")[2] == "na" else "w"
        case = node.case(context.genitive)
        if node.word[0].isupper():
            return f"{{{node.word}|{_category(node.word)}|adj.{number}.{case}.{gender}}}"
        return polish_forms.adjective(node.word, number, case, gender)

    def _filled(self, node: Slot, context: Context) -> str:
        category = _category(node.name)
        features = node.features
        of_class = context.classes.get(node.name, "")
        if node.subject:
            features = _of_subject(features, context.classes[node.subject], english=context.english)
        entries = self._lexicon.entries[category]
        if isinstance(entries[0], InventedEntry):
            return f"{{{node.name}|@{category}|}}"
        if context.english:
            return _reference(node.name, category, of_class, self._english_key(entries[0], category, features, context))
        if isinstance(entries[0], VerbEntry):
            key = ".".join(features)
        elif isinstance(entries[0], PhraseEntry):
            key = ""
        else:
            case = next((one for one in features if one in polish_forms.CASES), "nom")
            if "obj" in features:
                case = "gen" if context.genitive else "acc"
            plural = "pl" if "pl" in features else ""
            key = ".".join(filter(None, (plural, case if case != "nom" else "")))
        return _reference(node.name, category, of_class, key + self._genders(category, features, context))

    def _genders(self, category: str, features: Sequence[str], context: Context) -> str:
        depends = self.gendered(category) or (
            any(_GENDERED_FORM.fullmatch(one) for one in features)
            and not any(one.startswith("of_") for one in features)
        )
        return f"~{context.genders}" if depends else ""

    def _english_key(self, entry: Entry, category: str, features: Sequence[str], context: Context) -> str:
        owner = next((one for one in features if one in POSSESSIVES), context.person)
        if isinstance(entry, VerbEntry):
            form = next((one for one in features if one in {"3", "past", "pp", "ing"}), "base")
            return self._person(form, category, owner)
        if isinstance(entry, PhraseEntry):
            return self._person("ind" if "ind" in features else "", category, context.person)
        parts = ["pl"] if "pl" in features else []
        if any(one in POSSESSIVES for one in features) or "poss" in features:
            parts.append(owner)
        elif "adj" in features:
            parts.append("adj")
        else:
            parts += [one for one in ("the", "a", "bare") if one in features][:1]
        return self._person(".".join(parts), category, context.person)

    def _person(self, key: str, category: str, person: str) -> str:
        return f"{key}@{person}" if person and self.personal(category) else key


def _choices(entry: "Entry | Frame") -> tuple[dict[str, int], list[str]]:
    """Return how many parallel wordings an entry has by their mark, and the slots that something agrees with."""
    counts: dict[str, int] = {}
    agreeing: set[str] = set()
    for template in _templates(entry):
        for node in _walk(template):
            if isinstance(node, Parallel):
                counts[node.key] = len(node.options)
            if isinstance(node, Agreement):
                agreeing.add(node.name)
            if isinstance(node, Slot) and node.subject:
                agreeing.add(node.subject)
    return counts, sorted(agreeing)


def _verb(node: VerbHead, context: Context) -> str:
    if node.english:
        return english_forms.verb(node.perfective, context.verb[0])
    lemma = node.imperfective if "i" in context.verb else node.perfective
    form = next((f for f in context.verb if f not in {"i", "neg", "g", "ger", "a"} and not f.startswith("of_")), "inf")
    if "ger" in context.verb:
        form = f"ger.{form}"
    gender = "m1" if context.genders[1 if "a" in context.verb else 0] == "m" else "f"
    gender = next((f.removeprefix("of_") for f in context.verb if f.startswith("of_")), gender)
    if form in {"p3m", "p3f"}:
        gender, form = ("m1" if form == "p3m" else "f"), "p3sg"
    text = polish_verbs.verb(lemma, form, gender)
    return f"nie {text}" if context.negated else text


def _of_subject(features: tuple[str, ...], subject: str, *, english: bool) -> tuple[str, ...]:
    number, gender, english_number = _agreement(subject, features)
    if english:
        owner = "their" if english_number == "pl" else "its"
        if "hum" in features and english_number == "sg":
            owner = {"m1": "his", "f": "her"}.get(gender, "their")
        own = (*features, owner)
        return tuple(f for f in own if f != "3") if english_number == "pl" else own
    forms = {"pres": f"3{number}", "past": f"p3{number}", "cond": f"c3{number}"}
    return (*(forms.get(f, f) for f in features), f"of_{gender}")


def _reference(name: str, category: str, of_class: str, key: str) -> str:
    return f"{{{name}|{category}{'#' + of_class if of_class else ''}|{key}}}"


def _category(slot: str) -> str:
    return slot.rstrip("0123456789")


def _builtin_class() -> str:
    return "sg.n.sg/sg.n.sg/w/c"


def _noun_class(entry: NounEntry) -> str:
    """Return number and gender in Polish and the number in English, as asked for and in the plural, then w or na, and the kind."""
    halves = []
    for features in ((), ("pl",)):
        plural = _is_plural(entry, features)
        english = "pl" if plural or entry.kind == "p" else "sg"
        halves.append(f"{entry.phrase.number('pl' if plural else 'sg')}.{entry.phrase.gender}.{english}")
    return "/".join([*halves, entry.place, entry.kind])


def _agreement(of_class: str, features: Sequence[str]) -> tuple[str, str, str]:
    half = of_class.split("/")[1 if "pl" in features else 0]
    number, gender, english = half.split(".")
    return number, gender, english


def _is_plural(entry: NounEntry, features: Sequence[str]) -> bool:
    return "pl" in features and entry.kind == "c" and ("pl", "gen") in entry.phrase.forms


def _with_article(bare: str, kind: str, asked: Sequence[str], plural: bool) -> str:
    if kind == "name":
        return bare
    owner = next((one for one in asked if one in POSSESSIVES), "")
    if owner:
        return f"{owner} {bare}"
    if "the" in asked or (kind == "the" and "bare" not in asked):
        return f"the {bare}"
    return f"{ARTICLE} {bare}" if "a" in asked and kind == "c" and not plural else bare


def _numbers(entry: NumberEntry) -> Iterator[Production]:
    """Return the numbers to ten in words, one as a figure, and any other figure."""
    for count in _SPELLED:
        yield _number(entry, count, in_words=True)
    yield _number(entry, 1)
    for general, count in _GENERAL.items():
        yield _number(entry, count, general=general)
    yield from (_number(entry, count) for count in entry.counts if count > 1)


def _number(entry: NumberEntry, count: int, *, in_words: bool = False, general: str = "") -> Production:
    value = NumberValue(count, entry.phrase, entry.english, entry.collective, in_words)
    half = ".".join(value.agreement(()))
    return Production(entry, f"{half}/{half}/w/c", number=value, general=general)


def _general(text: str, production: Production) -> str:
    if not production.general:
        return text
    figure, _, rest = text.partition(" ")
    assert figure.isdigit()
    return f"{{#|@{production.general}|}} {rest}"


def _templates(entry: "Entry | Frame") -> list[Template]:
    match entry:
        case NounEntry():
            return [entry.rest, entry.head, entry.english_rest]
        case PhraseEntry():
            return [entry.polish, entry.english, *([entry.indirect] if entry.indirect else [])]
        case VerbEntry() | Frame():
            return [entry.polish, entry.english]
    return []


def _walk(template: Template) -> Iterator[Node]:
    for node in template.nodes:
        yield node
        match node:
            case Choice() | Parallel():
                for option in node.options:
                    yield from _walk(option)
            case Gendered():
                yield from _walk(node.masculine)
                yield from _walk(node.feminine)


def _is_gendered(node: Node) -> bool:
    return isinstance(node, Gendered) or (
        isinstance(node, Slot)
        and not node.english
        and not node.subject
        and any(_GENDERED_FORM.fullmatch(one) for one in node.features)
    )


def _is_personal(node: Node) -> bool:
    return isinstance(node, Possessor) or (isinstance(node, Slot) and node.english and "poss" in node.features)

"""What the search hands back."""

from collections.abc import Callable
from dataclasses import dataclass, field

from okienko_faq.retrieval.aspects import Field
from okienko_faq.retrieval.context import Context
from okienko_faq.retrieval.decision import Outcome
from okienko_faq.retrieval.emergency_words import Danger
from okienko_faq.retrieval.lexical import Floats, LexicalScores, Terms


@dataclass(frozen=True, slots=True)
class Reading:
    """A question, read: its language, its repaired text, its words and their scores."""

    language: str
    raw: str
    repaired: str
    terms: Terms
    words: LexicalScores
    char: Floats


@dataclass(frozen=True, slots=True)
class Focus:
    """What of an answer was asked for."""

    matched_question: str = ""
    """The stored question that matched best; empty when the answer was chosen, or is the last one again."""
    fields: tuple[Field, ...] = ()
    """Parts to be shown first; empty when the whole was asked for."""


@dataclass(frozen=True, slots=True)
class Group:
    """A choice that stands for several answers."""

    phrase_id: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that was considered, with what each part of the search says of it."""

    entry: str
    share: float
    meaning: float | None
    coverage: float
    overlap: float
    letters: float
    evidence: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a finding came about, for developers."""

    rule: str
    """What decided: "search", "exact", "follow-up", "choice", "parts", "small-talk", "emergency"."""
    read_as: str = ""
    language: str = ""
    with_meaning: bool = False
    candidates: tuple[Candidate, ...] = ()
    confidence: float | None = None
    """Calibrated probability that the search's first entry is the one asked for; None when nothing was searched."""
    scope: float | None = None
    """The same that it is among the first four, by which a question is asked back or declined."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What the search says."""

    outcome: Outcome
    answers: tuple[str, ...]
    choices: tuple[str, ...]
    """Entries to choose from one by one, or that may be wanted besides."""
    ranked: tuple[str, ...]
    """Entry ids, best first, whatever the outcome."""
    confidence: float
    language: str
    """The resident's language as given, or the question's as detected."""
    matched_question: str
    """The stored question that matched best; empty when nothing was near."""
    focuses: tuple[Focus, ...] = ()
    """One for each answer."""
    groups: tuple[Group, ...] = ()
    """Choices that stand for several answers, where there are too many to show one by one."""
    phrase: str = ""
    """Identifier of the phrase that the service says: its question to the resident, or its reply to small talk."""
    context: Context = field(default_factory=Context)
    """What the next question may refer to."""
    dangers: frozenset[Danger] = frozenset()
    explain: Callable[[], Explanation] = field(default=lambda: Explanation("search"), compare=False, repr=False)
    """Says how it came about: made only for who asks, since few do."""

    @property
    def explanation(self) -> Explanation:
        """How it came about, for developers."""
        return self.explain()

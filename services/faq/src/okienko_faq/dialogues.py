"""What `make eval-faq` measures of whole conversations: the turns before the last are held, the last one is judged."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from okienko_faq.content.plain import PlainFileError, read_lines
from okienko_faq.dialogue.dialogue import Dialogue, Question
from okienko_faq.retrieval.context import Context
from okienko_faq.retrieval.decision import Outcome
from okienko_faq.retrieval.finding import Finding
from okienko_faq.retrieval.glosses import join

KINDS = (
    "follow_up",
    "multi",
    "single",
    "vague",
    "choice",
    "emergency",
    "no_emergency",
    "small_talk",
    "not_small_talk",
    "out_of_scope",
    "language",
)
_IN_SCOPE = ("follow_up", "multi", "single", "vague", "choice", "not_small_talk")
_MOST_TAPS = 2


@dataclass(frozen=True, slots=True)
class Conversation:
    """What a resident says in turn, and what should come of it."""

    kind: str
    turns: tuple[Mapping[str, str], ...]
    """Each holds "text", "gloss" or "choose" (the entry whose choice is tapped)."""
    expected: frozenset[str]
    fields: frozenset[str]
    danger: str
    phrase: str
    read_in: str


@dataclass(frozen=True, slots=True)
class Held:
    """A conversation with what was said last."""

    asked: Conversation
    finding: Finding

    @property
    def text(self) -> str:
        """The turns on one line."""
        return " / ".join(next(iter(turn.values())) for turn in self.asked.turns)

    @property
    def offers(self) -> bool:
        """One of the expected entries is answered, or is a choice that leads to it in one tap."""
        expected, finding = self.asked.expected, self.finding
        if finding.outcome is Outcome.CLARIFY:
            alone = {group.answers[0] for group in finding.groups if len(group.answers) == 1}
            return not expected.isdisjoint({*finding.choices, *alone})
        return not expected.isdisjoint(finding.answers)

    @property
    def reaches(self) -> bool:
        """As `offers`, or in two taps."""
        grouped = {answer for group in self.finding.groups for answer in group.answers}
        return self.offers or not self.asked.expected.isdisjoint(grouped)

    @property
    def right(self) -> bool:
        """What the kind asks for has happened."""
        asked, finding = self.asked, self.finding
        shown = {item.value for focus in finding.focuses for item in focus.fields}
        tests = {
            "follow_up": finding.answers[:1] == tuple(asked.expected)[:1] and asked.fields <= shown,
            "vague": self.offers,
            "emergency": finding.outcome is Outcome.EMERGENCY,
            "no_emergency": finding.outcome is not Outcome.EMERGENCY,
            "small_talk": finding.phrase == asked.phrase,
            "language": finding.language == asked.read_in,
            "out_of_scope": finding.outcome is not Outcome.ANSWER,
        }
        return tests.get(asked.kind, set(finding.answers) == asked.expected)


def read_dialogues(path: Path) -> list[Conversation]:
    """Return the conversations of a file of JSON lines.

    Raises:
        PlainFileError: the file is missing or empty, or a line lacks a field.
    """
    found = []
    for number, value in read_lines(path):
        if value.get("kind") not in KINDS:
            raise PlainFileError(
                f'{path}:{number}: "kind" is {value.get("kind")!r}; expected one of {", ".join(KINDS)}.'
            )
        if not isinstance(value.get("turns"), list) or not value["turns"]:
            raise PlainFileError(f'{path}:{number}: "turns" is missing; expected a list of what the resident says.')
        turns = tuple(turn if isinstance(turn, dict) else {"text": str(turn)} for turn in value["turns"])
        found.append(
            Conversation(
                str(value["kind"]),
                turns,
                frozenset(value.get("expected", ())),
                frozenset(value.get("fields", ())),
                str(value.get("danger", "")),
                str(value.get("phrase", "")),
                str(value.get("read_in", "")),
            )
        )
    if not found:
        raise PlainFileError(f"{path}: there are no conversations; expected one JSON object a line.")
    return found


def hold(dialogue: Dialogue, asked: Sequence[Conversation]) -> list[Held]:
    """Hold every conversation, each from the start."""
    held = []
    for conversation in asked:
        said: list[Finding] = []
        for turn in conversation.turns:
            said.append(_choose(dialogue, said[-1], turn["choose"]) if "choose" in turn else _say(dialogue, turn, said))
        held.append(Held(conversation, said[-1]))
    return held


def measure_dialogues(held: Sequence[Held]) -> dict[str, float]:
    """Return the metrics by name; shares from 0 to 1, counts under `dialogues_…`.

    `dialogue_resolved_within_one_turn` is the share of conversations in scope whose last turn was answered right, or asked
    back with the right choice, one tap away.
    """
    groups: dict[str, list[Held]] = defaultdict(list)
    for item in held:
        groups[item.asked.kind].append(item)
    metrics: dict[str, float] = {"dialogues": len(held)}
    inside = [item for kind in _IN_SCOPE for item in groups[kind]]
    if inside:
        metrics["dialogue_resolved_within_one_turn"] = _share([item.right or _one_tap(item) for item in inside])
    for kind, own in sorted((kind, own) for kind, own in groups.items() if own):
        metrics[f"dialogues_{kind}"] = len(own)
        metrics[f"dialogue_right_{kind}"] = _share([item.right for item in own])
    if groups["multi"]:
        metrics["dialogue_multi_one_of_them"] = _share([item.offers for item in groups["multi"]])
    if groups["vague"]:
        metrics["dialogue_vague_within_two_taps"] = _share([item.reaches for item in groups["vague"]])
    if groups["emergency"]:
        told = [item for item in groups["emergency"] if item.asked.danger != "any"]
        named = [item.asked.danger in {danger.value for danger in item.finding.dangers} for item in told]
        metrics["dialogue_emergency_danger_named_right"] = _share(named)
    return metrics


def _one_tap(item: Held) -> bool:
    return item.finding.outcome is Outcome.CLARIFY and item.offers


def _say(dialogue: Dialogue, turn: Mapping[str, str], said: Sequence[Finding]) -> Finding:
    context = said[-1].context if said else Context()
    if "gloss" in turn:
        return dialogue.find(Question(join(turn["gloss"].split()), None, context))
    return dialogue.find(Question(turn["text"], None, context))


def _choose(dialogue: Dialogue, finding: Finding, entry: str) -> Finding:
    for _ in range(_MOST_TAPS):
        group = next((group.phrase_id for group in finding.groups if entry in group.answers), "none")
        choice = entry if entry in finding.choices else group
        finding = dialogue.find(Question("", finding.language, finding.context, choice))
        if finding.outcome is not Outcome.CLARIFY:
            return finding
    return finding


def _share(values: Sequence[bool]) -> float:
    return sum(values) / len(values)

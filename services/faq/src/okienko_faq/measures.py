"""What an evaluation measures: definitions, no input or output."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from okienko_faq.retrieval.decision import Outcome
from okienko_faq.retrieval.finding import Finding

_BINS = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the entries that answer it; none when it is out of scope."""

    text: str
    language: str
    """ "pl", "en" or "gloss"."""
    expected: frozenset[str]
    kind: str


@dataclass(frozen=True, slots=True)
class Result:
    """What came back."""

    asked: Asked
    finding: Finding

    @property
    def right(self) -> bool:
        """The entry ranked first is among the expected."""
        return bool(self.finding.ranked) and self.finding.ranked[0] in self.asked.expected

    @property
    def right_in_three(self) -> bool:
        """One of the first three is."""
        return not self.asked.expected.isdisjoint(self.finding.ranked[:3])

    @property
    def answered(self) -> bool:
        """The resident got an answer without being asked back."""
        return self.finding.outcome in {Outcome.ANSWER, Outcome.EMERGENCY}

    @property
    def resolved(self) -> bool:
        """Answered right, or asked back with a right choice among those offered.

        In an emergency all answers are shown at once, so any of them counts.
        """
        if self.finding.outcome is Outcome.EMERGENCY:
            return not self.asked.expected.isdisjoint(self.finding.answers)
        if self.answered:
            return self.finding.answers[0] in self.asked.expected
        return self.finding.outcome is Outcome.CLARIFY and not self.asked.expected.isdisjoint(self.finding.choices)


def measure(results: Sequence[Result]) -> dict[str, float]:
    """Return the metrics by name; shares from 0 to 1, counts under `questions_…`.

    Recall goes by ranking, whatever was decided; `ece` is the expected calibration error over ten bins of confidence
    (Naeini et al., 2015), where a question out of scope is never answered rightly.
    """
    inside = [result for result in results if result.asked.expected]
    outside = [result for result in results if not result.asked.expected]
    metrics: dict[str, float] = {"questions_in_scope": len(inside), "questions_out_of_scope": len(outside)}
    if inside:
        metrics |= {
            "recall_at_1": _share([result.right for result in inside]),
            "recall_at_3": _share([result.right_in_three for result in inside]),
            "resolved_within_one_turn": _share([result.resolved for result in inside]),
            "in_scope_answered_right": _share([result.answered and result.resolved for result in inside]),
            "in_scope_answered_wrong": _share([result.answered and not result.resolved for result in inside]),
            "in_scope_clarified": _share([result.finding.outcome is Outcome.CLARIFY for result in inside]),
            "in_scope_declined": _share([result.finding.outcome is Outcome.DECLINE for result in inside]),
        }
    if outside:
        metrics |= {
            "out_of_scope_answered": _share([result.finding.outcome is Outcome.ANSWER for result in outside]),
            "out_of_scope_clarified": _share([result.finding.outcome is Outcome.CLARIFY for result in outside]),
            "out_of_scope_emergency": _share([result.finding.outcome is Outcome.EMERGENCY for result in outside]),
        }
    if results:
        metrics["ece"] = calibration_error([(result.finding.confidence, result.right) for result in results])
    for name, group in (("", _by_kind(inside)), ("language_", _by_language(inside))):
        for kind, own in sorted(group.items()):
            metrics[f"questions_{name}{kind}"] = len(own)
            metrics[f"recall_at_1_{name}{kind}"] = _share([result.right for result in own])
            metrics[f"recall_at_3_{name}{kind}"] = _share([result.right_in_three for result in own])
            metrics[f"resolved_{name}{kind}"] = _share([result.resolved for result in own])
    for kind, own in sorted(_by_kind(outside).items()):
        metrics[f"questions_out_of_scope_{kind}"] = len(own)
        metrics[f"out_of_scope_answered_{kind}"] = _share([result.finding.outcome is Outcome.ANSWER for result in own])
    return metrics


def calibration_error(pairs: Sequence[tuple[float, bool]]) -> float:
    """Return the mean distance between confidence and share of right ones, over ten bins weighted by size."""
    confidences = np.array([confidence for confidence, _ in pairs])
    right = np.array([was_right for _, was_right in pairs], dtype=float)
    bins = np.minimum((confidences * _BINS).astype(int), _BINS - 1)
    error = 0.0
    for number in np.unique(bins):
        own = bins == number
        error += own.mean() * abs(confidences[own].mean() - right[own].mean())
    return float(error)


def _share(values: Sequence[bool]) -> float:
    return sum(values) / len(values)


def _by_kind(results: Sequence[Result]) -> Mapping[str, list[Result]]:
    groups: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        groups[result.asked.kind].append(result)
    return groups


def _by_language(results: Sequence[Result]) -> Mapping[str, list[Result]]:
    groups: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        groups[result.asked.language].append(result)
    return groups

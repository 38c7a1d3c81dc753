"""Which pairs work, and what is missing for those that do not."""

from collections.abc import Mapping
from dataclasses import dataclass

from okienko_translation.engines import PairState
from okienko_translation.languages import NAMES, PAIRS, Pair
from okienko_translation.memory.memory import TranslationMemory


@dataclass(frozen=True)
class PairReport:
    """A direction of translation; `advice` is empty where a model is installed and none of the pair is damaged."""

    pair: Pair
    has_model: bool
    memory_segments: int
    advice: str


def report(states: Mapping[Pair, PairState], memory: TranslationMemory) -> list[PairReport]:
    """Describe every pair that the service is meant for."""
    reports = []
    for pair in PAIRS:
        state = states.get(pair, PairState("", ""))
        advice = _advice(pair, state.problem)
        if state.revision:
            advice = f"{state.problem} Until then another model of the pair serves." if state.problem else ""
        reports.append(PairReport(pair, bool(state.revision), memory.segments, advice))
    return reports


def _advice(pair: Pair, problem: str) -> str:
    source, target = (NAMES[language] for language in pair)
    command = f"python -m okienko_translation install-package translate-{pair[0]}_{pair[1]}.argosmodel"
    found = f"{problem} " if problem else ""
    return (
        f"{found}No usable model translates {source} to {target}, so only the translation memory answers. "
        f"Install an Argos package, a file or an https address, with: {command}"
    )

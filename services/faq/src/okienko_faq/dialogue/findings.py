"""Puts together what the dialogue has decided: the answer, the question back, the refusal, help in danger."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from okienko_faq.dialogue import facets
from okienko_faq.dialogue.asking_back import ask_back
from okienko_faq.dialogue.small_talk import language_of
from okienko_faq.retrieval.aspects import Field
from okienko_faq.retrieval.context import Context
from okienko_faq.retrieval.decision import Outcome
from okienko_faq.retrieval.emergency import Emergency
from okienko_faq.retrieval.emergency_words import Danger
from okienko_faq.retrieval.finding import Candidate, Explanation, Finding, Focus
from okienko_faq.retrieval.retriever import Search
from okienko_faq.retrieval.store_index import StoreIndex

EMERGENCY_NUMBERS = "numery-alarmowe"
DOMESTIC_VIOLENCE = "przemoc-domowa"
CRISIS = "kryzys-psychiczny"
"""Entries that come first in an emergency, where the store has them."""

_BESIDES = 3
_EXPLAINED = 5


class Findings:
    """Says of entries what a resident is shown of them; `language` is the resident's where known, else the question's."""

    def __init__(self, index: StoreIndex) -> None:
        """Speak of the entries of `index`."""
        self._index = index
        self._facets: dict[str, Mapping[str, str]] = {}

    def answered(
        self, found: Search, names: tuple[str, ...], focuses: tuple[Focus, ...], language: str | None, rule: str
    ) -> Finding:
        """Answer with these entries; one alone is followed by what else ranked high."""
        ranked = (
            self.ranked(found)
            if len(names) > 1
            else (*names, *(name for name in self.ranked(found) if name not in names))
        )
        return Finding(
            Outcome.ANSWER,
            names,
            (),
            ranked,
            found.ranking.confidence,
            language or found.reading.language,
            focuses[0].matched_question,
            focuses,
            context=Context(answered=names),
            explain=partial(self._explained, found, rule),
        )

    def shown(
        self,
        answers: tuple[str, ...],
        fields: tuple[Field, ...],
        confidence: float,
        language: str,
        rule: str,
        read_as: str,
    ) -> Finding:
        """Answer with entries that no search was needed for: the last ones again, or the one that was chosen."""
        return Finding(
            Outcome.ANSWER,
            answers,
            (),
            answers,
            confidence,
            language,
            "",
            focuses=tuple(Focus("", fields) for _ in answers),
            context=Context(answered=answers),
            explain=partial(Explanation, rule, read_as, language),
        )

    def asked_back(
        self,
        names: Sequence[str],
        language: str,
        rounds: int,
        rule: str,
        *,
        is_spread: bool = False,
        known: Sequence[str] = (),
        fields: tuple[Field, ...] = (),
    ) -> Finding:
        """Ask which of these entries is meant, one by one or in groups, and remember which parts were asked for."""
        asking = ask_back(names, self.facets_of, is_spread=is_spread, known=known)
        return Finding(
            Outcome.CLARIFY,
            (),
            asking.choices,
            tuple(names),
            0.5,
            language,
            "",
            groups=asking.groups,
            phrase=asking.phrase,
            context=Context(offered=tuple(names), shown=len(asking.choices), rounds=rounds, fields=fields),
            explain=partial(Explanation, rule, "", language),
        )

    @staticmethod
    def declined(language: str, nearest: Sequence[str]) -> Finding:
        """Say that no answer is known, with the nearest entries beside it."""
        names = tuple(nearest[:_BESIDES])
        return Finding(
            Outcome.DECLINE, (), names, names, 0.0, language, "", explain=partial(Explanation, "search", "", language)
        )

    def small_talk(self, phrase: str, text: str, language: str | None, context: Context) -> Finding:
        """Answer a greeting, thanks or the like; what the conversation was about stays."""
        spoken = language or language_of(text)
        return Finding(
            Outcome.SMALL_TALK,
            (),
            (),
            (),
            1.0,
            spoken,
            "",
            phrase=phrase,
            # A "thank you" between two questions does not end what they are about.
            context=context,
            explain=partial(Explanation, "small-talk", text, spoken),
        )

    def urgent(self, found: Search, language: str | None, danger: Emergency) -> Finding:
        """Say whom to call first, then what else the words are near to."""
        wanted = [
            EMERGENCY_NUMBERS,
            *([DOMESTIC_VIOLENCE] if danger.domestic else []),
            *([CRISIS] if Danger.SUICIDE in danger.dangers else []),
        ]
        answers = tuple(entry for entry in wanted if entry in self._index.position)
        near = [*found.decided.answers, *found.decided.choices]
        besides = [self._index.entries[place].entry_id for place in near]
        return Finding(
            Outcome.EMERGENCY,
            answers,
            tuple(entry for entry in besides[:_BESIDES] if entry not in answers),
            self.ranked(found),
            1.0,
            language or found.reading.language,
            "",
            tuple(Focus() for _ in answers),
            context=Context(answered=answers),
            dangers=danger.dangers,
            explain=partial(self._explained, found, "emergency"),
        )

    def facets_of(self, entry: str) -> Mapping[str, str]:
        """Return who an entry is for, what is to be done, where."""
        known = self._facets.get(entry)
        if known is None:
            own = self._index.entries[self._index.position[entry]]
            titles = [
                phrase.text
                for phrase in own.phrases
                if phrase.language == "pl" and phrase.kind in {"title", "question"}
            ]
            known = self._facets[entry] = facets.read(" ".join([entry.replace("-", " "), *titles])) | dict(own.facets)
        return known

    def _explained(self, found: Search, rule: str) -> Explanation:
        """Return which signals decided, for the developer panel."""
        signals = found.signals
        best = list(zip(found.ranking.order, found.ranking.shares, strict=True))[:_EXPLAINED]
        return Explanation(
            rule,
            self._read_as(found),
            found.reading.language,
            signals.e5 is not None,
            tuple(
                Candidate(
                    self._index.entries[place].entry_id,
                    share,
                    None if signals.e5 is None else float(signals.e5[place]),
                    float(signals.coverage[place]),
                    float(signals.overlap[place]),
                    float(signals.char[place]),
                    float(signals.evidence[place]),
                )
                for place, share in best
            ),
            found.ranking.confidence,
            found.ranking.scope,
        )

    def _read_as(self, found: Search) -> str:
        """Return the question as it was searched, and which synonyms stood in for words that the best entry lacks."""
        reading = found.reading
        stood_in = self._index.lexical[reading.language].stood_in(reading.terms, found.ranking.order[0])
        return "; ".join([reading.repaired, *(f"{asked} = {stored}" for asked, stored in stood_in)])

    def searched(self, finding: Finding, found: Search) -> Finding:
        """Return a finding with what the search says of it: the ranking, its confidence, which signals decided."""
        return replace(
            finding,
            ranked=self.ranked(found),
            confidence=found.ranking.confidence,
            explain=partial(self._explained, found, found.rule),
        )

    def ranked(self, found: Search) -> tuple[str, ...]:
        """Return the entries, the likeliest first."""
        return tuple(self._index.entries[place].entry_id for place in found.ranking.order)

    def matched(self, found: Search, entry: str, language: str | None) -> str:
        """Return the stored question of an entry that the resident's is nearest to."""
        return self.phrase(found, self._index.position[entry], language)

    def phrase(self, found: Search, place: int, language: str | None) -> str:
        """Return the same for an entry by its place in the index."""
        shown = language or found.reading.language
        nearest = found.reading.words.phrase if shown == found.reading.language else None
        return self._index.nearest_phrase(place, shown, nearest)

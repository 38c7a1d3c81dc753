"""Takes a resident's turn: what it refers to, whether it is a question at all, what is said to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from okienko_faq.dialogue import facets, small_talk
from okienko_faq.dialogue.asking_back import MOST_CHOICES, NONE, offer
from okienko_faq.dialogue.findings import Findings
from okienko_faq.dialogue.parts import Apart, question_proper, take_apart
from okienko_faq.dialogue.picking import fitting, picked
from okienko_faq.retrieval import aspects, emergency
from okienko_faq.retrieval.aspects import Field
from okienko_faq.retrieval.context import Context
from okienko_faq.retrieval.decision import Outcome
from okienko_faq.retrieval.finding import Finding, Focus, Reading
from okienko_faq.retrieval.glosses import join_spelled
from okienko_faq.retrieval.retriever import Retriever, Search
from okienko_faq.retrieval.words import clean, key, shortened, tokens

MOST_ROUNDS = 2
_FOLLOW_UP_CONFIDENCE = 0.80
_CHOSEN_CONFIDENCE = 1.0
_SHORT_FOLLOW_UP = 4
_MOST_AGAIN = 3
_SPREAD = 0.85
_CLEAR_LEAD = 3.0
"""How much likelier one choice of the kind that was named must be than the next to be taken."""
_INTERROGATIVES = frozenset({"ile", "gdzie", "kiedy", "jak", "dokad", "how", "where", "when"})


@dataclass(frozen=True, slots=True)
class Question:
    """What a resident asks, or which choice was taken."""

    text: str
    language: str | None = None
    """The resident's language where known; the question itself may be in the other one."""
    context: Context = field(default_factory=Context)
    choice: str = ""
    """Identifier of a choice of the response before; `text` is empty then."""


class Dialogue:
    """Holds no conversation: all that it knows of one comes with the question."""

    def __init__(self, retriever: Retriever, starters: Sequence[str] = ()) -> None:
        """Talk about what `retriever` finds.

        Args:
            retriever: the search.
            starters: entries offered when a question names no subject at all, the commonest first.
        """
        self._retriever = retriever
        self._index = retriever.index
        self._starters = [entry for entry in starters if entry in self._index.position]
        self._findings = Findings(retriever.index)

    def find(self, question: Question) -> Finding:
        """Say what to answer to a question of any length, or to a choice; never raises for its content."""
        known = self._known(question.context)
        question = replace(question, context=known)
        if question.choice:
            return self._chosen(question)
        text = shortened(join_spelled(clean(question.text)))
        danger = emergency.detect(text, self._retriever.knows)
        if danger is not None:
            return self._findings.urgent(self._retriever.search(text, question.language), question.language, danger)
        phrase = small_talk.reply_to(text)
        if phrase is not None and not (phrase == "talk-help" and known.offered):
            return self._findings.small_talk(phrase, text, question.language, known)
        text = small_talk.without_courtesy(text)
        if small_talk.is_empty(text):
            return self._ask_on(question.language or small_talk.language_of(text), known)
        reading = self._retriever.read(text, question.language)
        return self._referring(text, reading, question) or self._searched(text, reading, question)

    # --- what refers to the response before ---

    def _referring(self, text: str, reading: Reading, question: Question) -> Finding | None:
        language = question.language or reading.language
        context = question.context
        taken = self._taken(text, question, language) if context.offered else None
        if taken is not None:
            return taken
        # A short question may pass for either language ("gdzie?", "PESEL").
        bare = any(aspects.is_bare(item, spoken) for item in (reading.repaired, text) for spoken in ("pl", "en"))
        fields = aspects.asked(text) or aspects.asked(reading.repaired)
        if bare and context.answered:
            again = context.answered[:_MOST_AGAIN]
            return self._findings.shown(again, fields, _FOLLOW_UP_CONFIDENCE, language, "follow-up", reading.repaired)
        if bare and fields and context.offered:
            # The resident asks on before having chosen: what it is about comes first.
            return self._findings.asked_back(
                context.offered, language, context.rounds, "follow-up", fields=_told(fields)
            )
        if bare and fields and _needs_subject(text, fields) and key(text) not in self._index.exact:
            return self._ask_about(language, _told(fields))
        if context.answered and len(tokens(text)) <= _SHORT_FOLLOW_UP:
            return self._variant(text, question, fields)
        return None

    def _taken(self, text: str, question: Question, language: str) -> Finding | None:
        """Take the choice that is said; of several of the kind that is named ("dowód", then "zgubiony") the likeliest."""
        context = question.context
        choice = picked(text, context, self._findings.facets_of)
        if choice:
            return self._chosen(replace(question, choice=choice, language=language))
        those = fitting(text, context, self._findings.facets_of)
        if not those or context.rounds >= MOST_ROUNDS:
            return None
        found = self._retriever.search(text, question.language, those)
        shares = dict(zip(self._findings.ranked(found), found.ranking.shares, strict=True))
        likely = sorted(those, key=lambda entry: -shares.get(entry, 0.0))
        first, second = (shares.get(entry, 0.0) for entry in likely[:2])
        if first and first >= _CLEAR_LEAD * second:
            return self._chosen(replace(question, choice=likely[0], language=language))
        return self._findings.asked_back(likely, language, context.rounds + 1, "choice", fields=context.fields)

    def _variant(self, text: str, question: Question, fields: tuple[Field, ...]) -> Finding | None:
        """Find the like answer for somebody or something else: "a dla dziecka?" after the answer about an ID card."""
        named = facets.read(text)
        last = question.context.answered[0]
        if not named or not facets.is_only(text, named):
            return None
        language = question.language
        entry = self._index.entries[self._index.position[last]]
        spoken = language or self._retriever.read(text, None).language
        found = self._retriever.search(f"{entry.title(spoken)} {text}", language)
        like = [
            name
            for name in self._findings.ranked(found)
            if name != last and self._fits(name, named) and self._is_like(name, last)
        ]
        if not like:
            return None
        return self._findings.answered(
            found, (like[0],), (Focus(self._findings.matched(found, like[0], language), fields),), language, "follow-up"
        )

    def _fits(self, entry: str, named: Mapping[str, str]) -> bool:
        own = self._findings.facets_of(entry)
        return any(own.get(facet) == value for facet, value in named.items())

    def _is_like(self, entry: str, last: str) -> bool:
        """Say whether two entries are about the same thing: they share the first word of their identifiers or their topic."""
        one, other = (self._index.entries[self._index.position[name]] for name in (entry, last))
        return entry.split("-", maxsplit=1)[0] == last.split("-", maxsplit=1)[0] or one.topic_id == other.topic_id

    def _chosen(self, question: Question) -> Finding:
        language = question.language or "pl"
        context, choice = question.context, question.choice
        if choice in self._index.position:
            return self._findings.shown((choice,), context.fields, _CHOSEN_CONFIDENCE, language, "choice", choice)
        if choice == NONE:
            rest = context.offered[context.shown :] if context.shown else ()
        else:
            facet = choice.split("-")[0]
            rest = offer(context.offered, facet, choice, self._findings.facets_of)
        if len(rest) == 1 and choice != NONE:
            return self._chosen(replace(question, choice=rest[0]))
        if not rest or context.rounds >= MOST_ROUNDS:
            return self._findings.declined(language, rest or self._besides(context, is_refused=choice == NONE))
        return self._findings.asked_back(rest, language, context.rounds + 1, "choice", fields=context.fields)

    def _besides(self, context: Context, *, is_refused: bool) -> Sequence[str]:
        """Return what may stand beside "I don't know": what was offered, or what others ask where that was refused."""
        return [entry for entry in self._starters if entry not in context.offered] if is_refused else context.offered

    # --- what stands by itself ---

    def _searched(self, text: str, reading: Reading, question: Question) -> Finding:
        offered = question.context.offered
        found = self._retriever.search(text, question.language, offered, reading=reading)
        danger = self._retriever.danger(found)
        if danger is not None:
            return self._findings.urgent(found, question.language, danger)
        language = question.language or found.reading.language
        named = aspects.asked(text) or aspects.asked(found.reading.repaired)
        # "Ile to kosztuje?", asked what it is about, "dowód osobisty": a few words that name a subject and no part.
        is_subject = bool(offered) and not named and len(tokens(text)) <= _SHORT_FOLLOW_UP
        fields = question.context.fields if is_subject else _told(named)
        apart = take_apart(self._retriever, text, found)
        if len(apart.answered) > 1:
            return self._in_parts(apart, found, question)
        proper = question_proper(text) if found.decided.outcome is Outcome.CLARIFY else ""
        if proper:
            asked = self._retriever.search(proper, question.language)
            if asked.decided.outcome is Outcome.ANSWER and asked.ranking.order[0] in found.ranking.order[:MOST_CHOICES]:
                found = asked
        decided = found.decided
        # What each part may mean stands before what only the whole is near to.
        of_parts = tuple(part.place for part in (*apart.answered, *apart.asking)) if apart.asking else ()
        meant = dict.fromkeys((*decided.choices[:1], *(of_parts if decided.choices else ()), *decided.choices))
        names = tuple(self._index.entries[place].entry_id for place in meant)
        if decided.outcome is Outcome.ANSWER:
            name = self._index.entries[decided.answers[0]].entry_id
            answered = self._findings.answered(
                found,
                (name,),
                (Focus(self._findings.matched(found, name, question.language), fields),),
                question.language,
                found.rule,
            )
            besides = (self._index.entries[part.place].entry_id for part in apart.asking)
            return replace(answered, choices=tuple(entry for entry in besides if entry != name))
        if decided.outcome is Outcome.CLARIFY:
            rounds = question.context.rounds + 1 if set(names) & set(offered) else 1
            if rounds <= MOST_ROUNDS:
                matched = self._findings.matched(found, names[0], question.language)
                asked_back = self._findings.asked_back(
                    names,
                    language,
                    rounds,
                    found.rule,
                    is_spread=decided.is_vague and _are_spread(found),
                    known=tuple(facets.read(text)),
                    fields=fields,
                )
                return replace(self._findings.searched(asked_back, found), matched_question=matched)
        if small_talk.is_rude(text):
            return self._findings.small_talk("talk-insult", text, question.language, question.context)
        return self._findings.searched(self._findings.declined(language, names), found)

    def _in_parts(self, apart: Apart, found: Search, question: Question) -> Finding:
        names = tuple(self._index.entries[part.place].entry_id for part in apart.answered)
        focuses = tuple(
            Focus(self._findings.phrase(part.search, part.place, question.language), _told(aspects.asked(part.text)))
            for part in apart.answered
        )
        return self._findings.answered(found, names, focuses, question.language, "parts")

    def _ask_on(self, language: str, context: Context) -> Finding:
        """Ask what it is about where nothing was said of it; what was offered stays offered."""
        if not context.offered:
            return self._ask_about(language, ())
        return self._findings.asked_back(context.offered, language, context.rounds, "follow-up", fields=context.fields)

    def _ask_about(self, language: str, fields: tuple[Field, ...]) -> Finding:
        starters = tuple(self._starters)
        asked_back = (
            self._findings.asked_back(starters, language, 1, "follow-up", fields=fields)
            if starters
            else self._findings.declined(language, ())
        )
        return replace(asked_back, phrase="ask-about" if starters else "", confidence=0.0)

    def _known(self, context: Context) -> Context:
        """Return the context without what the store no longer has."""
        here = self._index.position
        shown = context.offered[: context.shown]
        return replace(
            context,
            answered=tuple(entry for entry in context.answered if entry in here),
            offered=tuple(entry for entry in context.offered if entry in here),
            shown=sum(entry in here for entry in shown),
        )


def _are_spread(found: Search) -> bool:
    """Say whether the first four choices leave much to the others: "samochód" (.78), but not "dowód" (.98)."""
    shares = dict(zip(found.ranking.order, found.ranking.shares, strict=True))
    likely = [shares[place] for place in found.decided.choices]
    return sum(likely[:MOST_CHOICES]) < _SPREAD * sum(likely)


def _told(fields: Sequence[Field]) -> tuple[Field, ...]:
    """Return the parts of an answer that a whole question asks for; "jak" asks for all of it."""
    return tuple(item for item in fields if item is not Field.STEPS)


def _needs_subject(text: str, fields: Sequence[Field]) -> bool:
    """Say whether a bare question means nothing by itself; hours and telephone are the office's own."""
    words = key(text).split()
    return not set(fields) & {Field.HOURS, Field.CONTACT} and (len(words) > 1 or words[0] in _INTERROGATIVES)

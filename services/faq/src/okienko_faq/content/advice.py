"""What does not keep answers from being published, but should not stay: old dates, missing English, few aliases."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from okienko_faq.content.model import LANGUAGES, Entry
from okienko_faq.content.problems import Problem
from okienko_faq.content.yaml_lines import Document, Where
from okienko_faq.retrieval.retriever import Retriever

_ALIASES = 6
"""So many ways of asking an answer should have in each language at least; the schema demands three."""
_ALSO_IN_ENGLISH = ("duration", "documents", "steps")
"""Parts of an answer that may be left out, and that no language may lack where another has them."""


def advice(entries: Sequence[Document], today: date, stale_after_days: int) -> list[Problem]:
    """Return what editors should look after in entries that have no problems."""
    found = []
    oldest = today - timedelta(days=stale_after_days)
    for document in entries:
        entry = Entry.model_validate(document.value)
        checked = date.fromisoformat(entry.checked)
        if checked < oldest:
            sentence = f"checked {(today - checked).days} days ago, limit {stale_after_days}; compare it with the law."
            found.append(Problem.at(document, ("checked",), sentence))
        if checked > today:
            found.append(Problem.at(document, ("checked",), f"'{entry.checked}' is in the future."))
        found += [
            Problem.at(document, ("id",), f"there is no text in '{language}'; add '{language}:'.")
            for language in LANGUAGES
            if language not in entry.texts()
        ]
        for language, text in entry.texts().items():
            if len(text.aliases) < _ALIASES:
                sentence = f"{len(text.aliases)} ways of asking; {_ALIASES} or more are found better."
                found.append(Problem.at(document, (language, "aliases"), sentence))
        if entry.en:
            found += [
                Problem.at(document, ("en",), f"there is no '{part}', but the Polish has it; add '{part}:'.")
                for part in _ALSO_IN_ENGLISH
                if getattr(entry.pl, part) and not getattr(entry.en, part)
            ]
    return found


def strays(entries: Sequence[Document], retriever: Retriever) -> Iterator[Problem]:
    """Yield the ways of asking that the search takes for another answer.

    Each is asked as a resident would type it, except that the search may not look up the very wording. About 2 ms by
    words, 20 ms where the words are not sure and there is an embedding model.
    """
    for document in entries:
        entry = Entry.model_validate(document.value)
        for where, language, phrase in _ways_of_asking(entry):
            found = retriever.nearest(phrase, language)
            if found != entry.id:
                sentence = f"the search takes '{phrase}' for '{found}'; reword it or give it to that answer."
                yield Problem.at(document, where, sentence)


def _ways_of_asking(entry: Entry) -> Iterator[tuple[Where, str, str]]:
    for language, text in entry.texts().items():
        yield from (((language, "aliases", number), language, alias) for number, alias in enumerate(text.aliases))
    yield from ((("gloss_aliases", number), "pl", gloss) for number, gloss in enumerate(entry.gloss_aliases))

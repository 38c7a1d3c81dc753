"""Which films and readings a published version needs."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from okienko_faq.messages import Catalogue

# At most ten letters, as the table has it.
Kind = Literal["film", "title", "reading", "sizes", "titlesizes"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing to make."""

    kind: Kind
    answer_id: str
    language: str
    revision: str

    @property
    def job_id(self) -> str:
        """Identifier: another revision of an answer is another job."""
        named = f"{self.kind}\n{self.answer_id}\n{self.language}\n{self.revision}"
        return hashlib.blake2b(named.encode(), digest_size=16).hexdigest()


def wanted(catalogue: Catalogue) -> Iterator[Wanted]:
    """Yield what is to be made, in the order in which residents meet it: the first screen, then topic by topic.

    Further sizes come last: a film in one size serves everybody, one that is missing nobody.
    """
    first = list(catalogue.starters)
    for answer_id in first:
        yield Wanted("title", answer_id, "pl", catalogue.revision(answer_id))
    rest = [answer_id for answer_id in catalogue.answer_ids if answer_id not in set(first)]
    for answer_id in (*first, *rest):
        revision = catalogue.revision(answer_id)
        for language in catalogue.languages(answer_id):
            yield Wanted("reading", answer_id, language, revision)
        yield Wanted("film", answer_id, "pl", revision)
    for answer_id in first:
        yield Wanted("titlesizes", answer_id, "pl", catalogue.revision(answer_id))
    for answer_id in (*first, *rest):
        yield Wanted("sizes", answer_id, "pl", catalogue.revision(answer_id))

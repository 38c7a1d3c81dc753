"""One concept of the glossary with its terms in both languages."""

import hashlib
from dataclasses import dataclass

from okienko_translation.languages import Language

LONGEST_TERM = 200
MOST_VARIANTS = 10


class GlossaryError(ValueError):
    """A glossary, or an entry of one, that cannot be used; the sentence says why and what to do."""


@dataclass(frozen=True)
class Entry:
    """A concept.

    Args:
        pl: Polish terms, nouns in the nominative; the first is preferred and is looked for in texts, the others are admitted in
            translations.
        en: English terms, likewise.
        domain: field of use, free text.
        part_of_speech: "noun", "name" or another word; a name is the same in both languages and stays as it is.
        reviewed: whether a person approved it; only approved entries take effect.
    """

    pl: tuple[str, ...]
    en: tuple[str, ...]
    domain: str = ""
    part_of_speech: str = "noun"
    reviewed: bool = True

    def __post_init__(self) -> None:
        for terms in (self.pl, self.en):
            if not terms or len(terms) > MOST_VARIANTS:
                raise GlossaryError(f"An entry needs 1 to {MOST_VARIANTS} terms in each language. Correct the entry.")
            for term in terms:
                if not term.strip() or len(term) > LONGEST_TERM or not any(map(str.isalnum, term)):
                    raise GlossaryError(
                        f"A term needs 1 to {LONGEST_TERM} characters, one a letter. Correct the entry."
                    )

    @property
    def identity(self) -> str:
        """Name the entry by its preferred terms; 16 hexadecimal digits."""
        return hashlib.sha256(f"{self.pl[0]}\t{self.en[0]}".encode()).hexdigest()[:16]

    @property
    def is_name(self) -> bool:
        """Whether the term stays as it is."""
        return self.pl[0] == self.en[0]

    def terms(self, language: Language) -> tuple[str, ...]:
        """Return the terms of one language."""
        return self.pl if language == "pl" else self.en

"""What the sign model knows: the letters, the numerals and every described sign of the lexicon, in a fixed order."""

from dataclasses import dataclass
from typing import Final

from okienko_signing.lexicon.model import Lexicon, Sign

LETTER, NUMERAL, SIGN = "letter", "numeral", "sign"
PREFIX: Final = {LETTER: "pjm/letter/", NUMERAL: "pjm/number/", SIGN: "pjm/sign/"}


@dataclass(frozen=True)
class Entry:
    """One thing to be told apart from all others.

    Attributes:
        sign_id: Stable identifier in the contract.
        text: The letter, the number or the gloss.
        kind: `letter`, `numeral` or `sign`.
        sign: How it is made.
    """

    sign_id: str
    text: str
    kind: str
    sign: Sign


def entries_of(lexicon: Lexicon) -> tuple[Entry, ...]:
    """Return everything that is described by itself; glosses said by other glosses are sequences of these."""
    groups = (
        (LETTER, [(text, sign) for text, sign in sorted(lexicon.letters.items())]),
        (NUMERAL, [(str(number), sign) for number, sign in sorted(lexicon.numerals.items())]),
        (SIGN, [(gloss, sign) for gloss, sign in sorted(lexicon.signs.items())]),
    )
    return tuple(
        Entry(PREFIX[kind] + text.lower(), text, kind, sign)
        for kind, members in groups
        for text, sign in members
        if not sign.parts
    )

"""Case numbers out of letters and digits that were signed without their dots and strokes."""

import re
from collections.abc import Sequence

# Sign of a case in Polish offices: cell, number in the uniform list of files, number of the case, year (regulation of the Prime
# Minister of 18 January 2011, annex 1, § 5); most cells use numbers of the list with four digits, three are its upper levels.
CASES = tuple(re.compile(rf"([a-ząćęłńóśźż]{{1,5}})(\d{{{digits}}})(\d{{1,5}})(20\d\d)") for digits in (4, 3))
# Older ones and those of companies: letters, number, two digits of the year.
OLD_CASE = re.compile(r"([a-ząćęłńóśźż]{1,5})(\d{1,5})(\d\d)")


def case_numbers(signs: Sequence[str]) -> list[str]:
    """Return the case numbers that a row of letters and digits may stand for, likeliest first; none when it is no such row.

    Args:
        signs: What was read, one letter, digraph or number a sign: `["u", "s", "c", "5", "3", "6", "1", "12", "2026"]`.
    """
    text = "".join(signs).lower()
    found = []
    for pattern, separator in (*((case, ".") for case in CASES), (OLD_CASE, "/")):
        match = pattern.fullmatch(text)
        if match:
            cell, *numbers = match.groups()
            found.append(separator.join((cell.upper(), *numbers)))
    return found

"""How single kinds of writing are read, one module a kind; `ALL` is the order in which they are tried."""

from okienko_speech.polish.rules import (
    abbreviations,
    acronyms,
    addresses,
    amounts,
    compounds,
    counts,
    dates,
    fractions,
    identifiers,
    law,
    phones,
    roman,
    times,
    titles,
    web,
    words,
)

ALL = (
    *web.RULES,
    *compounds.RULES,
    *law.RULES,
    *identifiers.RULES,
    *phones.RULES,
    *fractions.RULES,
    *addresses.RULES,
    *times.RULES,
    *dates.RULES,
    *amounts.RULES,
    *roman.RULES,
    *counts.RULES,
    *titles.RULES,
    *abbreviations.RULES,
    *acronyms.RULES,
    *words.RULES,
)

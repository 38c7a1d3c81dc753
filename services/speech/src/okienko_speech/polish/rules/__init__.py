"""How single kinds of writing are read, one module a kind; `ALL` is the order in which they are tried."""

from okienko_speech.polish.rules import (
    abbreviations,
    acronyms,
    addresses,
    amounts,
    counts,
    dates,
    law,
    phones,
    roman,
    times,
    web,
    words,
)

ALL = (
    *web.RULES,
    *law.RULES,
    *phones.RULES,
    *addresses.RULES,
    *times.RULES,
    *dates.RULES,
    *amounts.RULES,
    *roman.RULES,
    *counts.RULES,
    *abbreviations.RULES,
    *acronyms.RULES,
    *words.RULES,
)

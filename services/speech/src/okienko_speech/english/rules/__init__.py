"""What a Polish office writes in English, and how it is said; `ALL` is the order in which rules are tried."""

from okienko_speech.english.rules import calendar, numbers, words

ALL = (
    *words.ADDRESSES,
    *calendar.RULES,
    *numbers.MONEY,
    *numbers.SHAPES,
    *calendar.YEARS,
    *numbers.PLAIN,
    *words.RULES,
)

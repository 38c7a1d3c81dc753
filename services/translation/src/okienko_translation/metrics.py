"""Figures of the translator."""

from prometheus_client import Counter

TEXTS = Counter(
    "okienko_translation_texts",
    "Texts by where their translation came from, and whether the machine's sentences were remembered.",
    ("origin", "cached"),
)

"""Which language a caller is answered in."""

from typing import Literal

Language = Literal["pl", "en"]


def preferred_language(accept_language: str | None) -> Language:
    """Read Accept-Language (RFC 9110 § 12.5.4) and return the better of Polish and English; Polish when in doubt."""
    best: tuple[float, Language] = (0.0, "pl")
    for item in (accept_language or "").split(","):
        tag, _, parameters = item.strip().partition(";")
        language = tag.split("-")[0].lower()
        quality = _quality(parameters)
        if language in {"pl", "en"} and quality > best[0]:
            best = (quality, "pl" if language == "pl" else "en")
    return best[1]


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0

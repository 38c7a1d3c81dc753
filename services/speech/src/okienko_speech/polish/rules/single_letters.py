"""Letters with a full stop that mean one thing in one place: "w br.", "ul. Polna 5, kl. B", "w m. Wola", "s. 12 i n."."""

import re

from okienko_speech.polish.dictionary import inflect, nouns
from okienko_speech.polish.government import PREPOSITIONS, cases_after, owner_before
from okienko_speech.polish.numerals import Case, decline
from okienko_speech.scanner import Place, Reading, rule
from okienko_speech.words import spread

_NOMINATIVE: Case = "nom"
_SPANS = {"r": "rok", "m": "miesiąc"}
_ASIDE = {"b": "bieżący", "ub": "ubiegły"}


@rule("this year or the last", r"(?P<which>ub|b)\.?\s?(?P<span>[rm])\.(?!\w)", flags=re.IGNORECASE)
def _this_year(match: re.Match[str], place: Place) -> Reading:
    """Read "w br.", "na ub. r."; behind a noun in the genitive: "15 maja br."."""
    left = place.left()
    asked = cases_after(left) if left and left[-1] in PREPOSITIONS else ()
    case: Case = "acc" if left[-1:] in (["na"], ["za"]) else asked[0] if asked else "gen"
    lemma = decline(_ASIDE[match["which"].lower()], case, "m3", plural=False)
    return spread(f"{lemma} {inflect(_SPANS[match['span'].lower()], case)}", *match.span())


@rule("extension", r"w\.(?=\s?\d{1,4}(?!\d|\.\d))", closes=False)
def _extension(match: re.Match[str], place: Place) -> Reading | None:
    """Read "tel. 14 621 32 10 w. 15"."""
    return spread("wewnętrzny", *match.span()) if re.search(r"\d\d,?\s$", place.before(4)) else None


@rule("formerly", r"d\.(?=\s[A-ZŁŚŻ][a-ząćęłńóśźż]{2})", closes=False)
def _formerly(match: re.Match[str], place: Place) -> Reading | None:
    """Read "ul. Mickiewicza, d. Kościelna"."""
    return spread("dawniej", *match.span()) if place.before(2) in {", ", " ("} else None


@rule("years of age", r"l\.(?=\s\d{1,3}(?!\d))", closes=False)
def _years_of_age(match: re.Match[str], place: Place) -> Reading | None:
    """Read "Jan Kowal, l. 78"."""
    return spread("lat", *match.span()) if place.before(2) in {", ", " ("} else None


@rule("school year", r"r\.(?=\s?(?:szk|ak)\.)", closes=False)
def _school(match: re.Match[str], place: Place) -> Reading:
    """Read "w r. szk. 2025/26"."""
    return spread(inflect("rok", next(iter(cases_after(place.left())), "nom")), *match.span())


@rule("and the following", r"i\s(?:n\.|nast\.)")
def _following(match: re.Match[str], place: Place) -> Reading | None:
    """Read "s. 12 i n."."""
    return spread("i następne", *match.span()) if re.search(r"\d\s$", place.before(2)) else None


_TICKETS = {"n": "normalny", "u": "ulgowy"}


@rule("kind of ticket", r"(?P<kind>[nu])\.(?=\s*(?:[,;)]|$))", closes=False)
def _ticket(match: re.Match[str], place: Place) -> Reading | None:
    """Read "wstęp: 12 zł n., 8 zł u.,"."""
    return spread(_TICKETS[match["kind"]], *match.span()) if place.before(4).endswith("zł ") else None


@rule("near a town", r"k\.(?=\s[A-ZŁŚŻ])", closes=False)
def _near(match: re.Match[str], place: Place) -> Reading | None:
    town = place.right_words(1)
    is_genitive = bool(town) and any("gen" in form.cases for form in nouns(town[0]))
    return spread("koło", *match.span()) if place.left() or is_genitive else None


@rule("staircase", r"kl\.(?=\s?(?:[A-H]\b(?!\.)|\d|[IVX]+\b|schodow))", closes=False)
def _staircase(match: re.Match[str], place: Place) -> Reading | None:
    """Read "ul. Ogrodowa 5, kl. B"."""
    if re.match(r"\sschodow", place.text[place.end :]):
        case = next(
            iter(cases_after(place.left())), "gen" if owner_before(place.before(), place.left()) else _NOMINATIVE
        )
        return spread(inflect("klatka", case), *match.span())
    return spread("klatka", *match.span()) if re.search(r"\d[a-z]?,?\s$|\bul\.\s[^\d,]+,\s$", place.before()) else None


@rule("capital", r"m\.\s?st\.", closes=False)
def _capital(match: re.Match[str], place: Place) -> Reading:
    """Read "w m.st. Warszawie"."""
    case = next(iter(cases_after(place.left())), _NOMINATIVE)
    return spread(f"{inflect('miasto', case)} {decline('stołeczny', case, 'n', plural=False)}", *match.span())


@rule("place", r"m\.(?=\s[A-ZŁŚŻ][a-ząćęłńóśźż]{2})", closes=False)
def _place(match: re.Match[str], place: Place) -> Reading | None:
    """Read "w m. Wola"."""
    asked = cases_after(place.left())
    is_listed = place.left()[-1:] in ([","], ["("])
    return spread(inflect("miejscowość", asked[0] if asked else "nom"), *match.span()) if asked or is_listed else None


@rule("sheet", r"k\.(?=\s?\d)", closes=False)
def _sheet(match: re.Match[str], _place: Place) -> Reading:
    return spread("karta", *match.span())


@rule("against an illness", r"p\.(?=\s[a-ząćęłńóśźż]{4})", closes=False)
def _against(match: re.Match[str], place: Place) -> Reading | None:
    """Read "szczepienie p. grypie"."""
    following = place.right_words(1)[0]
    has_dative = any("dat" in form.cases for form in nouns(following))
    return spread("przeciw", *match.span()) if has_dative and not place.before().rstrip()[-1:].isdigit() else None


RULES = (
    _school,
    _following,
    _formerly,
    _years_of_age,
    _extension,
    _this_year,
    _capital,
    _near,
    _ticket,
    _staircase,
    _place,
    _sheet,
    _against,
)

"""Per cent and per mille: "o 50%", "z 2,3‰", "z 50% zniżką", "wygrał z 52% głosów"."""

import re

from okienko_speech.polish.dictionary import inflect, nouns
from okienko_speech.polish.government import cases_after
from okienko_speech.polish.numerals import CASES, Case, cardinal, decline
from okienko_speech.polish.rules.amounts import DECIMAL, amount_case, counted_form, decimal, digits
from okienko_speech.polish.rules.compounds import combining
from okienko_speech.scanner import Place, Reading, rule
from okienko_speech.words import spread


@rule("percent", rf"{DECIMAL}\s?(?P<unit>%|‰|proc\.(?!\w)|procent\b)")
def _percent(match: re.Match[str], place: Place) -> Reading | None:
    whole, part = digits(match["whole"]), match["part"]
    if whole is None:
        return None
    noun = "promil" if match["unit"] == "‰" else "procent"
    case = amount_case(place)
    if place.left()[-1:] == ["z"] and not is_changed(place):
        # "wygrał z 52% głosów"
        case = "inst"
    following = "" if part or noun == "promil" else next(iter(place.right_words(1)), "")
    agreeing = _agreeing_percent(following, cases_after(place.left())) if 0 < whole < 1000 else ""
    if agreeing:
        return spread(combining(whole) + agreeing, *match.span())
    if part and int(part):
        head = decimal(whole, part, "m3", case)
        noun = noun if noun == "procent" else inflect(noun, "gen")
    else:
        if place.left()[-1:] == ["w"] and whole:
            # "w 100%"
            case, noun = "loc", "procentach" if noun == "procent" else noun
        head = cardinal(whole, case)
        if case == "inst" and noun == "procent":
            noun = "procentami" if whole > 1 else "procentem"
        noun = noun if noun.startswith("procent") else counted_form(noun, whole, case)
    return [*spread(head, match.start("whole"), match.start("unit")), *spread(noun, *match.span("unit"))]


_CHANGES = re.compile(
    r"spad|wzr[oó]s|obniż|podwyż|zwiększ|zmniejsz|zmala|podn[io]|zmien|zmian|redu|skoczy|ubył|dochód|wpływ"
)


def is_changed(place: Place) -> bool:
    """Tell whether a share is what something starts from, "spadł z 5% do 3%", instead of what something has."""
    to_another = re.match(r"[^.;]{0,30}?\b(?:do|na)\s\d", place.text[place.end :])
    return bool(to_another) or any(_CHANGES.match(word) for word in place.left())


# What is itself so many per cent: "z 50% zniżką", "8% stawka".
_SHARES = frozenset({
    "zniżka", "bonifikata", "ulga", "rabat", "podatek", "dopłata", "stawka", "opłata", "wzrost", "spadek", "podwyżka", "obniżka",
    "dofinansowanie", "zwrot", "udział", "odsetki", "kredyt", "próg", "przedpłata", "zaliczka", "wkład", "większość", "poparcie",
    "frekwencja", "roztwór", "dodatek", "premia", "prowizja", "marża", "redukcja", "oprocentowanie", "niepełnosprawność",
})  # fmt: skip


def _agreeing_percent(following: str, asked: tuple[Case, ...]) -> str:
    """Read "z 50% zniżką" as an adjective; empty where a part of something follows: "50% zniżki"."""
    found = tuple(form for form in nouns(following) if form.lemma in _SHARES) if following.islower() else ()
    if not found or any("gen" in form.cases for form in found):
        return ""
    for case in (*asked, *CASES):
        for form in found:
            if case in form.cases:
                gender = next(iter(sorted(form.genders, reverse=True)))
                return decline("procentowy", case, gender, plural=form.number == "pl")
    return ""


RULES = (_percent,)

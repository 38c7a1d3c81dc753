"""Other wordings of a sentence that mean the same, for a model that knows those and not the first.

They are only put to a model; what residents see is the translation. Polish offices say "Pan", "Pani" and "Państwo", which English does
not tell from "you": "nie musi Pan" becomes "nie musisz", "Pana wniosek" becomes "twój wniosek".
"""

import re
from functools import cache
from importlib import resources

from okienko_translation.languages import Language
from okienko_translation.text import polish
from okienko_translation.text.agreement import GOVERNED

_ADDRESSED = {"pan": "sg", "pani": "sg", "państwo": "pl"}
_OWNERS = {"pana": "twój", "pani": "twój", "państwa": "wasz"}
_GIVEN = {"panu": "ci", "pani": "ci", "państwu": "wam"}
_PIECE = re.compile(r"\w+|\W+")


def rewordings(text: str, language: Language) -> list[str]:
    """Return other wordings of `text`, none twice and none the same as `text`."""
    addressed = _informal(text) if language == "pl" else text
    found = dict.fromkeys((addressed, _by_table(addressed, language)))
    return [one for one in found if one != text]


def _informal(text: str) -> str:
    """Return a Polish sentence with "ty" and "wy" for "Pan", "Pani" and "Państwo" where the word forms leave no doubt."""
    pieces = _PIECE.findall(text)
    words = [index for index, piece in enumerate(pieces) if piece[0].isalnum()]
    for place, index in enumerate(words):
        word = pieces[index]
        # In lower case it is any gentleman or lady, unless it begins the sentence.
        if not word[:1].isupper() or word.lower() not in {*_ADDRESSED, *_OWNERS, *_GIVEN}:
            continue
        before = words[place - 1] if place else None
        after = words[place + 1] if place + 1 < len(words) else None
        if not _replace_verb(pieces, index, before, after):
            _replace_pronoun(pieces, index, before, after)
    joined = re.sub(r" {2,}", " ", "".join(pieces)).strip()
    return joined[:1].upper() + joined[1:] if text[:1].isupper() else joined


def _replace_verb(pieces: list[str], index: int, before: int | None, after: int | None) -> bool:
    number = _ADDRESSED.get(pieces[index].lower())
    for verb in (before, after):
        form = polish.second_person(pieces[verb], number) if verb is not None and number else None
        if verb is not None and form:
            pieces[verb], pieces[index] = _as_written(form, pieces[verb]), ""
            return True
    return False


def _replace_pronoun(pieces: list[str], index: int, before: int | None, after: int | None) -> None:
    word = pieces[index].lower()
    if word in _OWNERS and after is not None:
        preposition = pieces[before].lower() if before is not None else ""
        # "w twoim imieniu", not "twojemu": after "w" only the locative remains where the accusative has another form.
        form = polish.agreeing(_OWNERS[word], pieces[after], GOVERNED.get(preposition, frozenset(polish.CASES)))
        if form:
            pieces[index] = form
            return
    if word in _GIVEN:
        pieces[index] = _GIVEN[word]


def _by_table(text: str, language: Language) -> str:
    pattern, table = _table(language)
    changed = pattern.sub(lambda match: _as_written(table[match.group().lower()], match.group()), text)
    changed = re.sub(r" {2,}", " ", changed).strip(" ,")
    return changed[:1].upper() + changed[1:] if text[:1].isupper() else changed


def _as_written(new: str, old: str) -> str:
    return new[:1].upper() + new[1:] if old[:1].isupper() else new


@cache
def _table(language: Language) -> tuple[re.Pattern[str], dict[str, str]]:
    content = resources.files("okienko_translation").joinpath("data/rewordings.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in content.splitlines())
    table = {old.lower(): new for tag, old, new in rows if tag == language}
    longest_first = sorted(table, key=lambda old: (-len(old), old))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE), table

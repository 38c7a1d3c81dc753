from pathlib import Path
from typing import Any

import pytest
from faq_layers import WriteLayers
from okienko_faq.content.hours_text import in_words
from okienko_faq.content.loading import load, validate
from okienko_faq.content.model import Entry


def _asking(text: str, glosses: str = "URZĄD IŚĆ") -> Any:
    def change(entry: dict[str, Any]) -> None:
        entry["pl"]["cost"] = entry["en"]["cost"] = text
        entry["pjm"] = glosses

    return change


def _filled(folder: Path) -> Entry:
    return next(entry for entry in load(folder).entries if entry.id == "dowod-osobisty")


@pytest.mark.parametrize(
    ("text", "polish", "english"),
    [
        ("{ratusz.name}", "Ratusz", "Town hall"),
        ("{ratusz.address}", "Rynek 1, 00-000 Miasteczko", "Rynek 1, 00-000 Miasteczko"),
        ("{ratusz.street}", "Rynek 1", "Rynek 1"),
        ("{ratusz.phone}", "44 000 00 00", "44 000 00 00"),
        ("{ratusz.email}", "ratusz@miasteczko.example", "ratusz@miasteczko.example"),
        ("{ratusz.hours}", "w poniedziałek 8:00–16:00", "on Monday 8:00–16:00"),
        ("{town.name}", "Miasteczko", "Miasteczko"),
        ("{town.interpreter}", "miasteczko.example/pjm", "miasteczko.example/pjm"),
    ],
)
def test_fills_what_the_town_knows_in_both_languages(
    write_layers: WriteLayers, text: str, polish: str, english: str
) -> None:
    filled = _filled(write_layers(national=_asking(f"Tu: {text}.")))
    assert filled.en is not None
    assert (filled.pl.cost, filled.en.cost) == (f"Tu: {polish}.", f"Tu: {english}.")


def test_gloss_lines_get_numbers_streets_and_hours_as_glosses(write_layers: WriteLayers) -> None:
    change = _asking("0 zł", "{ratusz.street} | TELEFON {ratusz.phone} | {ratusz.hours}")
    filled = _filled(write_layers(national=change, place={"address": "ul. Mała Lipowa 12, 00-000 Miasteczko"}))
    assert filled.pjm == "#MAŁA-LIPOWA 12 | TELEFON 44-000-00-00 | PONIEDZIAŁEK 8:00-16:00"


def test_values_of_the_town_win_over_what_is_worked_out(write_layers: WriteLayers) -> None:
    values = {"values": {"street": {"pl": "pod zegarem", "en": "under the clock", "pjm": "ZEGAR"}}}
    filled = _filled(write_layers(national=_asking("{ratusz.street}", "ADRES {ratusz.street}"), place=values))
    assert filled.en is not None
    assert (filled.pl.cost, filled.en.cost, filled.pjm) == ("pod zegarem", "under the clock", "ADRES ZEGAR")


def test_one_value_serves_all_languages(write_layers: WriteLayers) -> None:
    folder = write_layers(
        national=_asking("Konto {town.account}", "KONTO {town.account}"), town={"values": {"account": "12 3456"}}
    )
    filled = _filled(folder)
    assert (filled.pl.cost, filled.pjm) == ("Konto 12 3456", "KONTO 12-3456")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{ratusz.sms}", "kraj/entries/dowod-osobisty.yaml:23: pl.cost: '{ratusz.sms}' cannot be filled: expected "),
        ("{ratusz.sms}", "expected 'text_message_number' of 'ratusz' in"),
        ("{ratusz.room}", "expected 'values: room' for 'en' of 'ratusz' in"),
        ("{town.account}", "expected 'values: account' for 'pl' in"),
        ("{usc.phone}", "expected the place 'usc' in"),
        ("{usc.phone}", "add it, or reword the text in overlays/dowod-osobisty.yaml."),
        ("{telefon}", "'{telefon}' is no placeholder; expected {place.field} or {town.value}"),
        ("{ratusz.phone", "'{' is no placeholder"),
    ],
)
def test_a_missing_value_is_named_with_the_line_of_its_text(
    write_layers: WriteLayers, text: str, expected: str
) -> None:
    found = [str(problem) for problem in validate(write_layers(national=_asking(text)))]
    assert any(expected in sentence for sentence in found), found


def test_a_town_that_rewords_the_text_needs_no_value(write_layers: WriteLayers) -> None:
    reworded = {"pl": {"cost": "Napisz."}, "en": {"cost": "Write."}}
    assert validate(write_layers(reworded, national=_asking("{ratusz.sms}"))) == []


def test_a_text_that_begins_with_a_brace_has_to_stand_in_quotes(write_layers: WriteLayers) -> None:
    folder = write_layers()
    path = folder.parent / "kraj/entries/dowod-osobisty.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("cost: 0 zł", "cost: {ratusz.phone} albo"))
    (found,) = [str(problem) for problem in validate(folder)]
    assert "dowod-osobisty.yaml:23: this is not valid YAML" in found
    assert "a text that begins with '{' has to stand in quotes" in found


@pytest.mark.parametrize(
    ("hours", "language", "easy", "expected"),
    [
        ([(1, "08:00", "18:00"), (2, "08:00", "15:00"), (3, "08:00", "15:00")], "pl", False,
         "w poniedziałek 8:00–18:00, od wtorku do środy 8:00–15:00"),
        ([(1, "08:00", "18:00"), (2, "08:00", "15:00"), (3, "08:00", "15:00")], "en", False,
         "on Monday 8:00–18:00 and Tuesday to Wednesday 8:00–15:00"),
        ([(1, "08:00", "18:00"), (2, "08:00", "15:00"), (3, "08:00", "15:00")], "pl", True,
         "w poniedziałek od 8 do 18. Od wtorku do środy, od 8 do 15"),
        ([(1, "08:00", "18:00"), (2, "08:30", "15:00"), (3, "08:30", "15:00")], "en", True,
         "on Monday from 8 to 18 o'clock. From Tuesday to Wednesday, from 8:30 to 15"),
        ([(1, "08:00", "18:00"), (2, "08:00", "15:00"), (3, "08:00", "15:00")], "pjm", False,
         "PONIEDZIAŁEK 8:00-18:00 | POTEM DO ŚRODA 8:00-15:00"),
        ([(1, "08:00", "12:00"), (3, "08:00", "12:00")], "pl", False, "w poniedziałek 8:00–12:00, w środę 8:00–12:00"),
        ([(2, "08:00", "12:00"), (2, "13:00", "16:00")], "pl", False, "we wtorek 8:00–12:00 i 13:00–16:00"),
        ([(day, "06:00", "22:00") for day in range(1, 8)], "pl", False, "codziennie 6:00–22:00"),
        ([(day, "06:00", "22:00") for day in range(1, 8)], "en", True, "every day, from 6 to 22 o'clock"),
        ([(day, "06:00", "22:00") for day in range(1, 8)], "pjm", False, "CODZIENNIE 6:00-22:00"),
        ([(day, "00:00", "24:00") for day in range(1, 8)], "en", False, "day and night"),
        ([], "pl", True, ""),
    ],
)  # fmt: skip
def test_opening_hours_as_words(hours: Any, language: str, easy: bool, expected: str) -> None:
    items = [{"day": day, "opens": opens, "closes": closes} for day, opens, closes in hours]
    assert in_words(items, language, easy=easy) == expected

"""What editors run: `validate`, `report`, `new-town`."""

import csv
import shutil
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from faq_layers import WriteLayers
from okienko_faq.__main__ import main
from okienko_faq.content import links
from okienko_faq.content.advice import advice, strays
from okienko_faq.content.assembling import assemble
from okienko_faq.content.loading import load_assembled
from okienko_faq.content.model import Pack
from okienko_faq.jobs.book import JobBook
from okienko_faq.jobs.wanted import Kind, Wanted
from okienko_faq.retrieval import weights
from okienko_faq.retrieval.documents import from_pack_entry
from okienko_faq.retrieval.retriever import Retriever
from okienko_faq.settings import REPOSITORY
from okienko_faq.store.connecting import Database

TODAY = date(2026, 11, 27)


def _advice(folder: Path, today: date = TODAY) -> list[str]:
    files, _ = assemble(folder)
    assert files is not None
    return [str(problem) for problem in advice(files.entries, today, 365)]


def test_notes_what_no_longer_may_be_true(write_layers: WriteLayers) -> None:
    found = _advice(write_layers(), date(2027, 11, 25))
    assert any("kraj/entries/dowod-osobisty.yaml:4: checked: checked 366 days ago, limit 365" in note for note in found)
    assert not any("days ago" in note for note in _advice(write_layers(), date(2027, 11, 24)))
    assert any("'2026-11-24' is in the future" in note for note in _advice(write_layers(), date(2026, 11, 1)))


def test_notes_missing_english_and_few_aliases(write_layers: WriteLayers) -> None:
    found = _advice(write_layers())
    assert sum("there is no text in 'en'" in note for note in found) == 1
    few = [note.split(": ")[1] for note in found if "dowod-osobisty.yaml" in note and "3 ways of asking" in note]
    assert few == ["pl.aliases", "en.aliases"]


def test_notes_parts_that_only_the_polish_has(write_layers: WriteLayers) -> None:
    def shorten(entry: dict[str, Any]) -> None:
        entry["en"]["steps"] = []
        del entry["en"]["duration"]
        entry["pl"]["documents"] = ["zdjęcie", "stary dowód"]

    found = [note for note in _advice(write_layers(national=shorten)) if "dowod-osobisty.yaml" in note]
    lacking = [note.split("there is no ")[1] for note in found if "but the Polish has it" in note]
    assert [sentence.split("'")[1] for sentence in lacking] == ["duration", "documents", "steps"]


def test_a_national_pack_by_itself_gets_notes_too(
    write_layers: WriteLayers, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def age(entry: dict[str, Any]) -> None:
        entry["checked"] = "2020-01-01"
        entry["pl"]["cost"] = "{ratusz.phone}"

    monkeypatch.setenv("OKIENKO_FAQ_RETRIEVAL", "lexical-only")
    folder = str(write_layers(national=age).parent / "kraj")
    assert main(["validate", folder]) == 0
    printed = capsys.readouterr().out
    assert "dowod-osobisty.yaml" in printed
    for expected in ("days ago, limit", "there is no text in 'en'", "3 ways of asking; 6 or more"):
        assert expected in printed
    assert "5 answers, no problems, 11 notes. Check a town that extends it, too." in printed
    assert main(["validate", folder, "--strict"]) == 1
    assert main(["validate", folder, "--strict", "--errors-only", "--search"]) == 0


@pytest.mark.parametrize("layer", ["miasteczko", "kraj"])
def test_names_faults_in_addresses_of_help_in_an_emergency(
    write_layers: WriteLayers, layer: str, capsys: pytest.CaptureFixture[str]
) -> None:
    town = write_layers()
    about = town.parent / "kraj/pack.yaml"
    value = yaml.safe_load(about.read_text(encoding="utf-8"))
    line = {"number": "116 123", "pl": "Telefon", "en": "Phone", "url": "https://116,123.pl", "dangers": ["any"]}
    value["emergency"] |= {"app_url": "https://gov.pl/app,", "support": [line]}
    about.write_text(yaml.safe_dump(value, allow_unicode=True), encoding="utf-8")
    assert main(["validate", str(town.parent / layer)]) == 1
    printed = capsys.readouterr().out
    assert "emergency.support.0.url: 'https://116,123.pl' has no proper host" in printed
    assert "emergency.app_url: 'https://gov.pl/app,' ends in punctuation" in printed
    assert printed.count("pack.yaml:") == 2


def test_notes_values_that_no_text_takes(write_layers: WriteLayers, capsys: pytest.CaptureFixture[str]) -> None:
    def ask(entry: dict[str, Any]) -> None:
        entry["pl"]["cost"] = "{town.account} {ratusz.room}"

    town = {"values": {"account": "12", "acount": "12"}}
    folder = write_layers(None, town, ask, {"values": {"room": "pokój 1", "lift": "jest"}})
    assert main(["validate", str(folder)]) == 0
    unused = [note for note in capsys.readouterr().out.splitlines() if "no text takes" in note]
    assert [note.split("'")[1] for note in unused] == ["{town.acount}", "{ratusz.lift}"]
    assert "miasteczko/town.yaml" in unused[0]
    assert "miasteczko/places.yaml" in unused[1]


def test_names_the_ways_of_asking_that_stray(write_layers: WriteLayers) -> None:
    def astray(entry: dict[str, Any]) -> None:
        entry["pl"]["aliases"].append("report the loss of my identity card")

    pack, files = load_assembled(write_layers(national=astray))
    retriever = Retriever([from_pack_entry(entry) for entry in pack.entries], weights.load(), None)
    found = [str(problem) for problem in strays(files.entries, retriever)]
    assert len(found) == 1
    assert "dowod-osobisty.yaml" in found[0]
    assert "the search takes 'report the loss of my identity card' for 'dowod-zgubiony'" in found[0]


@pytest.mark.parametrize(
    ("address", "is_sound"),
    [
        ("https://www.gov.pl/web/gov/uzyskaj", True),
        ("https://isap.sejm.gov.pl/isap.nsf/DocDetails.xsp?id=WDU20010981070", True),
        ("https://pl.wikipedia.org/wiki/Powiat_(Polska)", True),
        ("http://www.gov.pl", False),
        ("https://www,gov.pl", False),
        ("https://gov", False),
        ("https://https://gov.pl", False),
        ("https://gov.pl.", False),
        ("https://gov.pl:99999", False),
    ],
)
def test_tells_sound_links_by_their_writing(address: str, is_sound: bool) -> None:
    assert (links.fault(address) is None) == is_sound


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("Wejdź na gov.pl albo www.podatki.gov.pl.", 0),
        ("Wejdź na https://gov.pl/dowod, a potem czekaj (www.gov.pl).", 0),
        ("Godziny: 8:00–15:00, opłata: 17 zł/osobę.", 0),
        ("Wejdź na gov,pl.", 1),
        ("Wejdź na http://gov.pl.", 1),
        ("Wejdź na https:/gov.pl.", 1),
        ("Wejdź na www,gov.pl.", 1),
    ],
)
def test_finds_broken_links_in_texts(text: str, faults: int) -> None:
    assert bool(list(links.faults_in(text))) == bool(faults)


def test_validate_prints_notes_and_fails_for_them_only_when_asked(
    write_layers: WriteLayers, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(write_layers())
    assert main(["validate", folder, "--errors-only", "--strict"]) == 0
    assert capsys.readouterr().out == f"{folder}: 5 answers, no problems.\n"
    assert main(["validate", folder]) == 0
    printed = capsys.readouterr().out
    assert "note: " in printed
    assert "5 answers, no problems, 10 notes." in printed
    assert main(["validate", folder, "--strict"]) == 1


def test_validate_checks_each_layer_and_names_a_fault_once(
    write_layers: WriteLayers, capsys: pytest.CaptureFixture[str]
) -> None:
    def lose(entry: dict[str, Any]) -> None:
        entry["topic"] = "nic"

    assert main(["validate", str(write_layers({"topic": "pomoc"}, national=lose))]) == 1
    assert "there is no topic 'nic'" in capsys.readouterr().out
    assert main(["validate", str(write_layers(national=lose))]) == 1
    assert capsys.readouterr().out.count("there is no topic 'nic'") == 1


def test_report_lists_missing_forms_by_layer_and_writes_csv(
    write_layers: WriteLayers, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recordings = tmp_path / "recordings.txt"
    recordings.write_text("dowod-osobisty 1 published 2026-11-24 10:00 UTC\ndowod-zgubiony 1 ready\n", encoding="utf-8")
    table = tmp_path / "forms.csv"
    folder = write_layers({"pl": {"cost": "5 zł"}})
    assert main(["report", str(folder), "--recorded", str(recordings), "--csv", str(table)]) == 0
    printed = capsys.readouterr().out
    assert "| human video         | 1     | 4       |" in printed
    with table.open(encoding="utf-8", newline="") as file:
        rows = {row["answer"]: row for row in csv.DictReader(file)}
    assert (rows["dowod-osobisty"]["layer"], rows["dowod-osobisty"]["human video"]) == ("national + town", "yes")
    assert (rows["oplata-za-smieci"]["layer"], rows["oplata-za-smieci"]["English"]) == ("national", "no")
    assert rows["dowod-zgubiony"]["human video"] == "no"
    assert main(["report", str(folder)]) == 0
    assert "| human video         | ?     | ?       |" in capsys.readouterr().out


def test_report_reads_in_the_store_which_readings_have_been_made(
    write_layers: WriteLayers, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    location, table = f"sqlite:///{tmp_path / 'store.sqlite'}", tmp_path / "forms.csv"
    monkeypatch.setenv("OKIENKO_FAQ_DATABASE", location)
    folder = write_layers()
    database = Database(location)
    book = JobBook(database, time.time, 120)
    named: list[tuple[Kind, str, str]] = [
        ("reading", "dowod-osobisty", "pl"),
        ("reading", "dowod-osobisty", "en"),
        ("film", "dowod-zgubiony", "pl"),
    ]
    book.want(Wanted(kind, answer, language, "1") for kind, answer, language in named)
    for done in (named[0][0], named[2][0]):
        job = book.lease([done])
        assert job is not None
        book.done(job.job_id, job.lease)
    database.close()
    assert main(["report", str(folder), "--readings", "--csv", str(table)]) == 0
    assert "| audio made          | 1     | 4       |" in capsys.readouterr().out
    with table.open(encoding="utf-8", newline="") as file:
        made = {row["answer"]: (row["audio made"], row["audio made, English"]) for row in csv.DictReader(file)}
    assert made["dowod-osobisty"] == ("yes", "no")
    assert made["dowod-zgubiony"] == ("no", "no")
    assert main(["report", str(folder)]) == 0
    printed = capsys.readouterr().out
    assert "| audio made          | ?     | ?       |" in printed
    assert "--readings looks into the store" in printed


def test_a_second_town_begins_with_places_and_three_overlays(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The worked example of content/README.md, on the national pack as it is shipped."""
    folder = tmp_path / "nowe-miasto"
    assert main(["new-town", str(folder)]) == 0
    assert main(["new-town", str(folder)]) == 1
    assert main(["validate", str(folder)]) == 1
    assert "places.yaml:6: 0.address: 'address' is empty; expected text" in capsys.readouterr().out
    _fill_in(folder)
    (folder / "overlays").mkdir()
    for name, overlay in _OVERLAYS.items():
        (folder / "overlays" / f"{name}.yaml").write_text(overlay, encoding="utf-8")
    assert main(["validate", str(folder), "--errors-only"]) == 0, capsys.readouterr().out
    pack: Pack = load_assembled(folder)[0]
    by_id = {entry.id: entry for entry in pack.entries}
    assert by_id["segregacja-odpadow"].pl.cost.endswith("U nas to 70 zł zamiast 35 zł za osobę.")
    assert "35 złotych za osobę" in by_id["oplata-za-smieci"].pl.easy[0]
    assert by_id["dowod-osobisty"].places[0] == "urzad-miasta"
    assert "ul. Długa 1" in by_id["karta-parkingowa"].pl.short


_OVERLAYS = {
    "segregacja-odpadow": "pl:\n  cost+: U nas to 70 zł zamiast 35 zł za osobę.\n",
    "oplata-za-smieci": (
        "pl:\n  easy~:\n    - was: Za wywóz śmieci płacisz co miesiąc.\n      is: Płacisz co miesiąc 35 złotych za osobę.\n"
    ),
    "dowod-osobisty": "places:\n  - urzad-miasta\n",
}


def _fill_in(folder: Path) -> None:
    town = yaml.safe_load((folder / "town.yaml").read_text(encoding="utf-8"))
    hours = [{"day": day, "opens": "07:30", "closes": "15:30"} for day in range(1, 6)]
    town |= {"name": "Nowe Miasto", "interpreter": {"url": "https://nowemiasto.example/pjm", "hours": hours}}
    places = yaml.safe_load((folder / "places.yaml").read_text(encoding="utf-8"))
    for place in places:
        place |= {"address": "ul. Długa 1, 00-000 Nowe Miasto", "phone": "44 100 00 00", "hours": hours}
        place["email"] = "urzad@nowemiasto.example"
        if "text_message_number" in place:
            place["text_message_number"] = "44 100 00 90"
        for value in place.get("values", {}).values():
            value.update(dict.fromkeys(value, "przy ul. Długiej 1"))
    for name, value in (("town", town), ("places", places)):
        text = yaml.safe_dump(value, allow_unicode=True, sort_keys=False)
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")


def test_the_national_pack_holds_nothing_of_the_example_town() -> None:
    folder = REPOSITORY / "services/faq/content/polska"
    for path in folder.rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        assert [word for word in ("Przykładow", "przykladowo", "44 000", "44-000") if word in text] == [], path


def test_of_many_towns_each_is_validated_and_reported_and_one_that_is_broken_stops_no_other(
    write_layers: WriteLayers,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    town = write_layers()
    towns = town.parent
    broken = towns / "a-zepsute"
    shutil.copytree(town, broken)
    (broken / "places.yaml").write_text("places: none\n", encoding="utf-8")
    monkeypatch.setenv("OKIENKO_FAQ_TOWNS", str(towns))
    assert main(["validate"]) == 1
    printed = capsys.readouterr().out
    assert printed.index("# a-zepsute") < printed.index(f"# {town.name}")
    assert f"{town}: 5 answers, no problems" in printed
    assert main(["report"]) == 1
    said = capsys.readouterr()
    assert f"{broken}: the pack has problems" in said.err
    assert "| easy text" in said.out
    # A folder that is named is looked at alone.
    assert main(["report", str(town)]) == 0
    assert "# a-zepsute" not in capsys.readouterr().out
    assert main(["report", "--csv", str(tmp_path / "forms.csv")]) == 1
    assert not (tmp_path / "forms.csv").exists()

"""A town's pack laid over a national one: what each rule of an overlay does, and what an editor is told."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from faq_layers import WriteLayers
from okienko_faq.content.loading import PackInvalidError, content_hash, load, validate
from okienko_faq.content.model import Entry
from okienko_faq.publishing import Publisher
from okienko_faq.store.connecting import Database

Change = Callable[[dict[str, Any]], object]


def _merged(folder: Path, name: str = "dowod-osobisty") -> Entry:
    return next(entry for entry in load(folder).entries if entry.id == name)


def _sentences(folder: Path) -> list[str]:
    return [str(problem) for problem in validate(folder)]


def test_a_town_without_answers_of_its_own_shows_the_national_ones(write_layers: WriteLayers) -> None:
    pack = load(write_layers())
    assert [entry.id for entry in pack.entries if entry.topic == "dokumenty"] == [
        "dowod-osobisty",
        "dowod-zgubiony",
        "oplata-za-smieci",
    ]
    assert pack.town.emergency.number == "112"


def test_what_a_town_writes_replaces_and_the_rest_stays(write_layers: WriteLayers) -> None:
    plain = _merged(write_layers())
    merged = _merged(write_layers({"pl": {"cost": "5 zł", "easy": ["Raz.", "Dwa."]}}))
    assert (merged.pl.cost, merged.pl.easy) == ("5 zł", ("Raz.", "Dwa."))
    assert merged.en == plain.en
    assert merged.pl.aliases == plain.pl.aliases


def test_plus_adds_items_and_sentences(write_layers: WriteLayers) -> None:
    plain = _merged(write_layers())
    merged = _merged(write_layers({"pl": {"short+": "U nas od ręki.", "aliases+": ["dowodzik"]}, "pjm+": "| DZIŚ"}))
    assert merged.pl.short == f"{plain.pl.short} U nas od ręki."
    assert merged.pl.aliases == (*plain.pl.aliases, "dowodzik")
    assert merged.pjm == "URZĄD IŚĆ | DZIŚ"


def test_minus_removes_items(write_layers: WriteLayers) -> None:
    assert _merged(write_layers({"pl": {"steps-": ["Krok pierwszy."]}})).pl.steps == ("Krok drugi.",)


def test_tilde_rewords_items_and_parts_of_texts(write_layers: WriteLayers) -> None:
    change = {
        "pl": {
            "steps~": [{"was": "Krok pierwszy.", "is": ["Krok zerowy.", "Krok pierwszy u nas."]}],
            "short~": [{"was": "w dowolnym urzędzie gminy", "is": "u nas"}],
        }
    }
    merged = _merged(write_layers(change))
    assert merged.pl.steps == ("Krok zerowy.", "Krok pierwszy u nas.", "Krok drugi.")
    assert merged.pl.short.startswith("Złóż wniosek o dowód u nas.")


def test_an_empty_value_removes_what_may_be_missing(write_layers: WriteLayers) -> None:
    assert _merged(write_layers({"pl": {"duration": None}})).pl.duration == ""


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"pl": {"steps-": ["Krok trzeci."]}}, "overlays/dowod-osobisty.yaml:3: pl.steps-.0: the national list has no"),
        ({"pl": {"steps~": [{"was": "Krok trzeci.", "is": "Krok."}]}}, "the national list has no item 'Krok trzeci.'"),
        ({"pl": {"short~": [{"was": "paszport", "is": "prawo"}]}}, "'paszport' does not stand exactly once"),
        ({"pl": {"short~": ["paszport"]}}, "'~' needs a list in which each item has 'was' and 'is'"),
        ({"pl": {"cost+": ["5 zł"]}}, "'+' adds a list to a list, or a text to a text"),
        ({"pl": {"cost-": ["0 zł"]}}, "'-' needs a list"),
        ({"featured+": ["5 zł"]}, "'+' adds a list to a list"),
        ({"title_pjm+": None, "cena+": "5 zł"}, "the national text has no 'cena' to change; write 'cena' without '+'"),
        ({"cena": None}, "the national text has no 'cena' to remove"),
        ({"cena": "5 zł"}, "has the unknown key 'cena'"),
        ({"pl": {"cost": 5}}, "overlays/dowod-osobisty.yaml:2: pl.cost: 'cost' is a number; expected text"),
        ({"related+": ["nic"]}, "overlays/dowod-osobisty.yaml:2: related.1: there is no answer 'nic'"),
        ({"id": "inny"}, "'inny' is not the name of the file"),
    ],
)
def test_says_what_in_an_overlay_does_not_fit(write_layers: WriteLayers, change: Any, expected: str) -> None:
    found = _sentences(write_layers(change))
    assert any(expected in sentence for sentence in found), found


def test_a_fault_in_the_national_text_is_named_there(write_layers: WriteLayers) -> None:
    def cheaper(entry: dict[str, Any]) -> None:
        entry["pl"]["cost"] = 5

    (found,) = _sentences(write_layers({"pl": {"title": "Dowód u nas"}}, national=cheaper))
    assert "kraj/entries/dowod-osobisty.yaml" in found


def test_overlays_and_own_answers_each_have_their_folder(write_layers: WriteLayers) -> None:
    folder = write_layers({"pl": {"cost": "5 zł"}})
    (folder / "overlays/dowod-osobisty.yaml").rename(folder / "overlays/dowod.yaml")
    (found,) = _sentences(folder)
    assert "overlays/dowod.yaml:1: there is no national answer 'dowod' to lay this over" in found
    (folder / "overlays/dowod.yaml").rename(folder / "entries/dowod-osobisty.yaml")
    (found,) = _sentences(folder)
    assert "the national pack has 'dowod-osobisty'; write only what differs" in found


def test_a_hidden_answer_is_gone_and_no_other_points_to_it(write_layers: WriteLayers) -> None:
    def relate(entry: dict[str, Any]) -> None:
        entry["related"] = ["dowod-zgubiony", "oplata-za-smieci"]

    pack = load(write_layers(town={"hide": ["dowod-zgubiony"]}, national=relate))
    assert "dowod-zgubiony" not in {entry.id for entry in pack.entries}
    assert next(entry for entry in pack.entries if entry.id == "dowod-osobisty").related == ("oplata-za-smieci",)


def test_a_national_topic_whose_answers_are_all_hidden_is_not_shown(write_layers: WriteLayers) -> None:
    def apart(entry: dict[str, Any]) -> None:
        entry["related"] = ["oplata-za-smieci"]

    folder = write_layers({}, {"hide": ["numery-alarmowe", "przemoc-domowa"]}, apart, related="oplata-za-smieci")
    assert [topic.id for topic in load(folder).topics] == ["dokumenty"]


def test_hiding_what_is_not_there_is_a_fault(write_layers: WriteLayers) -> None:
    (found,) = _sentences(write_layers(town={"hide": ["nic"]}))
    assert "there is no national answer 'nic' to hide" in found


def test_an_overlay_of_a_hidden_answer_is_a_fault(write_layers: WriteLayers) -> None:
    found = _sentences(write_layers({"pl": {"cost": "5 zł"}}, {"hide": ["dowod-osobisty"]}))
    assert any("'dowod-osobisty' is hidden in town.yaml" in sentence for sentence in found)


def test_a_missing_national_pack_is_named_with_its_line(write_layers: WriteLayers) -> None:
    (found,) = _sentences(write_layers(town={"extends": "nigdzie"}))
    assert "town.yaml" in found
    assert "there is no pack 'nigdzie' beside this folder" in found


def test_a_missing_place_says_which_file_needs_it(write_layers: WriteLayers) -> None:
    def elsewhere(entry: dict[str, Any]) -> None:
        entry["places"] = ["usc"]

    (found,) = _sentences(write_layers(national=elsewhere))
    assert "kraj/entries/dowod-osobisty.yaml" in found
    assert "there is no place 'usc' in" in found
    assert "overlays/dowod-osobisty.yaml, or hide the answer" in found


def test_hash_follows_both_layers_and_the_store_takes_up_either(write_layers: WriteLayers, tmp_path: Path) -> None:
    folder = write_layers()
    publisher = Publisher(Database(tmp_path / "faq.sqlite"), None, tmp_path / "vectors.npz")
    assert publisher.publish(folder)
    assert publisher.publish(folder) is None
    before = content_hash(folder)
    national = folder.parent / "kraj/entries/dowod-osobisty.yaml"
    value = yaml.safe_load(national.read_text(encoding="utf-8"))
    value["pl"]["cost"] = "7 zł"
    national.write_text(yaml.safe_dump(value, allow_unicode=True), encoding="utf-8")
    assert content_hash(folder) != before
    assert publisher.publish(folder)
    stored = publisher.store.read()
    assert next(entry for entry in stored.pack.entries if entry.id == "dowod-osobisty").pl.cost == "7 zł"


def test_a_national_pack_alone_is_checked_but_not_published(write_layers: WriteLayers) -> None:
    national = write_layers().parent / "kraj"
    assert _sentences(national) == []
    with pytest.raises(PackInvalidError, match="name the folder of a town that extends it"):
        load(national)


def test_a_national_answer_may_name_only_places_of_its_pack(write_layers: WriteLayers) -> None:
    def elsewhere(entry: dict[str, Any]) -> None:
        entry["places"] = ["zus"]
        entry["pl"]["cost"] = "Zapytaj: {zus.phone}."

    found = _sentences(write_layers(national=elsewhere).parent / "kraj")
    assert sum("there is no place 'zus' in pack.yaml" in sentence for sentence in found) == 2


def test_one_broken_file_leaves_the_others_to_be_checked(write_layers: WriteLayers) -> None:
    def lose(entry: dict[str, Any]) -> None:
        entry["topic"] = "nic"

    folder = write_layers(national=lose)
    (folder.parent / "kraj/entries/dowod-zgubiony.yaml").write_text("id: [a\n", encoding="utf-8")
    for layer in (folder, folder.parent / "kraj"):
        found = _sentences(layer)
        assert len(found) == 2
        assert "dowod-zgubiony.yaml:2: this is not valid YAML" in found[0]
        assert "dowod-osobisty.yaml:2: topic: there is no topic 'nic'" in found[1]

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from okienko_faq.__main__ import main
from okienko_faq.content.icons import known_icons
from okienko_faq.content.loading import PackInvalidError, content_hash, load, validate

WritePack = Callable[..., Path]


def _sentences(folder: Path) -> list[str]:
    return [str(problem) for problem in validate(folder)]


def test_accepts_a_sound_pack(write_pack: WritePack) -> None:
    assert _sentences(write_pack()) == []


@pytest.mark.parametrize(
    ("change", "file", "expected"),
    [
        (
            lambda t, o, p, e: e["dowod-osobisty"].update(topic="nic"),
            "dowod-osobisty.yaml",
            "no topic 'nic' in topics.yaml",
        ),
        (
            lambda t, o, p, e: e["dowod-osobisty"].update(places=["nic"]),
            "dowod-osobisty.yaml",
            "no place 'nic' in places",
        ),
        (
            lambda t, o, p, e: e["dowod-osobisty"].update(related=["nic"]),
            "dowod-osobisty.yaml",
            "no answer 'nic' in entries",
        ),
        (
            lambda t, o, p, e: e["dowod-osobisty"].update(related=["dowod-osobisty"]),
            "dowod-osobisty.yaml",
            "cannot be related to itself",
        ),
        (lambda t, o, p, e: e["dowod-osobisty"].update(id="inny"), "dowod-osobisty.yaml", "expected 'dowod-osobisty'"),
        (
            lambda t, o, p, e: e["dowod-osobisty"].update(checked="wczoraj"),
            "dowod-osobisty.yaml",
            "expected a valid date",
        ),
        (lambda t, o, p, e: e["dowod-osobisty"].pop("pjm"), "dowod-osobisty.yaml", "lacks 'pjm'; add it"),
        (lambda t, o, p, e: e["dowod-osobisty"].update(kolor="b"), "dowod-osobisty.yaml", "unknown key 'kolor'"),
        (
            lambda t, o, p, e: e["dowod-osobisty"]["pl"].update(cost=17),
            "dowod-osobisty.yaml",
            "is a number; expected text",
        ),
        (
            lambda t, o, p, e: e["dowod-osobisty"]["pl"].update(cost="<b>17 zł</b>"),
            "dowod-osobisty.yaml",
            "expected plain text without HTML",
        ),
        (
            lambda t, o, p, e: e["dowod-osobisty"]["pl"].update(easy=["raz"]),
            "dowod-osobisty.yaml",
            "expected at least 2",
        ),
        (
            lambda t, o, p, e: e["dowod-osobisty"]["en"]["aliases"].pop(),
            "dowod-osobisty.yaml",
            "en.aliases: 'aliases' has 2 items; expected at least 3",
        ),
        (
            lambda t, o, p, e: e["dowod-osobisty"].update(facets={"who": "kid"}),
            "dowod-osobisty.yaml",
            "'who' is 'kid'; expected one of child, adult",
        ),
        (
            lambda t, o, p, e: t["interpreter"].update(url="https://pjm,example.pl"),
            "town.yaml",
            "interpreter.url: 'https://pjm,example.pl' has no proper host",
        ),
        (lambda t, o, p, e: p[0].update(website="https://ratusz"), "places.yaml", "0.website: 'https://ratusz' has no"),
        (lambda t, o, p, e: t.update(office="nic"), "town.yaml", "no place 'nic'"),
        (lambda t, o, p, e: t.update(id="inne"), "town.yaml", "not the name of the folder"),
        (lambda t, o, p, e: t.update(time_zone="Europe/Nowhere"), "town.yaml", "no IANA time zone"),
        (lambda t, o, p, e: o.append(o[0]), "topics.yaml", "'dokumenty' stands here twice"),
        (lambda t, o, p, e: o.append({**o[0], "id": "pusty"}), "topics.yaml", "the topic 'pusty' has no answers"),
        (
            lambda t, o, p, e: p[0].update(hours=[{"day": 1, "opens": "16:00", "closes": "08:00"}]),
            "places.yaml",
            "not after 16:00",
        ),
    ],
)
def test_names_file_and_fault(write_pack: WritePack, change: Any, file: str, expected: str) -> None:
    found = _sentences(write_pack(change))
    assert any(file in sentence and expected in sentence for sentence in found), found


def test_names_the_line(write_pack: WritePack) -> None:
    folder = write_pack(lambda t, o, p, e: e["dowod-osobisty"].update(related=["nic"]))
    path = folder / "entries" / "dowod-osobisty.yaml"
    line = next(number for number, text in enumerate(path.read_text().splitlines(), start=1) if text == "- nic")
    assert _sentences(folder) == [f"{path}:{line}: related.0: there is no answer 'nic' in entries/."]


def test_refuses_one_alias_for_two_answers_whatever_its_spelling(write_pack: WritePack) -> None:
    def change(town: Any, topics: Any, places: Any, entries: Any) -> None:
        entries["dowod-zgubiony"]["pl"]["aliases"].append("GDZIE złożyć wniosek o dowod?")

    (found,) = _sentences(write_pack(change))
    assert "dowod-zgubiony.yaml" in found
    assert "also belongs to 'dowod-osobisty'" in found


def test_reports_broken_yaml_and_repeated_keys_with_their_line(write_pack: WritePack) -> None:
    folder = write_pack()
    (folder / "entries" / "dowod-osobisty.yaml").write_text("id: a\nid: b\n", encoding="utf-8")
    (folder / "entries" / "dowod-zgubiony.yaml").write_text("id: [a\n", encoding="utf-8")
    found = _sentences(folder)
    assert any("dowod-osobisty.yaml:2: the key 'id' stands here twice" in sentence for sentence in found)
    assert any("dowod-zgubiony.yaml:2: this is not valid YAML" in sentence for sentence in found)


def test_reports_a_missing_file(write_pack: WritePack) -> None:
    folder = write_pack()
    (folder / "town.yaml").unlink()
    assert any("town.yaml: this file is missing" in sentence for sentence in _sentences(folder))


def test_keeps_times_and_dates_as_written(write_pack: WritePack) -> None:
    folder = write_pack()
    path = folder / "entries" / "dowod-osobisty.yaml"
    path.write_text(path.read_text().replace("'2026-11-24'", "2026-11-24").replace("30 dni", "08:00"), encoding="utf-8")
    (stored,) = [entry for entry in load(folder).entries if entry.id == "dowod-osobisty"]
    assert (stored.checked, stored.pl.duration) == ("2026-11-24", "08:00")


def test_loading_a_faulty_pack_raises_every_problem(write_pack: WritePack) -> None:
    def change(town: Any, topics: Any, places: Any, entries: Any) -> None:
        town["office"] = "nic"
        entries["dowod-osobisty"]["topic"] = "nic"

    with pytest.raises(PackInvalidError) as raised:
        load(write_pack(change))
    assert len(raised.value.problems) == 2


def test_hash_changes_with_any_file_and_with_nothing_else(write_pack: WritePack) -> None:
    folder = write_pack()
    before = content_hash(folder)
    assert content_hash(folder) == before
    (folder / "places.yaml").write_text((folder / "places.yaml").read_text() + "\n")
    assert content_hash(folder) != before


def test_command_says_what_is_wrong_and_fails(write_pack: WritePack, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate-content", str(write_pack())]) == 0
    assert "5 answers, no problems" in capsys.readouterr().out
    assert main(["validate-content", str(write_pack(lambda t, o, p, e: t.update(office="nic")))]) == 1
    assert "there is no place 'nic'" in capsys.readouterr().out


def test_refuses_a_picture_that_the_front_end_lacks(write_pack: WritePack, tmp_path: Path) -> None:
    pictures = tmp_path / "pictures.ts"
    pictures.write_text("export const CONTENT_PICTURES: X = {\n  'id-card': A,\n  hands: B,\n  dog,\n};\n")
    icons = known_icons(pictures)
    assert icons == frozenset({"id-card", "hands", "dog"})
    assert validate(write_pack(), icons) == []
    folder = write_pack(lambda t, o, p, e: e["dowod-osobisty"].update(icon="smok"))
    assert ["no picture 'smok'" in str(problem) for problem in validate(folder, icons)] == [True]
    assert known_icons(tmp_path / "none.ts") is None

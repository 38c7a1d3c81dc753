"""`import-catalogue`: tables and FAQ pages become drafts, and nothing that the source does not say is invented."""

import json
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import yaml
from faq_layers import WriteLayers
from hypothesis import given
from hypothesis import strategies as st
from okienko_faq.__main__ import main
from okienko_faq.catalogue import columns
from okienko_faq.catalogue.command import read_items
from okienko_faq.catalogue.faq_page import plain
from okienko_faq.catalogue.source import CatalogueError

TABLE = """\
Nazwa usługi;Opis;Wymagane dokumenty;Opłata;Termin załatwienia;Wydział;Podstawa prawna;Tytuł (EN);Wersja
Zajęcie chodnika;"Złóż wniosek.
Dostaniesz decyzję.";"1. mapa
2) projekt";według uchwały;30 dni;Ratusz;Ustawa o drogach publicznych;Using a pavement;1.2
;;;;;;;;
"""


def _write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    ("heading", "meaning"),
    [
        ("Nazwa usługi", ("title", "pl")),
        (" OPŁATY: ", ("cost", "pl")),
        ("Tytuł (EN)", ("title", "en")),
        ("title_en", ("title", "en")),
        ("opis – angielski", ("answer", "en")),
        ("Opis angielski", ("answer", "en")),
        ("Podstawa prawna EN", ("law", "pl")),
        ("Karta wersji", None),
        ("", None),
    ],
)
def test_headings_are_understood_in_both_languages(heading: str, meaning: tuple[str, str] | None) -> None:
    assert columns.understand(heading) == meaning


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1250"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_table_is_read_in_the_encodings_and_separators_of_offices(
    tmp_path: Path, encoding: str, separator: str
) -> None:
    path = _write(tmp_path / "k.csv", TABLE.replace(";", separator).encode(encoding))
    (item,) = read_items(path)
    assert item.place == "row 2"
    assert item.get("title") == "Zajęcie chodnika"
    assert item.get("documents").splitlines() == ["1. mapa", "2) projekt"]
    assert item.get("title", "en") == "Using a pavement"
    assert item.ignored == {"Wersja": "1.2"}


def test_a_workbook_is_read_with_its_dates_and_numbers(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Usługi", 0)
    sheet.append([])
    sheet.append(["Pytanie", "Odpowiedź", "Opłata", "Data aktualizacji"])
    sheet.append(["Ile kosztuje hala?", "Zadzwoń.", 17.0, date(2026, 5, 4)])
    book.save(tmp_path / "k.xlsx")
    (item,) = read_items(tmp_path / "k.xlsx")
    assert (item.get("cost"), item.get("checked")) == ("17", "2026-05-04")


def test_a_faq_page_is_read_out_of_a_saved_web_page(tmp_path: Path) -> None:
    answer = {"@type": "Answer", "text": "<p>Zadzwoń.</p><ul><li>Podaj&nbsp;termin</li></ul><script>x</script>"}
    page = {
        "@graph": [
            {
                "@type": ["WebPage", "FAQPage"],
                "mainEntity": [{"@type": "Question", "name": "Jak zarezerwować halę?", "acceptedAnswer": answer}],
            }
        ]
    }
    written = json.dumps(page).replace("</", "<\\/")
    other = '<script type="application/ld+json">{broken</script>'
    html = f'<html>{other}<script type="application/ld+json">{written}</script></html>'
    (item,) = read_items(_write(tmp_path / "faq.html", html))
    assert item.get("question") == "Jak zarezerwować halę?"
    assert item.get("answer") == "Zadzwoń.\nPodaj\xa0termin"


def test_the_preview_writes_nothing_and_the_import_writes_what_the_source_says(
    write_layers: WriteLayers, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack = write_layers()
    source = _write(tmp_path / "katalog.csv", TABLE)
    assert main(["import-catalogue", str(source), "--pack", str(pack)]) == 0
    assert "1 items: 1 drafts" in capsys.readouterr().out
    assert not (pack / "drafts").exists()
    assert main(["import-catalogue", str(source), "--pack", str(pack), "--write"]) == 0
    (path,) = (pack / "drafts").iterdir()
    text = path.read_text(encoding="utf-8")
    draft = yaml.safe_load(text)
    assert (path.stem, draft["id"]) == ("zajecie-chodnika", "zajecie-chodnika")
    assert draft["pl"]["short"] == "Złóż wniosek. Dostaniesz decyzję."
    assert draft["pl"]["documents"] == ["mapa", "projekt"]
    assert draft["sources"] == [{"title": "Ustawa o drogach publicznych"}]
    assert draft["places"] == ["ratusz"]
    assert "Wersja: 1.2" in draft["editor_notes"]
    assert not {"checked", "pjm", "gloss_aliases"} & set(draft)
    assert not {"easy", "aliases", "steps"} & set(draft["pl"])
    assert "lacks 'easy', 'steps', 'aliases'" in text
    assert main(["validate", str(pack), "--errors-only"]) == 0, "drafts are not part of the pack"


def test_a_second_import_leaves_what_an_editor_has_begun(
    write_layers: WriteLayers, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack = write_layers()
    arguments = ["import-catalogue", str(_write(tmp_path / "k.csv", TABLE)), "--pack", str(pack), "--write"]
    main(arguments)
    (path,) = (pack / "drafts").iterdir()
    path.write_text("begun", encoding="utf-8")
    assert main(arguments) == 0
    assert path.read_text(encoding="utf-8") == "begun"
    assert "left as they were: zajecie-chodnika.yaml" in capsys.readouterr().out


def test_what_the_pack_answers_already_is_named_and_only_drafted_when_asked_for(
    write_layers: WriteLayers, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack = write_layers()
    source = _write(tmp_path / "k.csv", "Id;Pytanie\ndowod-osobisty;Jak wyrobić dowód?\n")
    report = tmp_path / "report.csv"
    assert main(["import-catalogue", str(source), "--pack", str(pack), "--csv", str(report)]) == 0
    assert "the pack has dowod-osobisty, 1.00" in capsys.readouterr().out
    assert ",dowod-osobisty,1.00," in report.read_text(encoding="utf-8")
    assert main(["import-catalogue", str(source), "--pack", str(pack), "--all", "--write"]) == 0
    assert (pack / "drafts/dowod-osobisty-2.yaml").exists()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("k.pdf", "x", "expected a file that ends in .csv"),
        ("k.csv", "Kolumna;Inna\n1;2\n", "no heading of the first row"),
        ("k.csv", "Pytanie\n", "nothing under them"),
        ("k.csv", b"\0\xff", "not text in UTF-8"),
        ("k.xlsx", "nothing", "not an XLSX file"),
        ("k.json", "{", "this is not JSON"),
        ("k.json", "[" * 100_000, "nested too deeply"),
        ("k.json", '{"@type": "WebPage"}', "holds no FAQPage"),
        ("k.html", "<html></html>", "holds no FAQPage"),
        ("k.html", b"\xff\xfe", "not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_imported_says_why(
    write_layers: WriteLayers,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    content: str,
    sentence: str,
) -> None:
    source = _write(tmp_path / name, content)
    assert main(["import-catalogue", str(source), "--pack", str(write_layers())]) == 1
    assert sentence in capsys.readouterr().err


def test_a_workbook_that_swells_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "k.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/workbook.xml", "w") as part:
        for _ in range(210):
            part.write(bytes(1024 * 1024))
    with pytest.raises(CatalogueError, match="unpacks to more than 200 MB"):
        read_items(path)


@given(st.text(max_size=300))
def test_any_markup_becomes_plain_text(markup: str) -> None:
    assert "<p>" not in plain(f"<p>{markup}</p>")

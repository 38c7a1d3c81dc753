import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from okienko_faq.content.loading import load
from okienko_faq.content.memory import export_memory, pairs, sentences
from okienko_faq.content.model import Pack

WritePack = Callable[..., Path]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Złóż wniosek. Dostaniesz dowód.", ["Złóż wniosek.", "Dostaniesz dowód."]),
        ("Od 10. tygodnia ciąży. To ważne.", ["Od 10. tygodnia ciąży.", "To ważne."]),
        ("Idź na ul. Rynek 1. Weź paszport.", ["Idź na ul. Rynek 1.", "Weź paszport."]),
        ("Jedno zdanie", ["Jedno zdanie"]),
    ],
)
def test_cuts_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_pairs_fields_sentences_and_items_but_no_aliases(pack: Pack) -> None:
    found = {(pl, en) for _, pl, en in pairs(pack)}
    assert ("Jak wyrobić dowód osobisty?", "How do I get an ID card?") in found
    assert ("Dowód dostaniesz w ciągu 30 dni.", "You get it within 30 days.") in found
    assert ("Dokumenty", "Documents") in found
    assert ("Ratusz", "Town hall") in found
    assert ("Krok drugi.", "Krok drugi.") in found
    assert not any("chcę dostać nowy dowód osobisty" in pair for pair in found)


def test_items_are_paired_only_when_there_are_as_many(write_pack: WritePack) -> None:
    def change(town: Any, topics: Any, places: Any, entries: Any) -> None:
        entries["dowod-osobisty"]["pl"]["steps"] = ["Tylko jeden krok."]

    assert not any("Tylko jeden krok." in pl for _, pl, _ in pairs(load(write_pack(change))))


def test_writes_tmx_that_other_tools_read(pack: Pack, tmp_path: Path) -> None:
    path = export_memory(pack, tmp_path / "memory")
    root = ET.parse(path).getroot()
    assert path.name == "miasteczko.tmx"
    assert root.get("version") == "1.4"
    header = root.find("header")
    assert header is not None
    assert (header.get("srclang"), header.get("segtype")) == ("pl", "sentence")
    units = root.findall("body/tu")
    assert len(units) == len(pairs(pack))
    languages = [variant.get("{http://www.w3.org/XML/1998/namespace}lang") for variant in units[0].findall("tuv")]
    assert languages == ["pl", "en"]
    assert not list(path.parent.glob("*.partial"))

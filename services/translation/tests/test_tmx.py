from pathlib import Path

import pytest
from okienko_translation.memory.tmx import TmxError, Unit, read


def write(path: Path, body: str, head: str = '<?xml version="1.0"?>', encoding: str = "utf-8") -> Path:
    file = path / "memory.tmx"
    file.write_text(f'{head}<tmx version="1.4"><header/><body>{body}</body></tmx>', encoding=encoding)
    return file


def test_reads_polish_and_english_whatever_their_order_and_region(tmp_path: Path) -> None:
    body = (
        '<tu><note>x</note><tuv xml:lang="EN-GB"><seg>Fee</seg></tuv><tuv xml:lang="de"><seg>Gebühr</seg></tuv>'
        '<tuv xml:lang="pl_PL"><prop type="x">y</prop><seg> Opłata </seg></tuv></tu>'
        '<tu><tuv lang="pl"><seg>Podatek</seg></tuv><tuv lang="en"><seg>Tax</seg></tuv></tu>'
    )
    assert read(write(tmp_path, body)) == [Unit("Opłata", "Fee"), Unit("Podatek", "Tax")]


def test_keeps_words_inside_markup_and_drops_codes(tmp_path: Path) -> None:
    body = (
        '<tu><tuv xml:lang="pl"><seg>To <bpt i="1">&lt;b&gt;</bpt>ważny<ept i="1">&lt;/b&gt;</ept> '
        '<hi>termin</hi><ph>{0}</ph>.</seg></tuv><tuv xml:lang="en"><seg>An important date.</seg></tuv></tu>'
    )
    assert read(write(tmp_path, body)) == [Unit("To ważny termin.", "An important date.")]


@pytest.mark.parametrize(
    "body",
    [
        '<tu><tuv xml:lang="pl"><seg>Sam</seg></tuv></tu>',
        '<tu><tuv xml:lang="pl"><seg/></tuv><tuv xml:lang="en"><seg>Empty</seg></tuv></tu>',
        '<tu><tuv xml:lang="pl"/><tuv><seg>x</seg></tuv></tu>',
    ],
)
def test_passes_over_units_without_both_languages(tmp_path: Path, body: str) -> None:
    assert read(write(tmp_path, body)) == []


def test_accepts_the_usual_doctype_and_utf_16(tmp_path: Path) -> None:
    head = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE tmx SYSTEM "tmx14.dtd">'
    body = '<tu><tuv xml:lang="pl"><seg>Żółw</seg></tuv><tuv xml:lang="en"><seg>Turtle</seg></tuv></tu>'
    assert read(write(tmp_path, body, head, "utf-16")) == [Unit("Żółw", "Turtle")]


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE tmx [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE tmx [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_refuses_entities(tmp_path: Path, head: str) -> None:
    with pytest.raises(TmxError, match="not a readable TMX file"):
        read(write(tmp_path, "<tu/>", head))


@pytest.mark.parametrize(
    ("content", "sentence"), [("<html/>", "begins with <html>"), ("<tmx>", "not a readable"), ("", "not")]
)
def test_says_what_is_wrong_with_a_file(tmp_path: Path, content: str, sentence: str) -> None:
    file = tmp_path / "memory.tmx"
    file.write_text(content)
    with pytest.raises(TmxError, match=sentence):
        read(file)


def test_says_that_a_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(TmxError, match="cannot be read"):
        read(tmp_path / "none.tmx")

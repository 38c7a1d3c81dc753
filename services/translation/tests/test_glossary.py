from collections.abc import Callable
from pathlib import Path

import pytest
from okienko_translation.engines.fake import FakeEngine
from okienko_translation.glossary.csv_file import read_csv, write_csv
from okienko_translation.glossary.entry import Entry, GlossaryError
from okienko_translation.glossary.folder import GlossaryFolder
from okienko_translation.glossary.forms import forms
from okienko_translation.glossary.glossary import Applied, Glossary
from okienko_translation.glossary.tbx import read_tbx, write_tbx
from okienko_translation.languages import Pair
from okienko_translation.machine import Machine
from okienko_translation.memory.memory import TranslationMemory
from okienko_translation.outcomes import Outcome, Sentence
from okienko_translation.reasons import Reason
from okienko_translation.settings import TranslationSettings
from okienko_translation.translator import Job, finish, plan

PL_EN: Pair = ("pl", "en")
EN_PL: Pair = ("en", "pl")
CARD = Entry(("dowód osobisty",), ("ID card", "identity card"), "identity")
TAX = Entry(("podatek od nieruchomości",), ("property tax",))
SHIPPED = Path(__file__).parents[3] / TranslationSettings.model_fields["shipped_glossary"].default


def texts(term: str, language: str) -> list[str]:
    return [form.text for form in forms(term, "pl" if language == "pl" else "en")]


class TestForms:
    @pytest.mark.parametrize(
        ("term", "inflected"),
        [
            ("dowód osobisty", ["dowodu osobistego", "dowodem osobistym", "dowodów osobistych"]),
            ("Karta Dużej Rodziny", ["Karty Dużej Rodziny", "Kartą Dużej Rodziny"]),
            ("prawo jazdy", ["prawa jazdy", "prawem jazdy"]),
            ("duża rodzina", ["dużej rodziny", "dużymi rodzinami"]),
            ("szczepienie psa", ["szczepienia psa", "szczepieniem psa"]),
            ("odpady niebezpieczne", ["odpadów niebezpiecznych", "odpadami niebezpiecznymi"]),
        ],
    )
    def test_inflects_what_changes_and_nothing_else(self, term: str, inflected: list[str]) -> None:
        assert texts(term, "pl")[0] == term
        assert set(inflected) <= set(texts(term, "pl"))

    def test_leaves_alone_what_it_cannot_inflect(self) -> None:
        assert texts("farby i lakiery", "pl") == ["farby i lakiery"]
        assert texts("xyzzy", "pl") == ["xyzzy"]

    def test_english_has_singular_and_plural(self) -> None:
        assert texts("copy of a map", "en") == ["copy of a map", "copies of a map"]
        assert texts("children", "en") == ["children", "child"]
        assert texts("tax offices", "en") == ["tax offices", "tax office"]


class TestEnforcing:
    def test_accepts_any_form_of_the_term(self) -> None:
        glossary = Glossary([CARD])
        assert glossary.enforce("I lost my ID card.", "Zgubiłem dowód osobisty.", EN_PL) == "Zgubiłem dowód osobisty."
        assert glossary.enforce("a copy of my ID card", "kopia dowodu osobistego", EN_PL) == "kopia dowodu osobistego"
        assert glossary.applied("kopia dowodu osobistego", "a copy of an identity card", PL_EN) == (
            Applied("dowód osobisty", "ID card", "dowodu osobistego", "identity card"),
        )

    def test_puts_the_term_in_the_case_of_what_the_engine_wrote(self) -> None:
        entry = Entry(("dowód osobisty",), ("identification",))
        written = Glossary([entry]).enforce(
            "Bring a copy of the identification.",
            "Przynieś kopię dokumentu osobistego.",
            EN_PL,
            lambda _: "dokument osobisty",
        )
        assert written == "Przynieś kopię dowodu osobistego."

    def test_puts_an_article_right(self) -> None:
        written = Glossary([CARD]).enforce(
            "Mam dowód osobisty.", "I have a personal proof.", PL_EN, lambda _: "personal proof"
        )
        assert written == "I have an ID card."

    def test_gives_up_where_the_gender_would_change_the_words_around(self) -> None:
        entry = Entry(("legitymacja",), ("pass",))
        assert Glossary([entry]).enforce("my new pass", "mój nowy dowód", EN_PL, lambda _: "dowód") is None

    def test_gives_up_where_the_engine_wrote_it_twice_or_not_at_all(self) -> None:
        glossary = Glossary([CARD])
        assert glossary.enforce("Mam dowód osobisty.", "I have a pass, the pass.", PL_EN, lambda _: "pass") is None
        assert glossary.enforce("Mam dowód osobisty.", "I have it.", PL_EN, lambda _: "pass") is None

    def test_a_longer_term_stands_for_the_shorter_one_in_it(self) -> None:
        longer = Entry(("odpis aktu urodzenia",), ("copy of a birth certificate",))
        shorter = Entry(("akt urodzenia",), ("birth certificate",))
        found = "Jak dostać odpis aktu urodzenia?"
        assert Glossary([longer, shorter]).enforce("How do I get my birth certificate?", found, EN_PL) == found

    def test_what_nobody_approved_takes_no_effect(self) -> None:
        entry = Entry(("dowód osobisty",), ("ID card",), reviewed=False)
        assert Glossary([entry]).enforce("Mam dowód osobisty.", "I have it.", PL_EN) == "I have it."


class TestMachine:
    def test_withholds_a_translation_without_the_term(self) -> None:
        engine = FakeEngine(
            {PL_EN: {"Zapłać podatek od nieruchomości.": "Pay the levy.", "podatek od nieruchomości": "tax"}}
        )
        machine = Machine(engine, glossary=lambda: Glossary([TAX], "1"))
        sentence = Sentence("Zapłać podatek od nieruchomości.", PL_EN, ())
        assert machine.translate([sentence])[sentence] == Outcome("", reason=Reason.TERMS)

    def test_takes_the_candidate_that_has_the_term(self) -> None:
        engine = FakeEngine({PL_EN: {"Zapłać podatek od nieruchomości.": "Pay the levy.|Pay the property tax."}})
        machine = Machine(engine, glossary=lambda: Glossary([TAX], "1"))
        sentence = Sentence("Zapłać podatek od nieruchomości.", PL_EN, ())
        assert machine.translate([sentence])[sentence].text == "Pay the property tax."

    def test_a_changed_glossary_forgets_what_the_old_one_let_through(self) -> None:
        glossary = Glossary()
        engine = FakeEngine({PL_EN: {"Zapłać podatek od nieruchomości.": "Pay the levy."}})
        machine = Machine(engine, glossary=lambda: glossary)
        sentence = Sentence("Zapłać podatek od nieruchomości.", PL_EN, ())
        machine.translate([sentence])
        assert machine.recall(sentence) is not None
        glossary = Glossary([TAX], "2")
        assert machine.recall(sentence) is None

    def test_names_of_the_glossary_stay_as_they_are_and_terms_are_reported(self) -> None:
        name = Entry(("Dom Kultury Iskra",), ("Dom Kultury Iskra",), part_of_speech="name")
        engine = FakeEngine({PL_EN: {"QZ1 wydaje dowód osobisty.": "QZ1 issues the ID card."}})
        machine = Machine(engine, glossary=lambda: Glossary([name, CARD], "1"))
        prepared = plan(Job(("Dom Kultury Iskra wydaje dowód osobisty.",), *PL_EN), TranslationMemory([]), machine)
        (result,) = finish(prepared, machine.translate(prepared.pending))
        assert result.text == "Dom Kultury Iskra issues the ID card."
        assert [(term.source, term.target) for term in result.terms] == [("dowód osobisty", "ID card")]


class TestFiles:
    @pytest.mark.parametrize(("write", "read"), [(write_csv, read_csv), (write_tbx, read_tbx)])
    def test_what_is_written_is_read_again(
        self, write: Callable[[list[Entry]], bytes], read: Callable[[bytes, str], list[Entry]]
    ) -> None:
        entries = [CARD, TAX, Entry(("„śmieci” & <odpady>",), ('rubbish, "waste"',), "waste", "noun", reviewed=False)]
        assert read(write(entries), "town") == entries

    def test_reads_tbx_of_the_older_edition_and_leaves_out_deprecated_terms(self) -> None:
        content = b"""<?xml version="1.0"?><martif type="TBX" xml:lang="en"><text><body><termEntry id="1">
          <langSet xml:lang="pl-PL"><tig><term>zasi\xc5\x82ek</term></tig></langSet>
          <langSet xml:lang="en-GB"><tig><term>dole</term>
            <termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></tig>
            <ntig><termGrp><term>allowance</term></termGrp></ntig></langSet>
        </termEntry></body></text></martif>"""
        assert read_tbx(content, "old.tbx") == [Entry(("zasiłek",), ("allowance",))]

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            (b"<tbx><text>", "is no readable TBX file"),
            (b"<html/>", "is no TBX file: it begins with <html>"),
            (b'<!DOCTYPE x [<!ENTITY a "b">]><tbx>&a;</tbx>', "is no readable TBX file"),
        ],
    )
    def test_refuses_what_is_no_tbx(self, content: bytes, message: str) -> None:
        with pytest.raises(GlossaryError, match=message):
            read_tbx(content, "broken.tbx")

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            (b"polish,english\na,b\n", "has no column pl and en"),
            (b"pl,en\na,\n", r"line 2: An entry needs 1 to 10 terms"),
            (b"\xff\xfe", "is no readable CSV file"),
        ],
    )
    def test_refuses_what_is_no_csv(self, content: bytes, message: str) -> None:
        with pytest.raises(GlossaryError, match=message):
            read_csv(content, "broken.csv")

    def test_notices_a_changed_file_and_passes_over_a_broken_one(self, tmp_path: Path) -> None:
        folder = GlossaryFolder(tmp_path, SHIPPED.with_name("none.csv"))
        assert folder.current().entries == ()
        (tmp_path / "town.csv").write_bytes(write_csv([CARD]))
        (tmp_path / "broken.tbx").write_text("<tbx>")
        assert folder.current().entries == (CARD,)
        first = folder.current().revision
        (tmp_path / "more.tbx").write_bytes(write_tbx([TAX]))
        assert set(folder.current().entries) == {CARD, TAX}
        assert folder.current().revision != first

    def test_the_shipped_glossary_is_whole(self) -> None:
        glossary = GlossaryFolder(SHIPPED).current()
        assert len(glossary.entries) > 100
        assert glossary.applied("Gdzie złożyć wniosek o prawo jazdy?", "Where do I apply for a driving licence?", PL_EN)

from pathlib import Path

import pytest
from okienko_translation.engines.fake import FakeEngine
from okienko_translation.glossary.entry import Entry
from okienko_translation.glossary.glossary import Glossary
from okienko_translation.languages import Language, Pair
from okienko_translation.machine import Machine
from okienko_translation.memory.memory import TranslationMemory
from okienko_translation.memory.tmx import Unit
from okienko_translation.settings import TranslationSettings
from okienko_translation.templates.translating import Templates
from okienko_translation.translator import Job, Origin, Result, finish, plan

PL_EN: Pair = ("pl", "en")
# Read at the first use and once for all.
TEMPLATES = Templates(Path(__file__).parents[3] / TranslationSettings.model_fields["shipped_templates"].default)
MEMORY = TranslationMemory(
    [
        Unit("Złóż wniosek.", "Submit the application."),
        Unit("Poczekaj na decyzję.", "Wait for the decision."),
        Unit("Idź do Urzędu Miasta.", "Go to the Town Hall."),
        Unit("Opłata wynosi 17 zł.", "The fee is PLN 17."),
    ]
)
MACHINE_SENTENCES = {
    "Gdzie jest kasa?": "Where is the cash desk?",
    "Weź QZ1.": "Take QZ1.",
    "Idź do QZ1.": "Go to QZ1.",
}


def machine() -> Machine:
    return Machine(FakeEngine({PL_EN: MACHINE_SENTENCES}))


def translate(
    text: str, source: Language | None = "pl", target: Language = "en", *phrases: str, by: Machine | None = None
) -> Result:
    by = by or machine()
    prepared = plan(Job((text,), source, target, phrases), MEMORY, by)
    return finish(prepared, by.translate(prepared.pending))[0]


def test_the_memory_comes_before_the_machine() -> None:
    assert translate("Złóż wniosek.") == Result("Submit the application.", "pl", Origin.MEMORY, 1.0)


def test_sentences_of_the_memory_make_a_new_text_and_keep_its_shape() -> None:
    result = translate("1. Złóż wniosek.\n2. Poczekaj na decyzję. Opłata wynosi 22 zł.\n")
    assert result.text == "1. Submit the application.\n2. Wait for the decision. The fee is PLN 22.\n"
    assert result.origin is Origin.MEMORY_SENTENCES


def test_one_sentence_by_the_machine_makes_the_whole_text_machine_made() -> None:
    result = translate("Złóż wniosek. Gdzie jest kasa?")
    assert (result.text, result.origin) == ("Submit the application. Where is the cash desk?", Origin.MACHINE)
    assert result.quality == pytest.approx((23 * 1.0 + 23 * 0.9) / 46)


def test_one_sentence_withheld_withholds_the_whole_text_and_says_why_in_the_readers_language() -> None:
    result = translate("Złóż wniosek. Tego nikt nie zna.")
    assert (result.text, result.origin) == ("", Origin.WITHHELD)
    assert "untranslated" in result.withheld_reason
    assert "zainstalowany" in translate("Nobody knows this.", "en", "pl").withheld_reason


def test_remembers_what_the_machine_wrote() -> None:
    by = machine()
    assert not translate("Gdzie jest kasa?", by=by).is_cached
    again = translate("Gdzie jest kasa?", by=by)
    assert (again.text, again.is_cached) == ("Where is the cash desk?", True)
    assert not translate("Złóż wniosek.", by=by).is_cached


def test_a_text_in_the_target_language_stays_as_it_is() -> None:
    assert translate("Where is the office?", None).origin is Origin.UNCHANGED
    assert translate("Gdzie jest urząd?", "pl", "pl") == Result("Gdzie jest urząd?", "pl", Origin.UNCHANGED, 1.0)


@pytest.mark.parametrize("text", ["", "  \n", "PIT-37, 800+", "22 443 10 25", "🙂", "..."])
def test_a_text_without_words_stays_as_it_is(text: str) -> None:
    assert translate(text) == Result(text, "pl", Origin.UNCHANGED, 1.0)


def test_detects_the_language_of_each_text() -> None:
    job = Job(("Złóż wniosek.", "Submit the application."), None, "en")
    results = finish(plan(job, MEMORY, machine()), {})
    assert [(result.source, result.origin) for result in results] == [("pl", Origin.MEMORY), ("en", Origin.UNCHANGED)]


def test_says_that_a_text_is_in_neither_language() -> None:
    result = translate("Де отримати довідку?", None)
    assert (result.source, result.origin) == ("und", Origin.WITHHELD)
    assert "neither Polish nor English" in result.withheld_reason


def test_the_memory_does_not_serve_where_it_translates_a_phrase_to_be_kept() -> None:
    assert translate("Idź do Urzędu Miasta.").text == "Go to the Town Hall."
    kept = translate("Idź do Urzędu Miasta.", "pl", "en", "Urzędu Miasta")
    assert (kept.text, kept.origin) == ("Go to Urzędu Miasta.", Origin.MACHINE)


def test_without_any_model_the_memory_still_works() -> None:
    by = Machine(FakeEngine({}))
    assert translate("Złóż wniosek.", by=by).origin is Origin.MEMORY
    withheld = translate("Gdzie jest kasa?", by=by)
    assert (withheld.origin, withheld.is_cached) == (Origin.WITHHELD, False)
    assert "no machine translation model is installed" in withheld.withheld_reason


def test_an_instance_of_a_template_needs_no_model_and_says_where_it_comes_from() -> None:
    by = Machine(FakeEngine({}), templates=TEMPLATES)
    known = translate("Zgubiłam paszport.", by=by)
    assert (known.text, known.origin, known.is_cached) == ("I have lost my passport.", Origin.TEMPLATE, False)
    assert translate("Złóż wniosek. Zgubiłam paszport.", by=by).origin is Origin.TEMPLATE
    assert translate("Latanie smokiem jest przyjemne.", by=by).origin is Origin.WITHHELD


def test_a_template_gives_way_where_it_has_not_the_glossarys_term() -> None:
    glossary = Glossary([Entry(("paszport",), ("travel document",))])
    by = Machine(FakeEngine({}), glossary=lambda: glossary, templates=TEMPLATES)
    assert translate("Zgubiłam paszport.", by=by).origin is Origin.WITHHELD

"""The two models that Okienko ships, as they are installed: no fake, no network."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from okienko_translation.engines.installed import InstalledEngine
from okienko_translation.languages import PAIRS, Pair
from okienko_translation.machine import Machine
from okienko_translation.outcomes import Outcome, Sentence
from okienko_translation.settings import TranslationSettings

ROOT = Path(__file__).parents[3]
SHIPPED = ROOT / TranslationSettings.model_fields["shipped_packages"].default
LARGEST = 25_000_000
PL_EN: Pair = ("pl", "en")
EN_PL: Pair = ("en", "pl")


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    return Machine(InstalledEngine(tmp_path_factory.mktemp("none"), shipped=SHIPPED))


def translate(machine: Machine, text: str, pair: Pair) -> Outcome:
    sentence = Sentence(text, pair, ())
    return machine.translate([sentence])[sentence]


def test_there_is_a_small_package_for_each_pair() -> None:
    states = InstalledEngine(SHIPPED).pairs()
    assert {pair for pair, state in states.items() if state.revision} == set(PAIRS)
    assert all(path.stat().st_size <= LARGEST for path in SHIPPED.glob("*.argosmodel"))


@pytest.mark.parametrize(
    ("pair", "text", "translation"),
    [
        (PL_EN, "Gdzie mogę złożyć wniosek o dowód osobisty?", "Where can I apply for an ID card?"),
        (PL_EN, "Czy muszę umówić się na wizytę?", "Do I have to make an appointment?"),
        (EN_PL, "The library is closed on Sunday.", "Biblioteka jest zamknięta w niedzielę."),
        (EN_PL, "I do not speak Polish.", "Nie mówię po polsku."),
    ],
)
def test_translates_a_sentence_of_the_counter(machine: Machine, pair: Pair, text: str, translation: str) -> None:
    assert translate(machine, text, pair).text == translation


@pytest.mark.parametrize(
    ("pair", "text", "parts"),
    [
        (PL_EN, "Zapłać 17 zł do 31 maja 2027 r. w kasie.", ["17 zł", "31 May 2027"]),
        (PL_EN, "Formularz PIT-37 złóż w urzędzie skarbowym.", ["PIT-37", "tax office"]),
        (EN_PL, "The office is open from 7:30 to 15:30.", ["7:30", "15:30"]),
        (EN_PL, "Write to biuro@miasto.example.", ["biuro@miasto.example"]),
    ],
)
def test_protected_parts_come_back_as_they_were(machine: Machine, pair: Pair, text: str, parts: list[str]) -> None:
    shown = translate(machine, text, pair).text
    assert [part for part in parts if part not in shown] == []


@pytest.mark.parametrize(
    ("pair", "text"),
    [
        (PL_EN, "asdf qwer zxcv"),
        (PL_EN, "Brzęczyszczykiewicz"),
        (PL_EN, "Kwantowa chromodynamika opisuje gluony."),
        (PL_EN, "Wulkan wybuchł w nocy i zasypał trzy wsie popiołem."),
        (EN_PL, "lorem ipsum dolor sit amet"),
        (EN_PL, "Quantum chromodynamics describes gluons."),
        (EN_PL, "colourless green ideas sleep furiously"),
    ],
)
def test_shows_nothing_for_what_it_does_not_know(machine: Machine, pair: Pair, text: str) -> None:
    outcome = translate(machine, text, pair)
    assert outcome.text == ""
    assert outcome.reason


def test_an_administrators_package_is_used_in_its_place(tmp_path: Path, build_package: Callable[..., Path]) -> None:
    build_package(tmp_path, "pl", "en", {"Tak.": "Indeed."}, version="0.1")
    assert InstalledEngine(tmp_path, shipped=SHIPPED).translate(["Tak."], PL_EN)[0].text == "Indeed."


def test_the_shipped_one_serves_where_the_administrators_is_torn(tmp_path: Path) -> None:
    torn = tmp_path / "translate-pl_en.argosmodel"
    shutil.copy(SHIPPED / torn.name, torn)
    torn.write_bytes(torn.read_bytes()[: torn.stat().st_size // 2])
    engine = InstalledEngine(tmp_path, shipped=SHIPPED)
    assert engine.translate(["Dziękuję."], PL_EN)[0].text == "Thank you."

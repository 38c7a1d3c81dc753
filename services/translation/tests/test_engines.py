"""One contract for the fake and the real engine; the real one runs packages that are built here."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from okienko_translation.engines import Engine, PairNotInstalledError
from okienko_translation.engines.fake import FakeEngine
from okienko_translation.engines.installed import InstalledEngine
from okienko_translation.languages import Pair
from okienko_translation.machine import Machine
from okienko_translation.outcomes import Sentence
from okienko_translation.reasons import Reason

PL_EN: Pair = ("pl", "en")
EN_PL: Pair = ("en", "pl")
WORDS = {
    "Gdzie": "Where", "jest": "is", "kasa?": "the-cash-desk?", "Złóż": "Submit", "QZ1": "QZ1", "tutaj.": "here.",
    "pętla": "loop", "się": "loop", "kręci": "loop",
}  # fmt: skip
Build = Callable[..., Path]


@pytest.fixture
def packages(tmp_path: Path, build_package: Build) -> Path:
    build_package(tmp_path / "packages", "pl", "en", WORDS)
    return tmp_path / "packages"


@pytest.fixture(params=["fake", "argos", "folder"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    if request.param == "argos":
        return InstalledEngine(request.getfixturevalue("packages"))
    if request.param == "folder":
        request.getfixturevalue("build_model_folder")(tmp_path / "models" / "pl-en", WORDS)
        return InstalledEngine(tmp_path / "models")
    return FakeEngine({PL_EN: {"Gdzie jest kasa?": "Where is the-cash-desk?", "Złóż QZ1 tutaj.": "Submit QZ1 here."}})


class TestContract:
    def test_translates_in_order(self, engine: Engine) -> None:
        renderings = engine.translate(["Gdzie jest kasa?", "Złóż QZ1 tutaj."], PL_EN)
        assert [rendering.text for rendering in renderings] == ["Where is the-cash-desk?", "Submit QZ1 here."]

    def test_gives_candidates_of_which_the_first_is_its_translation(self, engine: Engine) -> None:
        found = engine.candidates(["Gdzie jest kasa?", "Złóż QZ1 tutaj."], PL_EN, 6, lambda _index, text: text != "it?")
        assert [many[0].text for many in found] == ["Where is the-cash-desk?", "Submit QZ1 here."]
        assert all(len({one.text for one in many}) == len(many) for many in found)

    def test_leaves_out_candidates_that_do_not_pass(self, engine: Engine) -> None:
        assert engine.candidates(["Gdzie jest kasa?"], PL_EN, 6, lambda _index, _text: False) == [[]]

    def test_tells_its_confidence_as_a_share(self, engine: Engine) -> None:
        (rendering,) = engine.translate(["Gdzie jest kasa?"], PL_EN)
        assert rendering.confidence is not None
        assert 0.5 < rendering.confidence <= 1

    def test_translates_nothing_to_nothing(self, engine: Engine) -> None:
        assert engine.translate([], PL_EN) == []

    def test_lists_the_pairs_it_has(self, engine: Engine) -> None:
        states = engine.pairs()
        assert list(states) == [PL_EN]
        assert states[PL_EN].revision
        assert not states[PL_EN].problem

    def test_refuses_a_pair_it_has_not(self, engine: Engine) -> None:
        with pytest.raises(PairNotInstalledError, match="No model translates en to pl"):
            engine.translate(["Where?"], EN_PL)

    def test_serves_the_machine(self, engine: Engine) -> None:
        sentence = Sentence("Złóż PIT-37 tutaj.", PL_EN, ())
        assert Machine(engine).translate([sentence])[sentence].text == "Submit PIT-37 here."


def test_a_looping_model_is_withheld(packages: Path) -> None:
    sentence = Sentence("pętla się kręci", PL_EN, ())
    assert Machine(InstalledEngine(packages)).translate([sentence])[sentence].reason is Reason.REPETITION


def test_a_package_put_there_or_taken_away_is_noticed_at_once(tmp_path: Path, build_package: Build) -> None:
    engine = InstalledEngine(tmp_path)
    assert engine.pairs() == {}
    package = build_package(tmp_path, "en", "pl", {"Where": "Gdzie"})
    assert engine.translate(["Where"], EN_PL)[0].text == "Gdzie"
    package.unlink()
    with pytest.raises(PairNotInstalledError):
        engine.translate(["Where"], EN_PL)


def test_the_newest_package_of_a_pair_is_used(tmp_path: Path, build_package: Build) -> None:
    for version, translation in (("1.9", "Dokąd"), ("1.10", "Gdzie"), ("1.2", "Kiedy")):
        build_package(tmp_path, "en", "pl", {"Where": translation}, name=f"v{version}", version=version)
    assert InstalledEngine(tmp_path).translate(["Where"], EN_PL)[0].text == "Gdzie"


def test_a_missing_folder_has_no_pairs(tmp_path: Path) -> None:
    assert InstalledEngine(tmp_path / "none").pairs() == {}


def test_a_package_cut_in_half_is_named_and_the_other_pair_works(packages: Path, build_package: Build) -> None:
    broken = build_package(packages, "en", "pl", {"Where": "Gdzie"})
    broken.write_bytes(broken.read_bytes()[: broken.stat().st_size // 2])
    engine = InstalledEngine(packages)
    assert "damaged" in engine.pairs()[EN_PL].problem
    assert engine.translate(["Gdzie jest kasa?"], PL_EN)[0].text == "Where is the-cash-desk?"


def test_a_package_with_a_broken_model_is_named_at_its_first_use(packages: Path, build_package: Build) -> None:
    import zipfile

    broken = build_package(packages, "en", "pl", {"Where": "Gdzie"})
    with zipfile.ZipFile(broken) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(broken, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content[:1000] if name.endswith("model.bin") else content)
    engine = InstalledEngine(packages)
    with pytest.raises(PairNotInstalledError, match="cannot be loaded"):
        engine.translate(["Where"], EN_PL)
    assert "cannot be loaded" in engine.pairs()[EN_PL].problem
    assert not engine.pairs()[EN_PL].revision


def test_no_model_library_is_loaded_before_a_package_is_used(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from okienko_translation.engines.installed import InstalledEngine;"
        f"InstalledEngine(Path({str(tmp_path)!r})).pairs();"
        "print(sorted({'ctranslate2', 'sentencepiece', 'argostranslate', 'minisbd', 'torch'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

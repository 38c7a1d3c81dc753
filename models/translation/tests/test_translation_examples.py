"""From pairs to packages, without torch: placeholders, noise, tokens, and a package of random weights that loads and runs."""

import random
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

import argos_package
import pair_examples
import pair_sources
import seen
import token_files
import trained_weights
from alignment import stem_pairs
from okienko_translation.engines.loaded import LoadedModel
from okienko_translation.engines.package import inspect
from okienko_translation.languages import Pair
from okienko_translation.memory.tmx import Unit
from okienko_translation.protection import protect, restore
from okienko_translation.text.spans import find

PL_EN: Pair = ("pl", "en")


class Never(random.Random):
    """Chance that never strikes."""

    def random(self) -> float:
        return 1.0


@pytest.mark.parametrize(
    ("polish", "english", "source", "target"),
    [
        ("Złóż PIT-37 w ZUS.", "Submit PIT-37 at ZUS.", "Złóż QZ1 w QZ2.", "Submit QZ1 at QZ2."),
        ("Zapłać 17 zł do 31 maja.", "Pay PLN 17 by 31 May.", "Zapłać QZ41 do QZ21.", "Pay QZ41 by QZ21."),
        ("Płacisz 82 zł.", "You pay 82 zloty.", "Płacisz QZ41.", "You pay QZ41."),
        ("Jest przy ul. Zielonej 4.", "It is at ul. Zielona 4.", "Jest przy QZ51.", "It is at QZ51."),
        ("Przyjdź o 8:00.", "Come at 8:00.", "Przyjdź o QZ31.", "Come at QZ31."),
    ],
)
def test_both_sides_get_the_placeholders_that_the_service_writes(
    polish: str, english: str, source: str, target: str
) -> None:
    assert pair_examples.with_placeholders(polish, english, PL_EN, Never()) == (source, target)
    assert protect(polish, find(polish, "pl"), PL_EN).text == source


def test_a_target_with_placeholders_is_restored_by_the_service() -> None:
    polish, english = "Zapłać 17 zł do 31 maja.", "Pay 17 zł by 31 May."
    made = pair_examples.with_placeholders(polish, english, PL_EN, Never())
    assert made
    assert restore(protect(polish, find(polish, "pl"), PL_EN), made[1]) == english


def test_pairs_that_disagree_in_a_protected_part_are_left_out() -> None:
    assert pair_examples.with_placeholders("Zapłać 17 zł.", "Pay PLN 18.", PL_EN, Never()) is None


def test_hurried_sources_have_clean_targets() -> None:
    pairs = [Unit("Złóż wniosek o dowód osobisty w urzędzie gminy.", "Apply for an ID card at the municipal office.")]
    made = list(pair_examples.examples(pairs, PL_EN, 300, random.Random(1)))
    sources = {source for source, _ in made}
    assert any("zloz" in source for source in sources)
    assert any(not source.endswith(".") for source in sources)
    assert {target.replace("QZ71", "").replace("QZ72", "").rstrip(".") for _, target in made} == {
        "Apply for an ID card at the municipal office"
    }


def test_a_changed_number_stands_on_both_sides_and_keeps_its_form() -> None:
    pairs = [Unit("Masz na to 5 dni.", "You have 5 days for this.")]
    made = [
        (source, target)
        for source, target in pair_examples.examples(pairs, PL_EN, 60, random.Random(1))
        if source.startswith("Masz na to")
    ]
    digits = [(source.split()[3], target.split()[2]) for source, target in made if "QZ" not in source]
    assert len({polish for polish, _ in digits}) > 10
    assert all(polish == english for polish, english in digits)
    assert not {"1", "2", "3", "4", "22"} & {polish for polish, _ in digits}


def test_held_out_sentences_never_enter_training(tmp_path: Path) -> None:
    file = tmp_path / "held.tsv"
    file.write_text("Gdzie jest kasa?\tWhere is the cash desk?\n", encoding="utf-8")
    held_out = pair_sources.held_out_fingerprints([file])
    pairs = [
        Unit("gdzie jest KASA", "Where do I pay?"),
        Unit("Kasa: gdzie?", "Where is the cash desk?"),
        Unit("Kasa jest tu.", "The cash desk is here."),
    ]
    assert list(pair_sources.without_held_out(pairs, held_out)) == pairs[2:]


def test_the_lists_tell_names_from_words_and_which_names_go_together() -> None:
    pairs = tuple(
        Unit(f"Czy {who} mieszka w Niemczech?", f"Does {who} live in Germany?") for who in ("Ewa", "Ola", "Jan")
    )
    plain = tuple(Unit(f"Gdzie jest {what}?", f"Where is the {what}?") for what in ("lift", "park", "bus", "taxi") * 9)
    found = [pair_sources.Source("a", pairs, 1), pair_sources.Source("b", plain, 1)]
    known = seen.words(found)
    assert {"czy", "mieszka", "Niemczech"} <= set(known["pl"])
    assert {"live", "Germany"} <= set(known["en"])
    assert "germany" in dict(seen.names(found, PL_EN, known))["niemczech"]


def test_stems_that_stand_together_are_found_to_be_translations() -> None:
    things = {"latarnia": "lamp-post", "droga": "road", "most": "bridge", "park": "park"}
    states = {"zniszczona": "broken", "zamknięta": "closed", "nowa": "modern"}
    pairs = [
        Unit(f"{thing} {state}", f"{states[state]} {things[thing]}")
        for thing in things
        for state in states
        for _ in "123"
    ]
    assert {("latar", "post"), ("droga", "road"), ("zamkn", "close")} <= set(stem_pairs(pairs))
    assert ("droga", "close") not in stem_pairs(pairs)


def test_tokens_come_back_from_their_file(tmp_path: Path) -> None:
    pairs = [("Gdzie jest QZ12 i 2026?", "Where is QZ12 and 2026?"), ("Tak.", "Yes.")] * 20
    texts = [side for pair in pairs for side in pair]
    model = token_files.train_vocabulary(texts, 97, pair_examples.PLACEHOLDERS)
    pieces = argos_package.pieces(model)
    examples = token_files.encode(pairs, model)
    token_files.save(tmp_path / "examples.xz", examples)
    loaded = token_files.load(tmp_path / "examples.xz")
    first = [pieces[number] for number in loaded.sources[: loaded.source_lengths[0]]]
    assert "QZ12" in first
    assert first[-5:-1] == ["2", "0", "2", "6"] or "2" in first
    assert len(loaded) == 40
    assert np.array_equal(loaded.targets, examples.targets)


def test_a_package_of_random_weights_loads_translates_and_judges(tmp_path: Path) -> None:
    model = token_files.train_vocabulary(["Gdzie jest kasa?", "Where is it?"] * 20, 90, pair_examples.PLACEHOLDERS)
    shape = trained_weights.Shape(len(argos_package.pieces(model)), 32, 2, 64, 1, 1, 512)
    trained_weights.save(tmp_path / "pl_en.npz", _random_weights(shape), shape, {"steps": 0})
    (tmp_path / "vocabulary.model").write_bytes(model)
    for name in ("words_pl.txt", "words_en.txt", "names_pl_en.txt", "stems.txt"):
        (tmp_path / name).write_text("", encoding="utf-8")
    path = argos_package.build("pl_en", tmp_path / "pl_en.npz", tmp_path, "1.2", tmp_path, {"pl_en": {"bias": 1}})
    package = inspect(path)
    assert (package.pair, package.version, package.family) == (PL_EN, (1, 2), "okienko-1.2")
    assert package.calibration == {"bias": 1.0}
    loaded = LoadedModel(package, threads=1)
    first, _, endless = loaded.translate(["Gdzie jest kasa?", "", "j e s t " * 160])
    assert first.confidence
    assert endless.text == ""
    (judgement,) = loaded.judge(["Gdzie jest kasa?"], ["Where is it?"])
    assert judgement.least <= judgement.mean < 0


def _random_weights(shape: trained_weights.Shape) -> dict[str, np.ndarray]:
    draw = np.random.default_rng(1)
    weights = {"embedding.weight": draw.normal(0, 0.2, (shape.vocabulary, shape.width))}

    def linear(name: str, rows: int, columns: int) -> None:
        weights[f"{name}.weight"] = draw.normal(0, 0.2, (rows, columns))
        weights[f"{name}.bias"] = np.zeros(rows)

    def norm(name: str) -> None:
        weights[f"{name}.weight"], weights[f"{name}.bias"] = np.ones(shape.width), np.zeros(shape.width)

    for layer, parts in (("encoder.0", ("attention",)), ("decoder.0", ("attention", "cross"))):
        for part in parts:
            norm(f"{layer}.{part}.norm")
            linear(f"{layer}.{part}.query", shape.width, shape.width)
            linear(f"{layer}.{part}.key_value", 2 * shape.width, shape.width)
            linear(f"{layer}.{part}.out", shape.width, shape.width)
        norm(f"{layer}.feed_forward.norm")
        linear(f"{layer}.feed_forward.inner", shape.inner, shape.width)
        linear(f"{layer}.feed_forward.out", shape.width, shape.inner)
    norm("encoder_norm")
    norm("decoder_norm")
    return {name: weight.astype(np.float32) for name, weight in weights.items()}

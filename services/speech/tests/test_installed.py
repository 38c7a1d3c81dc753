import json
from pathlib import Path

from okienko_speech.engines.fake import FakeEngine
from okienko_speech.installed import install
from okienko_speech.voices import VoiceBook, preferred, primary_language


def test_without_any_model_folder_it_still_speaks_and_says_what_is_missing(tmp_path: Path) -> None:
    book = install(tmp_path / "nowhere", 1)
    assert [engine.voice.name for engine in book.speaking("pl")] == ["pl-espeak"]
    assert book.default("pl").voice.is_fast
    assert {engine.voice.name for engine in book.speaking("en")} == {"en-heart", "en-espeak"}
    assert any("models/voices/assemble.py" in sentence for sentence in book.advice)


def test_damaged_files_in_the_voice_folder_become_advice(tmp_path: Path) -> None:
    (tmp_path / "pl_PL-alone.onnx").write_bytes(b"no model")
    (tmp_path / "pl_PL-broken.onnx").write_bytes(b"no model")
    (tmp_path / "pl_PL-broken.onnx.json").write_text(
        json.dumps({"phoneme_id_map": {"_": [0]}, "audio": {"sample_rate": 22050}, "espeak": {"voice": "pl"}})
    )
    (tmp_path / "pl_PL-odd.onnx").write_bytes(b"no model")
    (tmp_path / "pl_PL-odd.onnx.json").write_text("[]")
    advice = " ".join(install(tmp_path, 1).advice)
    assert "pl_PL-alone.onnx has no configuration beside it" in advice
    assert "pl_PL-broken.onnx is not a voice model" in advice
    assert "pl_PL-odd" in advice


def test_a_voice_whose_files_are_missing_is_left_out_and_the_others_speak(tmp_path: Path, kokoro_folder: Path) -> None:
    folder = tmp_path / "kokoro"
    folder.mkdir()
    for name in ("kokoro-v1.0.int8.onnx", "em_alex.bin"):
        (folder / name).symlink_to(kokoro_folder / name)
    book = install(tmp_path, 1)
    assert [engine.voice.name for engine in book.speaking("pl")] == ["pl-alex", "pl-espeak"]
    assert any("pl-okienko is left out" in sentence and "assemble.py" in sentence for sentence in book.advice)


def test_default_is_the_first_natural_voice_and_settings_can_choose_another() -> None:
    fast, first, second = FakeEngine("pl-fast", is_fast=True), FakeEngine("pl-a"), FakeEngine("pl-b")
    assert VoiceBook((fast, first, second)).default("pl") is first
    assert VoiceBook(preferred((fast, first, second), ["pl-b"])).default("pl") is second
    assert VoiceBook((fast, first)).fast("pl") is fast


def test_language_tags_may_carry_a_region() -> None:
    assert [primary_language(tag) for tag in ("pl-PL", "EN_gb", "pl", "")] == ["pl", "en", "pl", ""]

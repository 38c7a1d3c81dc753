"""The tables of readings under evaluation/, as `make eval-speech` reads them."""

from pathlib import Path

import pytest
from okienko_speech.engines.espeak import EspeakProcess
from okienko_speech.evaluation import language_of, normalisation_exact, plain_exact, rows_of

TABLES = sorted((Path(__file__).parents[1] / "evaluation").glob("normalisation.*.tsv"))


@pytest.mark.parametrize("table", TABLES, ids=lambda path: path.name)
def test_readings_of_an_announcer_stay_as_exact_as_they_were_published(table: Path) -> None:
    assert normalisation_exact(table, is_shown=False) >= 0.99


def test_tables_hold_as_many_cases_as_were_asked_for() -> None:
    polish = [rows_of(path) for path in TABLES if language_of(path) == "pl"]
    english = [rows_of(path) for path in TABLES if language_of(path) == "en"]
    assert sum(map(len, polish)) >= 400
    assert sum(map(len, english)) >= 80
    written = [row[0] for rows in polish for row in rows]
    assert len(written) == len(set(written))


def test_espeak_alone_reads_words_right_and_amounts_wrong(tmp_path: Path, espeak: EspeakProcess) -> None:
    table = tmp_path / "normalisation.x.tsv"
    table.write_text("dzień dobry\tdzień dobry\n17 zł\tsiedemnaście złotych\n", "utf-8")
    assert plain_exact(table, espeak) == 0.5

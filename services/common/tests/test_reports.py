import json
from pathlib import Path

import pytest
from okienko_common.reports import print_table, write_report


def test_writes_one_flat_object_and_no_partial_file(tmp_path: Path) -> None:
    path = write_report("faq", {"recall_at_1": 0.84, "ece": 0.05}, tmp_path / "reports")
    assert json.loads(path.read_text()) == {"ece": 0.05, "recall_at_1": 0.84}
    assert [file.name for file in path.parent.iterdir()] == ["faq.json"]


def test_a_table_is_markdown(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(["what", "figure"], [["recall@1", 0.84]])
    assert capsys.readouterr().out.splitlines() == [
        "| what     | figure |",
        "|----------|--------|",
        "| recall@1 | 0.84   |",
    ]

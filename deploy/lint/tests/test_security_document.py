"""docs/security.md names tests; every one of them exists."""

import re
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
PLACES = ("services", "gateway", "deploy", "tests")


def test_every_test_that_the_threat_model_names_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", (REPOSITORY / "docs/security.md").read_text()))
    assert len(named) > 40
    files = [
        path for place in PLACES for path in (REPOSITORY / place).rglob("test_*.py") if "node_modules" not in path.parts
    ]
    existing = {name for path in files for name in re.findall(r"def (test_\w+)\(", path.read_text())}
    assert named - existing == set()


def test_every_variable_that_it_names_exists() -> None:
    settings = (REPOSITORY / "docs/settings.md").read_text()
    named = set(
        re.findall(
            r"\b(OKIENKO_(?:GATEWAY|FAQ|SIGNING|TLS)_[A-Z_]+[A-Z])\b", (REPOSITORY / "docs/security.md").read_text()
        )
    )
    assert {name.removesuffix("_FILE") for name in named} - set(re.findall(r"`(OKIENKO_\w+)`", settings)) == set()

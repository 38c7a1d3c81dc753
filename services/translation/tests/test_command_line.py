from collections.abc import Callable
from pathlib import Path

import pytest
from okienko_translation.__main__ import main


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_installs_and_lists_packages(
    tmp_path: Path, build_package: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["list-packages"]) == 0
    assert capsys.readouterr().out.count("install-package") == 2
    file = build_package(tmp_path, "pl", "en", {"Dzień": "Good", "dobry.": "morning."})
    assert main(["install-package", str(file)]) == 0
    assert "A running service uses it at once." in capsys.readouterr().out
    main(["list-packages"])
    assert "pl to en: model installed" in capsys.readouterr().out


def test_says_why_a_package_is_not_installed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["install-package", "none.argosmodel"]) == 1
    assert "There is no file none.argosmodel" in capsys.readouterr().err

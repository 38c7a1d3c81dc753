"""Secrets come from files or the environment, and stay out of everything that is printed."""

from pathlib import Path

import pytest
from okienko_common.settings import ServiceSettings
from pydantic import Field, SecretStr

SECRET = "geheim-0123456789"


class SecretiveSettings(ServiceSettings, service="secretive", default_port=0):
    password: SecretStr = Field(SecretStr(""), description="A password.")
    pages: list[str] = Field([], description="Pages.")


def test_a_variable_may_name_a_file_instead(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "password").write_text(f"{SECRET}\n")
    (tmp_path / "pages").write_text('["https://town.example"]')
    monkeypatch.setenv("OKIENKO_SECRETIVE_PASSWORD_FILE", str(tmp_path / "password"))
    monkeypatch.setenv("OKIENKO_SECRETIVE_PAGES_FILE", str(tmp_path / "pages"))
    settings = SecretiveSettings.load()
    assert settings.password.get_secret_value() == SECRET
    assert settings.pages == ["https://town.example"]
    assert SECRET not in repr(settings) + str(settings.model_dump()) + settings.model_dump_json()


def test_a_variable_and_its_file_together_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OKIENKO_SECRETIVE_PASSWORD", SECRET)
    monkeypatch.setenv("OKIENKO_SECRETIVE_PASSWORD_FILE", str(tmp_path / "x"))
    with pytest.raises(SystemExit, match=r"are both set\. Keep one") as refused:
        SecretiveSettings.load()
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(None, "cannot be read: No such file"), (b"\xff\xfe", "no text in UTF-8"), (b"x" * 70_000, "too large")],
)
def test_a_file_that_cannot_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes | None, sentence: str
) -> None:
    path = tmp_path / "secret"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setenv("OKIENKO_SECRETIVE_PASSWORD_FILE", str(path))
    with pytest.raises(SystemExit, match=sentence) as refused:
        SecretiveSettings.load()
    assert "OKIENKO_SECRETIVE_PASSWORD_FILE" in str(refused.value)

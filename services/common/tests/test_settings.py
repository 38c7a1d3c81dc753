from pathlib import Path

import pytest
from okienko_common.settings import ServiceSettings
from okienko_common.settings_table import settings_document
from pydantic import Field, ValidationError


class ExampleSettings(ServiceSettings, service="example", default_port=50099):
    folder: Path = Field(Path("media"), description="Where the media lie.")


def test_reads_variables_with_the_prefix_of_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKIENKO_EXAMPLE_FOLDER", "elsewhere")
    assert ExampleSettings().folder == Path("elsewhere")


def test_each_service_has_its_own_default_port(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ExampleSettings().port == 50099
    monkeypatch.setenv("OKIENKO_EXAMPLE_PORT", "6000")
    assert ExampleSettings().port == 6000


def test_refuses_a_port_that_cannot_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKIENKO_EXAMPLE_PORT", "70000")
    with pytest.raises(ValidationError, match="port"):
        ExampleSettings()


def test_every_variable_is_documented() -> None:
    assert "| `OKIENKO_EXAMPLE_FOLDER` | `media` | Where the media lie. |" in settings_document(ExampleSettings)
    assert all(field.description for field in ServiceSettings.model_fields.values())


def test_a_process_that_cannot_start_says_which_variable_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKIENKO_EXAMPLE_PORT", "seventy")
    with pytest.raises(SystemExit, match="OKIENKO_EXAMPLE_PORT: Input should be a valid integer"):
        ExampleSettings.load()


def test_the_documented_default_is_the_same_on_every_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    class CheckoutSettings(ServiceSettings, service="checkout", default_port=1):
        content: Path = Field(tmp_path / "pack", description="Content.")

    monkeypatch.chdir(tmp_path)
    assert "| `OKIENKO_CHECKOUT_CONTENT` | `pack` | Content. |" in settings_document(CheckoutSettings)

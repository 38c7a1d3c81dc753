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

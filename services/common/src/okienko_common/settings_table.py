"""Documents settings: `python -m okienko_common.settings_table okienko_faq.settings:FaqSettings …` prints Markdown."""

import importlib
import sys
from pathlib import Path

from pydantic_settings import BaseSettings


def settings_rows(settings: type[BaseSettings]) -> list[tuple[str, str, str]]:
    """Return variable, default and meaning of every field."""
    prefix = settings.model_config.get("env_prefix", "")
    # A default below the checkout is the same on every machine only without the checkout's own address.
    here = f"{Path.cwd()}/"
    return [
        (
            f"{prefix}{name.upper()}",
            str(field.get_default(call_default_factory=True)).removeprefix(here),
            field.description or "",
        )
        for name, field in settings.model_fields.items()
    ]


def settings_document(settings: type[BaseSettings]) -> str:
    """Return the Markdown table of one settings class."""
    lines = [
        f"## {settings.__module__.split('.')[0].removeprefix('okienko_')}",
        "",
        "| variable | default | meaning |",
        "|---|---|---|",
    ]
    lines += [f"| `{variable}` | `{default}` | {meaning} |" for variable, default, meaning in settings_rows(settings)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(
        "# Settings\n\nEvery setting is an environment variable. With `_FILE` after its name a variable names a file that holds the value, as secrets\n"
        "should be given: `OKIENKO_FAQ_SMTP_PASSWORD_FILE=/run/secrets/smtp`. This page is written by `make docs`.\n"
    )
    for argument in sys.argv[1:]:
        module, _, name = argument.partition(":")
        print(settings_document(getattr(importlib.import_module(module), name)))

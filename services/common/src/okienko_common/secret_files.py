"""Settings from files, as container platforms hand out secrets: OKIENKO_FAQ_SMTP_PASSWORD_FILE names a file with the password."""

import os
from collections.abc import Mapping
from pathlib import Path

from pydantic_settings import EnvSettingsSource, SettingsError

SUFFIX = "_FILE"
LARGEST_BYTES = 64 * 1024


class FileSettingsSource(EnvSettingsSource):
    """Reads what the environment names a file for; a variable and its file together are refused."""

    def _load_env_vars(self) -> Mapping[str, str | None]:
        prefix = self.env_prefix.upper()
        found: dict[str, str | None] = {}
        for name in self.settings_cls.model_fields:
            variable = f"{prefix}{name.upper()}"
            path = os.environ.get(f"{variable}{SUFFIX}")
            if not path:
                continue
            if os.environ.get(variable):
                raise SettingsError(f"{variable} and {variable}{SUFFIX} are both set. Keep one of them.")
            found[variable if self.case_sensitive else variable.lower()] = _read(f"{variable}{SUFFIX}", Path(path))
        return found


def _read(variable: str, path: Path) -> str:
    """Return a file's text without the line's end that editors and `echo` put there."""
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise SettingsError(f"{variable} names {path}, which is too large for a setting. Name another file.")
        return path.read_text(encoding="utf-8").rstrip("\r\n")
    except OSError as error:
        raise SettingsError(f"{variable} names {path}, which cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{variable} names {path}, which is no text in UTF-8.") from None

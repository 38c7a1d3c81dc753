"""Settings that every service has; each service derives one class of its own."""

import inspect
from typing import Any, Literal, Self

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, SettingsError

from okienko_common.secret_files import FileSettingsSource


class ServiceSettings(BaseSettings):
    """Base of all service settings.

    Derive with the service's name and port, which fixes the prefix of its variables::

        class FaqSettings(ServiceSettings, service="faq", default_port=50051):
            database: Path = Field(Path(".local/data/faq.sqlite"), description="…")

    reads ``OKIENKO_FAQ_PORT``, ``OKIENKO_FAQ_DATABASE`` and so on.
    """

    model_config = SettingsConfigDict(extra="ignore", frozen=True)

    host: str = Field("127.0.0.1", description="Address to listen on; 0.0.0.0 inside a container.")
    port: int = Field(0, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    metrics_port: int = Field(0, ge=0, le=65535, description="Port of the Prometheus page; 0 switches it off.")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Least severe level logged.")
    log_format: Literal["console", "json"] = Field("console", description="For people or for a log collector.")
    reflection: bool = Field(False, description="Whether gRPC reflection is on (grpcurl, ghz).")
    drain_pause_seconds: float = Field(
        0.2, ge=0, le=60, description="Pause between 'not serving' and the stop, so that clients turn away first."
    )
    drain_seconds: float = Field(10.0, ge=0, le=600, description="How long running calls may take to finish at a stop.")
    otlp_endpoint: str = Field(
        "", description="OpenTelemetry collector for traces, e.g. http://collector:4317; empty is off."
    )
    traced_share: float = Field(
        1.0, ge=0, le=1, description="Share of requests that are traced; services follow the gateway's choice."
    )

    @classmethod
    def load(cls) -> Self:
        """Read the settings for a process that starts now.

        Raises:
            SystemExit: a variable has an impossible value; the sentences name each.
        """
        try:
            return cls()
        except ValidationError as error:
            prefix = cls.model_config.get("env_prefix", "")
            # A rule about several variables names them itself.
            lines = [
                f"{prefix}{str(item['loc'][0]).upper()}: {item['msg']}." if item["loc"] else f"{item['msg']}."
                for item in error.errors()
            ]
        except SettingsError as error:
            lines = [str(error)]
        raise SystemExit("\n".join(["These settings cannot be used; docs/settings.md explains them.", *lines]))

    @classmethod
    def settings_customise_sources(  # noqa: D102  (pydantic's own hook)
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, FileSettingsSource(settings_cls)

    def __init_subclass__(cls, *, service: str, default_port: int, **kwargs: Any) -> None:
        """Fix the prefix of the variables and the default port.

        Runs before pydantic collects the fields, so that the port is declared like any other.
        """
        super().__init_subclass__(**kwargs)
        cls.model_config = {**cls.model_config, "env_prefix": f"OKIENKO_{service.upper()}_"}
        cls.__annotations__ = {**inspect.get_annotations(cls), "port": int}
        cls.port = Field(default_port, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")

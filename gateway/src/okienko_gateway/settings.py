"""Settings of the gateway."""

from pathlib import Path

from okienko_common.settings import ServiceSettings
from pydantic import Field, SecretStr, field_validator


class GatewaySettings(ServiceSettings, service="gateway", default_port=8080):
    """Everything that can be set, as OKIENKO_GATEWAY_… variables."""

    faq_target: str = Field(
        "127.0.0.1:50051", description="Where the answers service is; dns:///name:port for replicas."
    )
    recognition_target: str = Field("127.0.0.1:50052", description="Where the recognition service is.")
    signing_target: str = Field("127.0.0.1:50053", description="Where the signing service is.")
    translation_target: str = Field("127.0.0.1:50054", description="Where the translation service is.")
    speech_target: str = Field("127.0.0.1:50055", description="Where the speech service is.")
    frontend_folder: Path = Field(Path("frontend/dist"), description="The built page.")
    media_folder: Path = Field(
        Path(".local/media"), description="The signing service's folder where it is shared; else files come over gRPC."
    )
    models_folder: Path = Field(Path(".local/models"), description="Where hand_landmarker.task and its kin lie.")
    allowed_origins: list[str] = Field(
        [], description='Other pages that may open the recognition socket, as JSON: ["https://town.example"].'
    )
    questions_per_minute: int = Field(60, ge=1, description="Questions and other light calls per address.")
    heavy_calls_per_minute: int = Field(20, ge=1, description="Free-text speech, signing and translation per address.")
    sockets_per_address: int = Field(4, ge=1, description="Recognition sockets open at the same time per address.")
    admin_token: SecretStr = Field(
        SecretStr(""), description="Secret of at least 24 characters that opens /api/v1/admin; empty closes it."
    )
    admin_calls_per_minute: int = Field(600, ge=1, description="Calls with that secret per address.")
    trusted_proxies: str = Field(
        "127.0.0.1", description="Addresses whose X-Forwarded-For is believed, comma-separated; '*' believes all."
    )
    body_limit_bytes: int = Field(64 * 1024, ge=1024, description="Largest request body.")
    socket_idle_seconds: float = Field(30.0, gt=0, description="A recognition socket without frames closes after this.")
    socket_lifetime_seconds: float = Field(
        900.0, gt=0, description="A recognition socket closes after this at the latest."
    )

    @field_validator("admin_token")
    @classmethod
    def _long_enough(cls, token: SecretStr) -> SecretStr:
        secret = token.get_secret_value()
        if secret and (len(secret) < 24 or not secret.isascii() or not secret.isprintable() or " " in secret):
            msg = "needs at least 24 ASCII characters without spaces, e.g. from `openssl rand -hex 24`, or none at all"
            raise ValueError(msg)
        return token

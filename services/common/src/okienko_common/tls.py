"""TLS between the services: each shows a certificate of the installation's own authority and wants to see one.

Three files, named by `OKIENKO_TLS_…`, the same for servers and clients. They are looked at once a second and may be replaced
while everything runs: servers take the new ones for the next connection, clients connect anew. Files that do not fit each other,
as in the middle of a replacement, are left aside until they do.
"""

import ssl
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

import grpc
from pydantic import Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from okienko_common.logs import get_logger

log = get_logger(__name__)
LOOK_SECONDS = 1.0

Options = Sequence[tuple[str, Any]]


class TlsSettings(BaseSettings):
    """The same for every process of the installation."""

    model_config = SettingsConfigDict(env_prefix="OKIENKO_TLS_", extra="ignore", frozen=True)

    certificate: Path | None = Field(
        None, description="Certificate (PEM, with its chain) of this process; not set: no TLS between the services."
    )
    key: Path | None = Field(None, description="Its private key (PEM).")
    authority: Path | None = Field(None, description="Certificates (PEM) of the authority that the others must be of.")
    probe_port: int = Field(
        0, ge=0, le=65535, description="Port where a service with TLS answers health checks without it; 0: nowhere."
    )

    @model_validator(mode="after")
    def _all_or_none(self) -> Self:
        given = {self.certificate is None, self.key is None, self.authority is None}
        if len(given) > 1:
            msg = "OKIENKO_TLS_CERTIFICATE, OKIENKO_TLS_KEY and OKIENKO_TLS_AUTHORITY are needed together"
            raise ValueError(msg)
        return self


@dataclass(frozen=True)
class Material:
    """What the three files held at one moment."""

    certificate: bytes
    key: bytes
    authority: bytes

    @property
    def server(self) -> Any:
        """For a server's handshakes."""
        return grpc.ssl_server_certificate_configuration([(self.key, self.certificate)], self.authority)


class Tls:
    """The current certificates.

    Args:
        certificate: of this process, with its chain.
        key: its private key.
        authority: of the others.
        clock: seconds.

    Raises:
        OSError: a file is missing, or they do not fit; the sentence says which variable names it.
    """

    def __init__(
        self, certificate: Path, key: Path, authority: Path, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._paths = (certificate, key, authority)
        self._clock = clock
        self._stamp = self._look()
        self._material = self._read()
        self._credentials = _client(self._material)
        self._looked_at = clock()
        self._is_complained = False

    @property
    def material(self) -> Material:
        """What new connections are made with."""
        self._refresh()
        return self._material

    @property
    def credentials(self) -> grpc.ChannelCredentials:
        """For a client's channel; another object when the files have changed."""
        self._refresh()
        return self._credentials

    def server_credentials(self) -> grpc.ServerCredentials:
        """For one port of a server: asked anew at each handshake, and no client without a certificate gets in."""
        given = self._material

        def changed() -> Any:
            # gRPC 1.85 throws away what other handshakes are using when it is given a configuration, so one at each
            # handshake ended the process within 1,000 handshakes of 16 callers: only what is new is given.
            nonlocal given
            current = self.material
            if current is given:
                return None
            given = current
            return current.server

        return grpc.dynamic_ssl_server_credentials(given.server, changed, require_client_authentication=True)

    def _refresh(self) -> None:
        if self._clock() - self._looked_at < LOOK_SECONDS:
            return
        self._looked_at = self._clock()
        try:
            stamp = self._look()
            if stamp == self._stamp:
                return
            material = self._read()
        except OSError as error:
            if not self._is_complained:
                log.warning("new certificates not usable, the old ones stay", reason=str(error))
            self._is_complained = True
            return
        self._stamp, self._is_complained = stamp, False
        if material != self._material:
            self._material, self._credentials = material, _client(material)
            log.info("certificates replaced")

    def _look(self) -> tuple[tuple[int, int, int], ...]:
        """Return what changes when a file does."""
        found = []
        for path, name in zip(self._paths, ("CERTIFICATE", "KEY", "AUTHORITY"), strict=True):
            try:
                state = path.stat()
            except OSError as error:
                raise OSError(f"OKIENKO_TLS_{name} names {path}, which cannot be read: {error.strerror}.") from None
            found.append((state.st_ino, state.st_mtime_ns, state.st_size))
        return tuple(found)

    def _read(self) -> Material:
        """Read the files and see that they fit each other.

        Raises:
            OSError: they do not.
        """
        certificate, key, authority = self._paths
        try:
            before = self._look()
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            # An encrypted key would ask for its passphrase at the terminal.
            context.load_cert_chain(certificate, key, password="")
            context.load_verify_locations(authority)
            material = Material(certificate.read_bytes(), key.read_bytes(), authority.read_bytes())
        except (ssl.SSLError, ValueError) as error:
            reason = getattr(error, "reason", None) or type(error).__name__
            raise OSError(
                f"The files of OKIENKO_TLS_CERTIFICATE, _KEY and _AUTHORITY do not fit each other ({reason})."
            ) from None
        if self._look() != before:
            raise OSError("The certificates are being replaced just now.")
        return material


def _client(material: Material) -> grpc.ChannelCredentials:
    return grpc.ssl_channel_credentials(material.authority, material.key, material.certificate)


@lru_cache
def _tls(certificate: Path, key: Path, authority: Path) -> Tls:
    return Tls(certificate, key, authority)


def process_tls() -> Tls | None:
    """Return this process's certificates; None where TLS is off.

    Raises:
        OSError: the files cannot be used, or only some of the variables are set.
    """
    try:
        settings = TlsSettings()
    except ValidationError as error:
        raise OSError("; ".join(str(item["msg"]) for item in error.errors())) from None
    if settings.certificate is None or settings.key is None or settings.authority is None:
        return None
    return _tls(settings.certificate, settings.key, settings.authority)


def open_connection(
    tls: Tls | None, target: str, options: Options, host: str = ""
) -> tuple[grpc.aio.Channel, grpc.ChannelCredentials | None]:
    """Open a channel, with TLS where it is on.

    Args:
        tls: this process's certificates.
        target: as gRPC takes it.
        options: of the channel.
        host: whose certificate is wanted, where the target is one of the addresses behind that name.

    Returns:
        The channel and the credentials that it was opened with.
    """
    if tls is None:
        return grpc.aio.insecure_channel(target, options=options), None
    credentials = tls.credentials
    named = [("grpc.ssl_target_name_override", host)] if host else []
    return grpc.aio.secure_channel(target, credentials, options=[*options, *named]), credentials

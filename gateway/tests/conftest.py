"""A gateway before the invented town's services."""

from collections.abc import Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import grpc
import pytest
from gateway_town import Faq, Learning, Mail, Recognition, Register, Signing, Speech, Town, Translation, start_server
from okienko.faq.v1 import faq_pb2_grpc, learning_pb2_grpc, mail_pb2_grpc
from okienko.recognition.v1 import recognition_pb2_grpc
from okienko.signing.v1 import signing_pb2_grpc
from okienko.speech.v1 import speech_pb2_grpc
from okienko.translation.v1 import translation_pb2_grpc
from okienko_gateway import health as health_module
from okienko_gateway import towns as towns_module
from okienko_gateway.context import GatewayContext
from okienko_gateway.neighbours import open_neighbours
from okienko_gateway.routes import recognition, speech, translation
from okienko_gateway.service import create_app
from okienko_gateway.settings import GatewaySettings
from starlette.testclient import TestClient


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for the town's services as long as a busy machine keeps them."""
    monkeypatch.setattr(health_module, "CHECK_SECONDS", 60.0)
    for module in (towns_module, recognition, speech, translation):
        monkeypatch.setattr(module, "LIST_SECONDS", 60.0)
    # Tests read one message after the other.
    monkeypatch.setattr(recognition, "ALIVE_SECONDS", 3600.0)


@pytest.fixture
def town() -> Iterator[Town]:
    faq, recogniser, signing, translator = Faq(), Recognition(), Signing(), Translation()
    learning, mail = Learning(), Mail()

    def register_faq(server: grpc.Server) -> None:
        faq_pb2_grpc.add_FaqServiceServicer_to_server(faq, server)
        learning_pb2_grpc.add_LearningServiceServicer_to_server(learning, server)
        mail_pb2_grpc.add_MailServiceServicer_to_server(mail, server)

    registrations: dict[str, Register] = {
        "faq": register_faq,
        "recognition": lambda server: recognition_pb2_grpc.add_RecognitionServiceServicer_to_server(recogniser, server),
        "signing": lambda server: signing_pb2_grpc.add_SigningServiceServicer_to_server(signing, server),
        "translation": lambda server: translation_pb2_grpc.add_TranslationServiceServicer_to_server(translator, server),
        "speech": lambda server: speech_pb2_grpc.add_SpeechServiceServicer_to_server(Speech(), server),
    }
    servers: dict[str, grpc.Server] = {}
    targets: dict[str, str] = {}
    for name, register in registrations.items():
        servers[name], targets[f"{name}_target"] = start_server(name, register)
    yield Town(faq, recogniser, signing, translator, servers, targets, learning, mail)
    for server in servers.values():
        server.stop(0).wait()


@pytest.fixture
def settings(town: Town, tmp_path: Path) -> GatewaySettings:
    page = tmp_path / "page"
    (page / "assets").mkdir(parents=True)
    (page / "index.html").write_text("<!doctype html><title>Okienko</title>")
    (page / "assets" / "app-1.js").write_text("export {}")
    (tmp_path / "media").mkdir()
    (tmp_path / "models").mkdir()
    return GatewaySettings.model_validate(
        {
            **town.targets,
            "frontend_folder": page,
            "media_folder": tmp_path / "media",
            "models_folder": tmp_path / "models",
            "audit_folder": tmp_path / "audit",
            "socket_idle_seconds": 60.0,
            "sockets_per_address": 2,
        }
    )


@pytest.fixture
def open_client() -> Iterator[Callable[[GatewaySettings], TestClient]]:
    """Open clients of gateways with settings of a test's own."""
    opened: list[TestClient] = []

    def open_one(settings: GatewaySettings) -> TestClient:
        @asynccontextmanager
        async def context() -> Any:
            async with open_neighbours(settings) as neighbours:
                yield GatewayContext.of(settings, neighbours)

        client = TestClient(create_app(settings, context), raise_server_exceptions=False)
        client.__enter__()
        opened.append(client)
        return client

    yield open_one
    for client in opened:
        client.__exit__(None, None, None)


@pytest.fixture
def client(settings: GatewaySettings, open_client: Callable[[GatewaySettings], TestClient]) -> TestClient:
    return open_client(settings)

"""TLS with certificates on both sides, against servers and channels as they run, with an authority of this test."""

import asyncio
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf import wrappers_pb2
from grpc_health.v1 import health_pb2, health_pb2_grpc
from okienko_common import replicas, tls
from okienko_common.channel import BalancedChannel, open_channel
from okienko_common.healthcheck import is_serving
from okienko_common.server import RunningServer, start_server
from okienko_common.settings import ServiceSettings
from okienko_common.tls import Tls, process_tls

MAKE = Path(__file__).resolve().parents[3] / "deploy/certificates/make.py"
NAME = "okienko.example.v1.ExampleService"
FILES = ("certificate", "key", "authority")


class TlsTestSettings(ServiceSettings, service="tlstest", default_port=0):
    pass


def make(folder: Path, *services: str, days: int = 1) -> None:
    arguments = [sys.executable, str(MAKE), "--folder", str(folder), "--services", *services, "--days", str(days)]
    subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    make(folder / "ours", "faq", "gateway")
    make(folder / "others", "gateway")
    make(folder / "renewed", "faq", "gateway")
    return folder


@pytest.fixture
def ours(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The files of this process, which tests may replace."""
    folder = tmp_path / "certificates"
    shutil.copytree(made / "ours/faq", folder)
    for name in FILES:
        monkeypatch.setenv(f"OKIENKO_TLS_{name.upper()}", str(folder / f"{name}.pem"))
    monkeypatch.setattr(tls, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(replicas, "PROBE_SECONDS", 0.1)
    yield folder
    tls._tls.cache_clear()


async def echo(request: wrappers_pb2.StringValue, context: Any) -> wrappers_pb2.StringValue:
    return request


def register(server: grpc.aio.Server) -> None:
    handler = grpc.unary_unary_rpc_method_handler(
        echo,
        request_deserializer=wrappers_pb2.StringValue.FromString,
        response_serializer=wrappers_pb2.StringValue.SerializeToString,
    )
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(NAME, {"Echo": handler}),))


@pytest.fixture
async def running(ours: Path) -> AsyncIterator[RunningServer]:
    running = await start_server(TlsTestSettings(), NAME, register)
    await running.set_serving()
    yield running
    await running.stop(0, 0)


async def call(channel: grpc.aio.Channel, seconds: float = 30) -> str:
    method = channel.unary_unary(
        f"/{NAME}/Echo",
        request_serializer=wrappers_pb2.StringValue.SerializeToString,
        response_deserializer=wrappers_pb2.StringValue.FromString,
    )
    answer: wrappers_pb2.StringValue = await method(wrappers_pb2.StringValue(value="x"), timeout=seconds)
    return answer.value


def credentials(folder: Path, *, with_certificate: bool = True) -> grpc.ChannelCredentials:
    authority, key, certificate = (
        (folder / f"{name}.pem").read_bytes() for name in ("authority", "key", "certificate")
    )
    return grpc.ssl_channel_credentials(authority, *((key, certificate) if with_certificate else ()))


async def answer(port: int, given: grpc.ChannelCredentials) -> str:
    async with grpc.aio.secure_channel(f"127.0.0.1:{port}", given) as channel:
        return await call(channel)


async def refused(port: int, given: grpc.ChannelCredentials | None) -> bool:
    target = f"127.0.0.1:{port}"
    opened = grpc.aio.secure_channel(target, given) if given else grpc.aio.insecure_channel(target)
    async with opened as channel:
        try:
            await call(channel, 1.5)
        except grpc.aio.AioRpcError as error:
            return error.code() in {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED}
    return False


async def test_services_of_one_authority_talk(running: RunningServer) -> None:
    async with open_channel(f"127.0.0.1:{running.port}", NAME) as channel:
        assert await call(channel) == "x"
    assert await asyncio.to_thread(is_serving, f"127.0.0.1:{running.port}", NAME)


async def test_the_certificate_must_be_for_the_name_in_the_target(
    running: RunningServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_channel(f"dns:///localhost:{running.port}", NAME) as channel:
        assert await call(channel) == "x"

    async def elsewhere(target: object) -> list[str]:
        return [f"127.0.0.1:{running.port}"]

    monkeypatch.setattr("okienko_common.replicas.look_up", elsewhere)
    async with open_channel("dns:///faq:50051", NAME) as channel:
        assert await call(channel) == "x"
    # A service that stands in another's place has a certificate too, but not for this name.
    async with open_channel("dns:///signing:50053", NAME) as channel:
        with pytest.raises(grpc.aio.AioRpcError):
            await call(channel, 1.5)


async def test_nobody_else_gets_in(running: RunningServer, made: Path) -> None:
    assert await answer(running.port, credentials(made / "ours/gateway")) == "x"
    strangers = {
        "no TLS": None,
        "no certificate": credentials(made / "ours/gateway", with_certificate=False),
        "a certificate of another authority": grpc.ssl_channel_credentials(
            (made / "ours/gateway/authority.pem").read_bytes(),
            (made / "others/gateway/key.pem").read_bytes(),
            (made / "others/gateway/certificate.pem").read_bytes(),
        ),
        "a client that trusts another authority": credentials(made / "others/gateway"),
    }
    for name, given in strangers.items():
        assert await refused(running.port, given), name


async def test_new_certificates_are_taken_up_by_both_sides_without_a_lost_call(
    running: RunningServer, ours: Path, made: Path
) -> None:
    async with open_channel(f"127.0.0.1:{running.port}", NAME) as channel:
        assert isinstance(channel, BalancedChannel)
        assert await call(channel) == "x"
        # First both authorities are believed, then the certificates are replaced, at last the old authority goes.
        old, new = ((made / name / "faq/authority.pem").read_bytes() for name in ("ours", "renewed"))
        lost: list[grpc.aio.AioRpcError] = []

        async def keep_calling() -> None:
            while True:
                try:
                    await call(channel)
                except grpc.aio.AioRpcError as error:
                    lost.append(error)
                await asyncio.sleep(0.01)

        calling = asyncio.create_task(keep_calling())
        steps = [
            {"authority": old + new},
            {name: (made / f"renewed/faq/{name}.pem").read_bytes() for name in ("certificate", "key")},
            {"authority": new},
        ]
        for step in steps:
            [before] = channel.replicas
            replace(ours, step)
            while before in channel.replicas:
                await asyncio.sleep(0.01)
        calling.cancel()
        assert lost == []
        assert channel.get_state() is grpc.ChannelConnectivity.READY
    assert await refused(running.port, credentials(made / "ours/gateway")), "the old authority is believed no more"
    assert await answer(running.port, credentials(made / "renewed/gateway")) == "x"


def replace(folder: Path, contents: dict[str, bytes]) -> None:
    for name, content in contents.items():
        new = folder / f"{name}.new"
        new.write_bytes(content)
        new.replace(folder / f"{name}.pem")


def test_handshakes_are_given_certificates_only_when_they_have_changed(
    ours: Path, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """gRPC frees what other handshakes use whenever it is given some: a server of many callers ended with SIGABRT."""
    asked: list[Callable[[], object]] = []
    monkeypatch.setattr(grpc, "dynamic_ssl_server_credentials", lambda first, fetch, **_: asked.append(fetch))
    monkeypatch.setattr(tls, "LOOK_SECONDS", 0.0)
    Tls(ours / "certificate.pem", ours / "key.pem", ours / "authority.pem").server_credentials()
    [fetch] = asked
    assert [fetch(), fetch()] == [None, None]
    replace(ours, {name: (made / f"renewed/faq/{name}.pem").read_bytes() for name in FILES})
    assert fetch() is not None
    assert fetch() is None


def test_files_that_do_not_fit_each_other_are_left_aside_until_they_do(ours: Path, made: Path) -> None:
    now = 0.0
    watched = Tls(ours / "certificate.pem", ours / "key.pem", ours / "authority.pem", lambda: now)
    before = watched.credentials
    replace(ours, {"certificate": (made / "renewed/faq/certificate.pem").read_bytes()})
    now += 1
    assert watched.credentials is before
    (ours / "key.pem").unlink()
    now += 1
    assert watched.credentials is before
    replace(ours, {"key": (made / "renewed/faq/key.pem").read_bytes()})
    now += 1
    assert watched.credentials is not before
    assert watched.material.certificate == (made / "renewed/faq/certificate.pem").read_bytes()


def test_a_start_with_unusable_files_says_which_variable_is_wrong(
    ours: Path, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(made / "others/gateway/key.pem", ours / "key.pem")
    with pytest.raises(OSError, match="OKIENKO_TLS_CERTIFICATE, _KEY and _AUTHORITY do not fit"):
        process_tls()
    (ours / "key.pem").unlink()
    with pytest.raises(OSError, match=r"OKIENKO_TLS_KEY names .*key\.pem, which cannot be read"):
        process_tls()
    monkeypatch.delenv("OKIENKO_TLS_KEY")
    with pytest.raises(OSError, match="needed together"):
        process_tls()


async def test_probes_of_kubernetes_hear_the_health_without_tls_and_nothing_else(
    ours: Path, monkeypatch: pytest.MonkeyPatch, unused_tcp_port: int
) -> None:
    monkeypatch.setenv("OKIENKO_TLS_PROBE_PORT", str(unused_tcp_port))
    running = await start_server(TlsTestSettings(), NAME, register)
    await running.set_serving()
    async with grpc.aio.insecure_channel(f"127.0.0.1:{unused_tcp_port}") as channel:
        request = health_pb2.HealthCheckRequest(service=NAME)
        assert (await health_pb2_grpc.HealthStub(channel).Check(request, timeout=30)).status == 1
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await call(channel)
        assert caught.value.code() is grpc.StatusCode.UNIMPLEMENTED
    await running.stop(0, 0)

"""The cluster's tools, as far as they need no cluster."""

import asyncio
import os
import shutil
from pathlib import Path

import cluster_network
import grpc
import pytest
from cluster_commands import ToolError, run
from cluster_load import Load, Outcome, Tally
from cluster_names import asked_names, hosts_file
from cluster_services import BY_NAME, SERVICES
from load_frames import FRAMES_A_SECOND, frames
from okienko_gateway.frames import parse_frame
from okienko_gateway.neighbours import SERVICE_NAMES


def test_a_name_leads_to_every_replica() -> None:
    file = hosts_file({"faq": ["10.77.0.11", "10.77.0.12"], "speech": []})
    assert file == "10.77.0.11 faq\n10.77.0.12 faq\n"


def test_names_that_were_asked_for_are_told_from_addresses_and_answers() -> None:
    log = ["dnsmasq[7]: query[A] Faq from 10.77.0.12", "dnsmasq[7]: /names/hosts faq is 10.77.0.11"]
    log += [
        "dnsmasq[7]: query[AAAA] telemetry.example from 10.77.0.12",
        "dnsmasq[7]: query[PTR] 11.0.77.10.in-addr.arpa from x",
    ]
    assert asked_names(log) == {"faq", "telemetry.example"}


def test_what_is_missing_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda tool: None if tool == "dnsmasq" else f"/bin/{tool}")
    assert cluster_network.what_is_missing().startswith("dnsmasq not installed: apt-get install")
    monkeypatch.setattr(shutil, "which", lambda tool: f"/bin/{tool}")
    monkeypatch.setattr(os, "getpid", lambda: 42)
    assert "make test-cluster" in cluster_network.what_is_missing()


def test_a_machine_that_forbids_namespaces_is_told_apart_from_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_network, "what_is_missing", str)

    def forbidden(*command: str) -> str:
        raise ToolError(f"{' '.join(command)}: permission denied")

    monkeypatch.setattr(cluster_network, "run", forbidden)
    with pytest.raises(ToolError, match=r"does not let a cluster be built.*mount.*permission denied"):
        cluster_network.open_network()


def test_a_tool_that_is_missing_or_fails_says_which_and_why() -> None:
    with pytest.raises(ToolError, match="no-such-tool is not installed"):
        run("no-such-tool")
    with pytest.raises(ToolError, match="no-such-file"):
        run("cat", "no-such-file")


def test_a_tally_counts_times_within_a_span_only() -> None:
    tally = Tally([Outcome(ended=float(number), seconds=number / 1000) for number in range(100)])
    assert tally.milliseconds(0.5, since=0, until=21) == pytest.approx(10)
    with pytest.raises(ValueError, match="Only 5 calls"):
        tally.milliseconds(0.5, since=95)


async def test_callers_ask_until_the_end_and_their_failures_are_kept() -> None:
    begun = ended = 0

    async def call() -> None:
        nonlocal begun, ended
        begun += 1
        number = begun
        await asyncio.sleep(0.01)
        ended += 1
        if number % 3 == 0:
            raise grpc.aio.AioRpcError(grpc.StatusCode.UNAVAILABLE, grpc.aio.Metadata(), grpc.aio.Metadata())

    async with Load(call, callers=4, pause_seconds=0.01) as load:
        while ended < 9:
            await asyncio.sleep(0.01)
    assert begun == ended == len(load.tally.outcomes)
    assert load.tally.failures()[0].startswith("UNAVAILABLE")


def test_every_service_of_the_gateway_is_in_the_cluster(tmp_path: Path) -> None:
    assert {service.name: service.full_name for service in SERVICES} == SERVICE_NAMES
    variables = BY_NAME["faq"].variables("10.77.0.11", tmp_path)
    assert variables["OKIENKO_FAQ_HOST"] == "10.77.0.11"
    assert variables["OKIENKO_FAQ_DATABASE"] == str(tmp_path / "faq.sqlite")


def test_signed_frames_are_what_the_socket_takes() -> None:
    signed = [parse_frame(frame) for frame in frames(2.0, seed=1)]
    assert len(signed) == 2 * FRAMES_A_SECOND
    assert signed[-1].offset.ToMilliseconds() == pytest.approx(1933, abs=1)
    assert any(max(frame.landmarks.values) > 0.9 for frame in signed)

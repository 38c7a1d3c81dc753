import asyncio
import socket
import sys
import threading
from pathlib import Path

import pytest
from okienko_supervisor.plan import ProcessPlan, plan
from okienko_supervisor.processes import SupervisedProcess
from okienko_supervisor.supervision import StartError, check_ports, is_healthy, stop_all


def process(script: str, lines: list[str], name: str = "example", service_name: str = "x") -> SupervisedProcess:
    command = (sys.executable, "-u", "-c", script)
    return SupervisedProcess(ProcessPlan(name, command, {}, 0, service_name), lambda _, line: lines.append(line))


async def until(condition: object, seconds: float = 120) -> None:
    assert callable(condition)
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.02)


def test_a_worker_runs_beside_where_it_is_wanted_and_nobody_waits_for_it() -> None:
    assert "worker" not in [item.name for item in plan({"OKIENKO_PREPARE": "0"})]
    plans = plan({"OKIENKO_PREPARE": "1"})
    (worker,) = [item for item in plans if item.name == "worker"]
    assert worker.command[-2:] == ("okienko_gateway", "prepare")
    assert worker.environment == plans[-1].environment
    check_ports([worker])


def test_the_plan_holds_five_services_and_the_gateway_with_their_targets() -> None:
    plans = plan({"OKIENKO_FAQ_PORT": "6001", "OKIENKO_GATEWAY_PORT": "9000"})
    assert [item.name for item in plans] == ["faq", "recognition", "signing", "translation", "speech", "gateway"]
    assert plans[0].port == 6001
    assert plans[-1].port == 9000
    assert plans[-1].environment["OKIENKO_GATEWAY_FAQ_TARGET"] == "127.0.0.1:6001"
    assert plans[3].service_name == "okienko.translation.v1.TranslationService"


def test_a_taken_port_is_named_with_the_variable_that_changes_it() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(StartError, match=r"OKIENKO_FAQ_PORT"):
            check_ports([ProcessPlan("faq", (), {}, port, "")])


def test_a_gateway_whose_port_another_program_has_taken_is_not_ready_and_nobody_crashes() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()

        def answer() -> None:
            connection, _ = other.accept()
            with connection:
                # What a gRPC server says first: a SETTINGS frame of HTTP/2.
                connection.sendall(b"\x00\x00\x00\x04\x00\x00\x00\x00\x00")

        stranger = threading.Thread(target=answer)
        stranger.start()
        assert not is_healthy(ProcessPlan("gateway", (), {}, other.getsockname()[1], ""))
        stranger.join()


async def test_a_process_that_dies_is_started_again() -> None:
    lines: list[str] = []
    supervised = process("print('hello'); raise SystemExit(3)", lines)
    keeper = asyncio.create_task(supervised.run())
    await until(lambda: lines.count("hello") >= 2)
    await supervised.stop(1)
    keeper.cancel()
    assert any("exit status 3" in line for line in lines)


async def test_a_process_that_dies_is_started_again_though_its_child_lives_on() -> None:
    lines: list[str] = []
    script = "import os,subprocess,sys,time; subprocess.Popen([sys.executable,'-c','import time;time.sleep(60)']);"
    supervised = process(script + "print('up'); time.sleep(0.3); os.kill(os.getpid(), 9)", lines)
    keeper = asyncio.create_task(supervised.run())
    await until(lambda: lines.count("up") >= 2)
    await supervised.stop(1)
    await keeper
    assert any("SIGKILL" in line for line in lines)


async def test_stopping_asks_first_and_kills_what_does_not_listen() -> None:
    lines: list[str] = []
    deaf = process("import signal,time; signal.signal(15, signal.SIG_IGN); print('up'); time.sleep(60)", lines)
    keeper = asyncio.create_task(deaf.run())
    await until(lambda: "up" in lines)
    await deaf.stop(0.3)
    await keeper
    assert deaf.pid is None
    assert any("was killed" in line for line in lines)


async def test_the_gateway_stops_before_the_services(tmp_path: Path) -> None:
    lines: list[str] = []
    order = tmp_path / "order"
    script = f"""
import signal, sys, time
def end(*_):
    with open({str(order)!r}, 'a') as file: file.write('NAME ')
    sys.exit()
signal.signal(15, end); print('up'); time.sleep(60)
"""
    service = process(script.replace("NAME", "service"), lines)
    gateway = process(script.replace("NAME", "gateway"), lines, "gateway", service_name="")
    keepers = [asyncio.create_task(item.run()) for item in (service, gateway)]
    await until(lambda: lines.count("up") == 2)
    await stop_all([service, gateway], 60)
    await asyncio.gather(*keepers)
    assert order.read_text().split() == ["gateway", "service"]

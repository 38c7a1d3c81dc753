"""What runs on one machine: five services and the gateway, each a process of its own."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

DEFAULT_PORTS = {"faq": 50051, "recognition": 50052, "signing": 50053, "translation": 50054, "speech": 50055}
GATEWAY_PORT = 8080
FIGURES_PORTS = {
    "faq": 9101,
    "recognition": 9102,
    "signing": 9103,
    "translation": 9104,
    "speech": 9105,
    "gateway": 9106,
}
"""Of the figures for `make top`, on loopback; the same as in the images."""


@dataclass(frozen=True)
class ProcessPlan:
    """One process.

    Args:
        name: short name, as in the logs.
        command: what to execute.
        environment: variables on top of the inherited ones.
        port: where it listens on loopback; 0 where it does not, so that nobody waits for it.
        service_name: full gRPC name for health checks; empty for the gateway, which answers over HTTP, and the worker.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    port: int
    service_name: str


def plan(environment: Mapping[str, str]) -> list[ProcessPlan]:
    """Return every process in starting order, ports taken from OKIENKO_<NAME>_PORT where set.

    With OKIENKO_PREPARE=1 a worker runs beside, which makes films and readings ahead.
    """
    plans: list[ProcessPlan] = []
    targets: dict[str, str] = {}
    ports = {name: int(environment.get(f"OKIENKO_{name.upper()}_PORT") or port) for name, port in DEFAULT_PORTS.items()}
    # Recognition learns signs from where they are recorded.
    known = {"recognition": {"OKIENKO_RECOGNITION_SIGNING_TARGET": f"127.0.0.1:{ports['signing']}"}}
    for name, port in ports.items():
        targets[f"OKIENKO_GATEWAY_{name.upper()}_TARGET"] = f"127.0.0.1:{port}"
        service_name = f"okienko.{name}.v1.{name.title()}Service"
        plans.append(ProcessPlan(name, _module(f"okienko_{name}"), known.get(name, {}), port, service_name))
    if environment.get("OKIENKO_PREPARE") == "1":
        plans.append(ProcessPlan("worker", (*_module("okienko_gateway"), "prepare"), targets, 0, ""))
    gateway_port = int(environment.get("OKIENKO_GATEWAY_PORT") or GATEWAY_PORT)
    plans.append(ProcessPlan("gateway", _module("okienko_gateway"), targets, gateway_port, ""))
    return plans


def with_figures(
    plans: list[ProcessPlan], environment: Mapping[str, str], is_free: Callable[[int], bool]
) -> list[ProcessPlan]:
    """Return the processes with the ports of their figures, where nobody has said otherwise and all of them are free.

    A second Okienko on the machine, on ports of its own, runs without figures unless they are given ports, too.
    """
    variables = {name: f"OKIENKO_{name.upper()}_METRICS_PORT" for name in FIGURES_PORTS}
    usual = {**DEFAULT_PORTS, "gateway": GATEWAY_PORT}
    is_moved = any(item.port != usual[item.name] for item in plans if item.name in usual)
    is_said = any(variable in environment for variable in variables.values())
    if is_moved or is_said or not all(map(is_free, FIGURES_PORTS.values())):
        return plans
    return [
        replace(item, environment={**item.environment, variables[item.name]: str(FIGURES_PORTS[item.name])})
        # The worker serves nobody and has no page.
        if item.name in variables
        else item
        for item in plans
    ]


def _module(name: str) -> tuple[str, ...]:
    return (sys.executable, "-m", name)

"""A cluster for the scenarios; `make test-cluster` opens the namespaces that it lives in."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from cluster_commands import ToolError
from cluster_names import NameServer
from cluster_network import OWN_ADDRESS, SUBNET, Network, open_network
from cluster_replicas import ReplicaSet
from cluster_scaled import DATABASE, DATABASE_HOME, STORE
from cluster_services import BY_NAME
from leaks import leaks, prove_that_leaks_are_found
from load_frames import frames
from okienko_common.reports import print_table, write_report
from outbound import Watch

# `make test` runs the tests of the tools alone: a scenario takes a minute for each service.
collect_ignore_glob = [] if os.environ.get("OKIENKO_CLUSTER") else ["test_scenario_*.py"]

SIGNED_SECONDS, SIGNED_SEED = 40.0, 11

Figures = dict[str, float]


@pytest.fixture(scope="session")
def network() -> Network:
    try:
        network = open_network()
    except ToolError as error:
        pytest.skip(str(error))
    # The first process of a namespace does not hear SIGTERM unless it asks to.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    return network


@pytest.fixture(scope="session")
def outside(network: Network) -> Iterator[Watch]:
    """What leaves the cluster."""
    watch = Watch(network.way_out.cable, f"{SUBNET}.0/24")
    yield watch
    watch.close()


@pytest.fixture(scope="session")
def names(network: Network, tmp_path_factory: pytest.TempPathFactory) -> Iterator[NameServer]:
    try:
        server = NameServer(tmp_path_factory.mktemp("names"), OWN_ADDRESS, [*BY_NAME, DATABASE, STORE])
    except ToolError as error:
        pytest.skip(f"This machine does not let the cluster have names of its own: {error}")
    yield server
    server.close()


@pytest.fixture(scope="session")
def signed() -> list[bytes]:
    """What a camera sees of somebody who spells."""
    return frames(SIGNED_SECONDS, SIGNED_SEED)


@pytest.fixture(scope="session", autouse=True)
def nothing_is_left(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """When all replicas have ended: the same in their files, and the search itself proven."""
    yield
    if os.environ.get("OKIENKO_CLUSTER"):
        folder, shown = tmp_path_factory.getbasetemp(), frames(SIGNED_SECONDS, SIGNED_SEED)
        prove_that_leaks_are_found(folder, shown)
        assert leaks(folder, shown) == {}, "What a resident said or showed was kept."


@pytest.fixture(autouse=True)
def nothing_leaks(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """After each scenario: nothing was sent to the outside, and what a resident said or showed lies in no file."""
    if "network" not in request.fixturenames:
        yield
        return
    # Asked for first, so that this looks before the scenario's replicas go.
    outside, names, signed = map(request.getfixturevalue, ("outside", "names", "signed"))
    yield
    assert outside.strangers() == [], "Packets left the cluster."
    assert names.strangers() == [], "Names were asked for that no replica has."
    folders = [tmp_path_factory.getbasetemp(), DATABASE_HOME]
    kept = [leaks(folder, signed) for folder in folders if folder.is_dir()]
    assert kept == [{}] * len(kept), "What a resident said or showed was kept."


@pytest.fixture(scope="session")
def figures(pytestconfig: pytest.Config) -> Iterator[Figures]:
    figures: Figures = {}
    yield figures
    capture = pytestconfig.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        print_table(["what", "figure"], [[name, f"{value:.2f}"] for name, value in sorted(figures.items())])
        write_report("cluster", figures)


@pytest.fixture(scope="session", params=os.environ.get("OKIENKO_CLUSTER_SERVICES", " ".join(BY_NAME)).split())
def replicas(
    request: pytest.FixtureRequest, network: Network, names: NameServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ReplicaSet]:
    folder: Path = tmp_path_factory.mktemp(request.param)
    replicas = ReplicaSet(BY_NAME[request.param], network, names, folder)
    try:
        yield replicas
    finally:
        replicas.close()

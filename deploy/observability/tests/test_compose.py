"""What Compose mounts for Prometheus and Grafana is there, and where it is looked for."""

from pathlib import Path
from typing import Any

import pytest
import yaml

FOLDER = Path(__file__).resolve().parents[1]
REPOSITORY = FOLDER.parents[1]


@pytest.fixture(scope="module")
def services() -> dict[str, dict[str, Any]]:
    read: dict[str, dict[str, Any]] = yaml.safe_load((REPOSITORY / "docker-compose.yml").read_text())["services"]
    return read


def mounted(service: dict[str, Any]) -> dict[str, Path]:
    found = {}
    for line in service["volumes"]:
        source, target, mode = line.split(":")
        assert mode == "ro"
        found[target] = REPOSITORY / source
        assert found[target].exists(), source
    return found


def test_prometheus_finds_the_alerts_that_its_settings_name(services: dict[str, dict[str, Any]]) -> None:
    files = mounted(services["prometheus"])
    settings = yaml.safe_load(files["/etc/prometheus/prometheus.yml"].read_text())
    assert all(name in files for name in settings["rule_files"])


def test_grafana_finds_the_dashboard_and_prometheus(services: dict[str, dict[str, Any]]) -> None:
    files = mounted(services["grafana"])
    provider = yaml.safe_load((files["/etc/grafana/provisioning"] / "dashboards/okienko.yml").read_text())
    (path,) = [item["options"]["path"] for item in provider["providers"]]
    home = Path(services["grafana"]["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"])
    assert str(home.parent) == path
    assert (files[path] / home.name).exists()
    source = yaml.safe_load((files["/etc/grafana/provisioning"] / "datasources/prometheus.yml").read_text())
    assert source["datasources"][0]["url"] == "http://prometheus:9090"


def test_nobody_but_this_machine_reaches_either(services: dict[str, dict[str, Any]]) -> None:
    for name in ("prometheus", "grafana"):
        assert services[name]["profiles"] == ["observability"]
        assert all(port.startswith("127.0.0.1:") for port in services[name]["ports"])

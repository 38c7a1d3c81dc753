"""Every query of alerts, dashboard and autoscalers can be read, and asks for figures, labels and values that the code has."""

import importlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from okienko_common.settings import ServiceSettings
from prometheus_client import REGISTRY
from promql_parser import AggregateExpr, BinaryExpr, Expr, VectorSelector, parse, parse_duration, walk
from pydantic import BaseModel, ConfigDict

FOLDER = Path(__file__).resolve().parents[1]
REPOSITORY = FOLDER.parents[1]
SERVICES = ("faq", "recognition", "signing", "translation", "speech", "gateway")
# Added by the scrape, and by Prometheus itself.
ADDED = {"service", "instance", "job", "le", "pod"}
SUFFIXES = {"counter": ("_total",), "histogram": ("_bucket", "_count", "_sum"), "gauge": ("",)}


class Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    alert: str
    expr: str
    hold: str
    labels: dict[str, str]
    annotations: dict[str, str]


def rules() -> list[Rule]:
    read = yaml.safe_load((FOLDER / "alerts.yml").read_text(encoding="utf-8"))
    assert set(read) == {"groups"}
    listed = [rule for group in read["groups"] for rule in group["rules"]]
    return [
        Rule.model_validate({("hold" if key == "for" else key): value for key, value in rule.items()})
        for rule in listed
    ]


class Expected(BaseModel):
    model_config = ConfigDict(extra="forbid")

    exp_labels: dict[str, str]
    exp_annotations: dict[str, str]


class Look(BaseModel):
    model_config = ConfigDict(extra="forbid")

    eval_time: str
    alertname: str
    exp_alerts: list[Expected]


class Trial(BaseModel):
    """What promtool plays: made-up figures, and which alerts are then firing."""

    model_config = ConfigDict(extra="forbid")

    name: str
    interval: str
    input_series: list[dict[str, str]]
    alert_rule_test: list[Look]


def trials() -> list[Trial]:
    read = yaml.safe_load((FOLDER / "alerts.test.yml").read_text(encoding="utf-8"))
    assert read["rule_files"] == ["alerts.yml"]
    return [Trial.model_validate(item) for item in read["tests"]]


def dashboard() -> dict[str, Any]:
    read: dict[str, Any] = json.loads((FOLDER / "grafana/dashboards/okienko.json").read_text(encoding="utf-8"))
    return read


def panels() -> list[dict[str, Any]]:
    return [panel for panel in dashboard()["panels"] if panel["type"] != "row"]


def queries() -> Iterator[tuple[str, str]]:
    for rule in rules():
        yield rule.alert, rule.expr
    for panel in panels():
        for target in panel["targets"]:
            # Grafana puts in the interval that fits the picture's width.
            yield panel["title"], target["expr"].replace("$__rate_interval", "1m")
    scaled = REPOSITORY / "deploy/kubernetes/components/autoscaling-keda/pods.yaml"
    for item in yaml.safe_load_all(scaled.read_text(encoding="utf-8")):
        for trigger in item["spec"]["triggers"]:
            yield f"KEDA {item['metadata']['name']}", trigger["metadata"]["query"]


def known() -> dict[str, tuple[str, ...]]:
    """Return every row that the code can write, with its labels."""
    importlib.import_module("okienko_common.calls")
    for service in SERVICES:
        importlib.import_module(f"okienko_{service}.metrics")
    found: dict[str, tuple[str, ...]] = {}
    for collector, names in REGISTRY._collector_to_names.items():
        labels = tuple(getattr(collector, "_labelnames", ()))
        kind = getattr(collector, "_type", "")
        for name in names:
            base = re.sub(r"_(total|bucket|count|sum|created)$", "", name)
            for suffix in SUFFIXES.get(kind, ("",)):
                found[f"{base}{suffix}"] = labels
    # The process collector describes itself only by what it finds.
    found |= {
        sample.name: ()
        for family in REGISTRY.collect()
        if family.name.startswith("process_")
        for sample in family.samples
    }
    return found


KNOWN = known()
QUERIES = sorted(set(queries()))
# A series is written as a query that names every label.
MADE_UP = sorted({(trial.name, row["series"]) for trial in trials() for row in trial.input_series})


def selectors(query: str) -> list[VectorSelector]:
    found: list[VectorSelector] = []

    def visit(node: Expr) -> None:
        if isinstance(node, VectorSelector):
            found.append(node)

    walk(parse(query), visit)
    return found


def grouped(query: str) -> set[str]:
    found: set[str] = set()

    def visit(node: Expr) -> None:
        if isinstance(node, AggregateExpr) and node.modifier:
            found.update(node.modifier.labels)
        if isinstance(node, BinaryExpr) and node.modifier and node.modifier.matching:
            found.update(node.modifier.matching.labels)

    walk(parse(query), visit)
    return found


@pytest.mark.parametrize(("where", "query"), QUERIES)
def test_queries_ask_for_figures_and_labels_that_there_are(where: str, query: str) -> None:
    asked = selectors(query)
    assert asked, where
    labels = set(ADDED)
    for selector in asked:
        assert selector.name in KNOWN, f"{where}: nothing writes {selector.name}"
        own = {*KNOWN[selector.name], *ADDED}
        assert {matcher.name for matcher in selector.matchers.matchers} <= own, where
        labels |= own
    assert grouped(query) <= labels, where


def written(service: str) -> str:
    """Return the code that gives labels their values."""
    folders = {"gateway": "gateway/src", "calls": "services/common/src"}
    folder = REPOSITORY / folders.get(service, f"services/{service}/src")
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.py")))


@pytest.mark.parametrize(("where", "query"), [*QUERIES, *MADE_UP])
def test_values_that_are_asked_for_are_given_by_the_code(where: str, query: str) -> None:
    for selector in selectors(query):
        assert selector.name is not None
        for matcher in selector.matchers.matchers:
            if matcher.name in {"job", "instance", "town", "le"}:
                continue
            values = matcher.value.split("|")
            if matcher.name == "service":
                assert set(values) <= set(SERVICES), where
            elif matcher.name == "method" and not selector.name.startswith("okienko_http"):
                assert all(has_contract(value) for value in values), where
            elif matcher.name == "method":
                assert set(values) <= {"GET", "POST"}, where
            elif matcher.name == "status" and selector.name.startswith("okienko_rpc"):
                grpc = importlib.import_module("grpc")
                assert set(values) <= {code.name for code in grpc.StatusCode}, where
            elif matcher.name == "status":
                assert all(value.isdigit() for value in values), where
            elif matcher.name == "route":
                assert_route(matcher.value)
            else:
                code = written(selector.name.split("_")[1])
                assert all(f'"{value}"' in code for value in values), f"{where}: {matcher.name}={matcher.value}"


def has_contract(method: str) -> bool:
    """Whether a contract of the services has this method, as gRPC names it."""
    service, _, name = method.lstrip("/").partition("/")
    module = importlib.import_module(f"{service.rpartition('.')[0]}.{service.split('.')[1]}_pb2")
    return name in module.DESCRIPTOR.services_by_name[service.rpartition(".")[2]].methods_by_name


def assert_route(path: str) -> None:
    """Fail where the gateway has no such route."""
    from okienko_gateway.routes import questions

    assert path in {f"/api/v1{route.path}" for route in questions.router.routes}  # type: ignore[attr-defined]


@pytest.mark.parametrize(("where", "query"), [*QUERIES, *MADE_UP])
def test_shares_below_a_bound_ask_for_a_bound_that_there_is(where: str, query: str) -> None:
    from okienko_common.metrics import SECONDS, SHARES

    bounds = {"+Inf", *(str(float(bound)) for bound in (*SECONDS, *SHARES))}
    for selector in selectors(query):
        for matcher in selector.matchers.matchers:
            if matcher.name == "le":
                assert matcher.value in bounds, where


@pytest.mark.parametrize(("where", "series"), MADE_UP)
def test_alerts_are_tried_on_figures_that_the_services_write_with_all_their_labels(where: str, series: str) -> None:
    (figure,) = selectors(series)
    labels = {matcher.name: matcher.value for matcher in figure.matchers.matchers}
    name = str(figure.name)
    # Of other programs only what every process has.
    if labels["job"] != "okienko":
        assert name.startswith("process_"), where
        return
    bound = {"le"} if name.endswith("_bucket") else set()
    assert set(labels) == {*KNOWN[name], "job", "service", "instance"} | bound, where
    subject = name.split("_")[1]
    # The door makes calls and takes none.
    writers = {"http": {"gateway"}, "rpc": {*SERVICES} - {"gateway"}}
    assert labels["service"] in writers.get(subject, {subject} & {*SERVICES} or SERVICES), where


def test_each_alert_is_shown_to_fire_and_to_be_silent() -> None:
    looks = [look for trial in trials() for look in trial.alert_rule_test]
    names = {rule.alert for rule in rules()}
    assert {look.alertname for look in looks if look.exp_alerts} == names
    assert {look.alertname for look in looks if not look.exp_alerts} == names


def test_alerts_say_in_a_sentence_what_has_happened_and_what_to_do() -> None:
    names = [rule.alert for rule in rules()]
    assert len(names) == len(set(names))
    for rule in rules():
        assert parse_duration(rule.hold)
        assert rule.labels["severity"] in {"page", "ticket"}
        # One sentence for what has happened, and one for what to do.
        assert re.fullmatch(r"[^.].*[^.]\. [A-Z].*[^.]\.", rule.annotations["summary"]), rule.alert
        # Labels that the sentence speaks of are there after the sums.
        spoken = set(re.findall(r"\$labels\.(\w+)", rule.annotations["summary"]))
        kept = grouped(rule.expr) or {
            label for one in selectors(rule.expr) for label in (*KNOWN[str(one.name)], *ADDED)
        }
        assert spoken <= kept, rule.alert


def test_panels_do_not_cover_each_other_and_each_has_a_unit() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in dashboard()["panels"]:
        place = panel["gridPos"]
        cells = {(place["x"] + x, place["y"] + y) for x in range(place["w"]) for y in range(place["h"])}
        assert place["x"] + place["w"] <= 24
        assert not cells & taken, panel["title"]
        taken |= cells
    assert all(panel["fieldConfig"]["defaults"]["unit"] for panel in panels())
    numbers = [panel["id"] for panel in dashboard()["panels"]]
    assert len(numbers) == len(set(numbers))


def test_every_figure_of_the_services_is_shown_somewhere() -> None:
    asked = {str(selector.name) for _, query in QUERIES for selector in selectors(query)}
    shown = {re.sub(r"_(total|bucket|count|sum)$", "", name) for name in asked}
    declared = {re.sub(r"_(total|bucket|count|sum)$", "", name) for name in KNOWN if name.startswith("okienko_")}
    assert declared <= shown


def test_grafana_s_panels_ask_the_source_that_is_provided() -> None:
    sources = yaml.safe_load((FOLDER / "grafana/provisioning/datasources/prometheus.yml").read_text(encoding="utf-8"))
    (uid,) = [source["uid"] for source in sources["datasources"]]
    assert {target["datasource"]["uid"] for panel in panels() for target in panel["targets"]} == {uid}


def test_prometheus_asks_every_service_at_the_port_of_its_image() -> None:
    compose = yaml.safe_load((FOLDER / "prometheus.yml").read_text(encoding="utf-8"))
    asked = {name: item["port"] for item in compose["scrape_configs"][0]["dns_sd_configs"] for name in item["names"]}
    assert set(asked) == set(SERVICES)
    for service, port in asked.items():
        folder = REPOSITORY if service == "gateway" else REPOSITORY / "services"
        assert f"OKIENKO_{service.upper()}_METRICS_PORT={port}" in (folder / service / "Dockerfile").read_text()


def test_figures_are_off_on_one_machine_unless_somebody_asks() -> None:
    assert ServiceSettings.model_fields["metrics_port"].default == 0
    assert ServiceSettings.model_fields["host"].default == "127.0.0.1"


def test_no_figure_has_a_label_that_could_hold_what_somebody_said() -> None:
    allowed = {
        "method",
        "status",
        "state",
        "route",
        "outcome",
        "source",
        "town",
        "form",
        "origin",
        "ready",
        "studio",
        "path",
        "voice",
        "why",
        "cached",
    }
    assert {label for name, labels in KNOWN.items() if name.startswith("okienko_") for label in labels} <= allowed


def test_spans_are_made_in_two_places_only_whose_attributes_are_tested() -> None:
    # okienko_common.interceptors for every service, the gateway's protection for the door; the others configure and pass on.
    allowed = {"telemetry.py", "interceptors.py", "protection.py", "requests.py"}
    for folder in (*REPOSITORY.glob("services/*/src"), REPOSITORY / "gateway/src"):
        for path in folder.rglob("*.py"):
            assert path.name in allowed or "opentelemetry" not in path.read_text(encoding="utf-8"), path

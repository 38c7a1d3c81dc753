"""Who may talk to whom: exactly the lines of the design, computed from the policies as a cluster computes them."""

from collections.abc import Callable
from typing import Any

import pytest

Manifest = dict[str, Any]
Build = Callable[[str], tuple[Manifest, ...]]

SERVICES = {"faq": 50051, "recognition": 50052, "signing": 50053, "translation": 50054, "speech": 50055}
INSIDE = {
    *(("gateway", name, port) for name, port in SERVICES.items()),
    ("recognition", "signing", 50053),
    *(("prepare", name, port) for name, port in SERVICES.items() if name != "recognition"),
}
METRICS = {"faq": 9101, "recognition": 9102, "signing": 9103, "translation": 9104, "speech": 9105, "gateway": 9106}
DNS = ("kube-system", 53)
# To the world outside of the namespace: (pod, where, port).
OUTSIDE = {
    "one-node": {(name, *DNS) for name in ("gateway", "recognition", "prepare")},
    "region": {
        ("faq", "10.20.0.0/24", 5432),
        ("publish", "10.20.0.0/24", 5432),
        ("publish-changed", "10.20.0.0/24", 5432),
        ("signing", "10.20.1.0/24", 443),
        ("faq", "10.20.2.0/24", 587),
        ("gateway", "10.20.3.0/24", 443),
        *((name, "monitoring", 4317) for name in METRICS),
        *((name, *DNS) for name in ("gateway", "recognition", "prepare", "publish", "publish-changed", *SERVICES)),
    },
}


def pods(manifests: tuple[Manifest, ...]) -> dict[str, tuple[dict[str, str], dict[str, int]]]:
    """Return labels and named ports of every kind of pod."""
    found = {}
    for item in manifests:
        if item["kind"] in {"Deployment", "Job", "CronJob"}:
            spec = item["spec"]["jobTemplate"]["spec"] if item["kind"] == "CronJob" else item["spec"]
            template = spec["template"]
            ports = {
                port["name"]: port["containerPort"]
                for container in template["spec"]["containers"]
                for port in container.get("ports", [])
            }
            found[item["metadata"]["name"]] = (template["metadata"]["labels"], ports)
    return found


def selects(selector: Manifest, labels: dict[str, str]) -> bool:
    matches = all(labels.get(key) == value for key, value in selector.get("matchLabels", {}).items())
    for expression in selector.get("matchExpressions", []):
        assert expression["operator"] == "In"
        matches = matches and labels.get(expression["key"]) in expression["values"]
    return matches


class Policies:
    """The policies of a namespace, asked as a network plug-in asks them."""

    def __init__(self, manifests: tuple[Manifest, ...]) -> None:
        self.all = [item["spec"] for item in manifests if item["kind"] == "NetworkPolicy"]
        self.pods = pods(manifests)

    def rules(self, name: str, direction: str) -> list[Manifest] | None:
        """Return the rules for a pod in a direction; None where no policy restricts it."""
        mine = [
            spec
            for spec in self.all
            if direction in spec["policyTypes"] and selects(spec["podSelector"], self.pods[name][0])
        ]
        return [rule for spec in mine for rule in spec.get(direction.lower(), [])] if mine else None

    def lets(self, rule: Manifest, peers: str, other: str, port: int, ports: dict[str, int]) -> bool:
        listed = rule.get("ports")
        if listed is not None and port not in [ports.get(str(item["port"]), item["port"]) for item in listed]:
            return False
        if peers not in rule:
            return True
        return any(
            "podSelector" in peer
            and "namespaceSelector" not in peer
            and selects(peer["podSelector"], self.pods[other][0])
            for peer in rule[peers]
        )

    def may(self, source: str, target: str, port: int) -> bool:
        """Say whether a pod may open a connection to another's port."""
        ports = self.pods[target][1]
        out, into = self.rules(source, "Egress"), self.rules(target, "Ingress")
        return (out is None or any(self.lets(rule, "to", target, port, ports) for rule in out)) and (
            into is None or any(self.lets(rule, "from", source, port, ports) for rule in into)
        )


@pytest.mark.parametrize("overlay", OUTSIDE)
def test_inside_exactly_the_design_s_lines_are_open(build: Build, overlay: str) -> None:
    policies = Policies(build(overlay))
    listening = {(target, port) for target, (_, ports) in policies.pods.items() for port in ports.values()}
    open_lines = {
        (source, target, port)
        for source in policies.pods
        for target, port in listening
        if source != target and policies.may(source, target, port)
    }
    # The gateway's door is open to everybody, so whoever may go anywhere at all may go there.
    assert open_lines == INSIDE


@pytest.mark.parametrize("overlay", OUTSIDE)
def test_outside_only_what_is_named_can_be_reached(build: Build, overlay: str) -> None:
    policies = Policies(build(overlay))
    reached = set()
    for name in policies.pods:
        rules = policies.rules(name, "Egress")
        assert rules is not None, f"nothing restricts where {name} may go"
        for rule in rules:
            # A rule without addresses or ports would open all of them.
            assert rule["to"], name
            assert rule["ports"], name
            for peer in rule["to"]:
                if "podSelector" in peer and "namespaceSelector" not in peer:
                    continue
                where = (
                    peer["ipBlock"]["cidr"]
                    if "ipBlock" in peer
                    else peer["namespaceSelector"]["matchLabels"]["kubernetes.io/metadata.name"]
                )
                reached |= {(name, where, item["port"]) for item in rule["ports"]}
    assert reached == OUTSIDE[overlay]


@pytest.mark.parametrize("overlay", OUTSIDE)
def test_from_outside_only_the_door_and_the_figures_can_be_reached(build: Build, overlay: str) -> None:
    policies = Policies(build(overlay))
    reached = set()
    for name, (_, ports) in policies.pods.items():
        rules = policies.rules(name, "Ingress")
        assert rules is not None, f"nothing restricts who may reach {name}"
        for rule in rules:
            numbers = [ports.get(str(item["port"]), item["port"]) for item in rule["ports"]]
            if "from" not in rule:
                reached |= {("anywhere", name, number) for number in numbers}
            for peer in rule.get("from", []):
                if "namespaceSelector" in peer:
                    space = peer["namespaceSelector"]["matchLabels"]["kubernetes.io/metadata.name"]
                    reached |= {(space, name, number) for number in numbers}
    assert reached == {("anywhere", "gateway", 8080), *(("monitoring", name, port) for name, port in METRICS.items())}


def test_a_line_too_many_would_be_seen(build: Build) -> None:
    manifests = build("one-node")
    loose = {
        "kind": "NetworkPolicy",
        "metadata": {"name": "loose"},
        "spec": {
            "podSelector": {},
            "policyTypes": ["Ingress", "Egress"],
            "ingress": [{"from": [{"podSelector": {}}]}],
            "egress": [{"to": [{"podSelector": {}}]}],
        },
    }
    assert not Policies(manifests).may("speech", "faq", 50051)
    assert Policies((*manifests, loose)).may("speech", "faq", 50051)

"""What the manifests promise, held against the code that runs in them: settings, ports, service names, measured memory."""

import importlib
import json
import re
from typing import Any

import pytest
import yaml
from manifest_reading import (
    DEPLOYMENTS,
    FOLDER,
    REPOSITORY,
    SERVICES,
    Build,
    BuildWith,
    containers,
    image_variables,
    main_of,
    of_kind,
    pods,
    service_of,
    settings_of,
    variables,
)
from okienko_common.tls import TlsSettings
from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

OVERLAYS = ("one-node", "region")
MEBIBYTE = 1.048576
"""In MB."""
MEBIBYTES = {"Mi": 1, "Gi": 1024}
METRICS_PORTS = {
    "faq": 9101,
    "recognition": 9102,
    "signing": 9103,
    "translation": 9104,
    "speech": 9105,
    "gateway": 9106,
}


class Strict(BaseModel):
    """KEDA's fields that are used here; a slip in a name is an error, which KEDA's own schema does not see."""

    model_config = ConfigDict(extra="forbid", strict=True, alias_generator=to_camel)


class PrometheusQuery(Strict):
    server_address: str
    query: str
    threshold: str


class Trigger(Strict):
    type: str
    metric_type: str
    metadata: PrometheusQuery


class Scaling(Strict):
    scale_target_ref: dict[str, str]
    min_replica_count: int
    max_replica_count: int
    polling_interval: int
    fallback: dict[str, int]
    advanced: dict[str, dict[str, Any]]
    triggers: list[Trigger]


class Backend(Strict):
    name: str
    port: int


class PathMatch(Strict):
    type: str
    value: str


class Match(Strict):
    path: PathMatch


class Rule(Strict):
    matches: list[Match]
    timeouts: dict[str, str]
    backend_refs: list[Backend]


class Route(Strict):
    parent_refs: list[dict[str, str]]
    hostnames: list[str]
    rules: list[Rule]


def mebibytes(quantity: str) -> float:
    return float(quantity[:-2]) * MEBIBYTES[quantity[-2:]]


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_variables_are_known_to_the_settings_and_their_values_can_be_read(
    build: Build, overlay: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = next(iter(of_kind(build(overlay), "ConfigMap").values()))["data"]
    for _, pod in pods(build(overlay)):
        for container in containers(pod):
            service = service_of(container)
            settings = settings_of(service)
            prefix = str(settings.model_config.get("env_prefix"))
            given = {name: item for name, item in variables(container).items() if name.startswith("OKIENKO_")}
            known = {f"{prefix}{field.upper()}" for field in settings.model_fields}
            known |= {f"OKIENKO_TLS_{field.upper()}" for field in TlsSettings.model_fields}
            assert given.keys() <= known, f"{container['name']} of {service} is given what no setting is named like"
            assert (
                image_variables(service).keys() & {name for name in image_variables(service) if "OKIENKO" in name}
                <= known
            )
            for name, value in image_variables(service).items():
                monkeypatch.setenv(name, value)
            for name, item in given.items():
                source = item.get("valueFrom", {})
                key = source.get("configMapKeyRef", {}).get("key")
                # The kinds of secrets that the manifests ask for: addresses, names, keys.
                example = {
                    "from": "okienko@town.example",
                    "url": "postgresql://a:b@c/d",
                    "issuer": "https://login.example",
                }
                secret = example.get(source.get("secretKeyRef", {}).get("key"), "x" * 32)
                monkeypatch.setenv(name, config[key] if key else item.get("value") or secret)
            settings.load()


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_config_keys_are_there_and_secrets_are_named_in_the_readme(build: Build, overlay: str) -> None:
    (config,) = of_kind(build(overlay), "ConfigMap").values()
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    for _, pod in pods(build(overlay)):
        for container in containers(pod):
            for item in container.get("env", []):
                source = item.get("valueFrom", {})
                if reference := source.get("configMapKeyRef"):
                    assert reference["name"] == config["metadata"]["name"]
                    assert reference["key"] in config["data"]
                if reference := source.get("secretKeyRef"):
                    assert f"`{reference['name']}`" in readme
                    assert f"`{reference['key']}`" in readme


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_ports_are_those_of_the_settings_and_of_the_images(build: Build, overlay: str) -> None:
    manifests = build(overlay)
    for name in DEPLOYMENTS:
        ports = {port["name"]: port["containerPort"] for port in main_of(manifests, name)["ports"]}
        default = settings_of(name).model_fields["port"].default
        assert ports == {"http" if name == "gateway" else "grpc": default, "metrics": METRICS_PORTS[name]}
        assert image_variables(name)[f"OKIENKO_{name.upper()}_METRICS_PORT"] == str(METRICS_PORTS[name])
        assert image_variables(name)[f"OKIENKO_{name.upper()}_HOST"] == "0.0.0.0"
        services = {
            key: item
            for key, item in of_kind(manifests, "Service").items()
            if item["spec"]["selector"] == {"app.kubernetes.io/name": name}
        }
        for service in services.values():
            for port in service["spec"]["ports"]:
                assert port["targetPort"] in ports
        if name in SERVICES:
            (service,) = services.values()
            # Headless, so that clients see every pod.
            assert service["spec"]["clusterIP"] == "None"
            assert {port["name"]: port["port"] for port in service["spec"]["ports"]} == ports


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_who_calls_a_service_calls_it_where_it_is(build: Build, overlay: str) -> None:
    manifests = build(overlay)
    ports = {name: settings_of(name).model_fields["port"].default for name in SERVICES}
    targets = {
        (name, variable): item["value"]
        for name in DEPLOYMENTS
        for variable, item in variables(main_of(manifests, name)).items()
        if variable.endswith("_TARGET")
    }
    assert targets == {
        **{
            ("gateway", f"OKIENKO_GATEWAY_{name.upper()}_TARGET"): f"dns:///{name}:{port}"
            for name, port in ports.items()
        },
        ("recognition", "OKIENKO_RECOGNITION_SIGNING_TARGET"): f"dns:///signing:{ports['signing']}",
    }


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_probes_ask_for_services_that_there_are(build: Build, overlay: str) -> None:
    manifests = build(overlay)
    for name in SERVICES:
        module = importlib.import_module(f"okienko.{name}.v1.{name}_pb2")
        real = {service.full_name for service in module.DESCRIPTOR.services_by_name.values()}
        container = main_of(manifests, name)
        # Kubernetes asks without TLS; where there is TLS, health has a port of its own.
        plain = variables(container).get("OKIENKO_TLS_PROBE_PORT", {}).get("value")
        for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
            asked = container[probe]["grpc"]
            assert asked["service"] in real
            assert asked["port"] == int(plain or settings_of(name).model_fields["port"].default)
    from okienko_gateway.service import system

    paths = {f"/api/v1{route.path}" for route in system.routes}  # type: ignore[attr-defined]
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        assert main_of(manifests, "gateway")[probe]["httpGet"]["path"] in paths


def measured(figures: list[dict[str, Any]]) -> float:
    """Return the sum of the figures on the pages that measured.yaml names, MB."""
    found = 0.0
    for item in figures:
        match = re.search(item["figure"], (REPOSITORY / item["page"]).read_text(encoding="utf-8"))
        assert match, f"{item['page']} no longer says {item['figure']!r}; say in measured.yaml where the figure is now"
        found += float(match[1]) * item.get("times", 1)
    return found


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_memory_is_what_was_measured_and_some_more(build: Build, overlay: str) -> None:
    sources = yaml.safe_load((FOLDER / "measured.yaml").read_text(encoding="utf-8"))
    assert set(sources) == set(DEPLOYMENTS)
    for name, figures in sources.items():
        resources = main_of(build(overlay), name)["resources"]
        assert mebibytes(resources["requests"]["memory"]) * MEBIBYTE >= measured(figures["rest"]), name
        assert mebibytes(resources["limits"]["memory"]) * MEBIBYTE >= 1.25 * measured(figures["most"]), name


def test_one_small_node_is_large_enough_while_a_pod_is_replaced(build: Build) -> None:
    manifests = build("one-node")
    requests = [main_of(manifests, name)["resources"]["requests"] for name in DEPLOYMENTS]
    memory = [mebibytes(item["memory"]) for item in requests]
    cores = [float(item["cpu"].removesuffix("m")) / 1000 for item in requests]
    # Of 2 cores and 4 GiB; what is left is for the cluster itself and for what runs now and then.
    assert sum(memory) + max(memory) <= 3 * 1024
    assert sum(cores) + max(cores) <= 1.5
    for item in of_kind(manifests, "Deployment").values():
        assert item["spec"]["replicas"] == 1
        assert item["spec"]["strategy"]["rollingUpdate"] == {"maxUnavailable": 0, "maxSurge": 1}


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_every_container_is_shut_in(build: Build, overlay: str) -> None:
    for name, pod in pods(build(overlay)):
        spec = pod["spec"]
        assert spec["automountServiceAccountToken"] is False, name
        assert spec["securityContext"]["runAsNonRoot"] is True
        assert spec["securityContext"]["runAsUser"] == 10001
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert not any("hostPath" in volume for volume in spec.get("volumes", []))
        assert not spec.get("hostNetwork")
        for container in containers(pod):
            context = container["securityContext"]
            assert context["readOnlyRootFilesystem"] is True, (name, container["name"])
            assert context["allowPrivilegeEscalation"] is False
            assert context["capabilities"] == {"drop": ["ALL"]}
            assert "memory" in container["resources"]["limits"]
            assert {"cpu", "memory"} <= container["resources"]["requests"].keys()
            assert {"name": "tmp", "mountPath": "/tmp"} in container["volumeMounts"]
            # Nothing that floats: what runs tomorrow is what was tried today.
            assert not container["image"].endswith(":latest")
            assert ":" in container["image"].split("/")[-1]


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_what_is_written_lies_on_a_volume(build: Build, overlay: str) -> None:
    written = {
        "faq": ["OKIENKO_FAQ_DATABASE", "OKIENKO_FAQ_VECTORS"],
        "signing": ["OKIENKO_SIGNING_MEDIA", "OKIENKO_SIGNING_UPLOADS"],
        "translation": ["OKIENKO_TRANSLATION_EDITED_FOLDER", "OKIENKO_TRANSLATION_PUBLISHED_FOLDER"],
        "speech": ["OKIENKO_SPEECH_CACHE"],
        "gateway": ["OKIENKO_GATEWAY_AUDIT_FOLDER"],
    }
    for name, wanted in written.items():
        container = main_of(build(overlay), name)
        mounts = [mount["mountPath"] for mount in container["volumeMounts"] if not mount.get("readOnly")]
        given = {key: item["value"] for key, item in variables(container).items() if "value" in item}
        paths = {**image_variables(name), **given}
        for variable in wanted:
            if variable in paths:
                assert any(paths[variable].startswith(f"{mount}/") or paths[variable] == mount for mount in mounts), (
                    variable
                )


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_a_pod_may_take_longer_to_go_than_its_calls_may(build: Build, overlay: str) -> None:
    for name in DEPLOYMENTS:
        pod = of_kind(build(overlay), "Deployment")[name]["spec"]["template"]["spec"]
        fields = settings_of(name).model_fields
        given = variables(main_of(build(overlay), name))
        pause = given.get(f"OKIENKO_{name.upper()}_DRAIN_PAUSE_SECONDS", {}).get(
            "value", fields["drain_pause_seconds"].default
        )
        hook = main_of(build(overlay), name).get("lifecycle", {}).get("preStop", {}).get("sleep", {}).get("seconds", 0)
        needed = float(pause) + float(fields["drain_seconds"].default) + hook
        assert pod["terminationGracePeriodSeconds"] >= needed + 5


def test_in_a_region_no_service_hangs_on_one_pod_or_one_node(build: Build) -> None:
    manifests = build("region")
    budgets = {
        item["spec"]["selector"]["matchLabels"]["app.kubernetes.io/name"]: item["spec"]
        for item in of_kind(manifests, "PodDisruptionBudget").values()
    }
    scalers = {
        item["spec"]["scaleTargetRef"]["name"]: item["spec"]
        for item in of_kind(manifests, "HorizontalPodAutoscaler").values()
    }
    for name, item in of_kind(manifests, "Deployment").items():
        spec = item["spec"]
        assert scalers[name]["minReplicas"] >= 2
        # Else every `kubectl apply` would throw away what the autoscaler has found.
        assert "replicas" not in spec
        assert budgets[name]["maxUnavailable"] < scalers[name]["minReplicas"]
        assert spec["strategy"]["rollingUpdate"] == {"maxUnavailable": 0, "maxSurge": 1}
        keys = [one["topologyKey"] for one in spec["template"]["spec"]["topologySpreadConstraints"]]
        assert keys == ["kubernetes.io/hostname", "topology.kubernetes.io/zone"]
        assert spec["template"]["metadata"]["labels"]["app.kubernetes.io/part-of"] == "okienko"
        # A disk that one node mounts would hold the others' pods back.
        claims = [
            one["persistentVolumeClaim"]["claimName"]
            for one in spec["template"]["spec"]["volumes"]
            if "persistentVolumeClaim" in one
        ]
        for claim in claims:
            assert of_kind(manifests, "PersistentVolumeClaim")[claim]["spec"]["accessModes"] == ["ReadWriteMany"]


def test_in_a_region_a_reading_made_ahead_is_there_for_every_pod(build: Build) -> None:
    volumes = {one["name"]: one for one in dict(pods(build("region")))["speech"]["spec"]["volumes"]}
    mounted = {one["mountPath"]: one["name"] for one in main_of(build("region"), "speech")["volumeMounts"]}
    # That every claim of the region is for many nodes is another test's.
    assert "persistentVolumeClaim" in volumes[mounted[image_variables("speech")["OKIENKO_SPEECH_CACHE"]]]


def test_in_a_region_everybody_shows_a_certificate_and_wants_to_see_one(build: Build) -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    for name, pod in pods(build("region")):
        if name in {"publish", "publish-changed", "content-report"}:
            # They call nobody and nobody calls them.
            continue
        (container,) = pod["spec"]["containers"]
        given = {key: item.get("value") for key, item in variables(container).items() if key.startswith("OKIENKO_TLS_")}
        folder = "/etc/okienko/tls"
        assert {"name": "tls", "mountPath": folder, "readOnly": True} in container["volumeMounts"]
        assert given["OKIENKO_TLS_CERTIFICATE"] == f"{folder}/tls.crt"
        assert given["OKIENKO_TLS_KEY"] == f"{folder}/tls.key"
        assert given["OKIENKO_TLS_AUTHORITY"] == f"{folder}/ca.crt"
        assert ("OKIENKO_TLS_PROBE_PORT" in given) is (name in SERVICES)
        (secret,) = [volume["secret"]["secretName"] for volume in pod["spec"]["volumes"] if volume["name"] == "tls"]
        assert f"`{secret}`" in readme


def test_only_what_publishes_and_ends_has_the_role_that_changes_tables(build: Build) -> None:
    roles: dict[str, dict[str, str]] = {}
    for item in build("region"):
        for name, pod in pods((item,)):
            for container in containers(pod):
                # As a variable, or all of a secret at once, or a secret as files.
                assert "envFrom" not in container, name
                for variable in variables(container).values():
                    secret = variable.get("valueFrom", {}).get("secretKeyRef", {})
                    if secret.get("name") == "database":
                        roles.setdefault(item["kind"], {})[name] = secret["key"]
            mounted = {volume["secret"]["secretName"] for volume in pod["spec"]["volumes"] if "secret" in volume}
            assert "database" not in mounted, name
    assert roles == {
        "Deployment": {"faq": "url"},
        "Job": {"publish": "migrator-url"},
        "CronJob": {"publish-changed": "migrator-url"},
    }
    publishes = variables(main_of(build("region"), "faq"))["OKIENKO_FAQ_PUBLISH_AT_START"]
    assert settings_of("faq")(publish_at_start=publishes["value"]).model_dump()["publish_at_start"] is False


def test_whatever_publishes_sees_the_folders_that_the_pods_see(build: Build) -> None:
    seen = {
        name: (variables(container)["OKIENKO_FAQ_TOWNS"]["value"], mount["mountPath"], mount["readOnly"])
        for name, pod in pods(build("region"))
        for container in containers(pod)
        for mount in container["volumeMounts"]
        if mount["name"] == "towns"
    }
    assert set(seen) == {"faq", "publish", "publish-changed", "content-report"}
    assert set(seen.values()) == {("/opt/okienko/towns", "/opt/okienko/towns", True)}
    (routine,) = (
        item["spec"] for name, item in of_kind(build("region"), "CronJob").items() if name == "publish-changed"
    )
    # Every minute: what docs/many-towns.md promises to whoever adds a folder.
    assert routine["schedule"] == "* * * * *"
    assert routine["concurrencyPolicy"] == "Forbid"
    assert routine["jobTemplate"]["spec"]["template"]["spec"]["containers"][0]["args"] == ["publish", "--changed"]


def test_in_a_region_the_default_town_is_named_and_none_that_comes_before_takes_its_place(build: Build) -> None:
    (config,) = of_kind(build("region"), "ConfigMap").values()
    container = main_of(build("region"), "faq")
    given = variables(container)
    reference = given["DEFAULT_TOWN"]["valueFrom"]["configMapKeyRef"]
    # Required: a pod without it does not start.
    assert reference == {"name": config["metadata"]["name"], "key": "default-town"}
    assert config["data"]["default-town"]
    assert given["OKIENKO_FAQ_CONTENT"]["value"] == f"{given['OKIENKO_FAQ_TOWNS']['value']}/$(DEFAULT_TOWN)"
    # Kubernetes replaces only what stands before.
    names = [item["name"] for item in container["env"]]
    assert names.index("DEFAULT_TOWN") < names.index("OKIENKO_FAQ_CONTENT")


def test_with_many_towns_and_accounts_every_group_is_of_the_towns_that_are_named_for_it(build: Build) -> None:
    (config,) = of_kind(build("region"), "ConfigMap").values()
    assert "OKIENKO_FAQ_TOWNS" in variables(main_of(build("region"), "faq"))
    given = variables(main_of(build("region"), "gateway"))
    reference = given["OKIENKO_GATEWAY_OIDC_TOWNS"]["valueFrom"]["configMapKeyRef"]
    assert reference == {"name": config["metadata"]["name"], "key": "towns"}
    # Empty would be every town for everybody.
    towns = json.loads(config["data"]["towns"])
    assert towns.keys() == json.loads(config["data"]["roles"]).keys()
    assert all(towns.values())


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_all_pods_of_faq_sign_conversations_with_one_key(build: Build, overlay: str) -> None:
    key = variables(main_of(build(overlay), "faq"))["OKIENKO_FAQ_CONTEXT_KEY"]["valueFrom"]["secretKeyRef"]
    # Not optional: without it a pod would make a key of its own, and its neighbours would not understand it.
    assert key == {"name": "faq-context", "key": "key"}


def test_in_a_region_all_pods_of_the_gateway_seal_sessions_with_one_key(build: Build) -> None:
    key = variables(main_of(build("region"), "gateway"))["OKIENKO_GATEWAY_SESSION_KEY"]["valueFrom"]["secretKeyRef"]
    assert key == {"name": "gateway-accounts", "key": "session-key"}


def test_with_keda_every_service_is_scaled_by_what_it_has_in_flight(build_with: BuildWith) -> None:
    manifests = build_with("region", "autoscaling-cpu", "autoscaling-keda")
    assert not of_kind(manifests, "HorizontalPodAutoscaler")
    scaled = of_kind(manifests, "ScaledObject")
    assert set(scaled) == set(DEPLOYMENTS)
    for name, item in scaled.items():
        spec = Scaling.model_validate(item["spec"])
        assert spec.scale_target_ref == {"name": name}
        assert 2 <= spec.min_replica_count <= spec.fallback["replicas"] <= spec.max_replica_count
        assert f'service="{name}"' in spec.triggers[0].metadata.query


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_the_way_in_leads_to_the_gateway_and_lets_sockets_and_streams_last(build: Build, overlay: str) -> None:
    manifests = build(overlay)
    (route,) = of_kind(manifests, "HTTPRoute").values()
    spec = Route.model_validate(route["spec"])
    ports = {port["port"]: port for port in of_kind(manifests, "Service")["gateway"]["spec"]["ports"]}
    socket, everything = spec.rules
    assert [ports[rule.backend_refs[0].port]["appProtocol"] for rule in spec.rules] == ["kubernetes.io/ws", "http"]
    assert {rule.backend_refs[0].name for rule in spec.rules} == {"gateway"}
    assert {rule.timeouts["request"] for rule in spec.rules} == {"0s"}
    assert socket.matches[0].path.value == "/api/v1/recognise"
    assert everything.matches[0].path.value == "/"


def test_routines_run_commands_that_there_are(build: Build, capsys: pytest.CaptureFixture[str]) -> None:
    for overlay in OVERLAYS:
        for _, pod in pods(build(overlay)):
            for container in containers(pod):
                if "args" not in container:
                    continue
                service = service_of(container)
                main = importlib.import_module(f"okienko_{service}.__main__").main
                with pytest.raises(SystemExit) as ended:
                    main([*container["args"], "--help"])
                assert ended.value.code == 0, container["args"]
    capsys.readouterr()

"""Every variable that a process needs in a container is set for it: by its image, or by the manifests."""

import copy
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from manifest_reading import (
    DEPLOYMENTS,
    FOLDER,
    Build,
    Manifest,
    containers,
    image_folders,
    image_variables,
    main_of,
    needed,
    pods,
    service_of,
    settings_of,
    variables,
)
from okienko_common.settings import ServiceSettings
from okienko_faq.settings import FaqSettings
from pydantic import Field

OVERLAYS = ("one-node", "region")
NOT_FOR_COMMANDS = {
    # They answer no calls, so nobody connects to them, nobody's conversation is signed and no change is recorded.
    "prepare": {"TRUSTED_PROXIES", "SESSION_KEY", "RECOGNITION_TARGET"},
    "publish": {"CONTEXT_KEY"},
    "publish-changed": {"CONTEXT_KEY"},
    "content-report": {"CONTEXT_KEY"},
    "translation/memory": {"CONTEXT_KEY"},
}
ONLY_WITH = {
    # Sessions are sealed where editors have accounts.
    "OKIENKO_GATEWAY_SESSION_KEY": "OKIENKO_GATEWAY_OIDC_ISSUER",
}
TOGETHER = {
    "OKIENKO_FAQ_SMTP_HOST": {"OKIENKO_FAQ_MAIL_FROM", "OKIENKO_FAQ_PUBLIC_ADDRESS"},
    "OKIENKO_SIGNING_STORAGE": {"OKIENKO_SIGNING_STORAGE_ACCESS_KEY", "OKIENKO_SIGNING_STORAGE_SECRET_KEY"},
    "OKIENKO_GATEWAY_OIDC_ISSUER": {"OKIENKO_GATEWAY_OIDC_CLIENT_ID", "OKIENKO_GATEWAY_OIDC_ROLES"},
}
MAY_BE_MISSING = {
    # Folders that a town adds to what ships; where there are none, there is nothing in them.
    "OKIENKO_TRANSLATION_PACKAGES_FOLDER",
    "OKIENKO_TRANSLATION_GLOSSARY_FOLDER",
    # Films come over gRPC.
    "OKIENKO_GATEWAY_MEDIA_FOLDER",
}


def given(container: Manifest) -> set[str]:
    """Return the variables that a container has, from its image and from the manifest; `…_FILE` counts for what it holds."""
    names = {*image_variables(service_of(container)), *variables(container)}
    return {name.removesuffix("_FILE") for name in names}


def lacking(place: str, container: Manifest, settings: type[ServiceSettings] | None = None) -> set[str]:
    """Return what a container needs and does not have."""
    service = service_of(container)
    has = given(container)
    wanted = {
        name for name in needed(settings or settings_of(service)) if name not in ONLY_WITH or ONLY_WITH[name] in has
    }
    wanted -= {f"OKIENKO_{service.upper()}_{name}" for name in NOT_FOR_COMMANDS.get(place, ())}
    return wanted - has


def every_container(manifests: tuple[Manifest, ...]) -> Iterator[tuple[str, Manifest, Manifest]]:
    """Yield (where, pod, container); an init container is named after its Deployment and itself."""
    for name, pod in pods(manifests):
        for container in containers(pod):
            first = container in pod["spec"].get("initContainers", [])
            yield f"{name}/{container['name']}" if first else name, pod, container


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_every_container_has_what_it_needs(build: Build, overlay: str) -> None:
    manifests = build(overlay)
    assert {place: lacking(place, container) for place, _, container in every_container(manifests)} == {
        place: set() for place, _, _ in every_container(manifests)
    }
    for _, _, container in every_container(manifests):
        has = given(container)
        for first, others in TOGETHER.items():
            assert first not in has or others <= has, (container["name"], others - has)


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_every_folder_and_file_that_is_needed_is_in_the_image_or_on_a_volume(build: Build, overlay: str) -> None:
    for place, _, container in every_container(build(overlay)):
        service = service_of(container)
        values = image_variables(service) | {
            name: item["value"] for name, item in variables(container).items() if "value" in item
        }
        there = [*image_folders(service), *(mount["mountPath"] for mount in container.get("volumeMounts", []))]
        for name, field in needed(settings_of(service)).items():
            if not isinstance(field.default, Path) or name in MAY_BE_MISSING or place in NOT_FOR_COMMANDS:
                continue
            assert any(Path(values[name]).is_relative_to(folder) for folder in there), (place, name, values[name])


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_a_copy_that_listens_is_reached_from_outside_of_its_pod(build: Build, overlay: str) -> None:
    for name in DEPLOYMENTS:
        container = main_of(build(overlay), name)
        values = image_variables(name) | {key: item.get("value") for key, item in variables(container).items()}
        for key, value in values.items():
            if key.endswith(("_HOST", "_TARGET")) and "SMTP" not in key and key.startswith("OKIENKO_"):
                assert value
                assert not re.match(r"127\.|localhost|\[::1\]", value), (name, key, value)


def test_the_readme_lists_what_each_process_needs() -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    listed = {
        match[1]: set(re.findall(r"`([A-Z_]+)`", match[2]))
        for match in re.finditer(r"^\| (\w+) needs \| (.+) \|$", readme, re.MULTILINE)
    }
    assert listed == {
        name: {variable.removeprefix(f"OKIENKO_{name.upper()}_") for variable in needed(settings_of(name))}
        for name in DEPLOYMENTS
    }


def test_a_new_setting_that_no_container_can_leave_alone_is_noticed(build: Build) -> None:
    class More(FaqSettings, service="faq", default_port=50051):
        without_default: str = Field(description="Somebody must say.")
        below_here: Path = Field(Path(".local/more"), description="A folder of the checkout.")
        beside: str = Field("127.0.0.1:1", description="A neighbour on the same machine.")
        shared: str = Field("anything", description="Right wherever it runs.")

    faq = copy.deepcopy(main_of(build("region"), "faq"))
    assert lacking("faq", faq, More) == {
        "OKIENKO_FAQ_WITHOUT_DEFAULT",
        "OKIENKO_FAQ_BELOW_HERE",
        "OKIENKO_FAQ_BESIDE",
    }
    faq["env"] = [item for item in faq["env"] if item["name"] != "OKIENKO_FAQ_CONTEXT_KEY"]
    assert lacking("faq", faq) == {"OKIENKO_FAQ_CONTEXT_KEY"}

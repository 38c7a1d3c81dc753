"""The manifests' parts and the settings of what runs in them, for the tests."""

import importlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from okienko_common.settings import ServiceSettings
from pydantic import SecretStr
from pydantic.fields import FieldInfo

FOLDER = Path(__file__).resolve().parents[1]
REPOSITORY = FOLDER.parents[1]
SERVICES = ("faq", "recognition", "signing", "translation", "speech")
DEPLOYMENTS = (*SERVICES, "gateway")

Manifest = dict[str, Any]
Build = Callable[[str], tuple[Manifest, ...]]
BuildWith = Callable[[str, str, str], tuple[Manifest, ...]]


def settings_of(service: str) -> type[ServiceSettings]:
    found: type[ServiceSettings] = getattr(
        importlib.import_module(f"okienko_{service}.settings"), f"{service.title()}Settings"
    )
    assert issubclass(found, ServiceSettings)
    return found


def of_kind(manifests: tuple[Manifest, ...], *kinds: str) -> dict[str, Manifest]:
    return {item["metadata"]["name"]: item for item in manifests if item["kind"] in kinds}


def pods(manifests: tuple[Manifest, ...]) -> Iterator[tuple[str, Manifest]]:
    for item in manifests:
        spec = item.get("spec", {})
        if item["kind"] == "CronJob":
            spec = spec["jobTemplate"]["spec"]
        if item["kind"] in {"Deployment", "Job", "CronJob"}:
            yield item["metadata"]["name"], spec["template"]


def containers(pod: Manifest) -> list[Manifest]:
    return [*pod["spec"].get("initContainers", []), *pod["spec"]["containers"]]


def main_of(manifests: tuple[Manifest, ...], name: str) -> Manifest:
    (container,) = of_kind(manifests, "Deployment")[name]["spec"]["template"]["spec"]["containers"]
    assert isinstance(container, dict)
    return container


def variables(container: Manifest) -> dict[str, Manifest]:
    return {item["name"]: item for item in container.get("env", [])}


def image_variables(service: str) -> dict[str, str]:
    """Return what the image sets, from its Dockerfile."""
    folder = REPOSITORY if service == "gateway" else REPOSITORY / "services"
    text = (folder / service / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    words = [word for line in text.splitlines() if line.startswith("ENV ") for word in line.split()[1:]]
    return dict(word.split("=", 1) for word in words if "=" in word)


def service_of(container: Manifest) -> str:
    """Return whose image a container runs."""
    name: str = container["image"].split("/")[-1].split(":")[0]
    return name


def image_folders(service: str) -> list[str]:
    """Return what the last stage of a Dockerfile copies into the image: absolute paths."""
    folder = REPOSITORY if service == "gateway" else REPOSITORY / "services"
    last = (folder / service / "Dockerfile").read_text(encoding="utf-8").rsplit("\nFROM ", 1)[1]
    return [line.split()[-1] for line in last.splitlines() if line.startswith("COPY ")]


def needed(settings: type[ServiceSettings]) -> dict[str, FieldInfo]:
    """Return, by variable, the settings that no container can leave at their default.

    These have no default at all, or one that is right on a developer's machine alone: a path of the checkout, an address of
    the machine itself, a folder below the current one, or a secret that each copy would make for itself.
    """
    prefix = str(settings.model_config.get("env_prefix"))
    return {
        f"{prefix}{name.upper()}": field for name, field in settings.model_fields.items() if not _serves_anywhere(field)
    }


def _serves_anywhere(field: FieldInfo) -> bool:
    default = field.default
    if field.is_required():
        return False
    if isinstance(default, SecretStr):
        # Empty is "made anew by each process".
        return "same for all replicas" not in (field.description or "")
    if isinstance(default, Path):
        return default.is_absolute() and not default.is_relative_to(REPOSITORY)
    return not (isinstance(default, str) and default.startswith(("127.0.0.1", "localhost", "[::1]", ".local/")))

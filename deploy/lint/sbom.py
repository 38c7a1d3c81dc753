"""Writes a bill of materials (CycloneDX 1.6) for each image: `make sbom`, reports/sbom/<image>.json.

Names, versions and checksums are those of uv.lock and package-lock.json, licences those of the signed-off list.
"""

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

sys.path.insert(0, str(Path(__file__).parent))
from licences import LIST
from shipped_packages import IMAGES, REPOSITORY, requirements

Bom = dict[str, Any]


def bill(image: str, signed_off: dict[str, str]) -> Bom:
    """Return the bill of one image."""
    command = [
        sys.executable,
        "-m",
        "cyclonedx_py",
        "requirements",
        "-",
        "--output-reproducible",
        "--spec-version",
        "1.6",
    ]
    made = subprocess.run(command, input=requirements(image), check=True, capture_output=True, text=True)
    bom: Bom = json.loads(made.stdout)
    if image == "gateway":
        bom["components"] += _page()
    for component in bom["components"]:
        group = component.get("group", "")
        name = f"{group}/{component['name']}" if group else component["name"]
        component["licenses"] = [{"expression": signed_off[name]}] if name in signed_off else []
    bom.setdefault("metadata", {})["component"] = {
        "type": "container",
        "name": f"okienko-{image}",
        "version": _version(),
        "licenses": [{"expression": "EUPL-1.2"}],
    }
    return bom


def _page() -> list[Bom]:
    command = ["npm", "sbom", "--sbom-format", "cyclonedx", "--package-lock-only", "--omit", "dev"]
    printed = subprocess.run(command, cwd=REPOSITORY / "frontend", check=True, capture_output=True, text=True).stdout
    components: list[Bom] = json.loads(printed)["components"]
    return components


def _version() -> str:
    return str(tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]["version"])


def main() -> int:
    """Write all bills and check each against the schema."""
    folder = REPOSITORY / "reports/sbom"
    folder.mkdir(parents=True, exist_ok=True)
    signed_off = tomllib.loads(LIST.read_text())["packages"]
    for image in IMAGES:
        text = json.dumps(bill(image, signed_off), indent=2, sort_keys=True)
        if error := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
            print(f"The bill of {image} is not valid CycloneDX: {error}", file=sys.stderr)
            return 1
        path = folder / f"{image}.json"
        path.write_text(text + "\n")
        print(f"{path.relative_to(REPOSITORY)}: {len(json.loads(text)['components'])} components")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""Compares everything that the images install with published vulnerabilities: `make audit`. Needs the network.

Ends with 0 where nothing was found, 1 where something was, 2 where a database could not be asked.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from shipped_packages import IMAGES, REPOSITORY, requirements

UNREACHABLE = (
    "{what} could not be compared: the database of vulnerabilities cannot be reached from here ({why}). "
    "Run `make audit` again where pypi.org and registry.npmjs.org can be."
)


def python() -> int:
    """Audit the Python packages."""
    wanted = sorted({block for image in IMAGES for block in _blocks(requirements(image))})
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(wanted))
        file.flush()
        command = [
            sys.executable,
            "-m",
            "pip_audit",
            "--require-hashes",
            "--disable-pip",
            "--progress-spinner",
            "off",
            "-r",
            file.name,
        ]
        ran = subprocess.run([*command, "--format", "json"], capture_output=True, text=True, check=False)
    try:
        found = json.loads(ran.stdout)
    except ValueError:
        lines = ran.stderr.strip().splitlines() or ["no answer"]
        print(UNREACHABLE.format(what="Python packages", why=lines[-1][:200]), file=sys.stderr)
        return 2
    hit = [item for item in found["dependencies"] if item.get("vulns")]
    for item in hit:
        for one in item["vulns"]:
            print(
                f"{item['name']} {item['version']}: {one['id']}, mended in {', '.join(one['fix_versions']) or 'no version yet'}"
            )
    print(f"Python: {len(found['dependencies'])} packages compared, {len(hit)} with known vulnerabilities.")
    return 1 if hit else 0


def page() -> int:
    """Audit what is built into the page."""
    command = ["npm", "audit", "--omit", "dev", "--package-lock-only", "--json"]
    environment = {**os.environ, "npm_config_fetch_retries": "1", "npm_config_fetch_timeout": "20000"}
    ran = subprocess.run(
        command, cwd=REPOSITORY / "frontend", env=environment, capture_output=True, text=True, check=False
    )
    try:
        found = json.loads(ran.stdout)
        hit = found["vulnerabilities"]
    except (ValueError, KeyError):
        lines = (ran.stderr or ran.stdout).strip().splitlines() or ["no answer"]
        print(UNREACHABLE.format(what="The page's packages", why=lines[0][:200]), file=sys.stderr)
        return 2
    for name, item in hit.items():
        print(f"{name} {item['range']}: {item['severity']}")
    print(
        f"The page: {found['metadata']['dependencies']['prod']} packages compared, {len(hit)} with known vulnerabilities."
    )
    return 1 if hit else 0


def _blocks(text: str) -> list[str]:
    """Return each requirement with its checksums; the same in every image."""
    return [block.strip() for block in text.replace("\\\n", " ").splitlines() if block.strip()]


if __name__ == "__main__":
    raise SystemExit(max(python(), page()))

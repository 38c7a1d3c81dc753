"""Running the system's tools, whose failures become sentences."""

import subprocess


class ToolError(Exception):
    """A tool of the system is missing or may not do what is asked of it."""


def run(*command: str) -> str:
    """Run a command and return what it printed.

    Raises:
        ToolError: it is not installed, or it failed; its own words are in the sentence.
    """
    try:
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    except FileNotFoundError:
        message = f"{command[0]} is not installed: apt-get install iproute2 dnsmasq-base nginx-light."
        raise ToolError(message) from None
    except subprocess.CalledProcessError as error:
        message = f"{' '.join(command)}: {error.stderr.strip()}"
        raise ToolError(message) from None
    return done.stdout

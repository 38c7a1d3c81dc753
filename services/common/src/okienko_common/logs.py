"""Structured logs. What residents write, sign or hear is never an argument of a log call."""

import logging
import sys
from typing import Any, cast

import structlog


def configure_logs(service: str, level: str, log_format: str) -> None:
    """Send structured lines to standard error.

    Args:
        service: name put into every line.
        level: least severe level, e.g. "info".
        log_format: "console" for people, "json" for a collector.
    """
    renderer: Any = (
        structlog.processors.JSONRenderer() if log_format == "json" else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service)


def get_logger(name: str) -> structlog.typing.FilteringBoundLogger:
    """Return the logger of a module; call it with an event name and plain facts."""
    return cast(structlog.typing.FilteringBoundLogger, structlog.get_logger(module=name))

"""What the calls of all three services refuse in the same words."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

import grpc
from okienko_common.errors import ServiceError
from sqlalchemy.exc import SQLAlchemyError

P = TypeVar("P")
R = TypeVar("R")


def opened(part: P | None) -> P:
    """Return what answers the calls.

    Raises:
        ServiceError: there is nothing yet.
    """
    if part is None:
        raise ServiceError(
            grpc.StatusCode.UNAVAILABLE,
            "STARTING",
            "Usługa właśnie się uruchamia. Spróbuj ponownie za chwilę.",
            "The service is starting. Please try again in a moment.",
            retry_after_seconds=1.0,
        )
    return part


def answer_not_found() -> ServiceError:
    """Return the refusal of an answer that is not, or no longer, published."""
    return ServiceError(
        grpc.StatusCode.NOT_FOUND,
        "ANSWER_NOT_FOUND",
        "Nie ma takiej odpowiedzi. Mogła zostać usunięta; zadaj pytanie jeszcze raz.",
        "There is no such answer. It may have been removed; please ask again.",
    )


def unsupported_language() -> ServiceError:
    """Return the refusal of a language other than Polish and English."""
    return invalid("UNSUPPORTED_LANGUAGE", "Podaj język: pl albo en.", "Give the language: pl or en.")


def invalid(reason: str, pl: str, en: str) -> ServiceError:
    """Return the refusal of an argument."""
    return ServiceError(grpc.StatusCode.INVALID_ARGUMENT, reason, pl, en)


async def stored(call: Callable[..., R], *args: Any) -> R:
    """Ask the database in a thread.

    Raises:
        ServiceError: it is away.
    """
    try:
        return await asyncio.to_thread(call, *args)
    except SQLAlchemyError as error:
        raise _store_away() from error


def _store_away() -> ServiceError:
    return ServiceError(
        grpc.StatusCode.UNAVAILABLE,
        "STORE_AWAY",
        "Baza danych jest chwilowo niedostępna. Spróbuj ponownie za chwilę.",
        "The database is away for a moment. Please try again shortly.",
        retry_after_seconds=3.0,
    )

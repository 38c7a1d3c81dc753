"""Every error a caller can meet, as RFC 9457 problem details with a sentence in the caller's language."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import grpc
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from okienko_common.errors import read_error
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from okienko_gateway.languages import preferred_language
from okienko_gateway.requests import request_id

TYPE_PREFIX = "https://okienko.example/problems/"

HTTP_STATUS: Mapping[grpc.StatusCode, int] = {
    grpc.StatusCode.INVALID_ARGUMENT: 400,
    grpc.StatusCode.OUT_OF_RANGE: 400,
    grpc.StatusCode.NOT_FOUND: 404,
    grpc.StatusCode.FAILED_PRECONDITION: 409,
    grpc.StatusCode.RESOURCE_EXHAUSTED: 503,
    grpc.StatusCode.UNIMPLEMENTED: 501,
    grpc.StatusCode.UNAVAILABLE: 503,
    grpc.StatusCode.DEADLINE_EXCEEDED: 504,
    grpc.StatusCode.DATA_LOSS: 422,
}
REASON_STATUS: Mapping[str, int] = {
    "RECORDING_TOO_LARGE": 413,
    "RECORDING_UNUSABLE": 422,
    "CLIP_TOO_LARGE": 413,
    "CLIP_UNUSABLE": 422,
    "POSE_FILES_UNAVAILABLE": 501,
    "DECODER_UNCONFINED": 501,
    "UPLOAD_BUSY": 423,
    "UPLOADS_FULL": 507,
    "MEDIA_FOLDER_UNUSABLE": 507,
    "MAIL_OFF": 404,
    "RATINGS_OFF": 404,
    "TOO_MANY_LETTERS": 429,
}
"""What HTTP tells more exactly than gRPC."""

TITLES: Mapping[int, tuple[str, str]] = {
    400: ("Nieprawidłowe zapytanie", "Bad request"),
    401: ("Brak dostępu", "No access"),
    403: ("Brak uprawnień", "Not allowed"),
    404: ("Nie znaleziono", "Not found"),
    405: ("Niedozwolona metoda", "Method not allowed"),
    409: ("Jeszcze niegotowe", "Not ready"),
    412: ("Nieobsługiwana wersja", "Version not supported"),
    413: ("Zbyt duże zapytanie", "Request too large"),
    415: ("Nieobsługiwany format", "Unsupported format"),
    416: ("Nieprawidłowy zakres", "Range not satisfiable"),
    422: ("Nie nadaje się", "Not usable"),
    423: ("Zajęte", "Busy"),
    429: ("Zbyt wiele zapytań", "Too many requests"),
    460: ("Uszkodzone dane", "Damaged data"),
    500: ("Błąd", "Error"),
    501: ("Nieobsługiwane", "Not supported"),
    502: ("Błąd", "Error"),
    503: ("Chwilowo niedostępne", "Temporarily unavailable"),
    504: ("Zbyt długo to trwało", "Took too long"),
    507: ("Brak miejsca", "No room"),
}

HELP: Mapping[str, tuple[str, str]] = {
    "faq": ("Wyszukiwanie odpowiedzi", "Finding answers"),
    "recognition": ("Rozpoznawanie migania", "Recognising signing"),
    "signing": ("Filmy w języku migowym", "Sign videos"),
    "translation": ("Tłumaczenie", "Translation"),
    "speech": ("Czytanie na głos", "Reading aloud"),
}
"""What each service is to a resident."""


class ProblemDetails(BaseModel):
    """The body of every error (RFC 9457)."""

    type: str = Field(description="Address that names the kind of problem.")
    title: str = Field(description="The kind of problem in a few words.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What happened and what to do next, a sentence in the caller's language.")
    instance: str = Field(description="The path that was called.")
    reason: str = Field(description="UPPER_SNAKE identifier for programs.")
    request_id: str = Field(description="To be quoted when reporting the problem.")
    retry_after: int | None = Field(None, description="Seconds after which trying again makes sense.")
    service: str | None = Field(
        None, description="The service that failed: faq, recognition, signing, translation, speech."
    )


@dataclass(eq=False)
class Problem(Exception):  # noqa: N818  # RFC 9457 calls it a problem
    """An error on its way to the caller.

    Args:
        status: HTTP status.
        reason: UPPER_SNAKE identifier.
        pl: the sentence in Polish.
        en: the sentence in English.
        retry_after_seconds: when trying again makes sense.
        service: the service that failed.
        headers: what the answer carries besides.
    """

    status: int
    reason: str
    pl: str
    en: str
    retry_after_seconds: float | None = None
    service: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def details(self, language: str, instance: str) -> ProblemDetails:
        """Return the body in one language."""
        polish = language == "pl"
        title = TITLES.get(self.status, TITLES[500])
        return ProblemDetails(
            type=TYPE_PREFIX + self.reason.lower().replace("_", "-"),
            title=title[0] if polish else title[1],
            status=self.status,
            detail=self.pl if polish else self.en,
            instance=instance,
            reason=self.reason,
            request_id=request_id(),
            retry_after=None if self.retry_after_seconds is None else max(1, math.ceil(self.retry_after_seconds)),
            service=self.service,
        )


def from_grpc(error: grpc.aio.AioRpcError, service: str) -> Problem:
    """Turn a failed call into a problem; sentences of the service are kept, missing ones are supplied."""
    details = read_error(error)
    if details.reason == "TOWN_NOT_FOUND":
        return _town_changing()
    status = REASON_STATUS.get(details.reason) or HTTP_STATUS.get(details.code, 502)
    pl, en, retry = details.pl, details.en, details.retry_after_seconds
    help_pl, help_en = HELP[service]
    if not pl:
        if details.code in {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED}:
            pl = f"{help_pl}: ta pomoc chwilowo nie działa. Reszta strony działa; spróbuj ponownie za chwilę."
            en = f"{help_en}: this help is not working at the moment. The rest of the page works; try again shortly."
            retry = retry or 3.0
        else:
            pl = f"{help_pl}: coś się zepsuło. Spróbuj ponownie; jeśli to się powtórzy, skontaktuj się z urzędem."
            en = f"{help_en}: something broke. Please try again; if it happens again, contact the office."
    return Problem(status, details.reason, pl, en, retry, service)


def _town_changing() -> Problem:
    """Return the problem of a town that the gateway has heard of, and the copy that was asked does not serve."""
    return Problem(
        503,
        "TOWN_CHANGING",
        "To miasto jest właśnie dodawane albo zamykane. Spróbuj ponownie za 2 s.",
        "This town is just being added or closed. Please try again in 2 s.",
        retry_after_seconds=2,
        service="faq",
    )


def problem_response(problem: Problem, request: Request) -> JSONResponse:
    """Return the problem as application/problem+json in the caller's language."""
    details = problem.details(preferred_language(request.headers.get("accept-language")), request.url.path)
    retry = {} if details.retry_after is None else {"Retry-After": str(details.retry_after)}
    headers = {**problem.headers, **retry}
    return JSONResponse(
        details.model_dump(exclude_none=True), problem.status, headers, media_type="application/problem+json"
    )


def not_found() -> Problem:
    """Return the problem of an address that leads nowhere."""
    return Problem(
        404,
        "NOT_FOUND",
        "Nie ma tu niczego pod tym adresem. Wróć na stronę główną.",
        "There is nothing at this address. Go back to the first page.",
    )


def method_not_allowed(allowed: Sequence[str]) -> Problem:
    """Return the problem of an address that takes other methods only."""
    return Problem(
        405,
        "METHOD_NOT_ALLOWED",
        "Ten adres nie przyjmuje takiej metody. Opis jest w /api/v1/openapi.json.",
        "This address does not take that method. See /api/v1/openapi.json.",
        headers={"Allow": ", ".join(allowed)},
    )


def too_large() -> Problem:
    """Return the problem of a body that is too large."""
    return Problem(
        413,
        "BODY_TOO_LARGE",
        "Zapytanie jest zbyt duże. Skróć je i wyślij ponownie.",
        "The request is too large. Make it shorter and send it again.",
    )


def install(app: FastAPI) -> None:
    """Make every foreseen way of failing end in `problem_response`; `last_door.py` has the others."""

    async def on_problem(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, Problem)
        return problem_response(error, request)

    async def on_invalid(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        return problem_response(problem_of(error), request)

    async def on_http(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        return problem_response(problem_of(error), request)

    app.add_exception_handler(Problem, on_problem)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(HTTPException, on_http)


CRASH = Problem(
    500,
    "INTERNAL",
    "Coś się u nas zepsuło. Spróbuj ponownie; jeśli to się powtórzy, skontaktuj się z urzędem.",
    "Something broke on our side. Please try again; if it happens again, contact the office.",
)
"""What a caller hears of an error that nobody foresaw."""


def problem_of(error: Problem | RequestValidationError | HTTPException) -> Problem:
    """Return the problem behind an error of ours or of the framework."""
    match error:
        case Problem():
            return error
        case RequestValidationError():
            return _from_validation(error)
        case _:
            return _from_http(error)


def _from_validation(error: RequestValidationError) -> Problem:
    errors = error.errors()
    if any(item["type"] == "json_invalid" for item in errors):
        return Problem(
            400,
            "INVALID_JSON",
            "Zapytanie nie jest poprawnym JSON-em. Sprawdź przecinki, cudzysłowy i nawiasy.",
            "The request is not valid JSON. Check its commas, quotes and brackets.",
        )
    # Only names of fields are repeated, never their content.
    fields = ", ".join(sorted({".".join(str(part) for part in item["loc"][1:]) or "body" for item in errors}))
    return Problem(
        400,
        "INVALID_FIELD",
        f"Nieprawidłowe lub brakujące pole: {fields}. Opis pól jest w /api/v1/openapi.json.",
        f"Invalid or missing field: {fields}. The fields are described in /api/v1/openapi.json.",
    )


def _from_http(error: HTTPException) -> Problem:
    match error.status_code:
        case 404:
            return not_found()
        case 405:
            # Of a file, which is only read.
            return method_not_allowed(["GET", "HEAD"])
        case 413:
            return too_large()
        case 416:
            return Problem(
                416,
                "RANGE_NOT_SATISFIABLE",
                "Żądany zakres leży poza plikiem. Pobierz plik od początku.",
                "The requested range lies outside the file. Fetch it from the start.",
            )
        case status:
            return Problem(
                status,
                "HTTP_ERROR",
                "Nie można wykonać tego zapytania. Opis jest w /api/v1/openapi.json.",
                "This request cannot be carried out. See /api/v1/openapi.json.",
            )

"""The page and the landmark models, as files."""

from collections.abc import Sequence
from pathlib import Path

from fastapi import FastAPI
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from okienko_gateway.policies import NONCE, SCRIPT_POLICY, new_nonce, page_policy
from okienko_gateway.problems import Problem
from okienko_gateway.settings import GatewaySettings

LANDMARK_MODELS = ("hand_landmarker.task", "pose_landmarker_lite.task")
A_DAY = "public, max-age=86400"
FOREVER = "public, max-age=31536000, immutable"


class PageFiles(StaticFiles):
    """The built page: hashed assets are kept for good, everything else is asked for again.

    Args:
        folder: where it lies.
        embedding_pages: origins that may show it in a frame.
    """

    def __init__(self, folder: Path, embedding_pages: Sequence[str]) -> None:
        super().__init__(directory=folder, html=True)
        self._embedding_pages = embedding_pages

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return one file with its caching rule."""
        response = await super().get_response(path, scope)
        if path.startswith("assets/"):
            response.headers["Cache-Control"] = FOREVER
        elif path.startswith("wasm/"):
            response.headers["Cache-Control"] = A_DAY
        else:
            response.headers["Cache-Control"] = "no-cache"
        media_type = response.headers.get("content-type", "")
        if media_type.startswith("text/javascript"):
            response.headers["Content-Security-Policy"] = SCRIPT_POLICY
        elif media_type.startswith("text/html") and isinstance(response, FileResponse):
            return self._page(Path(response.path), response.status_code)
        return response

    def _page(self, file: Path, status: int) -> Response:
        """Return an HTML file with a nonce of this response's own; it is small, so that asking again costs little."""
        nonce = new_nonce()
        headers = {
            "Cache-Control": "no-cache",
            "Content-Security-Policy": page_policy(nonce, self._embedding_pages),
        }
        return HTMLResponse(file.read_text(encoding="utf-8").replace(NONCE, nonce), status, headers)


class LandmarkModels(StaticFiles):
    """The two models that a browser needs, and nothing else of the models folder."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return one model.

        Raises:
            Problem: 503, the model has not been assembled.
        """
        if path not in LANDMARK_MODELS:
            return Response(status_code=404)
        if self.lookup_path(path)[1] is None:
            raise _not_built(
                "Brakuje modelu dłoni. Administrator: `make models`.", "The hand model is missing. Run `make models`."
            )
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = A_DAY
        return response


def mount_page(app: FastAPI, settings: GatewaySettings) -> None:
    """Serve the models and the page; must come after every route, for it takes all other addresses."""
    app.mount("/models", LandmarkModels(directory=settings.models_folder, check_dir=False))
    if (settings.frontend_folder / "index.html").is_file():
        app.mount("/", PageFiles(settings.frontend_folder, settings.embedding_pages))
        return

    @app.get("/", include_in_schema=False)
    async def no_page() -> Response:
        raise _not_built(
            "Strona nie jest jeszcze zbudowana. Administrator: `make frontend`, potem uruchom bramę ponownie.",
            "The page has not been built yet. Run `make frontend`, then start the gateway again.",
        )


def _not_built(pl: str, en: str) -> Problem:
    return Problem(503, "NOT_BUILT", pl, en)

"""Security headers: what a browser may do with a response, by what it is."""

import secrets
from collections.abc import Sequence

NONCE = "okienko-nonce"
"""Stands in the built page (`html.cspNonce` of frontend/vite.config.ts) where each response gets a nonce of its own."""

# Scripts start from the one that the nonce names; 'wasm-unsafe-eval' lets WebAssembly compile and nothing else. blob: is
# for the spoken sound and for pictures of the signing. Two makers of trusted types: Lit's templates and the worker's address.
_PAGE = (
    "default-src 'none'; "
    "script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; "
    "style-src 'self'; "
    "img-src 'self' data: blob:; "
    "media-src 'self' blob:; "
    "font-src 'self'; "
    "connect-src 'self'; "
    "worker-src 'self'; "
    "manifest-src 'self'; "
    "base-uri 'none'; "
    "form-action 'self'; "
    "require-trusted-types-for 'script'; "
    "trusted-types lit-html okienko-worker; "
    "frame-ancestors {ancestors}"
)
# A worker has the policy of its own file: MediaPipe imports its loader, compiles its WebAssembly and fetches its models.
SCRIPT_POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# Everything else is read by our page, and does nothing if it is opened by itself.
DATA_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def new_nonce() -> str:
    """Draw a nonce, 128 bits."""
    return secrets.token_urlsafe(16)


def page_policy(nonce: str, embedding_pages: Sequence[str] = ()) -> str:
    """Return the policy of the page.

    Args:
        nonce: which the page's own script carries in this response.
        embedding_pages: origins that may show the page in a frame.
    """
    return _PAGE.format(nonce=nonce, ancestors=" ".join(embedding_pages) or "'none'")


def security_headers(*, is_embedded: bool) -> dict[str, str]:
    """Return what every response carries; the page itself replaces the policy by its own.

    Args:
        is_embedded: whether other pages may show the page in a frame.
    """
    headers = {
        "Content-Security-Policy": DATA_POLICY,
        "Permissions-Policy": "camera=(self), fullscreen=(self), microphone=(), geolocation=(), interest-cohort=()",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    # For browsers that do not know frame-ancestors; it cannot name pages.
    return headers if is_embedded else {**headers, "X-Frame-Options": "DENY"}

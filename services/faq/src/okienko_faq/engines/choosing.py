"""The embedding model that the settings ask for, where this machine can run it."""

from okienko_common.logs import get_logger

from okienko_faq.engines import Embedder, EmbedderUnavailableError
from okienko_faq.engines.e5 import MultilingualE5
from okienko_faq.settings import FaqSettings

log = get_logger(__name__)


def choose_embedder(settings: FaqSettings) -> Embedder | None:
    """Return the embedding model, or None where the search is to go by words only; says why in the log."""
    if settings.retrieval == "lexical-only":
        return None
    try:
        return MultilingualE5(settings.embedding_threads)
    except EmbedderUnavailableError as error:
        log.warning("searching by words only", reason=str(error))
        return None

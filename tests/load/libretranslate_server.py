"""Starts LibreTranslate without any download, in an environment of its own: `python libretranslate_server.py PORT`.

Before its first translation it would fetch a model that cuts text into sentences. The benchmark sends single sentences, so that part is
replaced by one that cuts nothing, which only makes LibreTranslate faster. Everything else is as released.
"""

import sys

from argostranslate import sbd, translate


class Uncut(sbd.ISentenceBoundaryDetectionModel):  # type: ignore[misc]  # typed where it is installed alone
    """Takes every text for one sentence."""

    def __init__(self, pkg: object) -> None:
        self.pkg = pkg

    def split_sentences(self, text: str) -> list[str]:
        """Return the text."""
        return [text]


def main() -> None:
    """Serve on a port of this machine."""
    sbd.MiniSBDSentencizer = Uncut
    for name in ("MiniSBDSentencizer", "StanzaSentencizer"):
        if hasattr(translate, name):
            setattr(translate, name, Uncut)
    from libretranslate.main import main as serve

    sys.argv = [
        "libretranslate", "--host", "127.0.0.1", "--port", sys.argv[1], "--load-only", "en,pl",
        "--disable-web-ui", "--disable-files-translation",
    ]  # fmt: skip
    serve()


if __name__ == "__main__":
    main()

"""From a pack's folder to the store, when its files have changed."""

from pathlib import Path

from okienko_faq.content.loading import content_hash, load
from okienko_faq.store.database import Store, StoredPack


def import_changed(folder: Path, store: Store) -> tuple[StoredPack, bool]:
    """Publish the pack in `folder` unless it is published already; return what is published and whether it was new.

    Raises:
        PackInvalidError: the pack has problems; what was published before stays in the store.
    """
    found = content_hash(folder)
    changed = store.content_hash() != found
    if changed:
        store.replace(load(folder), found)
    return store.read(), changed

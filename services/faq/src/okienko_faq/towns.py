"""The towns that one installation serves: a folder each, looked for while the service runs."""

import asyncio
import os
from collections.abc import Callable, Mapping
from pathlib import Path

import grpc
from okienko_common.errors import ServiceError
from okienko_common.logs import get_logger
from okienko_common.troubles import Troubles

from okienko_faq.content.layers import is_national
from okienko_faq.content.loading import PackInvalidError
from okienko_faq.desk import Desk
from okienko_faq.refusals import opened
from okienko_faq.settings import FaqSettings
from okienko_faq.store.connecting import StoreUnavailableError
from okienko_faq.store.database import StoreContentError

log = get_logger(__name__)

LOOK_SECONDS = 2.0
LONGEST_ID = 60
# A folder that is copied anew, or a network disk that comes back, is away for a moment only.
LOOKS_UNTIL_CLOSED = 3
_Signature = tuple[int, float]


def town_folders(root: Path) -> dict[str, Path]:
    """Return the towns' packs in `root` by identifier: its folders with a town.yaml."""
    found = (path.parent for path in sorted(root.glob("*/town.yaml")))
    return {folder.name: folder for folder in found if not is_national(folder) and len(folder.name) <= LONGEST_ID}


def default_town(settings: FaqSettings, folders: Mapping[str, Path]) -> str:
    """Return which of `folders` calls are for that name no town; "" is the first by name that is served.

    Raises:
        StoreContentError: OKIENKO_FAQ_CONTENT names a town that is not there. Recordings without a prefix are the
            default town's, so that another in its place would show them as its own.
    """
    named = settings.content.resolve().name
    if named in folders or not folders:
        return named
    if "content" in settings.model_fields_set:
        raise StoreContentError(
            f"OKIENKO_FAQ_CONTENT names the default town {named}, and {settings.towns} has no such town. Put its folder "
            f"there, or let OKIENKO_FAQ_CONTENT name one of these: {', '.join(folders)}."
        )
    log.error(
        "OKIENKO_FAQ_CONTENT names no default town; the first by name is taken, which another town can become",
        town=min(folders),
    )
    return ""


class Towns:
    """Desks by town; a folder that appears opens one, one that goes closes it."""

    def __init__(self, new_desk: Callable[[Path], Desk], default: str = "") -> None:
        """Open desks with `new_desk`; `default` is the town of calls that name none, and "" the first by name."""
        self._new_desk = new_desk
        self._default = default
        self._desks: dict[str, Desk] = {}
        self._refused: dict[str, _Signature] = {}
        self._told: dict[str, set[str]] = {}
        self._missed: dict[str, int] = {}

    @property
    def desks(self) -> Mapping[str, Desk]:
        """What is served now, by identifier in order."""
        return dict(sorted(self._desks.items()))

    @property
    def default(self) -> str:
        """Identifier of the town of calls that name none, even while it is not served; empty while there is none.

        No other takes its place: recordings without a prefix would be shown as that one's.
        """
        return self._default or min(self._desks, default="")

    def of(self, town: str) -> Desk:
        """Return the desk of a town, or of the default one where none is named.

        Raises:
            ServiceError: there is no such town, or none at all yet.
        """
        if town and town not in self._desks and self._desks:
            raise ServiceError(
                grpc.StatusCode.NOT_FOUND,
                "TOWN_NOT_FOUND",
                "Tego miasta tu nie ma. Sprawdź adres strony.",
                "There is no such town here. Check the page's address.",
            )
        return opened(self._desks.get(town or self.default))

    async def look(self, folders: Mapping[str, Path]) -> None:
        """Open what is new in `folders` and close what three looks in a row have not found.

        A town whose pack has problems is named in the log and looked at again when its files change; one that nobody has
        published yet, or whose database is away, each time; each reason, and each kind of unforeseen
        error, is logged once, until the town is open or its folder is gone.
        """
        self._missed = {town: self._missed.get(town, 0) + 1 for town in self._desks.keys() - folders.keys()}
        for town in [town for town, looks in self._missed.items() if looks >= LOOKS_UNTIL_CLOSED]:
            log.info("town closed", town=town)
            await self._desks.pop(town).close()
        for town in (self._told.keys() | self._refused.keys()) - folders.keys():
            self._told.pop(town, None)
            self._refused.pop(town, None)
        for town, folder in folders.items():
            if town not in self._desks:
                await self._try_to_add(town, folder)

    async def _try_to_add(self, town: str, folder: Path) -> None:
        try:
            signature = await asyncio.to_thread(_signature, folder)
            if self._refused.get(town) == signature:
                return
            await self.add(folder)
        except PackInvalidError as error:
            self._refused[town] = signature
            log.error("this town is not served", town=town, problems=str(error))  # noqa: TRY400 - the sentences say all
        except (StoreContentError, StoreUnavailableError) as error:
            if self._is_news(town, str(error)):
                log.warning("this town is not served yet", town=town, reason=str(error))
        except Exception as error:  # noqa: BLE001  (whatever it was, the other towns must be followed on)
            # Its kind alone: the message of a database's error may quote its address with the password.
            if self._is_news(town, kind := type(error).__name__):
                log.error("this town cannot be opened; trying again", town=town, error=kind)  # noqa: TRY400
        else:
            self._told.pop(town, None)

    def _is_news(self, town: str, reason: str) -> bool:
        told = self._told.setdefault(town, set())
        is_news = reason not in told
        told.add(reason)
        return is_news

    async def add(self, folder: Path) -> None:
        """Open the desk of one town.

        Raises:
            PackInvalidError, StoreContentError, StoreUnavailableError: see `Desk.open`.
        """
        desk = await asyncio.to_thread(self._new_desk, folder)
        await desk.open()
        self._desks[desk.town] = desk

    async def follow(self, root: Path) -> None:
        """Look into `root` every two seconds; never ends. While it cannot be read at all, what is served stays."""
        troubles = Troubles("the towns' folder cannot be looked through; trying again", folder=str(root))
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await self.look(await asyncio.to_thread(_seen, root))
                troubles.over()
            except Exception as error:  # noqa: BLE001  (whatever it was, towns must be followed on)
                troubles.tell(error)

    async def close(self) -> None:
        """Close every desk."""
        for desk in self._desks.values():
            await desk.close()


def _seen(root: Path) -> dict[str, Path]:
    # Looking for files finds none in a folder that is away, as if every town had gone.
    os.scandir(root).close()
    return town_folders(root)


def _signature(folder: Path) -> _Signature:
    times = [path.stat().st_mtime for path in folder.rglob("*.yaml")]
    return len(times), max(times, default=0.0)

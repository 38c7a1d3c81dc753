"""Types of this folder's fixtures."""

from collections.abc import Callable

from playwright.sync_api import Page

OpenPage = Callable[..., Page]

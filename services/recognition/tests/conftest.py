import sys
from pathlib import Path

import pytest
from okienko_recognition import inbox

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drop no frames though the machine stands still for a second; `test_inbox.py` is about those."""
    monkeypatch.setattr(inbox, "LATE_SECONDS", 600.0)

from datetime import date

from okienko_faq.closed_days import closed_days
from okienko_faq.content.model import ClosedDay as Written
from okienko_faq.content.model import Pack


def test_public_holidays_are_known_a_year_ahead(pack: Pack) -> None:
    found = {item.day: item for item in closed_days(pack.town, date(2026, 11, 27))}
    assert found[date(2026, 12, 24)].pl.startswith("Wigilia")
    assert found[date(2026, 12, 24)].en == "Christmas Eve"
    # Easter moves: computed, not listed.
    assert date(2027, 3, 29) in found
    assert date(2026, 11, 11) not in found
    assert date(2027, 11, 11) in found
    assert not any(item.is_own for item in found.values())


def test_the_towns_own_closing_days_stand_among_them(pack: Pack) -> None:
    town = pack.town.model_copy(
        update={
            "closed_days": (
                Written(date="2026-12-28", pl="Dzień wolny"),
                Written(date="2026-12-25", pl="Wolne"),
                Written(date="2020-01-02", pl="Dawno"),
            )
        }
    )
    found = closed_days(town, date(2026, 11, 27))
    own = [item for item in found if item.is_own]
    assert [(item.day, item.pl, item.en) for item in own] == [(date(2026, 12, 28), "Dzień wolny", "Dzień wolny")]
    assert [item.day for item in found] == sorted(item.day for item in found)

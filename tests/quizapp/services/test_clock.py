"""The clocks."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from quizapp.services.clock import FixedClock, SystemClock, SystemZone

NEW_YORK = "America/New_York"


@pytest.fixture
def in_new_york() -> Iterator[None]:
    if sys.platform == "win32" or NEW_YORK not in available_timezones():
        pytest.skip("needs a system whose zone can be set for one process")
    before = os.environ.get("TZ")
    os.environ["TZ"] = NEW_YORK
    time.tzset()
    yield
    os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
    time.tzset()


@pytest.mark.usefixtures("in_new_york")
def test_system_zone_follows_all_changes_of_the_clock() -> None:
    peer = ZoneInfo(NEW_YORK)
    for hours in range(0, 366 * 24, 3):
        instant = datetime(2026, 1, 1, 0, 30, tzinfo=UTC) + timedelta(hours=hours)
        here, there = instant.astimezone(SystemZone()), instant.astimezone(peer)
        assert (here.replace(tzinfo=None), here.utcoffset()) == (there.replace(tzinfo=None), there.utcoffset())
        assert here - instant == timedelta(0)


@pytest.mark.usefixtures("in_new_york")
def test_system_zone_tells_the_two_hours_of_autumn_apart() -> None:
    first = datetime(2026, 11, 1, 5, 30, tzinfo=UTC).astimezone(SystemZone())
    second = datetime(2026, 11, 1, 6, 30, tzinfo=UTC).astimezone(SystemZone())
    assert (first.hour, second.hour) == (1, 1)
    assert (first.fold, second.fold) == (0, 1)
    assert (first.tzname(), second.tzname(), first.dst()) == ("EDT", "EST", None)


def test_system_clock_tells_utc_milliseconds() -> None:
    clock = SystemClock()
    assert abs(clock.now_ms() - datetime.now(UTC).timestamp() * 1000) < 10_000  # noqa: TID251  # the independent source
    assert isinstance(clock.zone(), SystemZone)


def test_fixed_clock_moves_only_when_told() -> None:
    clock = FixedClock(1_000)
    clock.advance(days=1, hours=1, minutes=1, seconds=1.5)
    assert clock.now_ms() == 1_000 + 86_400_000 + 3_600_000 + 60_000 + 1_500
    clock.advance(days=-2)
    assert (clock.now_ms(), clock.zone()) == (1_000 - 86_400_000 + 3_661_500, UTC)

"""Learner days: any zone, any starting hour, changes of the clock in both directions."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.domain.days import LearnerDays

HOUR_MS = 3_600_000
YEAR_2000_MS, YEAR_2040_MS = 946_684_800_000, 2_208_988_800_000
# Summer time, half hours, a change of two hours (Troll), changes at midnight, and a skipped date (Apia, 30 December 2011).
NAMES = ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Antarctica/Troll", "America/Havana", "Pacific/Apia"]
NAMED = [ZoneInfo(name) for name in NAMES if name in available_timezones()]
OFFSETS = [timezone(timedelta(minutes=minutes)) for minutes in (-12 * 60, -210, 0, 345, 14 * 60)]

zones = st.sampled_from(NAMED + OFFSETS)
hours = st.integers(0, 23)
instants = st.integers(YEAR_2000_MS, YEAR_2040_MS)


def ms(zone: tzinfo, *when: int) -> int:
    return round(datetime(*when, tzinfo=zone).timestamp() * 1000)  # type: ignore[misc]


@given(zones, hours, instants)
@settings(deadline=None)
def test_every_instant_lies_in_its_day(zone: tzinfo, hour: int, instant: int) -> None:
    days = LearnerDays(zone, hour)
    day = days.day_of(instant)
    assert days.start_ms(day) <= instant < days.start_ms(day + 1)


@given(zones, hours, instants, st.integers(0, 400 * HOUR_MS))
@settings(deadline=None)
def test_days_never_go_back(zone: tzinfo, hour: int, instant: int, later: int) -> None:
    days = LearnerDays(zone, hour)
    assert days.day_of(instant) <= days.day_of(instant + later)


@given(st.sampled_from(OFFSETS), hours, instants)
@settings(deadline=None)
def test_without_changes_of_the_clock_a_day_has_24_hours(zone: tzinfo, hour: int, instant: int) -> None:
    days = LearnerDays(zone, hour)
    day = days.day_of(instant)
    assert days.start_ms(day + 1) - days.start_ms(day) == 24 * HOUR_MS
    assert days.day_of(instant + 24 * HOUR_MS) == day + 1


@given(st.sampled_from(OFFSETS), hours, instants)
@settings(deadline=None)
def test_day_is_the_date_shown_so_many_hours_earlier(zone: tzinfo, hour: int, instant: int) -> None:
    shifted = datetime.fromtimestamp(instant / 1000 - hour * 3600, zone)
    assert LearnerDays(zone, hour).day_of(instant) == shifted.date().toordinal()


@pytest.mark.parametrize("zone", [*NAMED, *OFFSETS], ids=str)
def test_late_evening_and_next_evening_are_different_days(zone: tzinfo) -> None:
    days = LearnerDays(zone, 4)
    late, next_evening = ms(zone, 2026, 5, 1, 23), ms(zone, 2026, 5, 2, 22)
    assert days.day_of(next_evening) == days.day_of(late) + 1
    assert days.day_of(ms(zone, 2026, 5, 2, 3, 59)) == days.day_of(late)
    assert days.day_of(ms(zone, 2026, 5, 2, 4)) == days.day_of(late) + 1


@pytest.mark.skipif("America/New_York" not in available_timezones(), reason="no time zone data on this machine")
def test_days_of_23_and_25_hours_where_the_clock_changes() -> None:
    days = LearnerDays(ZoneInfo("America/New_York"), 4)
    spring, autumn = date(2026, 3, 7).toordinal(), date(2026, 10, 31).toordinal()
    assert days.start_ms(spring + 1) - days.start_ms(spring) == 23 * HOUR_MS
    assert days.start_ms(autumn + 1) - days.start_ms(autumn) == 25 * HOUR_MS


@pytest.mark.skipif("Antarctica/Troll" not in available_timezones(), reason="no time zone data on this machine")
def test_clock_set_back_over_the_starting_hour_does_not_end_a_day_twice() -> None:
    days = LearnerDays(ZoneInfo("Antarctica/Troll"), 2)  # at 3:00 on 25 October 2026 it becomes 1:00 again
    first_two_o_clock = ms(UTC, 2026, 10, 25, 0)
    numbers = [days.day_of(first_two_o_clock + minutes * 60_000) for minutes in range(0, 240, 10)]
    assert set(numbers) == {date(2026, 10, 25).toordinal()}


@pytest.mark.skipif("Antarctica/Troll" not in available_timezones(), reason="no time zone data on this machine")
def test_day_begins_when_a_skipped_hour_would_have_come() -> None:
    days = LearnerDays(ZoneInfo("Antarctica/Troll"), 2)  # at 1:00 on 29 March 2026 it becomes 3:00
    jump, day = ms(UTC, 2026, 3, 29, 1), date(2026, 3, 29).toordinal()
    assert days.start_ms(day) == jump + HOUR_MS
    assert (days.day_of(jump), days.day_of(jump + HOUR_MS)) == (day - 1, day)

"""Where time comes from. Everything else is passed a clock, so that a test or a picture can say what time it is."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Protocol


class Clock(Protocol):
    """Tells the time and the learner's time zone."""

    def now_ms(self) -> int:
        """Return the present instant in UTC milliseconds since 1970."""
        ...

    def zone(self) -> tzinfo:
        """Return the learner's time zone."""
        ...


class SystemZone(tzinfo):
    """The computer's own time zone with all its changes of the clock, by the rules of the operating system.

    ``datetime.astimezone()`` alone gives the offset of one instant as a fixed zone, which is wrong half a year later.
    """

    def utcoffset(self, dt: datetime | None) -> timedelta | None:
        """Return the offset that a wall-clock time has."""
        return None if dt is None else dt.replace(tzinfo=None).astimezone().utcoffset()

    def dst(self, _dt: datetime | None) -> timedelta | None:
        """Return None: how much of the offset is summer time is not known and not needed."""
        return None

    def tzname(self, dt: datetime | None) -> str | None:
        """Return the zone's name at a wall-clock time."""
        return None if dt is None else dt.replace(tzinfo=None).astimezone().tzname()

    def fromutc(self, dt: datetime) -> datetime:
        """Return the wall-clock time of an instant given as UTC."""
        local = dt.replace(tzinfo=UTC).astimezone()
        wall_clock = local.replace(tzinfo=None)
        is_second = wall_clock.astimezone().utcoffset() != local.utcoffset()  # of the two hours with the same name
        return wall_clock.replace(tzinfo=self, fold=int(is_second))


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The computer's clock."""

    def now_ms(self) -> int:
        """Return the present instant in UTC milliseconds since 1970."""
        return time.time_ns() // 1_000_000

    def zone(self) -> tzinfo:
        """Return the computer's time zone."""
        return SystemZone()


@dataclass(slots=True)
class FixedClock:
    """A clock that stands until it is moved, for tests and for pictures that must come out the same every time."""

    instant_ms: int
    time_zone: tzinfo = UTC

    def now_ms(self) -> int:
        """Return the instant it stands at."""
        return self.instant_ms

    def zone(self) -> tzinfo:
        """Return the zone it was given."""
        return self.time_zone

    def advance(self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> None:
        """Move the clock on; negative numbers set it back."""
        span = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        self.instant_ms += round(span / timedelta(milliseconds=1))

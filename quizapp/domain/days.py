"""The learner's days: they begin at an hour of the learner's own clock, so that a late evening belongs to one day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MS = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class LearnerDays:
    """Maps instants (UTC milliseconds) to numbered days and back.

    A day is numbered by the ordinal of the date on which it begins. It lasts from its start to the start of the next, however
    many hours the clock's changes leave between them, so the numbers never go back while time goes on.

    Attributes:
        zone: The learner's time zone.
        start_hour: Hour of the wall clock at which a day begins, 0 to 23.

    Example:
        >>> days = LearnerDays(UTC, start_hour=4)
        >>> late, later = datetime(2026, 3, 1, 23, tzinfo=UTC), datetime(2026, 3, 2, 3, 59, tzinfo=UTC)
        >>> days.day_of((late - EPOCH) // MS) == days.day_of((later - EPOCH) // MS) == date(2026, 3, 1).toordinal()
        True
    """

    zone: tzinfo
    start_hour: int = 4

    def start_ms(self, day: int) -> int:
        """Return when a day begins, in UTC milliseconds.

        Where the clock jumps over the hour, the day begins when the hour would have come; where it comes twice, with the first.
        """
        begin = datetime.combine(date.fromordinal(day), time(self.start_hour), self.zone)
        return (begin - EPOCH) // MS

    def day_of(self, instant_ms: int) -> int:
        """Return the number of the day that an instant belongs to."""
        wall_clock = (EPOCH + instant_ms * MS).astimezone(self.zone).replace(tzinfo=None)
        day = (wall_clock - timedelta(hours=self.start_hour)).toordinal()
        # Near a change of the clock the wall shows an hour that does not fit: the starts decide.
        while self.start_ms(day + 1) <= instant_ms:
            day += 1
        while self.start_ms(day) > instant_ms:
            day -= 1
        return day

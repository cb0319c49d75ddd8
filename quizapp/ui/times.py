"""Moments in words."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo


def when_text(moment_ms: int, now_ms: int, zone: tzinfo) -> str:
    """Return when something is, seen from now: ``in 10 minutes``, ``today at 18:30``, ``tomorrow``, ``on Monday 3 May``.

    Args:
        moment_ms: UTC milliseconds.
        now_ms: UTC milliseconds.
        zone: The learner's time zone.
    """
    minutes = -(-(moment_ms - now_ms) // 60_000)
    if minutes <= 0:
        return "now"
    if minutes < 60:
        return f"in {minutes} minute{'' if minutes == 1 else 's'}"
    moment, now = (datetime.fromtimestamp(at / 1000, UTC).astimezone(zone) for at in (moment_ms, now_ms))
    days = (moment.date() - now.date()).days
    if days == 0:
        return f"today at {moment:%H:%M}"
    if days == 1:
        return f"tomorrow at {moment:%H:%M}"
    return f"on {moment:%A} {moment.day} {moment:%B}"

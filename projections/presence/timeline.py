"""A line of minutes: how many were available in each, filled forwards in time."""

MINUTE_MS = 60_000
DAY_MINUTES = 1440
OPEN = 255
"""Not filled yet."""
MOST = 254


def new_line(zero_until: int = 0) -> bytearray:
    """A day's line, one byte each minute: 0 before a minute of the day, OPEN from there on."""
    return bytearray(zero_until) + bytearray([OPEN]) * (DAY_MINUTES - zero_until)


def fill(line: bytearray, start: int, end: int, level: int, *, whole: tuple[bool, bool]) -> None:
    """
    Set a level over the minutes [start, end) of a day.

    whole: whether the first and the last minute are covered from edge to edge; one that is not
    keeps the lower of what it has and the level.
    """
    if start >= end:
        return
    level = min(level, MOST)
    first, last = line[start], line[end - 1]
    line[start:end] = bytes([level]) * (end - start)
    if not whole[0]:
        line[start] = min(first, level)
    if not whole[1]:
        line[end - 1] = min(last, line[end - 1])


def days_between(since_ms: int, until_ms: int) -> "list[tuple[int, int, int]]":
    """
    The UTC days that [since, until) touches, in milliseconds since 1970.

    Each as days since 1970, the first minute touched, and one past the last minute touched.
    """
    first_minute = since_ms // MINUTE_MS
    end_minute = -(-until_ms // MINUTE_MS)
    days = []
    for day in range(first_minute // DAY_MINUTES, -(-end_minute // DAY_MINUTES)):
        start = max(first_minute - day * DAY_MINUTES, 0)
        end = min(end_minute - day * DAY_MINUTES, DAY_MINUTES)
        days.append((day, start, end))
    return days

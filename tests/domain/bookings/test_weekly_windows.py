"""Weekly windows as text."""

import pytest

from domain.bookings.weekly_windows import format_windows, half_hours_within, parse_windows
from domain.errors import Invalid

PARIS = "Europe/Paris"


def test_windows_of_several_days_are_read():
    week = parse_windows("mon-fri 18:00-23:00; sat,sun 10:00-18:00", PARIS)

    assert week == (((1080, 1380),),) * 5 + (((600, 1080),),) * 2


def test_several_ranges_and_midnight_are_read():
    week = parse_windows("fri 9:00-12:00, 21:00-02:00", PARIS)

    assert week[4] == ((540, 720), (1260, 1560))


@pytest.mark.parametrize(
    "text",
    ["mon-fri 18:00-23:00; sat-sun 10:00-18:00", "mon 00:00-24:00", "fri 09:00-12:00, 21:00-02:00"],
)
def test_windows_are_written_as_they_are_read(text):
    assert format_windows(parse_windows(text, PARIS)) == text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("evenings", "Write the time ranges like"),
        ("mon", "Write the time ranges like"),
        ("fri-mon 18:00-20:00", "Write the time ranges like"),
        ("mon 18:00-20:00, 19:00-21:00", "must end before the next one starts"),
        ("mon 25:00-26:00", "Enter a time between 00:00 and 24:00"),
        ("mon 18:00-18:00", "two different times"),
    ],
)
def test_what_cannot_be_read_is_refused(text, sentence):
    with pytest.raises(Invalid, match=sentence):
        parse_windows(text, PARIS)


@pytest.mark.parametrize(
    ("text", "later", "first", "last", "n"),
    [
        ("mon 18:00-20:00", 0, (0, 36), (0, 39), 4),
        ("mon 18:15-18:45", 0, (0, 36), (0, 37), 2),
        ("sun 23:00-01:00", 0, (6, 46), (0, 1), 4),
        ("mon 00:00-01:00", -60, (6, 46), (6, 47), 2),
        ("sun 23:00-24:00", 60, (0, 0), (0, 1), 2),
    ],
)
def test_half_hours_that_ranges_touch(text, later, first, last, n):
    found = list(half_hours_within(parse_windows(text, "Europe/Paris"), later))

    assert (found[0], found[-1], len(found)) == (first, last, n)

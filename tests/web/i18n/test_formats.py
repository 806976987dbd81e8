from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from babel import Locale

from web.i18n import formats

EN, FR = Locale("en", "GB"), Locale("fr")
NARROW, WIDE = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("value", "decimals", "english", "french"),
    [
        (1234567, 0, "1,234,567", f"1{NARROW}234{NARROW}567"),
        (242.2, 1, "242.2", "242,2"),
        (Decimal("0.1"), 2, "0.10", "0,10"),
        (-3, 0, "-3", "-3"),
        (-0.004, 2, "0.00", "0,00"),
        (None, 0, formats.ABSENT, formats.ABSENT),
    ],
)
def test_numbers(value, decimals, english, french):
    assert formats.number(value, decimals, EN) == english
    assert formats.number(value, decimals, FR) == french


def test_shares():
    assert formats.percent(0.4554, 1, EN) == "45.5%"
    assert formats.percent(0.4554, 1, FR) == f"45,5{WIDE}%"
    assert formats.percent(1, 0, EN) == "100%"
    assert formats.percent(None, 1, EN) == formats.ABSENT


def test_money_in_its_smallest_unit():
    assert formats.money(123450, "EUR", EN) == "€1,234.50"
    assert formats.money(123450, "EUR", FR) == f"1{NARROW}234,50{WIDE}€"
    assert formats.money(-5, "EUR", EN) == "-€0.05"
    assert formats.money(500, "JPY", EN) == "JP¥500"
    assert formats.money(1500, "KWD", EN) == "KWD1.500"
    assert formats.money(None, "EUR", EN) == formats.ABSENT


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        (0, "0 s"),
        (0.4, "0 s"),
        (42, "42 s"),
        (60, "1 min"),
        (605, "10 min 5 s"),
        (3599.7, "1 h"),
        (12000, "3 h 20 min"),
        (-65, "\N{MINUS SIGN}1 min 5 s"),
        (None, formats.ABSENT),
    ],
)
def test_durations(seconds, written):
    assert formats.duration(seconds, EN).replace(WIDE, " ") == written


@pytest.mark.parametrize(
    ("seconds", "written"),
    [(43_200, "12 h"), (86_400, "1 day"), (604_800, "7 days"), (90_000, "25 h"), (0, "0 s")],
)
def test_a_wait_of_whole_days_is_in_days(seconds, written):
    assert formats.wait(seconds, EN).replace(WIDE, " ") == written


@pytest.mark.parametrize(
    ("days", "written"), [(1, "1 jour"), (90, "90 jours"), (365, "1 an"), (730, "2 ans")]
)
def test_whole_years_are_in_years(days, written):
    assert formats.whole_days(days, FR).replace(WIDE, " ") == written


def test_long_durations_have_thousands():
    assert formats.duration(3600 * 5000, FR) == f"5{NARROW}000{WIDE}h"
    assert formats.hours(871800, 1, FR) == f"242,2{WIDE}h"


def test_days():
    assert formats.day(date(2017, 6, 1), "long", EN) == "1 June 2017"
    assert formats.day(date(2017, 6, 1), "long", FR) == "1er juin 2017"
    assert formats.day(date(2017, 6, 1), "medium", FR) == "1er juin 2017"
    assert formats.day(date(2017, 6, 11), "long", FR) == "11 juin 2017"
    assert formats.day(date(2017, 6, 1), "short", FR) == "01/06/2017"
    assert formats.month(date(2017, 6, 1), FR) == "juin 2017"
    assert formats.short_month(date(2017, 6, 1), EN) == "Jun"
    assert formats.weekdays(EN)[0] == "Mon"


def test_moments_are_in_the_brands_zone_before_and_after_the_clock_change():
    before, after = (datetime(2026, 3, 29, hour, 59, tzinfo=UTC) for hour in (0, 1))

    assert "01:59:00" in formats.moment(before, "Europe/Paris", EN)
    assert "03:59:00" in formats.moment(after, "Europe/Paris", EN)


def test_moments_on_the_first_of_a_month_have_an_ordinal_in_french():
    first = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)

    assert formats.minute(first, "Europe/Paris", FR) == "1er déc. 2026, 10:00"
    assert formats.moment(first, "Europe/Paris", FR) == "1er déc. 2026, 10:00:00"


def test_the_zone_is_stated():
    assert formats.zone("Europe/London", FR) == "Londres (Europe/London)"
    assert formats.zone("UTC", FR) == "UTC"


def test_outside_a_request_the_terminal_reads_english():
    assert formats.number(1234) == "1,234"

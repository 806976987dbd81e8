from datetime import UTC, date, datetime, timedelta

from domain.bookings.demand_history import HALF_HOUR, DemandHistory, half_hours

PARIS = "Europe/Paris"
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
DAY = timedelta(1)


def test_a_day_has_48_half_hours_by_the_clock_of_its_zone():
    found = list(half_hours(PARIS, date(2026, 7, 1), date(2026, 7, 2)))

    assert [half_hour.number for half_hour in found] == list(range(48))
    assert found[0].starts_at == datetime(2026, 6, 30, 22, tzinfo=UTC)
    assert {half_hour.day for half_hour in found} == {date(2026, 7, 1)}


def test_the_day_of_25_hours_has_50_half_hours():
    numbers = [half_hour.number for half_hour in half_hours(PARIS, AUTUMN, AUTUMN + DAY)]

    assert len(numbers) == 50
    assert numbers[3:9] == [3, 4, 5, 4, 5, 6]


def test_the_day_of_23_hours_has_46_half_hours():
    numbers = [half_hour.number for half_hour in half_hours(PARIS, SPRING, SPRING + DAY)]

    assert len(numbers) == 46
    assert numbers[3:6] == [3, 6, 7]


def test_a_zone_a_quarter_of_an_hour_off_has_half_hours_of_utc():
    found = list(half_hours("Asia/Kathmandu", date(2026, 7, 1), date(2026, 7, 2)))

    assert [half_hour.number for half_hour in found] == list(range(48))
    assert found[0].starts_at == datetime(2026, 6, 30, 18, 30, tzinfo=UTC)


def test_requests_are_counted_by_local_day_and_half_hour():
    requests = {datetime(2026, 7, 1, 22, 30, tzinfo=UTC): 3}

    history = DemandHistory.of(requests, PARIS, date(2026, 7, 1), date(2026, 7, 4))

    assert history.first == date(2026, 7, 2)
    assert history.end == date(2026, 7, 4)
    assert history.days[0] == (0.0, 3.0, *[0.0] * 46)


def test_a_half_hour_that_occurs_twice_counts_as_the_mean_of_both():
    twice = datetime(2026, 10, 25, 0, tzinfo=UTC)
    requests = {twice: 4, twice + 2 * HALF_HOUR: 2}

    history = DemandHistory.of(requests, PARIS, AUTUMN, AUTUMN + DAY)

    assert history.days[0][4] == 3
    assert sum(history.days[0]) == 3


def test_a_missing_half_hour_counts_like_a_week_before():
    before = datetime(2026, 3, 22, 1, tzinfo=UTC)  # 02:00

    history = DemandHistory.of({before: 5}, PARIS, SPRING - 7 * DAY, SPRING + DAY)

    assert history.days[0][4] == 5
    assert history.days[7][4:6] == (5, 0)


def test_without_requests_there_is_no_history():
    history = DemandHistory.of({}, PARIS, AUTUMN, AUTUMN + DAY)

    assert (history.days, history.weeks) == ((), [])


def test_weeks_are_counted_back_from_the_end():
    days = [(float(day),) * 48 for day in range(1, 17)]

    history = DemandHistory(PARIS, date(2026, 7, 1), tuple(days))

    assert [week[0] for week in history.weeks] == [3, 10]
    assert {len(week) for week in history.weeks} == {336}

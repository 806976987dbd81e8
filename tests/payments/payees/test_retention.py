"""How long details are kept after their account was closed."""

from datetime import UTC, datetime

import pytest

from payments.payees.retention import may_be_erased


@pytest.mark.parametrize(
    ("last_at", "at", "may"),
    [
        (None, datetime(2026, 1, 1, tzinfo=UTC), True),
        (datetime(2026, 1, 1, tzinfo=UTC), datetime(2036, 12, 31, tzinfo=UTC), False),
        (datetime(2026, 12, 31, tzinfo=UTC), datetime(2037, 1, 1, tzinfo=UTC), True),
    ],
)
def test_details_go_ten_years_after_the_end_of_the_year_of_the_last_entry(last_at, at, may):
    assert may_be_erased(last_at, at) is may

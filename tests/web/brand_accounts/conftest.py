from tests.web.bookings.conftest import roster, shift_shop

__all__ = ["roster", "shift_shop"]
